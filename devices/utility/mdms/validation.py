"""Interval data is looked at as it comes and once more each morning: it is marked, and never filled or mended."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

import numpy as np
from sqlite_utils import Database

from devices.utility.mdms import checks
from devices.utility.mdms.exceptions import Exceptions
from devices.utility.mdms.intervals import Intervals
from devices.utility.mdms.marks import STATE, VALID, Finding, in_words
from devices.utility.mdms.meter_days import DayRow
from devices.utility.mdms.series import QUARTER_MINUTES, days_between, placed
from devices.utility.stored import milliseconds, moment
from devices.wan.meter_words import MeterReading
from devices.wan.words import Readings

GAP = "gap"
_DAILY = "validation"
_HOUR = 6  # when yesterday is to have come in (C1NFR1)
_AT_ONCE = 2_000  # meters a turn: what comes in is not held up
_LONGEST = timedelta(days=45)  # a meter's own memory: older registers are not compared with


class _Check(NamedTuple):
    """What two reads of a register say about the time between them; `register_wh` None: it went back."""

    start: datetime
    end: datetime
    register_wh: int | None
    is_rolled_over: bool


class Validation:
    """Every call that changes is within the caller's transaction."""

    def __init__(self, db: Database, intervals: Intervals, limits: checks.Limits) -> None:
        self._db = db
        self._intervals = intervals
        self._limits = limits
        self.exceptions = Exceptions(db)

    def readings(self, readings: Readings, at: datetime) -> list[tuple[date, str]]:
        """Look at the days that these readings are of; what is new to be looked at, by day and kind."""
        end = readings.start + len(readings.values_wh) * timedelta(minutes=readings.interval_minutes)
        days = days_between(readings.start, end, self._intervals.zone) if readings.values_wh else []
        return [(day, kind) for day in days for kind in self.day(readings.meter_id, readings.channel, day, at)]

    def register(self, meter_id: str, channel: int, wh: int, read_at: datetime, at: datetime) -> list[tuple[date, str]]:
        """A register was read: what it counted since it was last read must be what the intervals say."""
        row = (meter_id, channel, milliseconds(read_at), wh)
        self._db.execute("INSERT OR IGNORE INTO registers VALUES (?, ?, ?, ?)", row)
        sql = "SELECT at, wh FROM registers WHERE meter_id = ? AND channel = ? AND at BETWEEN ? AND ? ORDER BY at"
        around = (milliseconds(read_at - _LONGEST), milliseconds(read_at + _LONGEST))
        reads = self._db.execute(sql, (meter_id, channel, *around)).fetchall()
        place = next(number for number, (when, _) in enumerate(reads) if when == row[2])
        days: set[date] = set()
        for (start, before), (end, after) in zip(reads[max(0, place - 1) :], reads[place : place + 2], strict=False):
            if start < end:
                counted, is_rolled_over = checks.counted(before, after, self._limits)
                check = (meter_id, channel, start, end, counted, int(is_rolled_over))
                self._db.execute("INSERT OR REPLACE INTO sum_checks VALUES (?, ?, ?, ?, ?, ?)", check)
                days |= set(days_between(moment(start), moment(end), self._intervals.zone))
        return [(day, kind) for day in sorted(days) for kind in self.day(meter_id, channel, day, at)]

    def read_on_demand(self, reading: MeterReading, at: datetime) -> list[tuple[date, str]]:
        """A meter told its register: what it was when the interval that is not over began is compared."""
        day = reading.meter_time.astimezone(self._intervals.zone).date()
        rows = self._intervals.store.rows([day], [reading.meter_id], 0)
        minutes = max((row.interval_minutes for row in rows), default=QUARTER_MINUTES)
        into = timedelta(milliseconds=milliseconds(reading.meter_time) % (minutes * 60_000))
        began = moment(milliseconds(reading.meter_time - into))
        return self.register(reading.meter_id, 0, reading.delivered_wh - reading.interval_wh, began, at)

    def doubt_clock(self, meter_id: str, when: datetime, detail: str, at: datetime) -> list[tuple[date, str]]:
        """A meter's clock was out of tolerance, or was set, at that time."""
        row = (meter_id, milliseconds(when), detail)
        self._db.execute("INSERT OR IGNORE INTO clock_doubts VALUES (?, ?, ?)", row)
        day = when.astimezone(self._intervals.zone).date()
        return [(day, kind) for kind in self.day(meter_id, 0, day, at)]

    def day(self, meter_id: str, channel: int, day: date, at: datetime, *, is_expected: bool = False) -> list[str]:
        """Mark a meter's day, and keep what people must look at; its new kinds. `is_expected`: also if none came."""
        rows = self._intervals.store.rows([day], [meter_id], channel)
        if not rows and not is_expected:
            return []
        span = self._span(day)
        spoken_against = list(self._against(meter_id, channel, span))
        marked = [self._marked(row, spoken_against, is_over=at >= span[1]) for row in rows]
        changed = [new for new, row in zip(marked, rows, strict=True) if new != row]
        if changed:
            self._intervals.store.put(changed)
        found = self._found(marked, span, is_over=at >= span[1])
        return self.exceptions.keep(meter_id, channel, day, found, at)

    # The daily look

    @property
    def next_due(self) -> datetime | None:
        """When yesterday is looked at as a whole."""
        row = self._db.execute("SELECT due FROM daily WHERE duty = ?", (_DAILY,)).fetchone()
        return None if row is None else moment(row[0])

    def due(self, at: datetime, meters: Callable[[], Sequence[str]]) -> list[tuple[str, date, str]]:
        """Look at the day before at all `meters`, a part of them a turn; what is new, by meter, day and kind."""
        today = at.astimezone(self._intervals.zone).date()
        row = self._db.execute("SELECT due, day, after FROM daily WHERE duty = ?", (_DAILY,)).fetchone()
        if row is None:
            self._plan(self._morning(today, at), None, "")
            return []
        due, begun, after = row
        if milliseconds(at) < due:
            return []
        day = today - timedelta(days=1) if begun is None else date.fromisoformat(begun)
        those = [one for one in sorted(meters()) if one > after][:_AT_ONCE]
        in_doubt = self._in_doubt(those, day)
        new = [(one, day, kind) for one in in_doubt for kind in self.day(one, 0, day, at, is_expected=True)]
        if len(those) == _AT_ONCE:
            self._plan(at, day, those[-1])
        else:
            self._plan(self._morning(today, at), None, "")
        return new

    def _in_doubt(self, meters: Sequence[str], day: date) -> list[str]:
        """Those of the meters whose day is not plainly good: most are, and need no second look."""
        rows: dict[str, list[DayRow]] = {}
        for row in self._intervals.store.rows([day], meters, 0):
            rows.setdefault(row.meter_id, []).append(row)
        start, end = (milliseconds(one) for one in self._span(day))
        sql = (
            "SELECT meter_id FROM clock_doubts WHERE at >= ? AND at < ?"
            ' UNION SELECT meter_id FROM sum_checks WHERE channel = 0 AND start < ? AND "end" > ?'
            " UNION SELECT meter_id FROM exceptions WHERE day = ? AND channel = 0"
        )
        spoken_of = {one for (one,) in self._db.execute(sql, (start, end, end, start, day.isoformat())).fetchall()}
        return [one for one in meters if one in spoken_of or not self._is_good(rows.get(one, ()))]

    def _is_good(self, rows: Sequence[DayRow]) -> bool:
        """All intervals of one length are known, and nothing speaks against any of them."""
        if len(rows) != 1 or rows[0].quality.strip(bytes([VALID])):
            return False
        wh, marks = (np.frombuffer(one, kind) for one, kind in ((rows[0].wh, "<i4"), (rows[0].quality, np.uint8)))
        against = checks.is_spike(wh.astype(np.int64), marks, rows[0].interval_minutes, self._limits)
        return int(wh.min()) >= 0 and not against.any()

    def put_off(self, at: datetime) -> None:
        """It cannot be done now: look again in a minute."""
        sql = "UPDATE daily SET due = ? WHERE duty = ?"
        self._db.execute(sql, (milliseconds(at + timedelta(minutes=1)), _DAILY))

    def _plan(self, due: datetime, day: date | None, after: str) -> None:
        named = None if day is None else day.isoformat()
        self._db.execute("INSERT OR REPLACE INTO daily VALUES (?, ?, ?, ?)", (_DAILY, milliseconds(due), named, after))

    def _morning(self, today: date, at: datetime) -> datetime:
        """The next one after `at`."""
        days = (today, today + timedelta(days=1))
        mornings = [datetime.combine(day, time(_HOUR), self._intervals.zone).astimezone(UTC) for day in days]
        return next(one for one in mornings if one > at)

    # One day

    def _span(self, day: date) -> tuple[datetime, datetime]:
        start, end = (
            datetime.combine(one, time(), self._intervals.zone).astimezone(UTC)
            for one in (day, day + timedelta(days=1))
        )
        return start, end

    def _against(
        self, meter_id: str, channel: int, span: tuple[datetime, datetime]
    ) -> Iterator[tuple[Finding, datetime, datetime]]:
        """What is said of times within `span` from elsewhere."""
        start, end = milliseconds(span[0]), milliseconds(span[1])
        sql = "SELECT at FROM clock_doubts WHERE meter_id = ? AND at >= ? AND at < ?"
        for (when,) in self._db.execute(sql, (meter_id, start, end)).fetchall():
            yield Finding.CLOCK, moment(when), moment(when + 1)
        sql = (
            'SELECT start, "end", register_wh, is_rolled_over FROM sum_checks'
            ' WHERE meter_id = ? AND channel = ? AND start < ? AND "end" > ?'
        )
        for one in self._db.execute(sql, (meter_id, channel, end, start)).fetchall():
            check = _Check(moment(one[0]), moment(one[1]), one[2], bool(one[3]))
            if check.is_rolled_over:
                yield Finding.ROLLOVER, check.start, check.end
            if not self._do_agree(meter_id, channel, check):
                yield Finding.SUM, check.start, check.end

    def _do_agree(self, meter_id: str, channel: int, check: _Check) -> bool:
        """Whether the intervals say what the register does; where they are not all known, nothing is said."""
        if check.register_wh is None:
            return False
        hours = timedelta(hours=1)
        span = (check.start.replace(minute=0, second=0, microsecond=0), check.end.replace(minute=0) + hours)
        rows = self._intervals.store.rows(days_between(*span, self._intervals.zone), [meter_id], channel)
        series = placed(rows, span)
        step = timedelta(minutes=series.interval_minutes)
        own = slice((check.start - span[0]) // step, -((span[0] - check.end) // step))
        if not series.is_known[own].all():
            return True
        return checks.do_agree(int(series.wh[own].sum()), check.register_wh, self._limits)

    def _marked(self, row: DayRow, against: Sequence[tuple[Finding, datetime, datetime]], *, is_over: bool) -> DayRow:
        wh = np.frombuffer(row.wh, "<i4").astype(np.int64)
        marks = np.frombuffer(row.quality, np.uint8) & np.uint8(STATE)
        marks[checks.is_negative(wh, marks)] |= np.uint8(Finding.NEGATIVE)
        if is_over:
            marks[checks.is_spike(wh, marks, row.interval_minutes, self._limits)] |= np.uint8(Finding.SPIKE)
        start, step = moment(row.start_ms), timedelta(minutes=row.interval_minutes)
        for finding, first, last in against:
            own = slice(max(0, (first - start) // step), max(0, -((start - last) // step)))
            marks[own] |= np.uint8(finding)
        return row if marks.tobytes() == row.quality else replace(row, quality=marks.tobytes())

    def _found(
        self, rows: Sequence[DayRow], span: tuple[datetime, datetime], *, is_over: bool
    ) -> dict[str, tuple[int, str]]:
        found: dict[str, tuple[int, str]] = {}
        for row in rows:
            for finding, count in checks.findings(np.frombuffer(row.quality, np.uint8)).items():
                words = in_words(finding | 1)
                found[words] = (
                    count + found.get(words, (0, ""))[0],
                    f"{words} in intervals of {row.interval_minutes} min",
                )
        series = placed(rows, span)
        if is_over and (missing := int((~series.is_known).sum())):
            step = timedelta(minutes=series.interval_minutes)
            first = span[0] + int(np.argmin(series.is_known)) * step
            local = first.astimezone(self._intervals.zone)
            found[GAP] = (missing, f"{missing} of {len(series.wh)} not known, the first at {local:%H:%M}")
        return found
