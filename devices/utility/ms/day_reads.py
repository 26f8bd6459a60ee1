"""Each morning, from every meter with a connection of its own: yesterday's intervals and its log (C1NFR1, C1FR2).

Asked for at night, again every ten minutes until six; intervals that did not come are asked for in the next nights
too, for as long as `Settings.reads_days`. A meter has 45 days to give (X-LONG-TERM): any of them can be read on demand.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from devices.utility.ms.books import LOG, READS, Books
from devices.utility.ms.chores import Chores
from devices.utility.ms.orders import OrderRefused
from devices.utility.owed import DebtState
from devices.utility.plausible import fault
from devices.utility.stored import milliseconds, moment
from devices.wan.journal import Noted
from devices.wan.meter_words import IntervalsKept, IntervalsWanted
from devices.wan.words import Dispatch, Noun, Readings, SecurityClass, Verb

MOST_DAYS: Final = 46
_PRIORITY: Final = 8
_ON_DEMAND: Final = timedelta(hours=1)
_MINUTE: Final = timedelta(minutes=1)


class DayReads:
    """Every call is within the caller's transaction."""

    def __init__(self, books: Books, chores: Chores) -> None:
        self._books, self._chores = books, chores
        self._db = books.ledger.db

    # What is asked for

    def begin(self, kind: str, at: datetime) -> None:
        """The time of that daily duty (LOG, READS) has come: yesterday, and the days before that never came."""
        settings = self._books.settings
        today = at.astimezone(settings.zone).date()
        until = max(self._local(today, settings.reads_by), at + _ON_DEMAND)
        for back in range(1, settings.reads_days + 1 if kind == READS else 2):
            day = today - timedelta(days=back)
            enrolled = "SELECT meter_id FROM meters WHERE enrolled < ?"
            meters = self._db.execute(
                enrolled, (milliseconds(self._local(day + timedelta(days=1), time())),)
            ).fetchall()
            self._expect(day, kind, [meter for (meter,) in meters], at, until)

    def ask(self, meters: Sequence[str], days: Sequence[date], at: datetime) -> None:
        """Read these days on demand, also those that came before. Raises OrderRefused."""
        if not 1 <= len(days) <= MOST_DAYS:
            raise OrderRefused(f"1 to {MOST_DAYS} days are read at once: a meter keeps no more")
        for day in days:
            self._db.execute(
                "DELETE FROM day_reads WHERE day = ? AND kind = ? AND meter_id IN (SELECT value FROM json_each(?))",
                (day.isoformat(), READS, json.dumps(list(meters))),
            )
            self._expect(day, READS, meters, at, at + _ON_DEMAND)

    def collect(self, day: date, at: datetime) -> int:
        """Ask again for what did not come of a past day; how many meters have not told it."""
        missing = self.missing(day)
        self._expect(day, READS, missing, at, at + _ON_DEMAND)
        return len(missing)

    def _expect(self, day: date, kind: str, meters: Iterable[str], at: datetime, until: datetime) -> None:
        self._db.execute(
            "INSERT INTO day_reads SELECT ?, ?, value, ?, ?, NULL, 0 FROM json_each(?) WHERE true"
            " ON CONFLICT DO UPDATE SET next_at = excluded.next_at, until = excluded.until WHERE answered IS NULL",
            (day.isoformat(), kind, milliseconds(at), milliseconds(until), json.dumps(list(meters))),
        )

    @property
    def next_due(self) -> datetime | None:
        """When somebody is asked (again)."""
        (due,) = self._db.execute("SELECT min(next_at) FROM day_reads WHERE answered IS NULL").fetchone()
        return None if due is None else moment(due)

    def owe_due(self, at: datetime) -> None:
        """Ask whoever has not answered; from `until` on nobody, until the next night."""
        due = self._db.execute(
            "SELECT day, kind, meter_id, until FROM day_reads WHERE answered IS NULL AND next_at <= ?"
            " ORDER BY day DESC, meter_id",
            (milliseconds(at),),
        ).fetchall()
        over: set[tuple[str, str]] = set()
        for day, kind, meter_id, until in due:
            is_over = moment(until) <= at
            again = None if is_over else milliseconds(at + timedelta(seconds=self._books.settings.reads_every_s))
            self._db.execute(
                "UPDATE day_reads SET next_at = ? WHERE day = ? AND kind = ? AND meter_id = ?",
                (again, day, kind, meter_id),
            )
            if is_over:
                over.add((day, kind))
            elif kind == LOG:
                self._chores.read_logs([meter_id], at)
            else:
                self._owe(date.fromisoformat(day), meter_id, at)
        for day, kind in sorted(over):
            self._note(day, kind, at)

    def _owe(self, day: date, meter_id: str, at: datetime) -> None:
        start, end = self._ends(day)
        body = IntervalsWanted(meter_id, start, end)
        dispatch = Dispatch(meter_id, Verb.GET, Noun.METER_READINGS, body, SecurityClass.PRIVATE)
        self._books.outbox.owe(dispatch, READS, at, priority=_PRIORITY)

    # What comes

    def receive(self, kept: IntervalsKept, meter_id: str, answers: str, at: datetime) -> list[Readings]:
        """A meter told a day: what it told, for the records. Raises ValueError for what cannot be believed."""
        debt = self._books.outbox.find(answers, meter_id)
        asked = None if debt is None else debt.dispatch.body
        if debt is None or not isinstance(asked, IntervalsWanted) or (asked.start, asked.end) != (kept.start, kept.end):
            raise ValueError("intervals that were not asked for")
        self._books.outbox.settle(answers, DebtState.CONFIRMED, at)
        told = [Readings(meter_id, one.channel, one.start, one.interval_minutes, one.values_wh) for one in kept.runs]
        if any(one.start < kept.start or _end_of(one) > kept.end for one in told):
            raise ValueError("intervals outside of what was asked for")
        if why := next(filter(None, map(fault, told)), ""):
            raise ValueError(why)
        known = sum(one.interval_minutes * sum(v is not None for v in one.values_wh) for one in told if not one.channel)
        is_whole = known * _MINUTE == kept.end - kept.start
        self._answered(kept.start.astimezone(self._books.settings.zone).date(), READS, meter_id, at, is_whole=is_whole)
        return told

    def log_came(self, meter_id: str, at: datetime) -> None:
        """The log of a meter was read."""
        row = self._db.execute(
            "SELECT max(day) FROM day_reads WHERE kind = ? AND meter_id = ? AND answered IS NULL", (LOG, meter_id)
        ).fetchone()
        if row[0] is not None:
            self._answered(date.fromisoformat(row[0]), LOG, meter_id, at, is_whole=True)

    def _answered(self, day: date, kind: str, meter_id: str, at: datetime, *, is_whole: bool) -> None:
        key = (day.isoformat(), kind)
        self._db.execute(
            "UPDATE day_reads SET answered = ?, is_whole = ?, next_at = NULL"
            " WHERE day = ? AND kind = ? AND meter_id = ?",
            (milliseconds(at), int(is_whole), *key, meter_id),
        )
        waits = "SELECT 1 FROM day_reads WHERE day = ? AND kind = ? AND next_at IS NOT NULL LIMIT 1"
        if self._db.execute(waits, key).fetchone() is None:
            self._note(*key, at)

    def _note(self, day: str, kind: str, at: datetime) -> None:
        """How a day's reading ended."""
        sql = "SELECT sum(answered IS NOT NULL), count(*) FROM day_reads WHERE day = ? AND kind = ?"
        came, expected = self._db.execute(sql, (day, kind)).fetchone()
        what = "logs of " if kind == LOG else ""
        detail = f"{what}{day}: {came} of {expected} meters"
        self._books.ledger.note(Noted.DAY_COLLECTED, at, None, self._books.settings.name, detail)

    # Questions

    def missing(self, day: date) -> list[str]:
        """The meters that have not told a day that they were asked for."""
        sql = "SELECT meter_id FROM day_reads WHERE day = ? AND kind = ? AND answered IS NULL ORDER BY meter_id"
        return [meter for (meter,) in self._db.execute(sql, (day.isoformat(), READS)).fetchall()]

    def reads(self) -> dict[str, dict[str, Any]]:
        """By day: of how many meters it came, of how many it is whole, of how many expected; and their logs."""
        rows = self._db.execute(
            "SELECT day, kind, sum(answered IS NOT NULL), sum(is_whole), count(*), max(answered),"
            " sum(next_at IS NOT NULL) FROM day_reads GROUP BY day, kind ORDER BY day DESC"
        ).fetchall()
        found: dict[str, dict[str, Any]] = {}
        for day, kind, came, whole, expected, last, waiting in rows:
            told = found.setdefault(day, {"came": 0, "expected": 0, "ended": None, "whole": 0})
            if kind == LOG:
                told |= {"logs_came": came, "logs_expected": expected}
            else:
                ended = moment(last) if last is not None and not waiting else None
                told |= {"came": came, "expected": expected, "ended": ended, "whole": whole}
        return found

    def _ends(self, day: date) -> tuple[datetime, datetime]:
        start, end = self._local(day, time()), self._local(day + timedelta(days=1), time())
        return start.astimezone(UTC), end.astimezone(UTC)

    def _local(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self._books.settings.zone)


def _end_of(readings: Readings) -> datetime:
    return readings.start + len(readings.values_wh) * readings.interval_minutes * _MINUTE
