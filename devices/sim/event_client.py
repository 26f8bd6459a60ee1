"""A demand response client: what a device does with load control events by itself, from its own stored copy.

It knows no frame: `drlc_client` gives it events and sends its reports, an `Actor` changes the load. Time is seconds
since 1970 by the device's clock. The numbers in brackets are the behaviour rules of Smart Energy's DRLC cluster.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from random import Random
from typing import Any, Final, Protocol

from devices.demand_response import EventStatus
from devices.se.drlc import MAX_DURATION_MINUTES
from devices.sim.node import Peer

TABLE_SIZE: Final = 3
REPORT_WITHIN_S: Final = 5
HIGHEST_CRITICALITY: Final = 0x0F
MANDATORY: Final = (7, 8, 9)
NEVER_S: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class ClientEvent:
    """A LoadControlEvent as it is stored: its scheduled window, what it asks for (None: unused), who sent it."""

    issuer_event_id: int
    device_class: int
    group: int
    start_s: int
    end_s: int
    criticality: int
    sender: Peer
    cooling_offset_centi_c: int | None = None
    heating_offset_centi_c: int | None = None
    cooling_centi_c: int | None = None
    heating_centi_c: int | None = None
    load_adjustment_percent: int | None = None
    duty_cycle_percent: int | None = None
    is_start_randomised: bool = False
    is_duration_randomised: bool = False

    @property
    def is_mandatory(self) -> bool:
        """May nobody opt out?"""
        return self.criticality in MANDATORY

    def overlaps(self, other: "ClientEvent") -> bool:
        """Do the scheduled windows share time, for a class in common?"""
        shares_time = self.start_s < other.end_s and other.start_s < self.end_s
        return shares_time and bool(self.device_class & other.device_class)


@dataclass(frozen=True, slots=True)
class Applied:
    """What an actor did for an event: set points, None where it has none, and when it wants to be asked again."""

    detail: str
    cooling_centi_c: int | None = None
    heating_centi_c: int | None = None
    again_s: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One ReportEventStatus that is owed, from `due_s` on."""

    due_s: int
    to: Peer
    issuer_event_id: int
    status: EventStatus
    at_s: int
    criticality: int
    cooling_centi_c: int | None = None
    heating_centi_c: int | None = None


class Actor(Protocol):
    """The load."""

    def begin(self, event: ClientEvent, now_s: int) -> Applied:
        """Do what the event asks; called again when another takes over, or at `Applied.again_s`."""

    def end(self, issuer_event_id: int) -> None:
        """No event governs any more: put back what was."""


@dataclass(slots=True)
class Held:
    """An event in the table, the delays that were drawn for it, and whether the person takes part."""

    event: ClientEvent
    start_delay_s: int = 0
    end_delay_s: int = 0
    is_running: bool = False
    is_out: bool = False
    was_in: bool = False
    was_out: bool = False
    cancelled_s: int | None = None

    @property
    def start_s(self) -> int:
        """The effective start (8)."""
        return self.event.start_s + self.start_delay_s

    @property
    def own_end_s(self) -> int:
        """The effective end, as far as no other event is concerned (8)."""
        end_s = self.event.end_s + self.start_delay_s + self.end_delay_s
        return end_s if self.cancelled_s is None else min(end_s, self.cancelled_s)


