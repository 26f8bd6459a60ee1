"""One event at one meter, link by link from the head end to the devices and back: who had it, when, what is missing.

Derived from what the records and customer service logged; nothing is asked of anybody. Times are each station's own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final

from devices.utility.mdms.standing import CANCELLED, COMPLETED, FAILED, IN_PROGRESS, NOTIFIED, RANK
from devices.wan.journal import Noted
from devices.wan.rules import REQUIRED
from devices.wan.words import (
    Body,
    DeliveryFailure,
    DeviceReceipt,
    EventCancel,
    EventControl,
    MeterEvent,
    Reply,
    Standing,
)

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
_BEGUN = ("started", "opted in", "opted out")
_ENDED = ("completed", "partial opt out", "partial opt in", "no participation")
_APART = frozenset({"opted out", "cancelled", "superseded", "rejected", "expired", "undefined event", *_ENDED})


class Phase(Enum):
    """The part of the event that a link belongs to."""

    ANNOUNCED = "announced"
    STARTED = "started"
    ENDED = "ended"


class What(Enum):
    """What is done at a link."""

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
    """How a link stands."""

    DONE = "done"
    LATE = "late"
    WAITING = "waiting"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Link:
    """One link. `at` by the station's own clock, None: not yet; `due` None: it waits for a link before it.

    `about` is the device whose receipt it is, "" for the home as a whole; `way` the receipt's times at each station;
    `attempts` when it was sent, as far as the records know.
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

    def judged(self, now: datetime) -> "Link":
        """The same with its state as of `now`."""
        if self.at is not None:
            is_late = self.due is not None and self.at > self.due
            return replace(self, state=LinkState.LATE if is_late else LinkState.DONE)
        is_missing = self.due is not None and now > self.due
        return replace(self, state=LinkState.MISSING if is_missing else LinkState.WAITING)


@dataclass(frozen=True, slots=True)
class Known:
    """What was logged of one event at one meter, as the questions of the records and of the desk give it."""

    arrived: Sequence[Mapping[str, Any]]
    receipts: Sequence[Mapping[str, Any]]
    recorded: Sequence[Mapping[str, Any]]
    told: Sequence[Mapping[str, Any]]


def chain(known: Known, now: datetime) -> tuple[Link, ...]:
    """The links in the order in which they are meant to happen, each judged as of `now`."""
    return tuple(link.judged(now) for link in _Chain(known).links())


def broken_at(links: Iterable[Link]) -> Link | None:
    """The first link that is missing: where to look for the fault."""
    return next((link for link in links if link.state is LinkState.MISSING), None)


