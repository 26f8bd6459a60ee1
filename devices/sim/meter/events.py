"""The events that the meter holds, and what it decides about each message: a pure machine over the meter's own clock.

    nothing -> PENDING -> ACTIVE -> ENDED        by the clock (C1FR29)
    PENDING, ACTIVE -> CANCELLED                 by a cancellation, or displaced by a higher rank (C1FR27, C1FR30)
    PENDING, ACTIVE -> PENDING                   by a higher revision that begins later (C1FR30)
    nothing -> CANCELLED                         a cancellation that came before its event: a tombstone

CANCELLED and ENDED are final. The newest revision holds, in whatever order revisions come.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final

from devices.demand_response import MeterEventStatus
from devices.sim.meter.ledger import from_us, to_us
from devices.wan.codec import decode_record, encode_record
from devices.wan.words import EventControl, Origin

MAX_PENDING: Final = 100
MAX_DURATION_MINUTES: Final = 1440
MAX_EVENT_ID: Final = 0xFFFFFFFE
MAX_OFFSET_CENTI_C: Final = 2540
KEPT: Final = timedelta(days=45)
DEFAULT_RANKS: Final = (Origin.UTILITY.value, Origin.THIRD_PARTY.value)
LIVE: Final = (MeterEventStatus.PENDING, MeterEventStatus.ACTIVE)


@dataclass(slots=True)
class HeldEvent:
    """An event, or (without `control`) the tombstone of one. Times are the meter's, `sent` the head end's (C1FR22).

    `shown` and `told` say how far face and home have followed; registers are the delivered Wh at start and end.
    """

    issuer_event_id: int
    source: str
    sent: datetime
    received: datetime
    control: EventControl | None
    status: MeterEventStatus
    started: datetime | None = None
    ended: datetime | None = None
    start_wh: int | None = None
    end_wh: int | None = None
    forwarded_revision: int | None = None
    shown: str = ""
    told: str = ""

    @property
    def start(self) -> datetime:
        """When it begins; a tombstone begins and ends when it was received."""
        return self.received if self.control is None else self.control.start

    @property
    def end(self) -> datetime:
        """When it ends."""
        return self.received if self.control is None else end_of(self.control)

    @property
    def is_live(self) -> bool:
        """Pending or active?"""
        return self.status in LIVE

    def save(self) -> dict[str, object]:
        """In JSON's values."""
        return {
            "id": self.issuer_event_id,
            "source": self.source,
            "sent": to_us(self.sent),
            "received": to_us(self.received),
            "control": None if self.control is None else encode_record(self.control).hex(),
            "status": self.status.value,
            "started": None if self.started is None else to_us(self.started),
            "ended": None if self.ended is None else to_us(self.ended),
            "wh": [self.start_wh, self.end_wh],
            "forwarded": self.forwarded_revision,
            "shown": self.shown,
            "told": self.told,
        }

    @classmethod
    def of(cls, saved: Any) -> "HeldEvent":
        """What `save` wrote."""
        return cls(
            saved["id"],
            saved["source"],
            from_us(saved["sent"]),
            from_us(saved["received"]),
            None if saved["control"] is None else decode_record(bytes.fromhex(saved["control"]), EventControl),
            MeterEventStatus(saved["status"]),
            None if saved["started"] is None else from_us(saved["started"]),
            None if saved["ended"] is None else from_us(saved["ended"]),
            saved["wh"][0],
            saved["wh"][1],
            saved["forwarded"],
            saved["shown"],
            saved["told"],
        )


def end_of(control: EventControl) -> datetime:
    """When an event ends."""
    return control.start + timedelta(minutes=control.duration_minutes)


class Taking(Enum):
    """What became of a create or a change."""

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"  # the same revision again, or an older one: answered, nothing done
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Taken:
    """The decision: the event as it is held now, and those that it displaced. `why` is a sentence when refused."""

    taking: Taking
    event: HeldEvent | None = None
    displaced: tuple[HeldEvent, ...] = ()
    why: str = ""


