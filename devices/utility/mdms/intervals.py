"""Interval data: one row for each meter, channel, local day and interval length; values and their quality packed."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from devices.utility.mdms.marks import INVALID, MISSING, STATE, VALID
from devices.utility.mdms.meter_days import DayRow, MeterDays
from devices.utility.stored import milliseconds, moment
from devices.wan.words import Readings

_WH = "i"  # 32 bits, as on every machine that Python runs on here
_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class MeterDay:
    """A local day from UTC `start`: a value and a quality for each interval; None where nothing valid came.

    `revision` rises when a value that was stored is replaced by another.
    """

    day: date
    start: datetime
    interval_minutes: int
    values_wh: tuple[int | None, ...]
    qualities: tuple[int, ...]
    revision: int

    @property
    def total_wh(self) -> int:
        """The sum of what is valid."""
        return sum(value for value in self.values_wh if value is not None)


class Intervals:
    """Meter-days of a store, a day local to `zone`; every call is within the caller's transaction. Raises StoreGone."""

    def __init__(self, store: MeterDays, zone: ZoneInfo) -> None:
        self.store = store
        self.zone = zone

    def put(self, readings: Readings) -> int:
        """Store the intervals of a message; how many were new or different. Raises ValueError if off the grid."""
        changed = 0
        for day, values in self._by_day(readings):
            before = self.day(readings.meter_id, readings.channel, day, readings.interval_minutes)
            changed += self._put_day(readings, before, values)
        return changed

    def days(self, meter_id: str, channel: int, day: date) -> list[MeterDay]:
        """A meter's day; more than one only where its recording interval was changed within it."""
        return [_told(row) for row in self.store.rows([day], [meter_id], channel)]

    def day(self, meter_id: str, channel: int, day: date, interval_minutes: int) -> MeterDay:
        """A meter's day in intervals of that length; an empty one if none came."""
        for one in self.days(meter_id, channel, day):
            if one.interval_minutes == interval_minutes:
                return one
        start, end = self._ends(day)
        count = (milliseconds(end) - milliseconds(start)) // (interval_minutes * _MINUTE_MS)
        return MeterDay(day, start.astimezone(UTC), interval_minutes, (None,) * count, (MISSING,) * count, 0)

    def total_wh(self, meter_id: str, channel: int, first: date, last: date) -> int:
        """The sum over local days, both included."""
        return self.store.total_wh(meter_id, channel, first, last)

    def _put_day(self, readings: Readings, before: MeterDay, values: dict[int, int | None]) -> int:
        wh, quality = list(before.values_wh), list(before.qualities)
        changed = 0
        is_revised = False
        for slot, value in values.items():
            mark = INVALID if value is None else VALID
            state = quality[slot] & STATE
            if (wh[slot], state) == (value, mark) or (mark == INVALID and state == VALID):
                continue
            is_revised |= state == VALID
            wh[slot], quality[slot] = value, mark
            changed += 1
        if changed:
            self.store.put([_row(readings, before, wh, quality, before.revision + is_revised)])
        return changed

    def _by_day(self, readings: Readings) -> Iterator[tuple[date, dict[int, int | None]]]:
        step = timedelta(minutes=readings.interval_minutes)
        found: dict[date, dict[int, int | None]] = {}
        for number, value in enumerate(readings.values_wh):
            start = readings.start + number * step
            day = start.astimezone(self.zone).date()
            offset_ms = milliseconds(start) - milliseconds(self._ends(day)[0])
            slot, rest = divmod(offset_ms, readings.interval_minutes * _MINUTE_MS)
            if rest:
                raise ValueError(f"an interval of {readings.meter_id} begins at {start.isoformat()}, off the grid")
            found.setdefault(day, {})[slot] = value
        yield from found.items()

    def _ends(self, day: date) -> tuple[datetime, datetime]:
        start = datetime.combine(day, time(), self.zone)
        return start, datetime.combine(day + timedelta(days=1), time(), self.zone)


def _row(readings: Readings, day: MeterDay, wh: list[int | None], quality: list[int], revision: int) -> DayRow:
    packed = array(_WH, [value or 0 for value in wh]).tobytes()
    return DayRow(
        *(day.day, readings.meter_id, readings.channel, milliseconds(day.start), readings.interval_minutes),
        *(packed, bytes(quality), sum(value or 0 for value in wh), revision),
    )


def _told(row: DayRow) -> MeterDay:
    values = zip(array(_WH, row.wh), row.quality, strict=True)
    known = tuple(value if mark & STATE == VALID else None for value, mark in values)
    return MeterDay(row.day, moment(row.start_ms), row.interval_minutes, known, tuple(row.quality), row.revision)
