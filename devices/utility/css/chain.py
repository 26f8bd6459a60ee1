"""What the records and customer service logged of one event at one meter, as the facts of its receipt chain.

Nothing is asked of anybody; the links themselves are `devices.event_chain`'s, the same as on the home's display.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from devices.event_chain import (
    CANCELLED,
    FAILED,
    HOME,
    IN_PROGRESS,
    MDMS,
    METER,
    MS,
    NOTIFIED,
    STATES,
    TELL,
    Facts,
    Link,
    Sending,
    Told,
    Turned,
    What,
    Window,
)
from devices.event_chain import chain as chain_of
from devices.utility.mdms.standing import RANK
from devices.wan.journal import Noted
from devices.wan.words import Body, DeliveryFailure, EventCancel, EventControl, MeterEvent, Reply


@dataclass(frozen=True, slots=True)
class Known:
    """What was logged of one event at one meter, as the questions of the records and of the desk give it."""

    arrived: Sequence[Mapping[str, Any]]
    receipts: Sequence[Mapping[str, Any]]
    recorded: Sequence[Mapping[str, Any]]
    told: Sequence[Mapping[str, Any]]


def chain(known: Known, now: datetime) -> tuple[Link, ...]:
    """The links in the order in which they are meant to happen, each judged as of `now`."""
    return chain_of(facts_of(known), now)


def facts_of(known: Known) -> Facts:
    """What the chain is made of."""
    bodies = [(each, each["body"]) for each in known.arrived]
    failures = {each["answers"]: body for each, body in bodies if isinstance(body, DeliveryFailure)}
    controls = [body for _, body in bodies if isinstance(body, EventControl)]
    given_up = [one.attempts[-1] + TELL for one in failures.values() if one.attempts]
    return Facts(
        tuple(_orders(bodies, failures)),
        tuple(_told(each) for each in known.receipts),
        _turned(bodies, Noted.EVENT_LAUNCHED),
        _turned(bodies, Noted.EVENT_TERMINATED),
        _window(max(controls, key=lambda one: one.revision, default=None)),
        recorded=_reached(known.recorded, "at"),
        told=_reached(known.told, "at_css"),
        given_up=min(given_up, default=None),
        is_failed=bool(failures) or any(each["state"] == FAILED for each in known.recorded),
        is_cancelled=any(each["state"] == CANCELLED for each in known.recorded),
    )


_Arrived = Sequence[tuple[Mapping[str, Any], Body]]


def _orders(bodies: _Arrived, failures: Mapping[str, DeliveryFailure]) -> Iterator[Sending]:
    """Each order once, with every attempt: the head end passes each of them on."""
    replies = {each["answers"]: (each, body) for each, body in bodies if isinstance(body, Reply)}
    sent: dict[str, list[tuple[Mapping[str, Any], EventControl | EventCancel]]] = {}
    for each, body in bodies:
        if isinstance(body, EventControl | EventCancel):
            sent.setdefault(each["message_id"], []).append((each, body))
    for message_id, times in sent.items():
        first, body = times[0]
        lost = failures.get(message_id)
        answer, reply = replies.get(message_id, (None, None))
        is_ok = reply is not None and reply.is_ok
        yield Sending(
            _what(body),
            lost.attempts if lost is not None and lost.attempts else tuple(one["at_ms"] for one, _ in times),
            message_id,
            str(first["security"]),
            f"revision {body.revision}" if isinstance(body, EventControl) and body.revision > 1 else "",
            reply.meter_time if reply is not None and is_ok else None,
            "" if answer is None else str(answer["security"]),
            reply.error if reply is not None and not is_ok else "",
        )


def _told(receipt: Mapping[str, Any]) -> Told:
    stations = ((HOME, "acted"), (METER, "at_meter"), (MS, "at_ms"), (MDMS, "at_mdms"))
    way = tuple((station, receipt[name]) for station, name in stations)
    return Told(receipt["device"], receipt["status"], receipt["action"], receipt["acted"], way)


def _turned(bodies: _Arrived, noted: Noted) -> Turned | None:
    for each, body in bodies:
        if isinstance(body, MeterEvent) and body.kind == noted.value:
            way = ((METER, body.meter_time), (MS, each["at_ms"]))
            return Turned(body.meter_time, body.detail, way, str(each["security"]))
    return None


def _window(control: EventControl | None) -> Window | None:
    if control is None:
        return None
    end = control.start + timedelta(minutes=control.duration_minutes)
    return Window(control.start, end, control.is_start_randomised, control.is_duration_randomised)


def _reached(standings: Sequence[Mapping[str, Any]], moment: str) -> dict[str, datetime]:
    found = ((state, _first(standings, state, moment)) for state in STATES)
    return {state: at for state, at in found if at is not None}


def _first(standings: Iterable[Mapping[str, Any]], state: str, moment: str) -> datetime | None:
    """When it first stood there, or further on: a standing may pass over another."""
    for each in standings:
        is_beyond = state in {NOTIFIED, IN_PROGRESS} and RANK[each["state"]] > RANK[state]
        if each["state"] == state or (is_beyond and each["state"] != CANCELLED):
            at: datetime = each[moment]
            return at
    return None


def _what(body: EventControl | EventCancel) -> What:
    if isinstance(body, EventCancel):
        return What.CANCELLED
    return What.CHANGED if body.revision > 1 else What.SENT
