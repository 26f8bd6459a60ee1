"""What a person may do about events and rooms: each wish is refused with a sentence, or changes both and is kept."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from devices.moment import Moment
from devices.names import Eui64
from hemsapp import commands
from hemsapp.domain.event_book import devices_of, part_of
from hemsapp.domain.event_facts import KeptEvent
from hemsapp.domain.event_table import LIVE, RUNNING
from hemsapp.domain.facts import Fact, Happened, Happening, Preference
from hemsapp.domain.home import Home
from hemsapp.domain.orders import Errand, Orders
from hemsapp.domain.response import DemandResponse
from hemsapp.saying import say

Taker = Callable[[Any, Moment], Iterable[Fact] | None]
MOST_PRACTICE_MINUTES = 60


class EventWishes:
    """Takes the commands of demand response; `phone` is whom to call when a wish is refused."""

    def __init__(self, home: Home, orders: Orders, response: DemandResponse, phone: str) -> None:
        self._home = home
        self._orders = orders
        self._response = response
        self._events = response.events
        self._phone = phone
        rooms = (
            commands.Ease,
            commands.TakeBreak,
            commands.UndoOverride,
            commands.SaveMore,
            commands.ReturnNow,
            commands.SetRoomTemperature,
            commands.HoldTemperature,
            commands.SavePlan,
            commands.SaveProgramme,
        )
        self.takers: dict[type, Taker] = {
            **dict.fromkeys(rooms, response.wish),
            commands.AnswerEvent: self._answer,
            commands.OptOut: self._opt_out,
            commands.OptIn: self._opt_in,
            commands.StopPlan: self._stop_plan,
            commands.CheckEvent: self._check,
            commands.AcknowledgeNotice: self._see,
            commands.ChoosePolicy: self._choose_policy,
            commands.Practise: self._practise,
        }

    def _refuse(self, why: str, at: Moment) -> list[Fact]:
        """C1FR40: the reason, and whom to call."""
        told = say("{why}; call {phone}", why=why, phone=self._phone) if self._phone else why
        self._home.refuse(told, at)
        return [Happening(at.utc, Happened.COMMAND_REFUSED, told)]

    def _answer(self, command: commands.AnswerEvent, at: Moment) -> list[Fact]:
        event = self._event(command.issuer_event_id)
        if event is None:
            return self._refuse(say("that event is over"), at)
        if command.is_skipped and (why := self._events.refusal(event.issuer_event_id)) is not None:
            return self._refuse(why, at)
        if command.is_skipped and event.state in RUNNING:
            facts = self._opt_out(commands.OptOut(event.issuer_event_id, None, command.by_whom), at)
            return facts + self._response.also(self._events.seen_answer(event.issuer_event_id, at), at)
        facts = self._response.also(self._events.answer(event.issuer_event_id, at, is_skipped=command.is_skipped), at)
        for device in self._response.crews.event_clients():
            wish = commands.OptOut if command.is_skipped else commands.OptIn
            if command.is_skipped or event.is_skipped:
                facts += self._response.wish(wish(event.issuer_event_id, device, command.by_whom), at)
        for part in event.parts:
            if part.is_room_out and not command.is_skipped:
                facts += self._response.wish(commands.OptIn(event.issuer_event_id, part.subject, command.by_whom), at)
        return facts

    def _event(self, issuer_event_id: int) -> KeptEvent | None:
        event = self._events.book.events.get(issuer_event_id)
        return event if event is not None and event.state in LIVE else None

    def _opt_out(self, command: commands.OptOut, at: Moment) -> list[Fact]:
        event = self._event(command.issuer_event_id)
        why = self._events.refusal(command.issuer_event_id)
        if event is None or why is not None:
            return self._refuse(why or say("that event is over"), at)
        if self._is_of_rooms(event, command.device):
            facts = self._response.wish(command, at)
        elif command.device is None:
            facts = []
        else:
            return self._refuse(say("that device is not in this event"), at)
        if command.device is None:
            facts += self._choose(event, None, command.by_whom, at, is_in=False)
        return facts

    def _opt_in(self, command: commands.OptIn, at: Moment) -> list[Fact]:
        event = self._event(command.issuer_event_id)
        if event is None or event.is_stopped:
            return self._refuse(say("that event is over") if event is None else say("this plan was stopped"), at)
        parts = [
            part
            for part in event.parts
            if not part.is_in and not part.is_room_out and command.device in {None, part.subject}
        ]
        facts: list[Fact] = []
        for part in parts:
            facts += self._choose(event, part.subject, command.by_whom, at, is_in=True)
        is_room_out = any(part.is_room_out and command.device in {None, part.subject} for part in event.parts)
        is_client = command.device in self._response.crews.event_clients()
        if is_room_out or is_client or not parts:
            facts += self._response.wish(command, at)
        return facts

    def _is_of_rooms(self, event: KeptEvent, device: Eui64 | None) -> bool:
        """Is there a room that the wish can be for?"""
        clients = self._response.crews.event_clients()
        if device is None:
            return bool(clients) or any(part.is_in for part in devices_of(event, self._events.book.rules.own))
        return device in clients or part_of(event, device) is not None

    def _choose(self, event: KeptEvent, device: Eui64 | None, by_whom: str, at: Moment, *, is_in: bool) -> list[Fact]:
        by = by_whom or "this display"
        return self._response.also(self._events.choose(event.issuer_event_id, device, by, at, is_in=is_in), at)

    def _stop_plan(self, command: commands.StopPlan, at: Moment) -> list[Fact]:
        event = self._event(command.issuer_event_id)
        if event is None or not event.is_status_missing:
            return self._refuse(
                say("the utility's meter has confirmed this event") if event else say("that event is over"), at
            )
        return self._response.also(self._events.stop_plan(event.issuer_event_id, at), at)

    def _check(self, command: commands.CheckEvent, at: Moment) -> list[Fact]:
        self._orders.want(Errand.EVENTS, at.monotonic_s)
        return self._response.also(self._events.check(command.issuer_event_id, at), at)

    def _see(self, command: commands.AcknowledgeNotice, at: Moment) -> list[Fact]:
        return self._response.also(self._events.see(command.issuer_event_id, command.notice_id, at), at)

    def _choose_policy(self, command: commands.ChoosePolicy, at: Moment) -> list[Fact]:
        book = self._events.book
        if any(self._events.is_locked(event) for event in book.live if event.state in RUNNING):
            return self._refuse(say("the policy can be changed when the emergency is over"), at)
        facts: list[Fact] = []
        if command.policy is not None:
            book.rules = replace(book.rules, policy=command.policy)
            facts += _chosen("policy", command.policy.value, at)
        if command.keeps_plan_by_own_clock is not None:
            book.rules = replace(book.rules, keeps_plan_by_own_clock=command.keeps_plan_by_own_clock)
            facts += _chosen("keeps_plan_by_own_clock", "yes" if command.keeps_plan_by_own_clock else "no", at)
        return self._response.also(facts, at)

    def _practise(self, command: commands.Practise, at: Moment) -> list[Fact]:
        if not 1 <= command.minutes <= MOST_PRACTICE_MINUTES:
            return self._refuse(
                say("a practice lasts 1 to {count} minutes", count=MOST_PRACTICE_MINUTES),
                at,
            )
        if not self._response.practise(command.minutes, at):
            return self._refuse(say("the meter is not there to be asked for a practice event"), at)
        return []


def _chosen(name: str, value: str, at: Moment) -> list[Fact]:
    return [Preference(name, value), Happening(at.utc, Happened.PREFERENCE_CHANGED, f"{name}: {value}")]
