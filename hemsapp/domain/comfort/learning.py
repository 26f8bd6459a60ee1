"""What this house's own data say of its air conditioner: how much it draws, and how fast a room warms and cools.

Between two reports of a room's temperature it either rose or fell, and the meter drew so much meanwhile. The mean power
while the equipment worked less the mean power while it rested is what the equipment draws; other loads come and go and
fall out of the medians. Rates follow the weather: the last hours count. Nothing is said before there are enough
stretches of each kind.
"""

from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

from devices.names import Eui64
from hemsapp.domain.comfort.decision import Side
from hemsapp.domain.comfort.facts import LearnedRoom

STRETCH_CENTI_C = 20
TURN_CENTI_C = 5
LONGEST = timedelta(minutes=30)
LONGEST_SILENCE = timedelta(minutes=2)
FEWEST = 6
LEAST_POWER_W = 100
_REMEMBERED = 24
_LEAST_RATE = 100  # thousandths of a degree an hour: less is neither warming nor cooling
_HOUR = timedelta(hours=1)
_MEASURED_SHARE = 0.8
_NEWS_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class _Since:
    """Where a stretch began, and how far it has come."""

    at: datetime
    centi_c: int
    extreme_centi_c: int
    side: Side


class Learning:
    """The stretches of one room; times are the home's, so that a demonstration that runs fast learns the same."""

    def __init__(self, device: Eui64) -> None:
        self.learned: LearnedRoom | None = None
        self._device = device
        self._demand_w: int | None = None
        self._demand_at: datetime | None = None
        self._watt_s = 0.0
        self._measured = timedelta()
        self._since: _Since | None = None
        self._worked: deque[tuple[int, float]] = deque(maxlen=_REMEMBERED)
        self._rested: deque[tuple[int, float]] = deque(maxlen=_REMEMBERED)

    def measured(self, demand_w: int | None, now: datetime) -> None:
        """The meter told the demand of the house."""
        self._hold(now)
        self._demand_w, self._demand_at = demand_w, now

    def _hold(self, now: datetime) -> None:
        if self._demand_w is not None and self._demand_at is not None:
            held = now - self._demand_at
            if timedelta() < held <= LONGEST_SILENCE:
                self._watt_s += self._demand_w * held.total_seconds()
                self._measured += held
            self._demand_at = now

    def felt(self, indoor_centi_c: int, side: Side, now: datetime) -> LearnedRoom | None:
        """The thermostat told the room's temperature; what is news of the room, if enough is known.

        A stretch is a fifth of a degree one way. Where the room turns, or was not heard for long, another begins.
        """
        self._hold(now)
        since = self._since
        if since is None or since.side is not side or not timedelta() <= now - since.at <= LONGEST:
            if since is not None and since.side is not side:
                self._worked.clear()
                self._rested.clear()
            self._begin(indoor_centi_c, side, now)
            return None
        moved, turned = indoor_centi_c - since.centi_c, indoor_centi_c - since.extreme_centi_c
        if (since.extreme_centi_c - since.centi_c) * turned < 0 and abs(turned) >= TURN_CENTI_C:
            self._begin(indoor_centi_c, side, now)
            return None
        if abs(moved) < STRETCH_CENTI_C:
            if abs(moved) > abs(since.extreme_centi_c - since.centi_c):
                self._since = replace(since, extreme_centi_c=indoor_centi_c)
            return None
        self._stretch(since.at, moved, side, now)
        self._begin(indoor_centi_c, side, now)
        return self._news(side)

    def _begin(self, indoor_centi_c: int, side: Side, now: datetime) -> None:
        self._since = _Since(now, indoor_centi_c, indoor_centi_c, side)
        self._watt_s, self._measured = 0.0, timedelta()

    def _stretch(self, since: datetime, risen_centi_c: int, side: Side, now: datetime) -> None:
        length = now - since
        if not length or self._measured < length * _MEASURED_SHARE:
            return
        rate = round(risen_centi_c * 10 * (_HOUR / length)) * side.value
        power = self._watt_s / self._measured.total_seconds()
        if rate >= _LEAST_RATE:
            self._rested.append((rate, power))
        elif rate <= -_LEAST_RATE:
            self._worked.append((-rate, power))

    def _news(self, side: Side) -> LearnedRoom | None:
        if min(len(self._worked), len(self._rested)) < FEWEST:
            return None
        power_w = median(power for _, power in self._worked) - median(power for _, power in self._rested)
        if power_w < LEAST_POWER_W:
            return None
        new = LearnedRoom(
            device=self._device,
            is_cooling=side is Side.COOLING,
            power_w=round(power_w),
            drift_milli_c_per_h=round(median(rate for rate, _ in [*self._rested][-FEWEST:])),
            pull_milli_c_per_h=round(median(rate for rate, _ in [*self._worked][-FEWEST:])),
        )
        if self.learned is not None and not _differs(self.learned, new):
            return None
        self.learned = new
        return new


def _differs(old: LearnedRoom, new: LearnedRoom) -> bool:
    """Is it news, beyond what the next stretch may change again?"""
    pairs = (
        (old.power_w, new.power_w),
        (old.drift_milli_c_per_h, new.drift_milli_c_per_h),
        (old.pull_milli_c_per_h, new.pull_milli_c_per_h),
    )
    return old.is_cooling is not new.is_cooling or any(abs(new - old) > old * _NEWS_SHARE for old, new in pairs)
