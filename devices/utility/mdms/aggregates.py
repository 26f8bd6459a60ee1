"""Usage and generation of many meters together: by group, by feeder, of all; per interval and per day (C1FR16).

Made from the meter-days when it is asked for, so it is as new as the last message (C1NFR9). What is not known adds
nothing: beside each sum stands of how many meters it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from math import lcm
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from devices.utility.mdms.availability import Window
from devices.utility.mdms.groups import Groups
from devices.utility.mdms.marks import STATE, VALID
from devices.utility.mdms.meter_days import DayRow, MeterDays
from devices.utility.mdms.series import Marks, Series, Values, placed

MOST_DAYS = 400
ALL = "all"


@dataclass(frozen=True, slots=True)
class _Sums:
    """By interval: Wh of what is known, of how many meters, and how many of those values something speaks against."""

    interval_minutes: int
    wh: Values
    known: Values
    marked: Values


class Aggregates:
    """Questions only; a day is local to the utility's zone."""

    def __init__(self, store: MeterDays, groups: Groups, zone: ZoneInfo) -> None:
        self._store = store
        self._groups = groups
        self._zone = zone

    def of(
        self,
        group: str,
        first: date,
        last: date,
        *,
        channel: int = 0,
        minutes: int = 0,
        each: str = "interval",
        window: Window = (None, None),
    ) -> dict[str, Any]:
        """Of a group, or of ALL; no interval out of `window` is told. Raises GroupRefused, ValueError for too many."""
        if not 0 <= (last - first).days < MOST_DAYS or not 2000 <= first.year <= last.year < 2100:
            raise ValueError(f"from the first day to the last are 1 to {MOST_DAYS} days of the years 2000 to 2099")
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        told = [self._day(group, day, channel, minutes, each, window) for day in days]
        return {
            "group": group,
            "zone": self._zone.key,
            "channel": channel,
            "days": told,
            "total_wh": sum(day["total_wh"] for day in told),
        }

    def _day(self, group: str, day: date, channel: int, minutes: int, each: str, window: Window) -> dict[str, Any]:
        start, end = (self._midnight(one) for one in (day, day + timedelta(days=1)))
        meters = self._groups.all_meters(start, end) if group == ALL else self._groups.meters(group, start, end)
        rows = self._store.rows([day], None if group == ALL else meters, channel)
        sums = _summed(rows, (start, end), minutes)
        _withhold(sums, start, window)
        told = {
            "day": day.isoformat(),
            "start": start,
            "end": end,
            "interval_minutes": sums.interval_minutes,
            "total_wh": int(sums.wh.sum()),
            "reporting": len({row.meter_id for row in rows}),
            "meters": len(meters if group != ALL else {*meters, *(row.meter_id for row in rows)}),
        }
        if each == "interval":
            told |= {"values_wh": sums.wh.tolist(), "known": sums.known.tolist(), "marked": sums.marked.tolist()}
        return told

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone).astimezone(UTC)


def _summed(rows: Sequence[DayRow], span: tuple[datetime, datetime], minutes: int) -> _Sums:
    by_meter = [(meter, list(each)) for meter, each in groupby(rows, key=lambda row: row.meter_id)]
    grid = lcm(*(row.interval_minutes for row in rows), minutes or 1) if rows else minutes or 15
    count = (span[1] - span[0]) // timedelta(minutes=grid)
    sums = _Sums(grid, *(np.zeros(count, np.int64) for _ in range(3)))
    plain = [each[0] for _, each in by_meter if len(each) == 1]
    for series in _stacked(plain):
        _add(sums, *_on(series, grid, count))
    for _, each in by_meter:
        if len(each) > 1:
            one = placed(each, span, grid)
            _add(sums, one.wh[None, :], one.marks[None, :])
    return sums


def _withhold(sums: _Sums, start: datetime, window: Window) -> None:
    step = timedelta(minutes=sums.interval_minutes)
    first = 0 if window[0] is None else max(0, -((start - window[0]) // step))
    last = len(sums.wh) if window[1] is None else max(0, (window[1] - start) // step)
    for values in (sums.wh, sums.known, sums.marked):
        values[:first] = 0
        values[last:] = 0


def _stacked(rows: Sequence[DayRow]) -> Iterator[tuple[int, Values, Marks]]:
    """Meters of one interval length together: (minutes, Wh, marks), a row for each meter."""
    ordered = sorted(rows, key=lambda row: row.interval_minutes)
    for minutes, each in groupby(ordered, key=lambda row: row.interval_minutes):
        those = list(each)
        wh = np.frombuffer(b"".join(row.wh for row in those), "<i4").reshape(len(those), -1).astype(np.int64)
        marks = np.frombuffer(b"".join(row.quality for row in those), np.uint8).reshape(len(those), -1)
        yield minutes, wh, marks


def _on(stacked: tuple[int, Values, Marks], grid: int, count: int) -> tuple[Values, Marks]:
    minutes, wh, marks = stacked
    if minutes == grid:
        return wh, marks
    each = Series(datetime.min.replace(tzinfo=UTC), minutes, wh.reshape(-1), marks.reshape(-1))
    longer = each.on(grid)
    return longer.wh.reshape(-1, count), longer.marks.reshape(-1, count)


def _add(sums: _Sums, wh: Values, marks: Marks) -> None:
    is_known = (marks & STATE) == VALID
    sums.wh[:] += np.where(is_known, wh, 0).sum(axis=0, dtype=np.int64)
    sums.known[:] += is_known.sum(axis=0)
    sums.marked[:] += (is_known & (marks > STATE)).sum(axis=0)
