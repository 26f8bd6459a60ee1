"""Consecutive intervals between two times, as arrays: of one meter, or of several added up, on one grid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import lcm
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from devices.utility.mdms.marks import INVALID, MISSING, STATE, VALID, WITHHELD
from devices.utility.mdms.meter_days import DayRow, MeterDays
from devices.utility.stored import milliseconds

QUARTER_MINUTES = 15
_MINUTE_MS = 60_000
Values = NDArray[np.int64]
Marks = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Series:
    """Intervals from `start` on: Wh (0 where it is not known) and its mark (`marks`)."""

    start: datetime
    interval_minutes: int
    wh: Values
    marks: Marks

    @property
    def is_known(self) -> NDArray[np.bool_]:
        """Where there is a value."""
        known: NDArray[np.bool_] = (self.marks & STATE) == VALID
        return known

    def values_wh(self) -> list[int | None]:
        """None where it is not known."""
        told = zip(self.wh.tolist(), self.is_known.tolist(), strict=True)
        return [value if is_known else None for value, is_known in told]

    def on(self, interval_minutes: int) -> "Series":
        """The same in longer intervals, which are known where all of theirs are. They divide evenly."""
        parts = interval_minutes // self.interval_minutes
        if parts == 1:
            return self
        wh, marks = self.wh.reshape(-1, parts), self.marks.reshape(-1, parts)
        return Series(self.start, interval_minutes, *_joined(wh, marks))

    def within(self, since: datetime | None, until: datetime | None) -> "Series":
        """The same, without what began before `since` or ended after `until`; None: no limit."""
        step = timedelta(minutes=self.interval_minutes)
        wh, marks = self.wh.copy(), self.marks.copy()
        first = 0 if since is None else max(0, -((self.start - since) // step))
        last = len(wh) if until is None else max(0, (until - self.start) // step)
        for part in (slice(0, first), slice(last, None)):
            wh[part] = 0
            marks[part] = np.where(marks[part] == MISSING, MISSING, WITHHELD)
        return Series(self.start, self.interval_minutes, wh, marks)


def days_between(start: datetime, end: datetime, zone: ZoneInfo) -> list[date]:
    """The local days that [start, end) touches."""
    first = start.astimezone(zone).date()
    last = (end - timedelta.resolution).astimezone(zone).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def read(
    store: MeterDays, zone: ZoneInfo, meter_id: str, channel: int, span: tuple[datetime, datetime], minutes: int = 0
) -> Series:
    """A meter's intervals in `span` of whole hours of UTC; of `minutes` (0: as recorded, the longest of them)."""
    return placed(store.rows(days_between(*span, zone), [meter_id], channel), span, minutes)


def placed(rows: Iterable[DayRow], span: tuple[datetime, datetime], minutes: int = 0) -> Series:
    """The rows of one meter in their places of `span`; where lengths overlap, a known value is taken."""
    by_length: dict[int, list[DayRow]] = {}
    for row in rows:
        by_length.setdefault(row.interval_minutes, []).append(row)
    if not by_length:
        count = int((span[1] - span[0]) / timedelta(minutes=minutes or QUARTER_MINUTES))
        return Series(span[0], minutes or QUARTER_MINUTES, np.zeros(count, np.int64), np.zeros(count, np.uint8))
    grid = lcm(*by_length, *([minutes] if minutes else ()))
    found = [_of_length(each, span, length).on(grid) for length, each in sorted(by_length.items(), reverse=True)]
    first = found[0]
    for other in found[1:]:
        is_better = ~first.is_known & (other.is_known | (first.marks == MISSING))
        first = Series(
            *(first.start, grid, np.where(is_better, other.wh, first.wh)),
            np.where(is_better, other.marks, first.marks),
        )
    return first


def added(series: Sequence[Series]) -> Series:
    """Their sum on the longest grid among them: known where each of them is. All are of the same span, one at least."""
    grid = lcm(*(one.interval_minutes for one in series))
    on_grid = [one.on(grid) for one in series]
    wh, marks = (np.stack([getattr(one, name) for one in on_grid], axis=1) for name in ("wh", "marks"))
    return Series(series[0].start, grid, *_joined(wh, marks))


def _of_length(rows: Iterable[DayRow], span: tuple[datetime, datetime], minutes: int) -> Series:
    start_ms, step = milliseconds(span[0]), minutes * _MINUTE_MS
    count = (milliseconds(span[1]) - start_ms) // step
    wh, marks = np.zeros(count, np.int64), np.zeros(count, np.uint8)
    for row in rows:
        at = (row.start_ms - start_ms) // step
        values, quality = np.frombuffer(row.wh, "<i4"), np.frombuffer(row.quality, np.uint8)
        skipped, end = max(0, -at), min(count, at + len(quality))
        if end > at + skipped:
            wh[at + skipped : end] = values[skipped : end - at]
            marks[at + skipped : end] = quality[skipped : end - at]
    return Series(span[0], minutes, np.where((marks & STATE) == VALID, wh, 0), marks)


def _joined(wh: NDArray[np.int64], marks: NDArray[np.uint8]) -> tuple[Values, Marks]:
    """Rows of parts to one each: known where all are, with what was found in any."""
    states = marks & STATE
    is_known = (states == VALID).all(axis=1)
    state = np.where(is_known, VALID, np.where((states == INVALID).any(axis=1), INVALID, MISSING)).astype(np.uint8)
    findings = np.bitwise_or.reduce(marks & np.uint8(0xFF ^ STATE), axis=1)
    return np.where(is_known, wh.sum(axis=1), 0), state | findings
