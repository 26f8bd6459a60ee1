"""The events of this home, moved by the table only, and what of them is to be kept since it was last asked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from devices.demand_response import EventStatus
from devices.moment import Moment
from devices.names import Eui64
from devices.wan.journal import Entry, Noted
from hemsapp.domain.event_facts import KeptEvent, KeptPart
from hemsapp.domain.event_table import LIVE, TABLE, Cue, EventState
from hemsapp.domain.facts import Fact, Happened, Happening
from hemsapp.domain.receipts import Act, Receipts, note
from hemsapp.plans import Policy

NOBODY = Eui64("00:00:00:00:00:00:00:00")
"""The subject of our own receipts until the radio has said who we are."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for every event: who we are, our group, and how the person and the installer decided.

    `is_utility_known`: there is somebody to call, so that it is shown whom (UC96.3.5).
    """

    own: Eui64 = NOBODY
    enrollment_group: int = 0
    policy: Policy = Policy.JA5
    is_exempt: bool = False
    keeps_plan_by_own_clock: bool = True
    is_utility_known: bool = True


Crew = Callable[[KeptEvent], tuple[Eui64, ...]]
"""The devices of ours that take part in an event by the customer's plans."""


class EventBook:
    """Events by identifier; `live` are those of which something is still to be done."""

    def __init__(self, kept: Iterable[KeptEvent], receipts: Receipts, rules: Rules) -> None:
        self.rules = rules
        self.receipts = receipts
        self.events: dict[int, KeptEvent] = {}
        self._live: dict[int, None] = {}
        self._changed: dict[int, None] = {}
        self._facts: list[Fact] = []
        for event in kept:
            self.put(event)
        self._changed.clear()

    @property
    def ours(self) -> tuple[Eui64, Eui64]:
        """The subjects of our own receipts: our name, and the one of the time at which we did not know it."""
        return self.rules.own, NOBODY

    @property
    def live(self) -> list[KeptEvent]:
        """Events that are to come, that run, or whose devices are not all back."""
        return [self.events[each] for each in self._live]

    def put(self, event: KeptEvent) -> KeptEvent:
        """The event stands so from now on."""
        key = event.issuer_event_id
        if self.events.get(key) != event:
            self.events[key] = event
            self._changed[key] = None
        if event.state in LIVE or any(not part.is_finished for part in event.parts):
            self._live[key] = None
        else:
            self._live.pop(key, None)
        return event

    def move(self, event: KeptEvent, cue: Cue, **changes: Any) -> KeptEvent:
        """Move an event by the table, and change what changes with it."""
        return self.put(replace(event, state=TABLE[event.state, cue], **changes))

    def change_part(self, event: KeptEvent, subject: Eui64, **changes: Any) -> KeptEvent:
        """One part stands otherwise from now on."""
        parts = tuple(replace(each, **changes) if each.subject == subject else each for each in event.parts)
        return self.put(replace(event, parts=parts))

    def owe(self, event: KeptEvent, act: Act, at: Moment) -> KeptEvent:
        """A receipt is owed."""
        self._facts += self.receipts.owe(event, act, at)
        changes: dict[str, Any] = {"told": act.status, "told_at": at.utc}
        if act.status in {EventStatus.OPTED_OUT, EventStatus.OPTED_IN}:
            changes["is_told_out"] = act.status is EventStatus.OPTED_OUT
        return self.change_part(event, act.subject, **changes)

    def owe_all(self, event: KeptEvent, status: EventStatus, action: str, at: Moment, **changes: Any) -> KeptEvent:
        """Every part of it owes the same receipt, and changes alike."""
        for part in event.parts:
            event = self.owe(event, Act(part.subject, status, action), at)
            event = self.change_part(event, part.subject, **changes)
        return event

    def conclude(self, event: KeptEvent, at: Moment) -> KeptEvent:
        """Its time is over: our own part ends, those of devices when they are back."""
        self.note(at, Noted.EVENT_ENDED, event)
        own = own_part(event, self.rules.own)
        if own is not None and not own.is_finished:
            act = Act(own.subject, terminal_status(event, own), "ended the customer's plan")
            event = self.change_part(self.owe(event, act, at), own.subject, is_finished=True)
        return event

    def note(self, at: Moment, noted: Noted, event: KeptEvent | int, who: str = "", detail: str = "") -> None:
        """An entry of the journal."""
        key = event if isinstance(event, int) else event.issuer_event_id
        self._facts.append(note(at.utc, noted, key, who, detail))

    def tell(self, at: Moment, kind: Happened, detail: str) -> None:
        """An entry of the audit log."""
        self._facts.append(Happening(at.utc, kind, detail))

    def keep(self, facts: Iterable[Fact]) -> None:
        """Keep these together with what changed."""
        self._facts += facts

    def facts(self) -> list[Fact]:
        """All that is to be kept, once."""
        changed: list[Fact] = [self.events[each] for each in self._changed]
        changed += self._facts
        self._changed.clear()
        self._facts = []
        return changed

    def forget_before(self, horizon: datetime) -> None:
        """Forget events that are over and began before `horizon`; the store keeps them."""
        old = [key for key, event in self.events.items() if event.start < horizon and key not in self._live]
        for key in old:
            del self.events[key]

    @property
    def journal(self) -> list[Entry]:
        """Entries that were noted since facts were last taken."""
        return [fact for fact in self._facts if isinstance(fact, Entry)]


def part_of(event: KeptEvent, subject: Eui64) -> KeptPart | None:
    """The part of one subject in an event."""
    return next((part for part in event.parts if part.subject == subject), None)


def devices_of(event: KeptEvent, own: Eui64) -> list[KeptPart]:
    """The parts of devices, without our own."""
    return [part for part in event.parts if is_device(part, own)]


def is_device(part: KeptPart, own: Eui64) -> bool:
    """Is it the part of a device, and not our own?"""
    return part.subject not in {own, NOBODY}


def own_part(event: KeptEvent, own: Eui64) -> KeptPart | None:
    """Our own part, also of a time at which we did not know our name."""
    return part_of(event, own) or part_of(event, NOBODY)


def terminal_status(event: KeptEvent, part: KeptPart) -> EventStatus:
    """DRLC rules 9, 10 and 12: the one status with which a part of an event ends."""
    if event.state is EventState.CANCELLED:
        return EventStatus.CANCELLED
    if event.state is EventState.SUPERSEDED:
        return EventStatus.SUPERSEDED
    if event.state is EventState.MISSED:
        return EventStatus.NO_PARTICIPATION
    if not part.is_in:
        is_never = not part.is_started and not part.was_in
        return EventStatus.NO_PARTICIPATION if is_never else EventStatus.PARTIAL_OPT_OUT
    if part.was_out:
        return EventStatus.PARTIAL_OPT_IN
    return EventStatus.PARTIAL_OPT_OUT if part.is_eased else EventStatus.COMPLETED
