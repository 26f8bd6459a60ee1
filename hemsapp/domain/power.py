"""Demand now and over thirty minutes: means by the minute, held while the meter is heard, gaps where it is not."""

from collections import deque
from collections.abc import Iterable
from statistics import median

from devices.moment import Moment
from hemsapp.domain.days import seconds
from hemsapp.domain.facts import Sample
from hemsapp.snapshot import SILENT_S, Refresh

MINUTES = 30
_MINUTE_S = 60
_ENOUGH_S = 15
_GAPS = 240


class Demand:
    """The last demand, when the meter was last heard and first, and thirty minute means (C1FR32b)."""

    def __init__(self, speed: float = 1.0) -> None:
        self.demand_w: int | None = None
        self.heard: Moment | None = None
        self.first_s: int | None = None
        self._speed = speed
        self._since_s = 0
        self._since_real_s = 0.0
        self._minutes: dict[int, tuple[int, int]] = {}
        self._gaps_s: deque[float] = deque(maxlen=_GAPS)

    def restore(self, samples: Iterable[Sample]) -> None:
        """Take back the minutes of the last half hour; nothing of it is live."""
        last: tuple[int, int] | None = None
        for sample in samples:
            at_s = seconds(sample.utc)
            self.first_s = at_s if self.first_s is None else self.first_s
            if last is not None and 0 < at_s - last[0] <= SILENT_S * self._speed:
                self._hold(last[0], at_s, last[1])
            last = None if sample.demand_w is None else (at_s, sample.demand_w)

    def hear(self, demand_w: int | None, at: Moment) -> None:
        """The meter reported; a report without demand proves only that it is there."""
        self.heard = at
        if demand_w is None:
            return
        at_s = seconds(at.utc)
        self.first_s = at_s if self.first_s is None else self.first_s
        real_s = at.monotonic_s
        if self.demand_w is not None:
            self._gaps_s.append(max(0.0, real_s - self._since_real_s))
        if self.demand_w is not None and real_s - self._since_real_s <= SILENT_S and at_s > self._since_s:
            self._hold(self._since_s, at_s, self.demand_w)
        self.demand_w = demand_w
        self._since_s = at_s
        self._since_real_s = real_s

    def _hold(self, from_s: int, to_s: int, demand_w: int) -> None:
        from_s = max(from_s, to_s - MINUTES * _MINUTE_S)
        minutes = self._minutes
        while from_s < to_s:
            minute = from_s // _MINUTE_S
            until_s = min((minute + 1) * _MINUTE_S, to_s)
            held_s, total = minutes.get(minute, (0, 0))
            minutes[minute] = (held_s + until_s - from_s, total + demand_w * (until_s - from_s))
            from_s = until_s
        if len(minutes) > 2 * MINUTES:
            self._minutes = {key: value for key, value in minutes.items() if key > to_s // _MINUTE_S - MINUTES}

    def refresh(self) -> Refresh | None:
        """How far apart the last reports of demand came, in real time; None before the second one (C1FR32g)."""
        if not self._gaps_s:
            return None
        return Refresh(round(median(self._gaps_s), 1), round(max(self._gaps_s), 1), len(self._gaps_s))

    def is_live(self, at: Moment) -> bool:
        """Was the meter heard within two minutes?"""
        return self.heard is not None and at.seconds_since(self.heard) <= SILENT_S

    def minutes_w(self, at: Moment) -> tuple[int | None, ...]:
        """Thirty means, oldest first, the running minute last; None is a gap."""
        now = seconds(at.utc) // _MINUTE_S
        return tuple(self._mean(minute, now, at) for minute in range(now - MINUTES + 1, now + 1))

    def _mean(self, minute: int, now: int, at: Moment) -> int | None:
        held_s, total = self._minutes.get(minute, (0, 0))
        if minute == now and held_s == 0:
            return self.demand_w if self.is_live(at) else None
        if held_s < _ENOUGH_S and minute != now:
            return None
        return round(total / held_s)
