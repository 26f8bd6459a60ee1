"""Customers and their events in the records' file: the facts of each pair, its standing, and whom it is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from devices.demand_response import EventStatus
from devices.utility.ledger import Ledger
from devices.utility.mdms.availability import Kind
from devices.utility.mdms.feed import Feed
from devices.utility.mdms.settings import Settings
from devices.utility.mdms.standing import FAILED, NOTIFIED, RANK, Facts, standing
from devices.utility.mdms.telling import Telling
from devices.utility.stored import from_json, milliseconds, moment
from devices.wan.journal import Noted
from devices.wan.words import (
    Body,
    DeliveryFailure,
    Dispatch,
    EventCancel,
    EventControl,
    MeterEvent,
    Reply,
    Standing,
)


@dataclass(frozen=True, slots=True)
class _Arrived:
    received: datetime
    message_id: str
    correlation_id: str
    body: Body


class Customers:
    """Every call is within the caller's transaction."""

    def __init__(self, ledger: Ledger, telling: Telling, settings: Settings, feed: Feed) -> None:
        self._ledger = ledger
        self._db = ledger.db
        self._telling = telling
        self._settings = settings
        self._feed = feed

    def sent(self, control: EventControl, meter_id: str) -> None:
        """The MS has sent an event, or its change, to that meter: the highest revision holds."""
        arrived = self._arrived(control.issuer_event_id, meter_id)
        controls = [one.body for one in arrived if isinstance(one.body, EventControl)]
        last = max(controls, key=lambda one: one.revision, default=control)
        end = last.start + timedelta(minutes=last.duration_minutes)
        self._ensure(control.issuer_event_id, meter_id)
        self._db.execute(
            'UPDATE customers SET program = ?, start = ?, "end" = ?, is_test = ?'
            " WHERE issuer_event_id = ? AND meter_id = ?",
            (
                *(last.program.value, milliseconds(last.start), milliseconds(end), int(last.is_test)),
                *(control.issuer_event_id, meter_id),
            ),
        )

    def events_of(self, meter_id: str) -> list[int]:
        """The events that are not over for that meter."""
        sql = "SELECT issuer_event_id FROM customers WHERE meter_id = ? AND NOT is_closed"
        return [event for (event,) in self._db.execute(sql, (meter_id,)).fetchall()]

    def counts(self, issuer_event_id: int | None = None, *, is_test: bool = False) -> dict[str, int]:
        """How many customers stand where, of one event or of all; a practice is never counted with real events."""
        sql = "SELECT state, count(*) FROM customers WHERE is_test = ? AND (issuer_event_id = ? OR ? IS NULL)"
        values = (int(is_test), issuer_event_id, issuer_event_id)
        return dict(self._db.execute(f"{sql} GROUP BY state ORDER BY state", values).fetchall())

    def close_due(self, at: datetime) -> list[Dispatch]:
        """End the waiting for events whose end, and the grace after it, are past."""
        limit = milliseconds(at - timedelta(minutes=self._settings.grace_minutes))
        due = self._db.execute(
            'SELECT issuer_event_id, meter_id FROM customers WHERE NOT is_closed AND "end" <= ? LIMIT 1000', (limit,)
        ).fetchall()
        told = []
        for event, meter_id in due:
            self._db.execute(
                "UPDATE customers SET is_closed = 1 WHERE issuer_event_id = ? AND meter_id = ?", (event, meter_id)
            )
            told += self.review(event, meter_id, at)
        return told

    @property
    def next_due(self) -> datetime | None:
        """When `close_due` has something to do."""
        (end,) = self._db.execute('SELECT min("end") FROM customers WHERE NOT is_closed').fetchone()
        return None if end is None else moment(end) + timedelta(minutes=self._settings.grace_minutes)

    def review(self, event: int, meter_id: str, at: datetime) -> list[Dispatch]:
        """Derive the standing anew; if it moved, keep it and tell the CSS (UC96.1.5, 1.20, 1.30, 2.6)."""
        self._ensure(event, meter_id)
        facts, is_test = self._facts(event, meter_id)
        state, detail = standing(facts)
        if is_test:
            detail = "; ".join(filter(None, ["practice", detail]))
        was, was_detail = self._db.execute(
            "SELECT state, detail FROM customers WHERE issuer_event_id = ? AND meter_id = ?", (event, meter_id)
        ).fetchone()
        if (state, detail) == (was, was_detail) or RANK[state] < RANK[was] or not state:
            return []
        if RANK[was] == RANK["completed"] and state != was:
            return []  # it was completed before the cancellation came, or the other way round
        self._keep(event, meter_id, state, detail, at)
        if was in {"", FAILED} and RANK[state] >= RANK[NOTIFIED]:
            self._ledger.note(Noted.NOTIFIED_LOGGED, at, event, meter_id)
        return self._telling.tell(Standing(meter_id, event, state, at, detail), Kind.EVENTS, at)

    def _keep(self, event: int, meter_id: str, state: str, detail: str, at: datetime) -> None:
        self._db.execute(
            "UPDATE customers SET state = ?, detail = ?, at = ? WHERE issuer_event_id = ? AND meter_id = ?",
            (state, detail, milliseconds(at), event, meter_id),
        )
        self._db.execute(
            "INSERT INTO standings (at, issuer_event_id, meter_id, state, detail) VALUES (?, ?, ?, ?, ?)",
            (milliseconds(at), event, meter_id, state, detail),
        )
        self._feed.add(Kind.EVENTS, at, meter_id, event, {"standing": state, "detail": detail})

    def _ensure(self, event: int, meter_id: str) -> None:
        self._db.execute(
            "INSERT OR IGNORE INTO customers VALUES (?, ?, '', NULL, NULL, 0, '', '', NULL, 0)", (event, meter_id)
        )

    def _facts(self, event: int, meter_id: str) -> tuple[Facts, bool]:
        arrived = self._arrived(event, meter_id)
        (is_closed, is_test) = self._db.execute(
            "SELECT is_closed, is_test FROM customers WHERE issuer_event_id = ? AND meter_id = ?", (event, meter_id)
        ).fetchone()
        statuses, is_test_receipt = self._statuses(event, meter_id)
        kinds = {one.body.kind for one in arrived if isinstance(one.body, MeterEvent)}
        facts = _confirmations(arrived)
        withdrawn = {Noted.EVENT_CANCELLED.value, Noted.EVENT_DISPLACED.value} & kinds
        notes = [*facts.notes, *(["displaced by another event"] if Noted.EVENT_DISPLACED.value in kinds else [])]
        return (
            Facts(
                is_notified=facts.is_notified,
                failure=facts.failure,
                is_cancelled=facts.is_cancelled or bool(withdrawn),
                has_launched=Noted.EVENT_LAUNCHED.value in kinds,
                has_terminated=Noted.EVENT_TERMINATED.value in kinds,
                is_closed=bool(is_closed),
                statuses=statuses,
                notes=tuple(notes),
            ),
            bool(is_test) or is_test_receipt,
        )

    def _statuses(self, event: int, meter_id: str) -> tuple[dict[str, EventStatus], bool]:
        """The last status of each device by its own clock, and whether a receipt was marked as a test."""
        found = self._db.execute(
            "SELECT subject, status, is_test FROM receipts WHERE issuer_event_id = ? AND meter_id = ?"
            " ORDER BY status_time, sequence, log_number",
            (event, meter_id),
        ).fetchall()
        known = {one.value: one for one in EventStatus}
        last = {subject: known.get(status, EventStatus.REJECTED) for subject, status, _ in found}
        return last, any(is_test for *_, is_test in found)

    def cancels_all(self, message_id: str, meter_id: str) -> bool:
        """Was that message to the meter one that cancels every event?"""
        sql = (
            "SELECT 1 FROM arrivals WHERE meter_id = ? AND issuer_event_id IS NULL AND kind = 'EventCancel'"
            " AND message_id = ?"
        )
        return self._db.execute(sql, (meter_id, message_id)).fetchone() is not None

    def _arrived(self, event: int, meter_id: str) -> list[_Arrived]:
        """What is about that event; a cancellation of all counts if it was sent after the event was."""
        own = self._told("a.meter_id = ? AND a.issuer_event_id = ?", (meter_id, event))
        sent = [one.received for one in own if isinstance(one.body, EventControl)]
        if not sent:
            return own
        since = milliseconds(min(sent))
        where = "a.meter_id = ? AND a.issuer_event_id IS NULL AND a.kind = 'EventCancel' AND a.received >= ?"
        cancels = self._told(where, (meter_id, since))
        answers = [
            answer
            for cancel in cancels
            for answer in self._told("a.meter_id = ? AND a.correlation_id = ?", (meter_id, cancel.message_id))
        ]
        return [*own, *cancels, *answers]

    def _told(self, where: str, values: tuple[object, ...]) -> list[_Arrived]:
        sql = (
            "SELECT a.received, a.message_id, a.correlation_id, m.kind, m.body"
            " FROM arrivals a JOIN messages m USING (id) WHERE "
        )
        found = [
            (moment(at), one, other, from_json(kind, body))
            for at, one, other, kind, body in self._db.execute(f"{sql}{where} ORDER BY a.id", values).fetchall()
        ]
        return [_Arrived(at, one, other, getattr(body, "body", body)) for at, one, other, body in found]


