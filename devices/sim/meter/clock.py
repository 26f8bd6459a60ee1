"""The meter's own clock: true time, plus an offset, plus a drift. All in microseconds since 1970."""

from typing import Any, Final

MILLION: Final = 1_000_000


class MeterClock:
    """Reads `true + offset`, and gains `drift_ppm` microseconds in each second since `since_us`."""

    def __init__(self, since_us: int, offset_us: int = 0, drift_ppm: int = 0) -> None:
        self.since_us, self.offset_us, self.drift_ppm = since_us, offset_us, drift_ppm

    def read(self, true_us: int) -> int:
        """What the clock shows at a true instant."""
        return true_us + self.offset_us + (true_us - self.since_us) * self.drift_ppm // MILLION

    def when(self, shown_us: int) -> int:
        """The first true instant at which the clock shows `shown_us` or later."""
        elapsed_us = shown_us - self.since_us - self.offset_us
        true_us = self.since_us + elapsed_us * MILLION // (MILLION + self.drift_ppm)
        while self.read(true_us) >= shown_us:
            true_us -= 1
        while self.read(true_us) < shown_us:
            true_us += 1
        return true_us

    def step(self, by_us: int) -> None:
        """Show so much more (or, negative, less) from now on."""
        self.offset_us += by_us

    def drift(self, ppm: int, true_us: int) -> None:
        """Gain `ppm` from now on; what was gained until now stays."""
        self.offset_us = self.read(true_us) - true_us
        self.since_us, self.drift_ppm = true_us, ppm

    def save(self) -> list[int]:
        """For the state file."""
        return [self.since_us, self.offset_us, self.drift_ppm]

    def load(self, saved: Any) -> None:
        """Take up what `save` wrote."""
        self.since_us, self.offset_us, self.drift_ppm = saved


def seconds(shown_us: int) -> int:
    """Whole seconds since 1970 of a clock's reading."""
    return shown_us // MILLION