@dataclass(slots=True)
class EventBook:
    """Every event that the meter knows, by its identifier."""

    ranks: tuple[str, ...] = DEFAULT_RANKS
    events: dict[int, HeldEvent] = field(default_factory=dict)
    _live: dict[int, HeldEvent] = field(init=False)

    def __post_init__(self) -> None:
        self._live = {number: event for number, event in self.events.items() if event.is_live}

    def live(self) -> list[HeldEvent]:
        """Pending and active ones, by start."""
        return sorted(self._live.values(), key=lambda event: (event.start, event.issuer_event_id))

    def take(self, control: EventControl, source: str, sent: datetime, now: datetime) -> Taken:
        """A create or a change came, verified."""
        known = self.events.get(control.issuer_event_id)
        why = self._objection(control, source, known, now)
        if why:
            return Taken(Taking.REFUSED, known, why=why)
        if known is not None and known.control is not None and control.revision <= known.control.revision:
            return Taken(Taking.KNOWN, known)
        above, below = self._overlapping(control)
        if above is not None:
            return Taken(Taking.REFUSED, known, why=f"it overlaps event {above.issuer_event_id}, which ranks higher")
        for event in below:
            self._end(event, MeterEventStatus.CANCELLED, now)
        status = MeterEventStatus.PENDING
        if known is not None and known.status is MeterEventStatus.ACTIVE and control.start <= now:
            status = MeterEventStatus.ACTIVE
        event = HeldEvent(control.issuer_event_id, source, sent, now, control, status)
        if known is not None and status is MeterEventStatus.ACTIVE:
            event.started, event.start_wh = known.started, known.start_wh
        if known is not None:
            event.shown, event.forwarded_revision = known.shown, known.forwarded_revision
        self.events[control.issuer_event_id] = self._live[control.issuer_event_id] = event
        return Taken(Taking.NEW if known is None else Taking.CHANGED, event, tuple(below))

    def cancel(self, event_id: int, source: str, sent: datetime, now: datetime) -> tuple[HeldEvent, bool]:
        """The event (perhaps a new tombstone) and whether this cancellation ended it."""
        known = self.events.get(event_id)
        if known is None:
            tombstone = HeldEvent(event_id, source, sent, now, None, MeterEventStatus.CANCELLED, ended=now)
            self.events[event_id] = tombstone
            return tombstone, False
        if not known.is_live:
            return known, False
        self._end(known, MeterEventStatus.CANCELLED, now)
        return known, True

    def due(self, now: datetime) -> list[HeldEvent]:
        """Launch and terminate by the clock: those whose status changes, in the order of the instants."""
        changed = []
        for event in self.live():
            if event.end <= now:
                self._end(event, MeterEventStatus.ENDED, now)
                changed.append((event.end, event))
            elif event.status is MeterEventStatus.PENDING and event.start <= now:
                event.status, event.started = MeterEventStatus.ACTIVE, now
                changed.append((event.start, event))
        return [event for _, event in sorted(changed, key=lambda pair: pair[0])]

    def next_due(self) -> datetime | None:
        """When the clock changes a status next."""
        times = [one.end if one.status is MeterEventStatus.ACTIVE else one.start for one in self.live()]
        return min(times, default=None)

    def forget_old(self, now: datetime) -> list[int]:
        """Identifiers of events that ended too long ago to matter; they are gone."""
        old = [one.issuer_event_id for one in self.events.values() if not one.is_live and one.end < now - KEPT]
        for event_id in old:
            del self.events[event_id]
        return old

    def rank(self, control: EventControl) -> int:
        """0 is the highest; an origin that the list does not name comes last."""
        origin = control.origin.value
        return self.ranks.index(origin) if origin in self.ranks else len(self.ranks)

    def _end(self, event: HeldEvent, status: MeterEventStatus, now: datetime) -> None:
        event.status, event.ended = status, now
        del self._live[event.issuer_event_id]

    def _objection(self, control: EventControl, source: str, known: HeldEvent | None, now: datetime) -> str:
        """Why it cannot be taken, in a sentence, or nothing."""
        sentences = [*_impossible(control)]
        if known is None:
            pending = sum(event.status is MeterEventStatus.PENDING for event in self._live.values())
            if end_of(control) <= now:
                sentences.append("its time is over")
            elif pending >= MAX_PENDING:
                sentences.append(f"{MAX_PENDING} events are pending already")
        else:
            sentences += _unchangeable(known, control, source, now)
        return next(iter(sentences), "")

    def _overlapping(self, control: EventControl) -> tuple[HeldEvent | None, list[HeldEvent]]:
        """A live event that ranks above this one and overlaps it, and those of lower origins that it displaces."""
        above, below = None, []
        for event in self.live():
            held = event.control
            if held is None or held.issuer_event_id == control.issuer_event_id or not _overlap(held, control):
                continue
            if self._is_above(held, control):
                above = event
            elif self.rank(held) > self.rank(control):
                below.append(event)
        return above, below

    def _is_above(self, one: EventControl, other: EventControl) -> bool:
        """Origins are ranked first; among events of one origin the priority decides (1 is the highest)."""
        return (self.rank(one), one.priority) < (self.rank(other), other.priority)


