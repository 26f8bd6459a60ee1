"""Yesterday's intervals, midnight to midnight local, of every meter behind a concentrator (C1NFR1).

What concentrators pass on as intervals end is counted; what a day lacks is asked for after it, of whoever serves the
meter then, again and again until the morning, and once in each of the next nights.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from devices.utility.ms.books import GROUP_READ, Books
from devices.utility.ms.field_map import FieldMap
from devices.utility.owed import DebtState
from devices.utility.stored import milliseconds, moment
from devices.wan.bits import MISSING, Bits, pack, places_of, unpack_marks
from devices.wan.field_words import BatchReadings, GroupRead
from devices.wan.journal import Noted
from devices.wan.words import Dispatch, Noun, SecurityClass, Verb

_PRIORITY = 8
_DAYS_IN_MEMORY = 3
Packed = npt.NDArray[np.uint8]


class DailyReads:
    """Every call is within the caller's transaction."""

    def __init__(self, books: Books, field: FieldMap, interval_minutes: int, channel: int = 0) -> None:
        self._books = books
        self._db = books.ledger.db
        self._field = field
        self._step_ms = interval_minutes * 60_000
        self._channel = channel
        self._days: dict[date, Packed] = {}  # a row for each number, a bit for each interval

    @property
    def next_due(self) -> datetime | None:
        """When a day is asked for."""
        if not self._field.count:
            return None
        (due,) = self._db.execute("SELECT min(next_at) FROM field_reads WHERE ended IS NULL").fetchone()
        return None if due is None else moment(due)

    # What comes

    def count(self, name: str, page: BatchReadings) -> None:
        """Count what came. Raises ValueError for a page that cannot be true."""
        numbers = self._field.numbers(name, places_of(page.places))
        marks = unpack_marks(page.marks, len(numbers), page.count)
        if page.interval_minutes * 60_000 != self._step_ms:
            raise ValueError(f"intervals of {page.interval_minutes} minutes are not read here")
        if page.channel != self._channel:
            return
        starts_ms = milliseconds(page.start) + np.arange(page.count) * self._step_ms
        day = page.start.astimezone(self._books.settings.zone).date()
        while True:
            first, end = (milliseconds(one) for one in self._ends(day))
            within = (starts_ms >= first) & (starts_ms < end)
            if within.any():
                bits = np.zeros((len(numbers), (end - first) // self._step_ms), np.bool_)
                bits[:, (starts_ms[within] - first) // self._step_ms] = marks[:, within] != MISSING
                self._add(day, name, numbers, np.packbits(bits, axis=1, bitorder="little"))
            if end > starts_ms[-1]:
                return
            day += timedelta(days=1)

    def _add(self, day: date, name: str, numbers: npt.NDArray[np.int64], came: Packed) -> None:
        known = self._known(day)
        known[numbers] |= came
        own = known[self._field.all_numbers(name)]
        self._db.execute(
            "INSERT OR REPLACE INTO field_days VALUES (?, ?, ?, ?)",
            (day.isoformat(), self._channel, name, own.tobytes()),
        )

    # What is asked for

    def owe_due(self, at: datetime) -> None:
        """Begin with yesterday when it is time, and ask for what is missing."""
        yesterday = at.astimezone(self._books.settings.zone).date() - timedelta(days=1)
        begins = self._local(yesterday + timedelta(days=1), self._books.settings.reads_at)
        if self._field.count:
            self._plan(yesterday, begins, at)
        due = self._db.execute("SELECT day FROM field_reads WHERE ended IS NULL AND next_at <= ?", (milliseconds(at),))
        for (day,) in due.fetchall():
            self._ask(date.fromisoformat(day), at)

    def collect(self, day: date, at: datetime) -> int:
        """Ask again for what a past day lacks; how many meters lack something."""
        self._db.execute(
            "INSERT OR IGNORE INTO field_reads VALUES (?, ?, 0, NULL, 0, 0)", (day.isoformat(), milliseconds(at))
        )
        self._db.execute(
            "UPDATE field_reads SET next_at = ?, began = ?, ended = NULL WHERE day = ?",
            (milliseconds(at), milliseconds(at), day.isoformat()),
        )
        return int(self.missing(day).sum())

    def _plan(self, yesterday: date, begins: datetime, at: datetime) -> None:
        """The row of the coming read, or of the one whose time has come; and the days before that were not whole."""
        day = yesterday if at >= begins else yesterday - timedelta(days=1)
        is_new = self._put(day, begins if at >= begins else begins - timedelta(days=1))
        self._put(day + timedelta(days=1), self._local(day + timedelta(days=2), self._books.settings.reads_at))
        if is_new:
            since = (day - timedelta(days=self._books.settings.reads_days)).isoformat()
            sql = "SELECT day FROM field_reads WHERE day >= ? AND day < ? AND came < expected AND ended IS NOT NULL"
            for (one,) in self._db.execute(sql, (since, day.isoformat())).fetchall():
                self.collect(date.fromisoformat(one), at)

    def _put(self, day: date, begins: datetime) -> bool:
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO field_reads VALUES (?, ?, ?, NULL, 0, 0)",
            (day.isoformat(), milliseconds(begins), milliseconds(begins)),
        )
        return cursor.rowcount > 0

    def _ask(self, day: date, at: datetime) -> None:
        settings = self._books.settings
        self._look_after_the_last(at)
        missing, expected = self.missing(day), int(self._expected(day).sum())
        (began,) = self._db.execute("SELECT began FROM field_reads WHERE day = ?", (day.isoformat(),)).fetchone()
        late = max(self._local(day + timedelta(days=1), settings.reads_by), moment(began) + timedelta(hours=1))
        is_over = not missing.any() or at >= late
        self._db.execute(
            "UPDATE field_reads SET next_at = ?, ended = ?, came = ?, expected = ? WHERE day = ?",
            (
                milliseconds(min(at + timedelta(seconds=settings.reads_every_s), max(late, at))),
                milliseconds(at) if is_over else None,
                *(expected - int(missing.sum()), expected, day.isoformat()),
            ),
        )
        if is_over:
            detail = f"{day.isoformat()}: {expected - int(missing.sum())} of {expected} meters"
            self._books.ledger.note(Noted.DAY_COLLECTED, at, None, settings.name, detail)
            return
        start, end = self._ends(day)
        for name, places in self._field.route(missing).items():
            body = GroupRead(self._channel, start.astimezone(UTC), end.astimezone(UTC), pack(places))
            dispatch = Dispatch(name, Verb.GET, Noun.METER_READINGS, body, SecurityClass.PRIVATE)
            self._books.outbox.owe(dispatch, GROUP_READ, at, priority=_PRIORITY)

    def _look_after_the_last(self, at: datetime) -> None:
        """Whoever has not answered what was asked before is silent: others are asked."""
        sql = "SELECT message_id, target FROM owed WHERE state = 'waiting' AND purpose = ? AND attempts > 0"
        for message_id, name in self._db.execute(sql, (GROUP_READ,)).fetchall():
            self._books.outbox.settle(message_id, DebtState.VOID, at)
            self._field.is_silent(name, at)

    # Questions

    def missing(self, day: date) -> Bits:
        """The meters of which a local day is not whole, by number."""
        return self._expected(day) & ~self._whole(day)

    def reads(self) -> list[dict[str, Any]]:
        """Each day's read, the newest first: for how many meters the day is whole, of how many, and since when."""
        rows = self._db.execute("SELECT day, came, expected, ended FROM field_reads ORDER BY day DESC").fetchall()
        return [
            {"day": day, "came": came, "expected": expected, "ended": moment(ended) if ended else None}
            for day, came, expected, ended in rows
        ]

    def _expected(self, day: date) -> Bits:
        return self._field.heard_before(self._ends(day)[1])

    def _whole(self, day: date) -> Bits:
        first, end = self._ends(day)
        slots = (milliseconds(end) - milliseconds(first)) // self._step_ms
        full = np.packbits(np.ones(slots, np.bool_), bitorder="little")
        whole: Bits = (self._known(day) == full).all(axis=1)
        return whole

    def _known(self, day: date) -> Packed:
        """What came of that day; read from the file where it is not in memory."""
        first, end = self._ends(day)
        width = -(-((milliseconds(end) - milliseconds(first)) // self._step_ms) // 8)
        if day not in self._days:
            self._days[day] = np.zeros((0, width), np.uint8)
            rows = self._db.execute(
                "SELECT concentrator, came FROM field_days WHERE day = ? AND channel = ?",
                (day.isoformat(), self._channel),
            ).fetchall()
            known = self._grown(day, width)
            for name, came in rows:
                own = np.frombuffer(came, np.uint8).reshape(-1, width)
                known[self._field.all_numbers(name)[: len(own)]] |= own
            while len(self._days) > _DAYS_IN_MEMORY:
                del self._days[min(one for one in self._days if one != day)]
        return self._grown(day, width)

    def _grown(self, day: date, width: int) -> Packed:
        """As long as there are numbers."""
        known = self._days[day]
        if len(known) < self._field.count:
            more = np.zeros((self._field.count - len(known), width), np.uint8)
            known = self._days[day] = np.concatenate([known, more])
        return known

    def _ends(self, day: date) -> tuple[datetime, datetime]:
        return self._local(day, time()), self._local(day + timedelta(days=1), time())

    def _local(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self._books.settings.zone)