def _confirmations(arrived: list[_Arrived]) -> Facts:
    """What the meter's answers say about what was sent to it."""
    replies = {one.correlation_id: one.body for one in arrived if isinstance(one.body, Reply)}
    failed = {one.correlation_id: one.body for one in arrived if isinstance(one.body, DeliveryFailure)}
    is_notified = is_cancelled = False
    failure, notes = "", []
    for one in arrived:
        reply, lost = replies.get(one.message_id), failed.get(one.message_id)
        is_ok = reply is not None and reply.is_ok
        why = "" if reply is None or reply.is_ok else f"refused by the meter: {reply.error}"
        if lost is not None and reply is None:
            times = ", ".join(at.isoformat(timespec="seconds") for at in lost.attempts)
            why = f"no confirmation of {len(lost.attempts)} attempts: {times}" if times else "not sent in time"
        if isinstance(one.body, EventControl):
            is_notified |= is_ok
            failure = why or failure
            if one.body.revision > 1:
                notes.append(f"revision {one.body.revision} {why or ('confirmed' if is_ok else 'sent')}")
            elif is_ok and lost is not None:
                notes.append("confirmed after delivery had failed")
        elif isinstance(one.body, EventCancel):
            is_cancelled |= is_ok
            if why:
                notes.append(f"cancellation {why}")
    # A failure may be known before the copy of what was sent.
    if not failure and (unknown := [one for key, one in failed.items() if key not in {a.message_id for a in arrived}]):
        failure = f"no confirmation of {len(unknown[0].attempts)} attempts"
    return Facts(is_notified=is_notified, failure=failure, is_cancelled=is_cancelled, notes=tuple(notes))
