"""One register of the meter, and its filter with three named outcomes: glitch, rollover, or a doubt for a person.

A summation only grows. A reading that cannot follow the last counted one is never counted by itself: it is a glitch
if the register comes back, and a doubt ("was the meter replaced?") if it goes on from where it jumped to.
"""

from dataclasses import dataclass
from enum import Enum

MOST_W = 96_000
SLACK_WH = 100
DIP_WH = 1000
DOUBT_READINGS = 3


class Outcome(Enum):
    """What became of a register reading."""

    FIRST = "first"
    COUNTED = "counted"
    ROLLED_OVER = "rolled over"
    IGNORED = "ignored"
    DOUBTED = "doubted"


@dataclass(frozen=True, slots=True)
class Point:
    """A register at an instant (Unix seconds)."""

    at_s: int
    wh: int


@dataclass(slots=True)
class Doubt:
    """A register that jumped: where it was first and last seen since, and how often it went on from there."""

    first: Point
    last: Point
    readings: int = 1


def most_wh(elapsed_s: int) -> int:
    """What a home can use in that time: 400 A at 240 V, and a little for rounding."""
    return SLACK_WH + MOST_W * max(elapsed_s, 0) // 3600


class Register:
    """The last counted reading (`anchor`), and the doubt beside it if there is one."""

    def __init__(self, anchor: Point | None = None, doubt: Point | None = None) -> None:
        self.anchor = anchor
        self.doubt = None if doubt is None else Doubt(doubt, doubt)
        self.is_glitching = False

    def offer(
        self, wh: int, at_s: int, elapsed_s: int, modulus_wh: int, *, is_other_meter: bool = False
    ) -> tuple[Outcome, int]:
        """Take a reading `elapsed_s` after the anchor; the outcome, and the energy to count."""
        if self.anchor is None:
            self.anchor = Point(at_s, wh)
            return Outcome.FIRST, 0
        delta = wh - self.anchor.wh
        most = most_wh(elapsed_s)
        if not is_other_meter:
            if 0 <= delta <= most:
                return self._count(wh, at_s, delta, Outcome.COUNTED)
            if delta < 0 and modulus_wh > 0 and wh < modulus_wh and 0 <= delta + modulus_wh <= most:
                return self._count(wh, at_s, delta + modulus_wh, Outcome.ROLLED_OVER)
            if -DIP_WH <= delta < 0:
                return Outcome.IGNORED, 0
        return self._suspect(Point(at_s, wh)), 0

    def _count(self, wh: int, at_s: int, energy_wh: int, outcome: Outcome) -> tuple[Outcome, int]:
        self.anchor = Point(at_s, wh)
        self.is_glitching = self.doubt is not None
        self.doubt = None
        return outcome, energy_wh

    def _suspect(self, point: Point) -> Outcome:
        doubt = self.doubt
        if doubt is None or not 0 <= point.wh - doubt.last.wh <= most_wh(abs(point.at_s - doubt.last.at_s)):
            self.doubt = Doubt(point, point)
            return Outcome.IGNORED
        doubt.last = point
        doubt.readings += 1
        return Outcome.DOUBTED if doubt.readings >= DOUBT_READINGS else Outcome.IGNORED

    def join(self) -> tuple[Point, Point] | None:
        """The meter was replaced: go on from the doubted register; where it was first and last seen."""
        if self.doubt is None:
            return None
        first, last = self.doubt.first, self.doubt.last
        self.anchor, self.doubt = last, None
        return first, last

    def dismiss(self) -> None:
        """The meter was not replaced: forget the doubt, keep the anchor."""
        self.doubt = None