class EventClient:
    """The table of events; `store` writes it to the device's flash whenever it changed."""

    def __init__(self, device_class: int, chance: Random, actor: Actor, store: Callable[[], None]) -> None:
        self.device_class = device_class
        self.group = 0
        self.start_randomisation_minutes = 30
        self.duration_randomisation_minutes = 0
        self.reports: list[Report] = []
        self._chance, self._actor, self._store = chance, actor, store
        self._held: dict[int, Held] = {}
        self._governing: int | None = None
        self._applied = Applied("")

    # What comes in

    def receive(self, event: ClientEvent, duration_minutes: int, now_s: int) -> None:
        """Take a LoadControlEvent, or report why not."""
        if not event.device_class & self.device_class or (event.group and self.group and event.group != self.group):
            return  # (1)
        known = self._held.get(event.issuer_event_id)
        if known is not None and known.event == event:
            return  # (4)
        refusal = self._refusal(event, duration_minutes, now_s)
        if refusal is not None:
            self._report(event, refusal, now_s)
            return
        held = Held(event) if known is None else replace(known, event=event, end_delay_s=0, cancelled_s=None)
        if not event.is_start_randomised:
            held.start_delay_s = 0
        elif not held.is_running:
            held.start_delay_s = self._chance.randint(0, self.start_randomisation_minutes * 60)
        if event.is_duration_randomised:
            held.end_delay_s = self._chance.randint(0, self.duration_randomisation_minutes * 60)
        for older in self._superseded_by(event):
            if not older.is_running:
                self._drop(older, EventStatus.SUPERSEDED, now_s)  # (7)
        self._held[event.issuer_event_id] = held
        self._report(event, EventStatus.RECEIVED, now_s)  # (12)
        self._governing = None if self._governing == event.issuer_event_id else self._governing
        self.step(now_s)

    def cancel(
        self,
        issuer_event_id: int,
        device_class: int,
        group: int,
        effective_s: int | None,
        sender: Peer,
        now_s: int,
        *,
        is_randomised: bool,
    ) -> None:
        """CancelLoadControlEvent (9)."""
        held = self._held.get(issuer_event_id)
        if held is None:
            unknown = ClientEvent(issuer_event_id, 0, 0, now_s, now_s, 0, sender)
            self._report(unknown, EventStatus.UNDEFINED_EVENT, now_s)
        elif device_class != held.event.device_class or group != held.event.group:
            self._report(held.event, EventStatus.INVALID_CANCEL, now_s)
        elif effective_s is not None and effective_s >= held.own_end_s:
            self._report(held.event, EventStatus.INVALID_EFFECTIVE_TIME, now_s)
        else:
            self._end_at(held, max(now_s, effective_s or now_s), is_randomised=is_randomised)
            self.step(now_s)

    def cancel_all(self, now_s: int, *, is_randomised: bool) -> None:
        """CancelAllLoadControlEvents."""
        for held in self._held.values():
            self._end_at(held, now_s, is_randomised=is_randomised)
        self.step(now_s)

    # The person

    @property
    def running(self) -> ClientEvent | None:
        """The event that the load follows now."""
        return None if self._governing is None else self._held[self._governing].event

    @property
    def events(self) -> list[ClientEvent]:
        """What is in the table, by start."""
        return sorted((held.event for held in self._held.values()), key=lambda event: event.start_s)

    def opt_out(self, now_s: int, issuer_event_id: int | None = None) -> None:
        """The person takes no part (any more); ValueError if nothing is held, or nobody may."""
        for held in self._meant(issuer_event_id):
            if held.event.is_mandatory:
                raise ValueError(f"event {held.event.issuer_event_id} is mandatory: nobody opts out of it")
            if held.is_out:
                continue
            held.is_out = True
            if held.is_running:
                held.was_out = True
                self._report(held.event, EventStatus.OPTED_OUT, now_s)  # (10)
        self._follow(now_s)

    def opt_in(self, now_s: int, issuer_event_id: int | None = None) -> None:
        """The person takes part again."""
        for held in self._meant(issuer_event_id):
            if not held.is_out:
                continue
            held.is_out = False
            if held.is_running:
                held.was_in = True
                self._report(held.event, EventStatus.OPTED_IN, now_s)
        self._follow(now_s)

    # Time

    def next_s(self) -> int:
        """When `step` has something to do."""
        if not self._held:
            return NEVER_S
        times = [self._end_s(held) if held.is_running else held.start_s for held in self._held.values()]
        times += [held.own_end_s for held in self._held.values() if held.cancelled_s is not None]
        if self._governing is not None and self._applied.again_s is not None:
            times.append(self._applied.again_s)
        return min(times, default=NEVER_S)

    def step(self, now_s: int) -> None:
        """Start and end what is due, and let the load follow."""
        started = [held for held in self._held.values() if not held.is_running and held.start_s <= now_s]
        for held in sorted(started, key=lambda one: one.event.issuer_event_id):
            held.is_running = True
            held.was_in, held.was_out = held.was_in or not held.is_out, held.was_out or held.is_out
        ended = [held for held in self._held.values() if self._end_s(held) <= now_s or self._is_cancelled(held, now_s)]
        reports = [(held, self._terminal(held, now_s)) for held in ended]
        for held, status in reports:
            if held in started and status is not EventStatus.CANCELLED:
                self._tell_start(held, now_s)
            self._drop(held, status, now_s)
        self._follow(now_s)
        for held in started:
            if held not in ended:
                self._tell_start(held, now_s)
        self._store()

    def due_reports(self, now_s: int) -> list[Report]:
        """Reports that go out now."""
        due = [report for report in self.reports if report.due_s <= now_s]
        self.reports = [report for report in self.reports if report.due_s > now_s]
        return due

    # Inside

    def _refusal(self, event: ClientEvent, duration_minutes: int, now_s: int) -> EventStatus | None:
        if not 0 < event.criticality <= HIGHEST_CRITICALITY or not 0 < duration_minutes <= MAX_DURATION_MINUTES:
            return EventStatus.REJECTED  # (2, 3)
        if now_s >= event.end_s:
            return EventStatus.EXPIRED  # (3)
        others = [held.event for key, held in self._held.items() if key != event.issuer_event_id]
        if any(event.overlaps(other) and other.issuer_event_id > event.issuer_event_id for other in others):
            return EventStatus.REJECTED  # (6)
        leaving = [held for held in self._superseded_by(event) if not held.is_running]
        return EventStatus.REJECTED if len(others) - len(leaving) >= TABLE_SIZE else None  # (3)

    def _superseded_by(self, event: ClientEvent) -> list[Held]:
        older = [held for held in self._held.values() if held.event.issuer_event_id < event.issuer_event_id]
        return [held for held in older if held.event.overlaps(event)]

    def _superseding(self, event: ClientEvent) -> list[Held]:
        newer = [held for held in self._held.values() if held.event.issuer_event_id > event.issuer_event_id]
        return [held for held in newer if held.event.overlaps(event)]

    def _following(self, event: ClientEvent) -> list[Held]:
        """Events after this one, whose effective start it gives way to (8)."""
        later = [held for held in self._held.values() if held.event.start_s >= event.end_s]
        return [held for held in later if held.event.device_class & event.device_class]

    def _end_s(self, held: Held) -> int:
        others = [*self._superseding(held.event), *self._following(held.event)]
        return min([held.own_end_s, *(max(one.start_s, held.start_s) for one in others)])

    @staticmethod
    def _is_cancelled(held: Held, now_s: int) -> bool:
        return held.cancelled_s is not None and held.cancelled_s <= now_s

    def _terminal(self, held: Held, now_s: int) -> EventStatus:
        if self._is_cancelled(held, now_s):
            return EventStatus.CANCELLED
        is_superseded = any(other.start_s <= now_s for other in self._superseding(held.event))
        if is_superseded and now_s < held.own_end_s:
            return EventStatus.SUPERSEDED  # (7)
        if held.is_out:
            return EventStatus.PARTIAL_OPT_OUT if held.was_in else EventStatus.NO_PARTICIPATION
        return EventStatus.PARTIAL_OPT_IN if held.was_out else EventStatus.COMPLETED

    def _end_at(self, held: Held, at_s: int, *, is_randomised: bool) -> None:
        delay_s = (held.end_delay_s or held.start_delay_s) if is_randomised and held.is_running else 0
        held.cancelled_s = at_s + delay_s

    def _drop(self, held: Held, status: EventStatus, now_s: int) -> None:
        self._report(held.event, status, now_s, self._applied if self._governs(held) else None)
        del self._held[held.event.issuer_event_id]

    def _governs(self, held: Held) -> bool:
        return self._governing == held.event.issuer_event_id

    def _tell_start(self, held: Held, now_s: int) -> None:
        status = EventStatus.OPTED_OUT if held.is_out else EventStatus.STARTED
        self._report(held.event, status, now_s, self._applied if self._governs(held) else None)

    def _follow(self, now_s: int) -> None:
        """Let the load follow the running event of the highest criticality that nobody opted out of (11)."""
        taking = [held.event for held in self._held.values() if held.is_running and not held.is_out]
        chosen = max(taking, key=lambda event: (event.criticality, event.issuer_event_id), default=None)
        before, self._governing = self._governing, None if chosen is None else chosen.issuer_event_id
        is_asked_again = self._applied.again_s is not None and self._applied.again_s <= now_s
        if chosen is not None and (before != self._governing or is_asked_again):
            self._applied = self._actor.begin(chosen, now_s)
        elif chosen is None and before is not None:
            self._applied = Applied("")
            self._actor.end(before)
        self._store()

    def _meant(self, issuer_event_id: int | None) -> list[Held]:
        if issuer_event_id is not None and issuer_event_id not in self._held:
            raise ValueError(f"this device holds no event {issuer_event_id}")
        if issuer_event_id is not None:
            return [self._held[issuer_event_id]]
        return [held for held in self._held.values() if held.is_running] or list(self._held.values())

    def _report(self, event: ClientEvent, status: EventStatus, now_s: int, applied: Applied | None = None) -> None:
        earliest_s = max([now_s, *(report.due_s for report in self.reports)])
        due_s = max(earliest_s, now_s + self._chance.randint(0, REPORT_WITHIN_S))
        done = applied or Applied("")
        self.reports.append(
            Report(
                due_s,
                event.sender,
                event.issuer_event_id,
                status,
                now_s,
                event.criticality,
                done.cooling_centi_c,
                done.heating_centi_c,
            )
        )

    # Non-volatile memory

    def save(self) -> dict[str, object]:
        """Everything that its future depends on, in JSON's values."""
        return {
            "device_class": self.device_class,
            "group": self.group,
            "randomisation": [self.start_randomisation_minutes, self.duration_randomisation_minutes],
            "held": [asdict(held) for held in self._held.values()],
            "reports": [{**asdict(report), "status": int(report.status)} for report in self.reports],
            "governing": self._governing,
            "applied": asdict(self._applied),
        }

    def load(self, saved: Mapping[str, Any]) -> None:
        """Take up what `save` wrote; what fell due meanwhile is done with the next `step`."""
        self.device_class, self.group = saved["device_class"], saved["group"]
        self.start_randomisation_minutes, self.duration_randomisation_minutes = saved["randomisation"]
        held = [Held(**{**one, "event": _event(one["event"])}) for one in saved["held"]]
        self._held = {one.event.issuer_event_id: one for one in held}
        self.reports = [
            Report(**{**one, "to": Peer(**one["to"]), "status": EventStatus(one["status"])}) for one in saved["reports"]
        ]
        self._governing = saved["governing"]
        self._applied = Applied(**saved["applied"])


def _event(saved: Mapping[str, Any]) -> ClientEvent:
    return ClientEvent(**{**saved, "sender": Peer(**saved["sender"])})
