"""The interval recorder: 45 whole local days and the running one on two channels (X-LONG-TERM, X-FR-INTERVAL)."""

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Final

from zigpy.zcl.clusters.smartenergy import ProfileIntervalPeriod

from devices.messages import IntervalChannel
from devices.se.metering import PERIOD_SECONDS, GetProfileStatus
from devices.se.values import INVALID_UINT24
from devices.sim.cluster import MAX_PAYLOAD
from devices.sim.meter.registers import Scale

KEPT_DAYS: Final = 45
KEPT_S: Final = KEPT_DAYS * 86_400
HOUR_S: Final = 3_600
MAX_PERIODS: Final = (MAX_PAYLOAD - 10) // 3
"""Periods in one unfragmented GetProfileResponse: MaxNumberOfPeriodsDelivered."""

LENGTHS_S: Final = frozenset(
    {length_s for length_s in PERIOD_SECONDS.values() if 300 <= length_s <= HOUR_S and HOUR_S % length_s == 0} - {450}
)
PERIOD_OF_LENGTH: Final = {length_s: period for period, length_s in PERIOD_SECONDS.items()}


@dataclass(slots=True)
class Interval:
    """A finished interval, labelled by its end: what each register read at its start, and what came since."""

    end_s: int
    length_s: int
    start_wh: tuple[int, int]
    energy_wh: tuple[int, int]

    def raw(self, channel: IntervalChannel, scale: Scale) -> int:
        """The value in raw units, so that consecutive values add up to the register's difference."""
        start_wh = self.start_wh[channel]
        value = scale.raw(start_wh + self.energy_wh[channel]) - scale.raw(start_wh)
        return min(value, INVALID_UINT24)


@dataclass(frozen=True, slots=True)
class Profile:
    """An answer to GetProfile: raw values newest first, the newest ending at `end_s`."""

    status: GetProfileStatus
    end_s: int
    period: ProfileIntervalPeriod
    values: tuple[int, ...] = ()


@dataclass(slots=True)
class IntervalRecorder:
    """Cuts what the registers count into intervals, by the meter's own clock (seconds since 1970)."""

    start_s: int
    length_s: int
    mark_wh: tuple[int, int]
    pending_length_s: int | None = None
    channels: int = 2
    """1: a meter that measures one way only."""
    intervals: list[Interval] = field(default_factory=list)
    fresh: list[Interval] = field(default_factory=list)
    """Intervals that the state file does not hold yet."""

    @property
    def end_s(self) -> int:
        """When the running interval ends."""
        return (self.start_s // self.length_s + 1) * self.length_s

    def change_length(self, length_s: int) -> None:
        """Record in intervals of `length_s` from the next top of the hour on (X-FR-INTERVAL)."""
        if length_s not in LENGTHS_S:
            choices = ", ".join(str(one // 60) for one in sorted(LENGTHS_S))
            raise ValueError(f"an interval lasts {choices} minutes, not {length_s / 60:g}")
        self.pending_length_s = length_s

    def cut(self, registers_wh: tuple[int, int]) -> None:
        """The running interval ended."""
        end_s = self.end_s
        self._keep(end_s, registers_wh)
        self._begin(end_s, registers_wh)

    def step(self, now_s: int, registers_wh: tuple[int, int]) -> None:
        """The clock was stepped: what was counted stays under its label, counting goes on under the new one."""
        if self.start_s <= now_s < self.end_s:
            return
        if registers_wh != self.mark_wh:
            self._keep(self.end_s, registers_wh)
        self._begin(now_s - now_s % self.length_s, registers_wh)

    def _keep(self, end_s: int, registers_wh: tuple[int, int]) -> None:
        delivered = registers_wh[0] - self.mark_wh[0]
        received = registers_wh[1] - self.mark_wh[1]
        index = bisect_right(self.intervals, end_s, key=lambda one: one.end_s)
        known = self.intervals[index - 1] if index else None
        if known is not None and known.end_s == end_s and known.length_s == self.length_s:
            # the clock was stepped back and this time came again: nothing that was counted is lost
            known.energy_wh = (known.energy_wh[0] + delivered, known.energy_wh[1] + received)
        else:
            known = Interval(end_s, self.length_s, self.mark_wh, (delivered, received))
            self.intervals.insert(index, known)
        self.fresh.append(known)

    def _begin(self, start_s: int, registers_wh: tuple[int, int]) -> None:
        if self.pending_length_s is not None and start_s % HOUR_S == 0:
            self.length_s, self.pending_length_s = self.pending_length_s, None
        self.start_s, self.mark_wh = start_s, registers_wh

    def forget_until(self, midnight_s: int) -> None:
        """Let go of the days that ended at that midnight or before."""
        self.intervals = self.intervals[bisect_right(self.intervals, midnight_s, key=lambda one: one.end_s) :]

    def between(self, start_s: int, end_s: int) -> list[Interval]:
        """Finished intervals that began at `start_s` or later and ended by `end_s`, oldest first."""
        first = bisect_right(self.intervals, start_s, key=lambda one: one.end_s)
        return [one for one in self.intervals[first:] if one.end_s - one.length_s >= start_s and one.end_s <= end_s]

    def running_raw(self, channel: IntervalChannel, register_wh: int, scale: Scale) -> int:
        """CurrentPartialProfileIntervalValue."""
        value = scale.raw(register_wh) - scale.raw(self.mark_wh[channel])
        return min(value, INVALID_UINT24)

    def profile(self, channel: int, end_s: int | None, periods: int, now_s: int, scale: Scale) -> Profile:
        """Answer GetProfile for intervals that end at or before `end_s` (None: the most recent)."""
        period = PERIOD_OF_LENGTH[self.length_s]
        if channel not in list(IntervalChannel):
            return Profile(GetProfileStatus.Undefined_Interval_Channel_requested, end_s or 0, period)
        if channel >= self.channels:
            return Profile(GetProfileStatus.Interval_Channel_not_supported, end_s or 0, period)
        if end_s is not None and end_s > now_s:
            return Profile(GetProfileStatus.Invalid_End_Time, end_s, period)
        index = bisect_right(self.intervals, now_s if end_s is None else end_s, key=lambda one: one.end_s)
        if index == 0 or periods == 0:
            return Profile(GetProfileStatus.No_intervals_available_for_the_requested_time, end_s or 0, period)
        newest = self.intervals[index - 1]
        values = self._values(index - 1, min(periods, MAX_PERIODS), IntervalChannel(channel), scale)
        is_all = len(values) == periods
        status = GetProfileStatus.Success if is_all else GetProfileStatus.More_periods_requested_than_can_be_returned
        return Profile(status, newest.end_s, PERIOD_OF_LENGTH[newest.length_s], values)

    def _values(self, index: int, count: int, channel: IntervalChannel, scale: Scale) -> tuple[int, ...]:
        """Go back from `index`, all of one length; labels that the clock skipped are invalid."""
        newest = self.intervals[index]
        values: list[int] = []
        end_s = newest.end_s
        while len(values) < count and index >= 0:
            interval = self.intervals[index]
            if interval.length_s != newest.length_s:
                break
            if interval.end_s == end_s:
                values.append(interval.raw(channel, scale))
                index -= 1
            else:
                values.append(INVALID_UINT24)
            end_s -= newest.length_s
        return tuple(values)
