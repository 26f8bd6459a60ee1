"""All thermostats and load switches of the home: who governs each, what the customer wishes, and the steering."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from devices.moment import Moment
from devices.names import Eui64
from hemsapp import commands
from hemsapp.domain.comfort import options, rules, seen, wishes
from hemsapp.domain.comfort.facts import Choice, KeptPlan, Override
from hemsapp.domain.comfort.governance import Governance
from hemsapp.domain.comfort.load import Load
from hemsapp.domain.comfort.override_prices import Rates
from hemsapp.domain.comfort.places import Places
from hemsapp.domain.comfort.room import RECOVERY_MINUTES, Room
from hemsapp.domain.comfort.steps import NOTHING, Notes, Refused, Steps, Taken
from hemsapp.domain.days import HomeZone
from hemsapp.plans import Plan
from hemsapp.snapshot.comfort import Comfort
from hemsapp.snapshot.events import EaseOption, Participation

UNDO_S = 10.0

Aside = commands.Ease | commands.SaveMore | commands.TakeBreak | commands.OptOut | commands.OptIn
OfRoom = commands.SetRoomTemperature | commands.HoldTemperature | commands.SavePlan | commands.SaveProgramme
Wish = Aside | OfRoom | commands.UndoOverride | commands.ReturnNow


@dataclass(frozen=True, slots=True)
class _Before:
    """What held at a place before an override."""

    issuer_event_id: int | None
    override: Override | None
    choice: Choice | None


def _before(place: Room | Load, issuer_event_id: int | None) -> _Before:
    override = None if issuer_event_id is None else place.overrides.get(issuer_event_id)
    return _Before(issuer_event_id, override, place.choice if isinstance(place, Room) else None)


_ASIDE: dict[type, Callable[[Any, Any, datetime, Notes], None]] = {
    commands.Ease: wishes.ease,
    commands.SaveMore: wishes.ease,
    commands.TakeBreak: wishes.take_break,
    commands.OptOut: wishes.opt_out,
    commands.OptIn: wishes.opt_in,
}
_OF_ROOM: dict[type, Callable[[Room, Any, datetime, Notes], None]] = {
    commands.SetRoomTemperature: wishes.set_temperature,
    commands.HoldTemperature: wishes.hold,
    commands.SavePlan: wishes.save_plan,
    commands.SaveProgramme: wishes.save_programme,
}


class Rooms(Places):
    """The rooms; `recovery_minutes` at most after an event (0: at once), `name_of` a device for the screen."""

    def __init__(
        self,
        zone: HomeZone,
        *,
        speed: float = 1.0,
        recovery_minutes: int = RECOVERY_MINUTES,
        name_of: Callable[[Eui64], str] = str,
    ) -> None:
        super().__init__(zone, speed=speed, recovery_minutes=recovery_minutes)
        self._name_of = name_of
        self._taken: Taken | None = None
        self._before: dict[Eui64, _Before] = {}

    # What the person wishes

    def wish(self, wish: Wish, at: Moment, cost: Decimal | None = None) -> Steps:
        """The person wishes; a `Refused` outcome says why not. `cost` was shown, and is shown again with the undo."""
        match wish:
            case commands.UndoOverride():
                return self._take_back(wish.by_whom, at)
            case commands.ReturnNow():
                return self._return_now(wish, at)
            case commands.SavePlan() if wish.device in self._loads:
                return self._save_loads_plan(wish, at)
            case commands.SetRoomTemperature() | commands.HoldTemperature():
                return self._of_one(wish, at, cost)
            case commands.SavePlan() | commands.SaveProgramme():
                return self._of_one(wish, at, cost)
            case _:
                return self._step_aside(wish, at, cost)

    def _return_now(self, wish: commands.ReturnNow, at: Moment) -> Steps:
        steps = NOTHING
        for room in self._rooms.values():
            notes = Notes()
            if room.return_now(wish.issuer_event_id, at.utc, notes):
                steps += self._settle(room, at, notes)
        return steps

    def _of_one(self, wish: OfRoom, at: Moment, cost: Decimal | None) -> Steps:
        room, notes = self._rooms.get(wish.device), Notes()
        if room is None:
            return self._refused(wish.device, None, "This device is not of the home.")
        before = _before(room, None if room.governs is None else room.governs.issuer_event_id)
        try:
            _OF_ROOM[type(wish)](room, wish, at.utc, notes)
        except wishes.Declined as why:
            return self._refused(wish.device, None, str(why))
        steps = self._settle(room, at, notes)
        if isinstance(wish, commands.SetRoomTemperature):
            self._remember({room.device: before}, room.device, cost, at)
        return steps

    def _save_loads_plan(self, wish: commands.SavePlan, at: Moment) -> Steps:
        load, notes = self._loads[wish.device], Notes()
        if load.is_locked(at.utc):
            return self._refused(wish.device, None, "The rules can be changed when the emergency is over.")
        if why := rules.why_invalid(wish.plan):
            return self._refused(wish.device, None, f"{why[:1].upper()}{why[1:]}.")
        load.plan = rules.settled(wish.plan)
        notes.facts.append(KeptPlan(load.device, load.plan))
        return self._settle(load, at, notes)

    def _step_aside(self, wish: Aside, at: Moment, cost: Decimal | None) -> Steps:
        device = None if isinstance(wish, commands.SaveMore) else wish.device
        steps, why = NOTHING, "No room takes part in this event."
        before: dict[Eui64, _Before] = {}
        for place in self._meant(device, wish):
            notes, was = Notes(), _before(place, wish.issuer_event_id)
            try:
                _ASIDE[type(wish)](place, wish, at.utc, notes)
            except wishes.Declined as declined:
                why = str(declined)
                continue
            before[place.device] = was
            steps += self._settle(place, at, notes)
        if not before:
            return self._refused(device, wish.issuer_event_id, why)
        if not isinstance(wish, commands.OptIn):
            self._remember(before, device, cost, at)
        return steps

    def _meant(self, device: Eui64 | None, wish: Aside) -> list[Room | Load]:
        """The places that a wish is for: the one named, else all in the event; degrees mean rooms alone."""
        is_of_rooms = isinstance(wish, commands.Ease | commands.SaveMore)
        places = [place for place in self._places() if isinstance(place, Room) or not is_of_rooms]
        there = [place for place in places if place.is_there]
        if device is not None:
            return [place for place in there if place.device == device]
        governed = [
            place
            for place in there
            if place.governs is not None and place.governs.issuer_event_id == wish.issuer_event_id
        ]
        is_of_coming_ones = isinstance(wish, commands.OptOut | commands.OptIn)
        return there if is_of_coming_ones and not governed else governed

    @staticmethod
    def _refused(device: Eui64 | None, issuer_event_id: int | None, why: str) -> Steps:
        return Steps(outcomes=(Refused(device, issuer_event_id, why),))

    def _remember(self, before: dict[Eui64, _Before], device: Eui64 | None, cost: Decimal | None, at: Moment) -> None:
        room = self._rooms.get(next(iter(before)))
        point = None if room is None else room.journal.target(room.shown.side)
        self._before = before
        self._taken = Taken(device, point, cost, at.monotonic_s + UNDO_S)

    def _take_back(self, by_whom: str, at: Moment) -> Steps:
        taken, before = self._taken, self._before
        self._taken, self._before = None, {}
        if taken is None or at.monotonic_s > taken.until_s:
            return self._refused(None, None, "It is too late to undo this.")
        steps = NOTHING
        for device, was in before.items():
            place, notes = self._place(device), Notes()
            if place is None:
                continue
            if was.issuer_event_id is not None and place.overrides.get(was.issuer_event_id) is not was.override:
                wishes.put_back(place, was.issuer_event_id, was.override, by_whom, at.utc, notes)
            if isinstance(place, Room) and place.choice is not was.choice and place.choice is not None:
                place.keep_choice(was.choice or replace(place.choice, until=at.utc), at.utc, notes)
            steps += self._settle(place, at, notes)
        return steps

    @property
    def undo(self) -> Taken | None:
        """The override that can still be taken back (look at its `until_s`)."""
        return self._taken

    # What may be seen

    def participation(self, device: Eui64, governance: Governance, at: Moment) -> Participation | None:
        """What the device does, or before the start will do, in that event; None: not a device of the rooms."""
        place, name = self._place(device), self._name_of(device)
        if place is None:
            return None
        if isinstance(place, Load):
            return seen.loads_part(place, governance, name, at)
        return seen.rooms_part(place, governance, name, at)

    def takes_part(self, device: Eui64, governance: Governance) -> bool:
        """Does the customer's plan let the device take part in that program (X-CHOICE)?"""
        place = self._place(device)
        return place is not None and rules.takes_part(place.plan, governance)

    def plan(self, device: Eui64) -> Plan | None:
        """The customer's rules for the device; None: not a device of the rooms."""
        place = self._place(device)
        return None if place is None else place.plan

    def devices(self) -> tuple[Eui64, ...]:
        """All thermostats and load switches that can be steered, or carry out events themselves."""
        return tuple(place.device for place in self._places() if place.is_there)

    def options(self, governance: Governance, rates: Rates | None, at: Moment) -> tuple[EaseOption, ...]:
        """The ways out of the running event, smallest first, with what each costs; none out of a lock."""
        return options.options([*self._rooms.values()], governance, rates, at)

    def likely_saving(self, governance: Governance, rates: Rates | None, at: Moment) -> Decimal | None:
        """An estimate for the rooms that take part; None: not enough is known of one of them."""
        there = [room for room in self._rooms.values() if room.is_there and not room.is_event_client]
        part = [room for room in there if rules.takes_part(room.plan, governance)]
        return options.likely_saving(part, governance, rates, at)

    def view(self, at: Moment, rates: Mapping[int, Rates] | None = None) -> Comfort:
        """What may be seen; `rates` of the running events, by their issuer event id."""
        lowest, highest = rules.SAFETY_CENTI_C
        there = [room for room in self._rooms.values() if room.is_there]
        quoted = rates or {}
        by_degrees = [
            None if room.governs is None else options.by_degree(room, quoted.get(room.governs.issuer_event_id), at)
            for room in there
        ]
        return Comfort(
            thermostats=tuple(
                seen.thermostat(room, self._name_of(room.device), by_degree, at)
                for room, by_degree in zip(there, by_degrees, strict=True)
            ),
            switches=tuple(
                seen.switch(load, self._name_of(load.device)) for load in self._loads.values() if load.is_there
            ),
            safety_highest_centi_c=highest,
            safety_lowest_centi_c=lowest,
        )
