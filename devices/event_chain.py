"""The receipt chain of one event at one home: the same links, in the same order, for whoever tells it.

The kiosk, customer service, its console, the customer's website and the API each give the `Facts` that they have;
`chain` makes the links. What a place cannot know it says (`UNKNOWN`); nothing is ever filled in. Times are each
station's own, to the millisecond, as every file keeps them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final

from devices.wan.rules import REQUIRED
from devices.wan.words import DeviceReceipt, EventCancel, EventControl, MeterEvent, Reply, Standing

CONFIRM: Final = timedelta(minutes=4)
"""Four attempts, a minute apart (UC96.2.3)."""
TELL: Final = timedelta(seconds=60)
"""C1NFR5."""
RECEIPT: Final = timedelta(minutes=2)
"""X-FR-NO-RECEIPT, as the head end has it."""
RANDOMISED: Final = timedelta(minutes=30)
"""So much later a device may begin or end that chooses its own moment."""
CLOSING: Final = timedelta(minutes=16)
"""The records wait a quarter of an hour for the last receipts."""
MS, METER, HOME, MDMS, CSS = "MS", "MTR", "HAN", "MDMS", "CSS"
_LONGEST: Final = 300
STATIONS: Final = (MS, METER, HOME, MDMS, CSS)
NOTIFIED, IN_PROGRESS, COMPLETED = "notified", "in progress", "completed"
FAILED, CANCELLED = "failed", "cancelled"
STATES: Final = (NOTIFIED, IN_PROGRESS, COMPLETED, FAILED, CANCELLED)
"""Where a customer may stand: what the records and customer service are told."""
_RECEIVED = ("received",)
_BEGUN = ("started", "opted in", "opted out")
_ENDED = ("completed", "partial opt out", "partial opt in", "no participation")
_APART = frozenset({"opted out", "cancelled", "superseded", "rejected", "expired", "undefined event", *_ENDED})


class Phase(Enum):
    """The part of the event that a link belongs to."""

    ANNOUNCED = "announced"
    STARTED = "started"
    ENDED = "ended"


class What(Enum):
    """What is done at a link; each belongs to one station."""

    SENT = "sent"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    CONFIRMED = "confirmed"
    RECORDED = "recorded"
    TOLD = "told"
    RECEIVED = "received"
    LAUNCHED = "launched"
    BEGAN = "began"
    TERMINATED = "terminated"
    FINISHED = "finished"


class LinkState(Enum):
    """How a link stands; UNKNOWN: whoever tells the chain cannot know."""

    DONE = "done"
    LATE = "late"
    WAITING = "waiting"
    MISSING = "missing"
    UNKNOWN = "unknown"


_CLASSES: Final = {
    What.SENT: EventControl,
    What.CHANGED: EventControl,
    What.CANCELLED: EventCancel,
    What.CONFIRMED: Reply,
    What.TOLD: Standing,
    What.RECEIVED: DeviceReceipt,
    What.LAUNCHED: MeterEvent,
    What.BEGAN: DeviceReceipt,
    What.TERMINATED: MeterEvent,
    What.FINISHED: DeviceReceipt,
}


def class_of(what: What) -> str:
    """The class that the link's message must have (C1FR9): one with another is refused; "": it is no message."""
    return REQUIRED[_CLASSES[what]].security.value if what in _CLASSES else ""


@dataclass(frozen=True, slots=True)
class Link:
    """One link. `at` by the station's own clock, None: not yet; `due` None: it waits for a link before it.

    `about` is the device whose receipt it is, "" for the home as a whole; `way` the receipt's times at each station;
    `attempts` when it was sent, () where that is not known. What is missing is missing since `due`.
    """

    phase: Phase
    station: str
    what: What
    at: datetime | None
    due: datetime | None = None
    security: str = ""
    about: str = ""
    detail: str = ""
    message_id: str = ""
    attempts: tuple[datetime, ...] = ()
    way: tuple[tuple[str, datetime], ...] = ()
    state: LinkState = LinkState.WAITING

    @property
    def place(self) -> tuple[Phase, str, What, str]:
        """Which link of a chain it is."""
        return self.phase, self.station, self.what, self.about

    def judged(self, now: datetime) -> "Link":
        """The same with its state as of `now`."""
        if self.state is LinkState.UNKNOWN:
            return self
        if self.at is not None:
            is_late = self.due is not None and self.at > self.due
            return replace(self, state=LinkState.LATE if is_late else LinkState.DONE)
        is_missing = self.due is not None and now > self.due
        return replace(self, state=LinkState.MISSING if is_missing else LinkState.WAITING)


