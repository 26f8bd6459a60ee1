"""Intervals of many meters at once into their meter-days: arrays in, a row for each day that changed out."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import numpy as np

from devices.utility.mdms.intervals import Intervals
from devices.utility.mdms.marks import MISSING, STATE, VALID, Finding
from devices.utility.mdms.meter_days import DayRow
from devices.utility.stored import milliseconds
from devices.wan.bits import DOUBTFUL, Bits, Marks, Wh
from devices.wan.bits import MISSING as NOT_TOLD

_WH = np.dtype("<i4")


def put_many(
    intervals: Intervals, meters: Sequence[str], channel: int, start: datetime, minutes: int, wh: Wh, marks: Marks
) -> int:
    """Store what concentrators told: a row for each meter, a column for each interval; how many were new or different.

    What a concentrator doubts is kept as a value with a finding. Raises ValueError if off the grid of the local day.
    """
    step_ms = minutes * 60_000
    starts_ms = milliseconds(start) + np.arange(wh.shape[1]) * step_ms
    quality = np.where(marks == NOT_TOLD, MISSING, VALID).astype(np.uint8)
    doubted = marks == DOUBTFUL
    quality[doubted] |= np.where(wh[doubted] < 0, Finding.NEGATIVE, Finding.SPIKE).astype(np.uint8)
    day, changed = start.astimezone(intervals.zone).date(), 0
    while True:
        first, end = _midnight_ms(intervals, day), _midnight_ms(intervals, day + timedelta(days=1))
        within = (starts_ms >= first) & (starts_ms < end)
        if within.any():
            slots = (starts_ms[within] - first) // step_ms
            if ((starts_ms[within] - first) % step_ms).any():
                raise ValueError(f"intervals begin at {start.isoformat()}, off the grid")
            known = _Day(intervals, day, meters, channel, minutes, (first, (end - first) // step_ms))
            changed += known.put(slots, wh[:, within], quality[:, within])
        if end > starts_ms[-1]:
            return changed
        day += timedelta(days=1)


class _Day:
    """A local day of many meters, as it was."""

    def __init__(
        self,
        intervals: Intervals,
        day: date,
        meters: Sequence[str],
        channel: int,
        minutes: int,
        grid: tuple[int, int],
    ) -> None:
        self._store = intervals.store
        self._key = (day, channel, minutes)
        self._meters = meters
        self._first_ms, count = grid
        self._wh = np.zeros((len(meters), count), np.int32)
        self._quality = np.zeros((len(meters), count), np.uint8)
        self._revision = np.zeros(len(meters), np.int64)
        place = {meter: number for number, meter in enumerate(meters)}
        for row in intervals.store.rows([day], meters, channel):
            if row.interval_minutes == minutes:
                number = place[row.meter_id]
                self._wh[number], self._quality[number] = (
                    np.frombuffer(row.wh, _WH),
                    np.frombuffer(row.quality, np.uint8),
                )
                self._revision[number] = row.revision

    def put(self, slots: "np.ndarray[tuple[int], np.dtype[np.int64]]", wh: Wh, quality: Marks) -> int:
        """Take these columns, and keep the rows that they change."""
        old_wh, old_quality = self._wh[:, slots], self._quality[:, slots]
        was_valid = (old_quality & STATE) == VALID
        is_new: Bits = (quality != MISSING) & (~was_valid | (old_wh != wh))
        self._wh[:, slots] = np.where(is_new, wh, old_wh)
        self._quality[:, slots] = np.where(is_new, quality, old_quality)
        self._revision += (is_new & was_valid).any(axis=1)
        totals = np.where((self._quality & STATE) == VALID, self._wh, 0).sum(axis=1, dtype=np.int64)
        self._store.put(self._row(int(number), int(totals[number])) for number in np.flatnonzero(is_new.any(axis=1)))
        return int(is_new.sum())

    def _row(self, number: int, total_wh: int) -> DayRow:
        day, channel, minutes = self._key
        packed = self._wh[number].astype(_WH).tobytes(), self._quality[number].tobytes()
        where = (day, self._meters[number], channel, self._first_ms, minutes)
        return DayRow(*where, *packed, total_wh, int(self._revision[number]))


def _midnight_ms(intervals: Intervals, day: date) -> int:
    return milliseconds(datetime.combine(day, time(), intervals.zone))
