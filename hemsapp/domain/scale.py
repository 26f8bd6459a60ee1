"""Does the meter count as it says it does: its power held over time against what its registers grew (users' rule 13).

A wrong multiplier, divisor or transformer ratio shows as a lasting factor between the two. A verdict falls after three
windows of a quarter of an hour, and of half a kilowatt-hour at least, that agree; one sound window withdraws it.
"""

from devices.messages import Reading
from devices.moment import Moment
from hemsapp.domain.days import seconds
from hemsapp.saying import say
from hemsapp.snapshot import LIVE_S

FACTORS = (10, 60, 100, 1000)
WINDOW_S = 900
LEAST_WH = 500
WINDOWS = 3
_TOLERANCE_PERCENT = 20
_HOUR_S = 3600


class ScaleCheck:
    """`doubt` is a sentence for the screen, None while power and registers agree."""

    def __init__(self, speed: float = 1.0) -> None:
        self.doubt: str | None = None
        self._speed = speed
        self._received_wh = 0
        self._last: tuple[int, float, int, int] | None = None  # Unix s, monotonic s, W, Wh
        self._held_ws = 0
        self._counted_wh = 0
        self._covered_s = 0
        self._factors: list[str] = []

    def hear(self, reading: Reading, at: Moment) -> bool:
        """Take a reading of the home's meter; did the doubt come or go?"""
        if reading.received_wh is not None:
            self._received_wh = reading.received_wh
        if reading.demand_w is None or reading.delivered_wh is None:
            return False
        last = self._last
        at_s, demand_w, net_wh = seconds(at.utc), reading.demand_w, reading.delivered_wh - self._received_wh
        self._last = at_s, at.monotonic_s, demand_w, net_wh
        if last is None:
            return False
        before_s, before_real_s, before_w, before_wh = last
        passed_s = at_s - before_s
        if at.monotonic_s - before_real_s > LIVE_S or not 0 <= passed_s <= LIVE_S * max(self._speed, 1.0):
            return False
        self._held_ws += (before_w + demand_w) * passed_s // 2
        self._counted_wh += net_wh - before_wh
        self._covered_s += passed_s
        if self._covered_s < WINDOW_S:
            return False
        held_wh = self._held_ws // _HOUR_S
        if max(abs(held_wh), abs(self._counted_wh)) < LEAST_WH:
            return False
        return self._judge(held_wh, self._counted_wh)

    def _judge(self, held_wh: int, counted_wh: int) -> bool:
        self._held_ws = self._counted_wh = self._covered_s = 0
        before = self.doubt
        factor = _factor(held_wh, counted_wh)
        if factor is None:
            self._factors.clear()
            self.doubt = None
        else:
            self._factors = [*self._factors, factor][-WINDOWS:]
            if self._factors == [factor] * WINDOWS:
                self.doubt = factor
        return self.doubt != before


def _factor(held_wh: int, counted_wh: int) -> str | None:
    """The sentence for the factor between both, if it is one that a wrong scale makes."""
    if held_wh * counted_wh <= 0:
        return None
    held_wh, counted_wh = abs(held_wh), abs(counted_wh)
    for factor in FACTORS:
        if _is_about(counted_wh, held_wh * factor):
            return say("The meter counts {factor} times the energy that its power makes.", factor=factor)
        if _is_about(held_wh, counted_wh * factor):
            return say("The meter's power is {factor} times what its energy says.", factor=factor)
    return None


def _is_about(one: int, other: int) -> bool:
    return abs(one - other) * 100 <= other * _TOLERANCE_PERCENT