def link_of(told: Mapping[str, Any]) -> Link:
    """A link as the API tells it. Raises ValueError, KeyError, TypeError for what is none."""
    phase, station, what = Phase(told["phase"]), str(told["station"]), What(told["what"])
    security, about, detail = (str(told.get(name) or "") for name in ("security", "about", "detail"))
    if station not in STATIONS or max(map(len, (security, about, detail))) > _LONGEST:
        raise ValueError(f"{station} is no link")
    return Link(
        *(phase, station, what, _time(told.get("at")), _time(told.get("due")), security, about, detail),
        attempts=tuple(datetime.fromisoformat(one) for one in told.get("attempts") or ()),
        way=tuple((str(name), datetime.fromisoformat(at)) for name, at in told.get("way") or ()),
        state=LinkState(told["state"]),
    )


def _time(text: str | None) -> datetime | None:
    at = None if text is None else datetime.fromisoformat(text)
    if at is not None and at.tzinfo is None:
        raise ValueError(f"{text} is in no zone")
    return at


@dataclass(frozen=True, slots=True)
class Sending:
    """An order of the utility to the meter: when it was sent, each time, and when the meter confirmed it."""

    what: What
    attempts: tuple[datetime, ...] = ()
    message_id: str = ""
    security: str = ""
    detail: str = ""
    confirmed: datetime | None = None
    answer_security: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A receipt of the home: which device did what, and when each station had it."""

    device: str
    status: str
    action: str
    acted: datetime
    way: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True)
class Turned:
    """The meter launched or ended the event by its own clock."""

    at: datetime
    detail: str = ""
    way: tuple[tuple[str, datetime], ...] = ()
    security: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """The hours of the event as they were last ordered."""

    start: datetime
    end: datetime
    is_start_randomised: bool = False
    is_duration_randomised: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody knows of one event at one home.

    `recorded` and `told`: when the records and customer service first had each of STATES, or one beyond it.
    `given_up`: when the head end gave up a delivery. `is_held`: the home has the event, so the meter had it.
    `hidden`: what this place cannot know where it does not say it.
    """

    orders: Sequence[Sending]
    receipts: Sequence[Told] = ()
    launched: Turned | None = None
    terminated: Turned | None = None
    window: Window | None = None
    recorded: Mapping[str, datetime] | None = None
    told: Mapping[str, datetime] | None = None
    given_up: datetime | None = None
    is_failed: bool = False
    is_cancelled: bool = False
    is_held: bool = False
    hidden: frozenset[What] = frozenset()


def kept(at: datetime) -> datetime:
    """To the millisecond."""
    return at.replace(microsecond=0) + timedelta(milliseconds=round(at.microsecond / 1000))


def chain(facts: Facts, now: datetime) -> tuple[Link, ...]:
    """The links in the order in which they are meant to happen, each judged as of `now`."""
    return tuple(_hidden(link, facts.hidden).judged(now) for link in _links(facts))


def broken_at(links: Iterable[Link]) -> Link | None:
    """The first link that is missing: where to look for the fault."""
    return next((link for link in links if link.state is LinkState.MISSING), None)


def beside(own: Sequence[Link], theirs: Sequence[Link]) -> tuple[tuple[Link | None, Link | None], ...]:
    """Two chains of one event, link beside link: in their order, what only one has stands alone."""
    left = list(own)
    rows: list[tuple[Link | None, Link | None]] = []
    for link in theirs:
        match = next((number for number, one in enumerate(left) if one.place == link.place), None)
        if match is None:
            rows.append((None, link))
            continue
        rows += [(one, None) for one in left[:match] if all(one.place != later.place for later in theirs)]
        skipped = [one for one in left[:match] if any(one.place == later.place for later in theirs)]
        rows.append((left[match], link))
        left = [*skipped, *left[match + 1 :]]
    return (*rows, *((one, None) for one in left))


def _hidden(link: Link, hidden: frozenset[What]) -> Link:
    if link.at is not None or link.what not in hidden:
        return link
    return replace(link, state=LinkState.UNKNOWN, due=None)


