"""The events of an account, as its customer sees them: hours, prices, how they stand, what the home's devices did."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from devices.utility.mdms.accounts import Account, Fitted
from devices.utility.mdms.queries import Queries
from devices.utility.mdms.standing import CANCELLED, COMPLETED, FAILED
from devices.utility.stored import from_json, milliseconds, moment
from devices.wan.words import EventControl, Forwarded

_HOUR = timedelta(hours=1)
_ON_OR_OFF = re.compile(r"\b(on|off)$")


class Phase(Enum):
    """Where an event is in time."""

    PENDING = "pending"
    ACTIVE = "active"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class _Part:
    event: int
    meter_id: str
    start: datetime
    end: datetime
    state: str
    detail: str
    is_test: bool


class AccountEvents:
    """Questions only. An event belongs to the account whose meter it was for when it began."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._db = queries.db

    def events(
        self, account: Account, at: datetime, phase: Phase | None = None, limit: int = 50, event: int | None = None
    ) -> list[dict[str, Any]]:
        """The newest first."""
        parts = [one for fitted in account.meters for one in self._parts(fitted, event)]
        parts.sort(key=lambda one: (one.start, one.event), reverse=True)
        chosen = [one for one in parts if phase in {None, _phase(one, at)}][: max(0, limit)]
        return [self._told(one, ZoneInfo(account.zone), at) for one in chosen]

    def meter_of(self, account: Account, event: int) -> str:
        """The account's meter that the event was for. Raises ValueError if there is none."""
        for fitted in account.meters:
            for one in self._parts(fitted, event):
                return one.meter_id
        raise ValueError(f"event {event} is none of account {account.account}")

    def first_known(self, meter_id: str, event: int) -> datetime:
        """When the records first knew where that customer stands with it; the end of time while they do not."""
        sql = "SELECT min(at) FROM standings WHERE meter_id = ? AND issuer_event_id = ?"
        (first,) = self._db.execute(sql, (meter_id, event)).fetchone()
        return datetime.max.replace(tzinfo=UTC) if first is None else moment(first)

    def _parts(self, fitted: Fitted, event: int | None) -> Iterator[_Part]:
        sql = (
            'SELECT issuer_event_id, meter_id, start, "end", state, detail, is_test FROM customers'
            " WHERE meter_id = ? AND start IS NOT NULL AND start >= ? AND (? IS NULL OR start < ?)"
            " AND (? IS NULL OR issuer_event_id = ?)"
        )
        until = None if fitted.until is None else milliseconds(fitted.until)
        values = (fitted.meter_id, milliseconds(fitted.since), until, until, event, event)
        for number, meter, start, end, state, detail, is_test in self._db.execute(sql, values).fetchall():
            yield _Part(number, meter, moment(start), moment(end), state, detail, bool(is_test))

    def _told(self, part: _Part, zone: ZoneInfo, at: datetime) -> dict[str, Any]:
        control = self._control(part)
        price = None if control is None else control.price
        return {
            "event": part.event,
            "meter": part.meter_id,
            "program": None if control is None else control.program.value,
            "reason": "" if control is None else control.reason,
            "revision": 0 if control is None else control.revision,
            "is_test": part.is_test,
            "start": part.start,
            "end": part.end,
            "phase": _phase(part, at),
            "standing": part.state,
            "detail": part.detail,
            "is_notified": part.state not in {"", FAILED},
            "price": price,
            "hours": [
                {"start": start, "end": end, "price": price} for start, end in _hours(part.start, part.end, zone)
            ],
            "devices": self._devices(part),
        }

    def _control(self, part: _Part) -> EventControl | None:
        """The event as it was sent last."""
        sql = (
            "SELECT m.kind, m.body FROM arrivals a JOIN messages m USING (id)"
            " WHERE a.meter_id = ? AND a.issuer_event_id = ? AND a.kind = 'EventControl'"
        )
        found = [from_json(*row) for row in self._db.execute(sql, (part.meter_id, part.event)).fetchall()]
        inner = [one.body if isinstance(one, Forwarded) else one for one in found]
        if not inner:  # behind a concentrator: one message to many
            sql = "SELECT body FROM field_controls WHERE issuer_event_id = ?"
            rows = self._db.execute(sql, (part.event,)).fetchall()
            inner = [from_json(EventControl.__name__, body) for (body,) in rows]
        return max((one for one in inner if isinstance(one, EventControl)), key=lambda one: one.revision, default=None)

    def _devices(self, part: _Part) -> list[dict[str, Any]]:
        """What each device of the home told, oldest first, and where that leaves it (C1FR15)."""
        by_device: dict[str, list[dict[str, Any]]] = {}
        for one in self._queries.receipts(part.event, part.meter_id):
            told = {name: one[name] for name in ("status", "action", "acted", "at_meter", "at_ms", "at_mdms")}
            by_device.setdefault(one["device"], []).append(told | {"is_on": is_on(one["action"])})
        return [
            {"device": device, **{name: told[-1][name] for name in ("status", "action", "is_on")}, "receipts": told}
            for device, told in by_device.items()
        ]


def is_on(action: str) -> bool | None:
    """The state that a receipt's action ends with; None: it says of no switch."""
    found = _ON_OR_OFF.search(action)
    return None if found is None else found[1] == "on"


def _phase(part: _Part, at: datetime) -> Phase:
    if part.state in {CANCELLED, COMPLETED} or at >= part.end:
        return Phase.PAST
    return Phase.ACTIVE if at >= part.start else Phase.PENDING


def _hours(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """The event's hours by the local clock; the first and the last may be parts of one."""
    while start < end:
        local = start.astimezone(zone)
        into = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        until = min(start - into + _HOUR, end)
        yield start, until
        start = until
