"""The use of the whole house, as far as rules hang on it: its load over the last minutes, its energy of this day."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from hemsapp.plans import Plan
from hemsapp.snapshot.comfort import Because

OVER = timedelta(minutes=5)
LEAST_REST = timedelta(minutes=15)
_LONGEST_HOLD = timedelta(minutes=2)
_BACK_SHARE = 0.9
_FEWEST = timedelta(minutes=4)


class HouseUse:
    """What the meter told of the house: demand by time, and the energy since local midnight."""

    def __init__(self) -> None:
        self.day_wh: int | None = None
        self._told: deque[tuple[datetime, int]] = deque()
        self._mean: tuple[datetime, float | None] | None = None

    def measured(self, demand_w: int | None, now: datetime) -> None:
        """The meter told the demand of the house; an unknown one, or a clock stepped back, begins anew."""
        self._mean = None
        if demand_w is None or (self._told and now < self._told[-1][0]):
            self._told.clear()
        if demand_w is not None:
            self._told.append((now, demand_w))
        while len(self._told) > 1 and self._told[1][0] <= now - OVER:
            self._told.popleft()

    def load_w(self, now: datetime) -> float | None:
        """The mean of the last five minutes; None where the meter was silent for too much of them."""
        if self._mean is None or self._mean[0] != now:  # every device of a home asks for the same instant
            self._mean = (now, self._load_w(now))
        return self._mean[1]

    def _load_w(self, now: datetime) -> float | None:
        watt_s, known = 0.0, timedelta()
        ends = [*[at for at, _ in self._told][1:], now]
        for (since, demand_w), until in zip(self._told, ends, strict=False):
            held = until - max(since, now - OVER)
            if timedelta() < held <= _LONGEST_HOLD:
                watt_s += demand_w * held.total_seconds()
                known += held
        return watt_s / known.total_seconds() if known >= _FEWEST else None


@dataclass(frozen=True, slots=True)
class GivingWay:
    """A device gives way since then: the house draws (LOAD), or has used (CONSUMPTION), more than its plan says."""

    because: Because
    since: datetime


def gives_way(plan: Plan, use: HouseUse, before: GivingWay | None, now: datetime) -> GivingWay | None:
    """Does a device give way now? For a load at least a quarter of an hour, and until it is a tenth below the limit."""
    if plan.day_limit_wh is not None and use.day_wh is not None and use.day_wh > plan.day_limit_wh:
        is_new = before is None or before.because is not Because.CONSUMPTION
        return GivingWay(Because.CONSUMPTION, now) if is_new else before
    if plan.load_limit_w is None:
        return None
    load_w = use.load_w(now)
    if before is not None and before.because is Because.LOAD:
        is_rested = now - before.since >= LEAST_REST
        return None if is_rested and load_w is not None and load_w < plan.load_limit_w * _BACK_SHARE else before
    return GivingWay(Because.LOAD, now) if load_w is not None and load_w > plan.load_limit_w else None
