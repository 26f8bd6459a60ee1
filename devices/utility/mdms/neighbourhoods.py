"""Meters behind concentrators in the records: whole neighbourhoods move at once, each customer in its own row."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from devices.utility.ledger import Ledger, event_of
from devices.utility.mdms.availability import Kind
from devices.utility.mdms.bulk import put_many
from devices.utility.mdms.feed import Feed
from devices.utility.mdms.intervals import Intervals
from devices.utility.mdms.meter_tests import MeterTests
from devices.utility.mdms.settings import Settings
from devices.utility.mdms.standing import CANCELLED, COMPLETED, FAILED, IN_PROGRESS, NOTIFIED, RANK
from devices.utility.mdms.telling import Telling
from devices.utility.stored import milliseconds, moment, plain, to_json
from devices.wan.bits import places_of, unpack_marks, unpack_times, unpack_wh
from devices.wan.codec import decode_record
from devices.wan.field_words import (
    BatchReadings,
    BatchReceipt,
    BatchTestResult,
    GroupFailure,
    GroupStanding,
    MetersHeard,
    Told,
)
from devices.wan.journal import Noted
from devices.wan.meter_words import Found, MeterTestResult, checks_of
from devices.wan.words import (
    Dispatch,
    EventCancel,
    EventControl,
    Forwarded,
    GroupControl,
)

GROUP_BODIES: Final = (MetersHeard, BatchReceipt, BatchTestResult, BatchReadings, GroupControl, GroupFailure)
OPTED_OUT: Final = "opted out"
_STATES = {
    Told.TAKEN: NOTIFIED,
    Told.REFUSED: FAILED,
    Told.STARTED: IN_PROGRESS,
    Told.OPTED_OUT: IN_PROGRESS,
    Told.COMPLETED: COMPLETED,
}
_TOLD_AT_ONCE = 2_000
_WORDS = {True: "good", False: "not good"}
_AGAIN = timedelta(seconds=10)  # where the store of intervals is gone


class ToCome(Exception):
    """It is about meters, or an order, that we have not been told of yet: not taken, so that it comes again."""


class Neighbourhoods:
    """Every call is within the caller's transaction."""

    def __init__(
        self,
        ledger: Ledger,
        telling: Telling,
        intervals: Intervals,
        settings: Settings,
        feed: Feed,
        tests: MeterTests,
    ) -> None:
        self._tests = tests
        self._feed = feed
        self._ledger = ledger
        self._db = ledger.db
        self._telling = telling
        self._intervals = intervals
        self._settings = settings
        self._names: dict[str, list[str]] = {}
        self._not_before = datetime.fromtimestamp(0, UTC)
        for name, first, names in self._db.execute("SELECT concentrator, first, names FROM field_names").fetchall():
            self._remember(name, first, json.loads(names))

    @property
    def next_due(self) -> datetime | None:
        """When something waits to be worked off, or an event is over, and the grace after it."""
        if (works := self._works_at()) is not None:
            return works
        (end,) = self._db.execute('SELECT min("end") FROM field_events WHERE NOT is_closed').fetchone()
        return None if end is None else moment(end) + timedelta(minutes=self._settings.grace_minutes)

    def take(self, forwarded: Forwarded, octets: bytes, at: datetime) -> None:
        """Keep what the head end passed on about many meters, once; `work_off` does the rest. Raises ToCome.

        `octets` are its one encoding.
        """
        body, name, message_id = forwarded.body, forwarded.meter_id, forwarded.message_id
        if not isinstance(body, GROUP_BODIES):
            self._ledger.note(Noted.MESSAGE_REFUSED, at, None, name, f"a {type(body).__name__} is not about many")
            return
        try:
            meters = self._meters(name, body)
            if isinstance(body, BatchReceipt):
                self._check_order(body)
        except ValueError as error:
            self._ledger.note(Noted.MESSAGE_REFUSED, at, None, name, str(error))
            return
        values = (message_id, milliseconds(at), milliseconds(forwarded.received), name, type(body).__name__)
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO field_arrivals VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*values, event_of(body), len(meters)),
        )
        if not cursor.rowcount:
            return
        if isinstance(body, MetersHeard):
            self._learn(name, body, at)
            return
        if isinstance(body, GroupControl):
            self._order(forwarded.message_id, body)
        self._db.execute("INSERT INTO field_work VALUES (NULL, ?, ?, ?)", (milliseconds(at), message_id, octets))

    def work_off(self, at: datetime) -> list[Dispatch]:
        """Record the oldest of what was kept; who is told of it. Raises StoreGone: it stays where it is."""
        works = self._works_at()
        if works is None or at < works:
            return []
        number, octets = self._db.execute("SELECT number, body FROM field_work ORDER BY number LIMIT 1").fetchone()
        forwarded: Forwarded = decode_record(octets, Forwarded)
        self._db.execute("DELETE FROM field_work WHERE number = ?", (number,))
        try:
            return self._record(forwarded, self._meters(forwarded.meter_id, forwarded.body), at)
        except ValueError as error:
            self._ledger.note(Noted.MESSAGE_REFUSED, at, None, forwarded.meter_id, str(error))
            return []

    def _works_at(self) -> datetime | None:
        """When the next is worked off: what comes in goes before, but not for ever."""
        oldest, newest = self._db.execute("SELECT min(at), max(at) FROM field_work").fetchone()
        if oldest is None:
            return None
        quiet, at_latest = moment(newest) + self._settings.quiet, moment(oldest) + self._settings.work_at_latest
        return max(min(quiet, at_latest), self._not_before)

    def put_off(self, why: str, at: datetime) -> None:
        """It cannot be recorded now: try again later."""
        self._not_before = at + _AGAIN
        self._ledger.note(Noted.MESSAGE_REFUSED, at, None, "", why)

    @property
    def waiting(self) -> int:
        """How much is kept and not worked off yet."""
        (count,) = self._db.execute("SELECT count(*) FROM field_work").fetchone()
        return int(count)

    def close_due(self, at: datetime) -> list[Dispatch]:
        """End the waiting for events that are over, when all that came is worked off: who had begun has completed."""
        if self.waiting:
            return []
        limit = milliseconds(at - timedelta(minutes=self._settings.grace_minutes))
        due = self._db.execute(
            'SELECT issuer_event_id FROM field_events WHERE NOT is_closed AND "end" <= ?', (limit,)
        ).fetchall()
        told = []
        for (event,) in due:
            self._db.execute("UPDATE field_events SET is_closed = 1 WHERE issuer_event_id = ?", (event,))
            for detail in ("", OPTED_OUT):
                sql = (
                    "SELECT meter_id FROM customers WHERE issuer_event_id = ? AND state = ? AND detail = ?"
                    " AND meter_id IN (SELECT value FROM field_names, json_each(names))"
                )
                rows = self._db.execute(sql, (event, IN_PROGRESS, detail)).fetchall()
                told += self._move([meter for (meter,) in rows], event, COMPLETED, detail, at)
        return told

    def _meters(self, name: str, body: object) -> list[str]:
        """The meters of its places. Raises ToCome for a place without one."""
        places = getattr(body, "places", None)
        if places is None:
            return list(getattr(body, "names", ()))
        wanted = places_of(places).tolist()
        known = self._names.get(name, [])
        if unknown := [place for place in wanted if place >= len(known) or not known[place]]:
            raise ToCome(f"{len(unknown)} places of {name}")
        return [known[place] for place in wanted]

    def _learn(self, name: str, heard: MetersHeard, at: datetime) -> None:
        if not heard.names:
            return
        names = json.dumps(heard.names, separators=(",", ":"))
        self._db.execute("INSERT OR REPLACE INTO field_names VALUES (?, ?, ?)", (name, heard.first, names))
        self._remember(name, heard.first, heard.names)
        self._ledger.note(Noted.METERS_HEARD, at, None, name, f"{len(heard.names)} new")

    def _remember(self, name: str, first: int, names: Sequence[str]) -> None:
        known = self._names.setdefault(name, [])
        known += [""] * (first + len(names) - len(known))
        known[first : first + len(names)] = names

    def _check_order(self, receipt: BatchReceipt) -> None:
        """Raises ToCome if what it answers, or the event it is about, is not known yet."""
        known = "SELECT 1 FROM field_orders WHERE message_id = ?"
        if not receipt.answers:
            known = "SELECT 1 FROM field_events WHERE issuer_event_id = ?"
        asked = receipt.answers or receipt.issuer_event_id
        if self._db.execute(known, (asked,)).fetchone() is None:
            raise ToCome(f"order {asked}")

    def _record(self, forwarded: Forwarded, meters: list[str], at: datetime) -> list[Dispatch]:
        name, body = forwarded.meter_id, forwarded.body
        match body:
            case GroupControl():
                self._address(body, meters)
            case BatchReadings():
                wh = unpack_wh(body.wh, len(meters), body.count)
                marks = unpack_marks(body.marks, len(meters), body.count)
                put_many(self._intervals, meters, body.channel, body.start, body.interval_minutes, wh, marks)
                span = {"channel": body.channel, "start": body.start, "interval_minutes": body.interval_minutes}
                self._feed.add(Kind.INTERVALS, at, name, None, {**span, "count": body.count, "meters": meters})
                detail = f"{body.count} of {len(meters)} meters from {body.start.isoformat()}"
                self._ledger.note(Noted.INTERVALS_LOGGED, at, None, name, detail)
            case BatchReceipt():
                self._ledger.note(
                    Noted.BATCH_RECEIVED, at, body.issuer_event_id, name, f"{body.told.value} {len(meters)}"
                )
                return self._received(body, meters, at)
            case BatchTestResult():
                return self._tested(forwarded, body, meters, at)
            case GroupFailure():
                return self._failed(body, forwarded.message_id, meters, at)
        return []

    def _order(self, message_id: str, group: GroupControl) -> None:
        """That order is known from now on: receipts may answer it."""
        values = (message_id, type(group.body).__name__, event_of(group.body))
        self._db.execute("INSERT OR IGNORE INTO field_orders VALUES (?, ?, ?)", values)
        if isinstance(control := group.body, EventControl):
            self._db.execute(
                "INSERT OR REPLACE INTO field_events VALUES (?, ?, 0)", (control.issuer_event_id, _end_ms(control))
            )
            told = (control.issuer_event_id, control.revision, to_json(control))
            self._db.execute("INSERT OR REPLACE INTO field_controls VALUES (?, ?, ?)", told)

    def _address(self, group: GroupControl, meters: list[str]) -> None:
        if not isinstance(group.body, EventControl):
            return
        control = group.body
        when = (control.program.value, milliseconds(control.start), _end_ms(control), int(control.is_test))
        self._db.conn.executemany(
            "INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?, '', '', NULL, 1) ON CONFLICT DO UPDATE SET"
            ' program = excluded.program, start = excluded.start, "end" = excluded."end", is_test = excluded.is_test',
            ((control.issuer_event_id, meter, *when) for meter in meters),
        )

    def _received(self, receipt: BatchReceipt, meters: list[str], at: datetime) -> list[Dispatch]:
        state, detail = _STATES[receipt.told], OPTED_OUT if receipt.told is Told.OPTED_OUT else ""
        row = self._db.execute(
            "SELECT kind, issuer_event_id FROM field_orders WHERE message_id = ?", (receipt.answers,)
        ).fetchone()
        kind, event = row or (EventControl.__name__, receipt.issuer_event_id)
        if kind == EventCancel.__name__:
            state = CANCELLED
        if event is None and kind == EventCancel.__name__:
            rows = self._db.execute("SELECT issuer_event_id FROM field_events WHERE NOT is_closed").fetchall()
            return [told for (one,) in rows for told in self._move(meters, one, state, detail, at)]
        if event is None or kind not in {EventControl.__name__, EventCancel.__name__}:
            return []
        return self._move(meters, event, state, detail, at)

    def _tested(self, forwarded: Forwarded, batch: BatchTestResult, meters: list[str], at: datetime) -> list[Dispatch]:
        """Each meter's result as if it had told it alone: kept, shown and, where it is not good, mended."""
        since_ms = milliseconds(batch.since)
        times_ms = unpack_times(batch.times_ms, since_ms, len(meters)).tolist()
        told = []
        for meter, time_ms, octet in zip(meters, times_ms, batch.failed, strict=True):
            bad = checks_of(octet)
            found = tuple(Found(check, check not in bad, _WORDS[check not in bad]) for check in checks_of(batch.asked))
            result = MeterTestResult(batch.number, meter, moment(time_ms), not bad, found, ())
            one = Forwarded(meter, forwarded.received, forwarded.security, f"{forwarded.message_id}.{meter}", result)
            told += self._tests.take(one, result, at)
        return told

    def _failed(self, failure: GroupFailure, message_id: str, meters: list[str], at: datetime) -> list[Dispatch]:
        event, attempts = failure.issuer_event_id, json.dumps(plain(failure.attempts))
        self._db.conn.executemany(
            "INSERT INTO failures (at, issuer_event_id, meter_id, message_id, attempts) VALUES (?, ?, ?, ?, ?)",
            ((milliseconds(at), event, meter, message_id, attempts) for meter in meters),
        )
        self._feed.add_many(Kind.FAILURES, at, meters, event, {"attempts": failure.attempts})
        self._ledger.note(Noted.FAILURE_LOGGED, at, event, "", f"{len(meters)} meters")
        return self._move(meters, event, FAILED, f"no confirmation of {len(failure.attempts)} attempts", at)

    def _move(self, meters: Sequence[str], event: int, state: str, detail: str, at: datetime) -> list[Dispatch]:
        """Those that stand further left with the event move; customer service is told of them together (C1FR15)."""
        rows = self._db.execute(
            "SELECT c.meter_id, c.state, c.detail FROM json_each(?) m CROSS JOIN customers c"
            " ON c.meter_id = m.value AND c.issuer_event_id = ?",
            (json.dumps(list(meters)), event),
        ).fetchall()
        moving = [
            meter for meter, was, had in rows if RANK[state] > RANK[was] or (state == was and detail and detail != had)
        ]
        if not moving:
            return []
        ms = milliseconds(at)
        self._db.conn.executemany(
            "UPDATE customers SET state = ?, detail = ?, at = ? WHERE issuer_event_id = ? AND meter_id = ?",
            ((state, detail, ms, event, meter) for meter in moving),
        )
        self._db.conn.executemany(
            "INSERT INTO standings (at, issuer_event_id, meter_id, state, detail) VALUES (?, ?, ?, ?, ?)",
            ((ms, event, meter, state, detail) for meter in moving),
        )
        self._feed.add_many(Kind.EVENTS, at, moving, event, {"standing": state, "detail": detail})
        pages = [tuple(moving[first : first + _TOLD_AT_ONCE]) for first in range(0, len(moving), _TOLD_AT_ONCE)]
        standings = [GroupStanding(page, event, state, at, detail) for page in pages]
        return [told for one in standings for told in self._telling.tell(one, Kind.EVENTS, at)]


def _end_ms(control: EventControl) -> int:
    return milliseconds(control.start + timedelta(minutes=control.duration_minutes))