def _links(facts: Facts) -> Iterator[Link]:
    confirmed = min((one.confirmed for one in _controls(facts) if one.confirmed is not None), default=None)
    orders = [link for order in facts.orders for link in _of_order(order)]
    yield from orders[:2]
    if facts.is_failed and confirmed is None:
        yield from _standing(facts, Phase.ANNOUNCED, FAILED, _after(facts.given_up, TELL))
    else:
        yield from _standing(facts, Phase.ANNOUNCED, NOTIFIED, _after(confirmed, TELL))
    yield from _of_devices(facts, Phase.ANNOUNCED, What.RECEIVED, _RECEIVED, _after(confirmed, RECEIPT))
    yield from orders[2:]
    if facts.is_cancelled:
        yield from _standing(facts, Phase.ENDED, CANCELLED, None)
    else:
        yield from _run(facts, facts.window if confirmed is not None or facts.is_held else None)


def _controls(facts: Facts) -> list[Sending]:
    return [one for one in facts.orders if one.what is not What.CANCELLED]


def _run(facts: Facts, window: Window | None) -> Iterator[Link]:
    """Start and end. Who never confirmed is not expected to take part."""
    start = end = last_start = last_end = None
    if window is not None:
        start, end = window.start, window.end
        last_start = start + (RANDOMISED if window.is_start_randomised else timedelta())
        last_end = end + (RANDOMISED if window.is_duration_randomised else timedelta())
    yield _of_meter(Phase.STARTED, What.LAUNCHED, facts.launched, start)
    yield from _of_devices(facts, Phase.STARTED, What.BEGAN, _BEGUN, _after(last_start, RECEIPT))
    yield from _standing(facts, Phase.STARTED, IN_PROGRESS, _after(last_start, RECEIPT + TELL))
    yield _of_meter(Phase.ENDED, What.TERMINATED, facts.terminated, end)
    yield from _of_devices(facts, Phase.ENDED, What.FINISHED, _ENDED, _after(last_end, RECEIPT))
    yield from _standing(facts, Phase.ENDED, COMPLETED, _after(last_end, CLOSING + TELL))


def _of_order(order: Sending) -> Iterator[Link]:
    security = order.security or class_of(order.what)
    first = order.attempts[0] if order.attempts else None
    sending = Link(
        *(Phase.ANNOUNCED, MS, order.what, first, None, security),
        detail=order.detail,
        message_id=order.message_id,
        attempts=order.attempts,
    )
    yield sending
    due = first if order.refused else _after(first, CONFIRM)
    yield replace(
        sending,
        station=METER,
        what=What.CONFIRMED,
        at=order.confirmed,
        due=due,
        security=order.answer_security or class_of(What.CONFIRMED),
        detail=f"refused: {order.refused}" if order.refused else "",
        attempts=(),
    )


def _of_meter(phase: Phase, what: What, turned: Turned | None, due: datetime | None) -> Link:
    link = Link(phase, METER, what, None, _after(due, TELL), class_of(what))
    if turned is None:
        return link
    security = turned.security or link.security
    return replace(link, at=turned.at, detail=turned.detail, way=turned.way, security=security)


def _of_devices(
    facts: Facts, phase: Phase, what: What, statuses: Sequence[str], due: datetime | None
) -> Iterator[Link]:
    """A link for each device that spoke, or that is still expected to, in the order in which they first spoke."""
    by_device: dict[str, list[Told]] = {}
    for one in sorted(facts.receipts, key=lambda one: one.acted):
        by_device.setdefault(one.device, []).append(one)
    if not by_device:
        yield Link(phase, HOME, what, None, due, class_of(what))
    for device, receipts in by_device.items():
        told = next((one for one in receipts if one.status in statuses), None)
        if told is not None:
            detail = ": ".join(filter(None, (told.status, told.action)))
            yield Link(phase, HOME, what, told.acted, due, class_of(what), device, detail, way=told.way)
        elif receipts[-1].status not in _APART:
            yield Link(phase, HOME, what, None, due, class_of(what), about=device)


def _standing(facts: Facts, phase: Phase, state: str, due: datetime | None) -> Iterator[Link]:
    """The records know it, and customer service knows it a minute later at most."""
    recorded = (facts.recorded or {}).get(state)
    yield Link(phase, MDMS, What.RECORDED, recorded, due, class_of(What.RECORDED), detail=state)
    told = (facts.told or {}).get(state)
    yield Link(phase, CSS, What.TOLD, told, _after(recorded, TELL), class_of(What.TOLD), detail=state)


def _after(at: datetime | None, wait: timedelta) -> datetime | None:
    return None if at is None else at + wait
