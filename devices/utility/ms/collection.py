"""Interval data around an event: collected as often as the meter records, then back to the regular reads (C1NFR2)."""

from datetime import datetime, timedelta

from devices.utility.ms.books import COLLECT, RETURN, Books
from devices.utility.ms.orders import end_of
from devices.utility.stored import from_json, milliseconds, moment
from devices.wan.words import Dispatch, EventControl, Noun, Readings, ReadSchedule, SecurityClass, Verb

_ASKED_BEFORE = timedelta(minutes=1)
_PRIORITY = 7


class Collection:
    """The read schedules of the events; every call is within the caller's transaction.

    A meter's collection is planned, raised (UC96.1.12), returned (UC96.1.29), or none.
    """

    def __init__(self, books: Books) -> None:
        self._books = books
        self._db = books.ledger.db

    def plan(self, control: EventControl, meter_id: str, not_before: datetime) -> None:
        """Collect from before its start until after its end; planned anew when the event was changed."""
        schedule = self._schedule(control, meter_id)
        raise_at = max(schedule.start - _ASKED_BEFORE, not_before)
        close_at = schedule.end + timedelta(seconds=self._books.settings.collection_lag_s)
        self._db.execute(
            "UPDATE addressed SET collection = 'planned', raise_at = ?, close_at = ?, collect_from = ?,"
            " collect_until = ? WHERE issuer_event_id = ? AND meter_id = ?",
            (
                *(milliseconds(raise_at), milliseconds(close_at), milliseconds(schedule.start)),
                *(milliseconds(schedule.end), control.issuer_event_id, meter_id),
            ),
        )

    def end(self, issuer_event_id: int, meter_id: str, at: datetime) -> None:
        """The event was cancelled: what was not raised is not, what was returns now."""
        self._db.execute(
            "UPDATE addressed SET close_at = ?, collection = iif(collection = 'raised', 'raised', 'none')"
            " WHERE issuer_event_id = ? AND meter_id = ? AND collection IN ('raised', 'planned')",
            (milliseconds(at), issuer_event_id, meter_id),
        )

    @property
    def next_due(self) -> datetime | None:
        """When a collection is raised or returned next."""
        (due,) = self._db.execute(
            "SELECT min(due) FROM (SELECT min(raise_at) AS due FROM addressed WHERE collection = 'planned'"
            " UNION ALL SELECT min(close_at) FROM addressed WHERE collection = 'raised')"
        ).fetchone()
        return None if due is None else moment(due)

    def owe_due(self, at: datetime) -> None:
        """Owe the meters what raises and returns the collections that are due."""
        self._owe_all("a.collection = 'planned' AND a.raise_at <= ?", Verb.CREATE, COLLECT, "raised", at)
        self._owe_all("a.collection = 'raised' AND a.close_at <= ?", Verb.CLOSE, RETURN, "returned", at)

    def _owe_all(self, is_due: str, verb: Verb, purpose: str, after: str, at: datetime) -> None:
        due = (
            "SELECT a.issuer_event_id, a.meter_id, e.body FROM addressed a JOIN events e USING (issuer_event_id) WHERE "
        )
        for event, meter_id, body in self._db.execute(due + is_due, (milliseconds(at),)).fetchall():
            self._owe(verb, purpose, meter_id, body, at)
            self._db.execute(
                "UPDATE addressed SET collection = ? WHERE issuer_event_id = ? AND meter_id = ?",
                (after, event, meter_id),
            )

    def event_of(self, readings: Readings) -> int | None:
        """The event around which these intervals were collected: they overlap with what was asked for."""
        end = readings.start + len(readings.values_wh) * timedelta(minutes=readings.interval_minutes)
        row = self._db.execute(
            "SELECT issuer_event_id FROM addressed WHERE meter_id = ? AND collection IN ('raised', 'returned')"
            " AND collect_from < ? AND collect_until > ? ORDER BY issuer_event_id DESC LIMIT 1",
            (readings.meter_id, milliseconds(end), milliseconds(readings.start)),
        ).fetchone()
        return int(row[0]) if row else None

    def _owe(self, verb: Verb, purpose: str, meter_id: str, body: str, at: datetime) -> None:
        control = from_json("EventControl", body)
        assert isinstance(control, EventControl)
        schedule = self._schedule(control, meter_id)
        dispatch = Dispatch(meter_id, verb, Noun.METER_READ_SCHEDULE, schedule, SecurityClass.CONTROL)
        self._books.outbox.owe(dispatch, purpose, at, priority=_PRIORITY)

    def _schedule(self, control: EventControl, meter_id: str) -> ReadSchedule:
        minutes = self._books.meters.interval_minutes(meter_id)
        lead = timedelta(minutes=minutes * self._books.settings.collection_lead_intervals)
        start = _on_interval(control.start - lead, minutes)
        end = _on_interval(end_of(control) + timedelta(minutes=minutes, milliseconds=-1), minutes)
        return ReadSchedule(control.issuer_event_id, minutes, start, end)


def _on_interval(at: datetime, minutes: int) -> datetime:
    """The beginning of the interval that holds `at`."""
    step = minutes * 60_000
    return moment(milliseconds(at) // step * step)
