"""What the records can be asked (C1FR15, C1FR17, C1FR18): by event, by meter, by time."""

import json
from datetime import date, datetime
from typing import Any

from devices.demand_response import EventStatus
from devices.utility.mdms.records import Records
from devices.utility.stored import from_json, milliseconds, moment
from devices.wan.words import Forwarded

_STATUS = {one.value: one.name.lower().replace("_", " ") for one in EventStatus}


class Queries:
    """Questions only: nothing is changed."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.db = records.links.db

    def customers(self, issuer_event_id: int | None = None, meter_id: str | None = None) -> list[dict[str, Any]]:
        """Where customers stand: of one event, of one meter, of all."""
        found = self.db.execute(
            'SELECT issuer_event_id, meter_id, program, start, "end", is_test, state, detail, at FROM customers'
            " WHERE (? IS NULL OR issuer_event_id = ?) AND (? IS NULL OR meter_id = ?)"
            " ORDER BY issuer_event_id DESC, meter_id",
            (issuer_event_id, issuer_event_id, meter_id, meter_id),
        ).fetchall()
        names = ("event", "meter", "program", "start", "end", "is_test", "state", "detail", "at")
        return [
            {
                **dict(zip(names, row, strict=True)),
                "start": _moment(row[3]),
                "end": _moment(row[4]),
                "is_test": bool(row[5]),
                "at": _moment(row[8]),
            }
            for row in found
        ]

    def not_notified(self, issuer_event_id: int) -> list[str]:
        """The meters that were addressed and have not confirmed: failed, or still being tried."""
        found = self.db.execute(
            "SELECT meter_id FROM customers WHERE issuer_event_id = ? AND state IN ('', 'failed') ORDER BY meter_id",
            (issuer_event_id,),
        )
        return [meter for (meter,) in found.fetchall()]

    def receipts(self, issuer_event_id: int, meter_id: str | None = None) -> list[dict[str, Any]]:
        """The home's receipts of an event, in the order in which they were made, with the times of their way."""
        found = self.db.execute(
            "SELECT meter_id, sender, sequence, subject, status, action, acted, status_time, meter_time, received, at,"
            " is_test FROM receipts WHERE issuer_event_id = ? AND (? IS NULL OR meter_id = ?)"
            " ORDER BY meter_id, status_time, sequence",
            (issuer_event_id, meter_id, meter_id),
        ).fetchall()
        return [
            {
                "meter": meter,
                "sender": sender,
                "sequence": sequence,
                "device": subject,
                "status": _STATUS.get(status, f"status {status:#04x}"),
                "action": action,
                "acted": _moment(acted if acted is not None else told),
                "at_meter": moment(metered),
                "at_ms": moment(received),
                "at_mdms": moment(at),
                "is_test": bool(is_test),
            }
            for meter, sender, sequence, subject, status, action, acted, told, metered, received, at, is_test in found
        ]

    def failures(self, issuer_event_id: int | None = None) -> list[dict[str, Any]]:
        """Deliveries that failed, with the times of all attempts (UC96.2.5)."""
        found = self.db.execute(
            "SELECT at, issuer_event_id, meter_id, attempts FROM failures"
            " WHERE (? IS NULL OR issuer_event_id = ?) ORDER BY id",
            (issuer_event_id, issuer_event_id),
        ).fetchall()
        return [
            {"at": moment(at), "event": event, "meter": meter, "attempts": json.loads(attempts)}
            for at, event, meter, attempts in found
        ]

    def standings(self, meter_id: str, issuer_event_id: int) -> list[dict[str, Any]]:
        """Every standing of a customer with an event, oldest first."""
        found = self.db.execute(
            "SELECT at, state, detail FROM standings WHERE meter_id = ? AND issuer_event_id = ? ORDER BY id",
            (meter_id, issuer_event_id),
        ).fetchall()
        return [{"at": moment(at), "state": state, "detail": detail} for at, state, detail in found]

    def arrived(
        self,
        issuer_event_id: int | None = None,
        meter_id: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[dict[str, Any]]:
        """What came from or went to meters, by event, meter, and the time at the MS; oldest first."""
        found = self.db.execute(
            "SELECT a.meter_id, a.received, a.message_id, a.correlation_id, m.kind, m.body FROM arrivals a"
            " JOIN messages m USING (id) WHERE (? IS NULL OR a.issuer_event_id = ?) AND (? IS NULL OR a.meter_id = ?)"
            " AND a.received >= ? AND (? IS NULL OR a.received < ?) ORDER BY a.received, a.id",
            (
                *(issuer_event_id, issuer_event_id, meter_id, meter_id),
                *(milliseconds(since) if since else 0, *([milliseconds(until)] * 2 if until else (None, None))),
            ),
        ).fetchall()
        told = []
        for meter, received, message_id, correlation_id, kind, text in found:
            body = from_json(kind, text)
            inner = body.body if isinstance(body, Forwarded) else body
            told.append(
                {
                    "at_ms": moment(received),
                    "meter": meter,
                    "message_id": message_id,
                    "answers": correlation_id,
                    "security": body.security.value if isinstance(body, Forwarded) else "",
                    "body": inner,
                }
            )
        return told

    def intervals(self, meter_id: str, day: date, channel: int = 0) -> list[dict[str, Any]]:
        """A meter's intervals of a local day."""
        return [
            {
                "day": one.day.isoformat(),
                "start": one.start,
                "interval_minutes": one.interval_minutes,
                "values_wh": one.values_wh,
                "total_wh": one.total_wh,
                "revision": one.revision,
            }
            for one in self._records.intervals.days(meter_id, channel, day)
        ]


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else moment(ms)