class _Chain:
    def __init__(self, known: Known) -> None:
        self._known = known
        bodies = [(each, each["body"]) for each in known.arrived]
        self._orders = [(each, body) for each, body in bodies if isinstance(body, EventControl | EventCancel)]
        self._replies = {each["answers"]: (each, body) for each, body in bodies if isinstance(body, Reply)}
        self._failures = {each["answers"]: body for each, body in bodies if isinstance(body, DeliveryFailure)}
        self._meter_events = [(each, body) for each, body in bodies if isinstance(body, MeterEvent)]
        controls = [body for _, body in self._orders if isinstance(body, EventControl)]
        self._control = max(controls, key=lambda one: one.revision, default=None)
        self._is_cancelled = any(each["state"] == CANCELLED for each in known.recorded)

    def links(self) -> Iterator[Link]:
        confirmed = self._first_confirmed()
        orders = list(self._of_orders())
        yield from orders[:2]
        has_failed = bool(self._failures) or any(each["state"] == FAILED for each in self._known.recorded)
        if has_failed and confirmed is None:
            yield from self._standing(Phase.ANNOUNCED, FAILED, self._given_up())
        else:
            yield from self._standing(Phase.ANNOUNCED, NOTIFIED, confirmed)
        due = None if confirmed is None else confirmed + RECEIPT
        yield from self._of_devices(Phase.ANNOUNCED, What.RECEIVED, ("received",), due)
        yield from orders[2:]
        if self._is_cancelled:
            yield from self._standing(Phase.ENDED, CANCELLED, None)
            return
        yield from self._run(is_confirmed=confirmed is not None)

    def _run(self, *, is_confirmed: bool) -> Iterator[Link]:
        """Start and end. Who never confirmed is not expected to take part."""
        start = end = last_start = last_end = None
        control = self._control
        if control is not None and is_confirmed:
            start, end = control.start, control.start + timedelta(minutes=control.duration_minutes)
            last_start = start + (RANDOMISED if control.is_start_randomised else timedelta())
            last_end = end + (RANDOMISED if control.is_duration_randomised else timedelta())
        yield self._of_meter(Phase.STARTED, What.LAUNCHED, Noted.EVENT_LAUNCHED, start)
        yield from self._of_devices(Phase.STARTED, What.BEGAN, _BEGUN, _after(last_start, RECEIPT))
        yield from self._standing(Phase.STARTED, IN_PROGRESS, _after(last_start, RECEIPT))
        yield self._of_meter(Phase.ENDED, What.TERMINATED, Noted.EVENT_TERMINATED, end)
        yield from self._of_devices(Phase.ENDED, What.FINISHED, _ENDED, _after(last_end, RECEIPT))
        yield from self._standing(Phase.ENDED, COMPLETED, _after(last_end, CLOSING))

    def _first_confirmed(self) -> datetime | None:
        for each, body in self._orders:
            if isinstance(body, EventControl) and each["message_id"] in self._replies:
                _, reply = self._replies[each["message_id"]]
                if reply.is_ok:
                    return reply.meter_time
        return None

    def _given_up(self) -> datetime | None:
        times = [one.attempts[-1] + TELL for one in self._failures.values() if one.attempts]
        return min(times, default=None)

    def _of_orders(self) -> Iterator[Link]:
        for each, body in self._orders:
            sent, lost = each["at_ms"], self._failures.get(each["message_id"])
            sending = Link(
                *(Phase.ANNOUNCED, MS, _what(body), sent),
                security=str(each["security"]),
                detail=_order_detail(body),
                message_id=each["message_id"],
                attempts=lost.attempts if lost is not None and lost.attempts else (sent,),
            )
            yield sending
            yield self._confirmation(sending, sent)

    def _confirmation(self, sending: Link, sent: datetime) -> Link:
        due = sent + CONFIRM
        confirming = replace(sending, station=METER, what=What.CONFIRMED, at=None, due=due, security="", detail="")
        if sending.message_id not in self._replies:
            return confirming
        answer, reply = self._replies[sending.message_id]
        security = str(answer["security"])
        if not reply.is_ok:
            return replace(confirming, due=sent, security=security, detail=f"refused: {reply.error}")
        return replace(confirming, at=reply.meter_time, security=security)

    def _of_meter(self, phase: Phase, what: What, noted: Noted, due: datetime | None) -> Link:
        link = Link(phase, METER, what, None, _after(due, TELL))
        for each, body in self._meter_events:
            if body.kind == noted.value:
                way = ((METER, body.meter_time), (MS, each["at_ms"]))
                return replace(link, at=body.meter_time, security=str(each["security"]), detail=body.detail, way=way)
        return link

    def _of_devices(self, phase: Phase, what: What, statuses: Sequence[str], due: datetime | None) -> Iterator[Link]:
        """A link for each device that spoke, or that is still expected to."""
        by_device: dict[str, list[Mapping[str, Any]]] = {}
        for each in self._known.receipts:
            by_device.setdefault(each["device"], []).append(each)
        if not by_device:
            yield Link(phase, HOME, what, None, due)
        for device, receipts in by_device.items():
            told = next((each for each in receipts if each["status"] in statuses), None)
            if told is not None:
                yield _of_receipt(phase, what, told, due)
            elif receipts[-1]["status"] not in _APART:
                yield Link(phase, HOME, what, None, due, about=device)

    def _standing(self, phase: Phase, state: str, since: datetime | None) -> Iterator[Link]:
        """The records know it, and customer service knows it a minute later at most."""
        recorded = _first(self._known.recorded, state, "at")
        yield Link(phase, MDMS, What.RECORDED, recorded, _after(since, TELL), detail=state)
        told = _first(self._known.told, state, "at_css")
        security = REQUIRED[Standing].security.value
        yield Link(phase, CSS, What.TOLD, told, _after(recorded, TELL), security, detail=state)


def _first(standings: Iterable[Mapping[str, Any]], state: str, moment: str) -> datetime | None:
    """When it first stood there, or further on: a standing may pass over another."""
    for each in standings:
        is_beyond = state in {NOTIFIED, IN_PROGRESS} and RANK[each["state"]] > RANK[state]
        if each["state"] == state or (is_beyond and each["state"] != CANCELLED):
            at: datetime = each[moment]
            return at
    return None


def _of_receipt(phase: Phase, what: What, told: Mapping[str, Any], due: datetime | None) -> Link:
    way = ((HOME, told["acted"]), (METER, told["at_meter"]), (MS, told["at_ms"]), (MDMS, told["at_mdms"]))
    detail = ": ".join(filter(None, (told["status"], told["action"])))
    security = REQUIRED[DeviceReceipt].security.value
    return Link(phase, HOME, what, told["acted"], due, security, told["device"], detail, way=way)


def _what(body: Body) -> What:
    if isinstance(body, EventCancel):
        return What.CANCELLED
    return What.CHANGED if isinstance(body, EventControl) and body.revision > 1 else What.SENT


def _order_detail(body: EventControl | EventCancel) -> str:
    return f"revision {body.revision}" if isinstance(body, EventControl) and body.revision > 1 else ""


def _after(at: datetime | None, wait: timedelta) -> datetime | None:
    return None if at is None else at + wait
