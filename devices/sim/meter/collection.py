"""Intervals around an event, owed as each ends (UC96.1.12, C1NFR2): what the meter does with a read schedule."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from devices.messages import IntervalChannel
from devices.sim.meter.intervals import Interval, IntervalRecorder
from devices.sim.meter.ledger import from_us, to_us
from devices.sim.meter.meter_log import MeterLog
from devices.wan.words import Readings, ReadSchedule, Reply

MAX_COLLECTIONS: Final = 100
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


class Collections:
    """The schedules of a meter, in its ledger; each call within the caller's transaction."""

    def __init__(self, log: MeterLog) -> None:
        self._log = log
        self.running: list[Collection] = []
        self.load()

    def take(self, schedule: ReadSchedule, *, is_closed: bool) -> Reply:
        """A schedule begins, begins anew, or (closed) ends."""
        event_id = schedule.issuer_event_id
        others = [one for one in self.running if one.schedule.issuer_event_id != event_id]
        if not is_closed and schedule.end <= schedule.start:
            return Reply(False, self._log.now, event_id, "a schedule ends after it begins")
        if not is_closed and len(others) >= MAX_COLLECTIONS:
            return Reply(False, self._log.now, event_id, "too many schedules")
        self.running = others if is_closed else [*others, Collection.of(schedule)]
        self._keep()
        return Reply(is_ok=True, meter_time=self._log.now, issuer_event_id=event_id)

    def owe_due(self) -> None:
        """Owe intervals that have ended; a schedule that is over is forgotten."""
        recorder = self._log.meter.recorder
        ended = [
            one
            for collection in self.running
            for one in readings(self._log.name, collection.finished(recorder), recorder.channels)
        ]
        for one in ended:
            self._log.owe(one)
        left = [one for one in self.running if one.next_s(recorder) is not None]
        if ended or left != self.running:
            self.running = left
            self._keep()

    @property
    def next_due(self) -> datetime | None:
        """When the next interval of a schedule ends, by the meter's clock."""
        ends = [one.next_s(self._log.meter.recorder) for one in self.running]
        return min((from_us(end_s * SECOND_US) for end_s in ends if end_s is not None), default=None)

    def load(self) -> None:
        """Take up what the ledger holds."""
        self.running = [Collection.load(one) for one in self._log.ledger.setting("collections", [])]

    def _keep(self) -> None:
        self._log.ledger.set("collections", [one.save() for one in self.running])


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