def _overlap(one: EventControl, other: EventControl) -> bool:
    is_same_time = one.start < end_of(other) and other.start < end_of(one)
    groups = {one.enrollment_group, other.enrollment_group}
    return is_same_time and bool(one.device_class & other.device_class) and (0 in groups or len(groups) == 1)


def _unchangeable(known: HeldEvent, control: EventControl, source: str, now: datetime) -> Iterator[str]:
    """Sentences on why an event that is held cannot become this one; saying again what holds is always allowed."""
    is_newer = known.control is not None and control.revision > known.control.revision
    if known.source != source:
        yield f"event {known.issuer_event_id} is another sender's"
    if known.status is MeterEventStatus.CANCELLED:
        yield f"event {known.issuer_event_id} is cancelled"
    if is_newer and known.status is MeterEventStatus.ENDED:
        yield f"event {known.issuer_event_id} has ended"
    if is_newer and known.status is MeterEventStatus.PENDING and end_of(control) <= now:
        yield "its time is over"


def _impossible(control: EventControl) -> Iterator[str]:
    """Sentences on what no load control event can carry."""
    if not 0 < control.issuer_event_id <= MAX_EVENT_ID:
        yield "its identifier does not fit 32 bits"
    if not 1 <= control.duration_minutes <= MAX_DURATION_MINUTES:
        yield f"it lasts 1 to {MAX_DURATION_MINUTES} minutes, not {control.duration_minutes}"
    if not 1 <= control.criticality <= 15:
        yield "its criticality is from 1 to 15"
    if not 0 < control.device_class <= 0xFFFF or not 0 <= control.enrollment_group <= 0xFF:
        yield "its device class or group does not fit a load control event"
    for offset in (control.cooling_offset_centi_c, control.heating_offset_centi_c):
        if offset is not None and not 0 <= offset <= MAX_OFFSET_CENTI_C:
            yield "an offset is from 0 to 25.4 degrees"
    for set_point in (control.cooling_set_point_centi_c, control.heating_set_point_centi_c):
        if set_point is not None and not -0x7FFF <= set_point <= 0x7FFF:
            yield "a set point does not fit 16 bits"
    if control.duty_cycle_percent is not None and not 0 <= control.duty_cycle_percent <= 100:
        yield "a duty cycle is from 0 to 100 percent"
    if control.load_adjustment_percent is not None and not -100 <= control.load_adjustment_percent <= 100:
        yield "a load adjustment is from -100 to 100 percent"
    if control.price is not None and (not control.price.is_finite() or not 0 <= control.price < 10_000):
        yield "its price is no price"
