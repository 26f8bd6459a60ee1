"""Intervals around an event, sent as each ends (UC96.1.12, C1NFR2): what the meter does with a read schedule."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from devices.messages import IntervalChannel
from devices.sim.meter.intervals import Interval, IntervalRecorder
from devices.sim.meter.ledger import from_us, to_us
from devices.wan.words import Readings, ReadSchedule

MAX_VALUES: Final = 96
SECOND_US: Final = 1_000_000


@dataclass(slots=True)
class Collection:
    """One schedule, and the end (seconds since 1970) of the last interval that was sent."""

    schedule: ReadSchedule
    sent_until_s: int

    @classmethod
    def of(cls, schedule: ReadSchedule) -> "Collection":
        """A schedule that has sent nothing yet; one that begins in the past is caught up with."""
        return cls(schedule, seconds(schedule.start))

    def finished(self, recorder: IntervalRecorder) -> list[Interval]:
        """Intervals that ended within the schedule and were not sent; they count as sent."""
        end_s = seconds(self.schedule.end)
        first = bisect_right(recorder.intervals, self.sent_until_s, key=lambda one: one.end_s)
        found = [one for one in recorder.intervals[first:] if one.end_s <= end_s]
        if found:
            self.sent_until_s = found[-1].end_s
        return found

    def next_s(self, recorder: IntervalRecorder) -> int | None:
        """When the next interval of the schedule ends; None after its end."""
        return recorder.end_s if recorder.end_s <= seconds(self.schedule.end) else None

    def save(self) -> list[int]:
        """For the ledger."""
        schedule = self.schedule
        return [
            schedule.issuer_event_id,
            schedule.interval_minutes,
            to_us(schedule.start),
            to_us(schedule.end),
            self.sent_until_s,
        ]

    @classmethod
    def load(cls, saved: Any) -> "Collection":
        """What `save` wrote."""
        event_id, minutes, start_us, end_us, sent_until_s = saved
        return cls(ReadSchedule(event_id, minutes, from_us(start_us), from_us(end_us)), sent_until_s)


def seconds(at: datetime) -> int:
    """Whole seconds since 1970."""
    return to_us(at) // SECOND_US


def readings(meter_id: str, intervals: Sequence[Interval], channels: int) -> Iterator[Readings]:
    """Intervals as messages: consecutive ones of one length together, each channel by itself."""
    for run in _runs(intervals):
        length_s = run[0].length_s
        start = from_us((run[0].end_s - length_s) * SECOND_US)
        for channel in list(IntervalChannel)[:channels]:
            values = tuple(one.energy_wh[channel] for one in run)
            yield Readings(meter_id, int(channel), start, length_s // 60, values)


def _runs(intervals: Sequence[Interval]) -> Iterator[list[Interval]]:
    if not intervals:
        return
    run = [intervals[0]]
    for before, one in pairwise(intervals):
        is_next = one.length_s == before.length_s and one.end_s == before.end_s + one.length_s
        if not is_next or len(run) == MAX_VALUES:
            yield run
            run = []
        run.append(one)
    yield run
