"""The only module of the application that asks the time."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from devices.moment import Moment


class Clock:
    """Wall and monotonic time; in a demonstration the wall may start elsewhere and run `speed` times faster.

    Network time-outs never use it: they stay real.
    """

    def __init__(self, *, start: datetime | None = None, speed: float = 1.0) -> None:
        self.speed = speed
        self._start = start
        self._origin_s = time.monotonic()
        self._offset = timedelta()

    def now(self) -> Moment:
        """The present moment."""
        monotonic_s = time.monotonic()
        return Moment(self._machine_utc(monotonic_s) + self._offset, monotonic_s)

    def step(self, utc: datetime | None) -> None:
        """Read `utc` from now on, keeping pace; None: follow the machine again (C1NFR13.2)."""
        self._offset = timedelta() if utc is None else utc - self._machine_utc(time.monotonic())

    def _machine_utc(self, monotonic_s: float) -> datetime:
        if self._start is None:
            return datetime.now(UTC)
        return self._start + timedelta(seconds=(monotonic_s - self._origin_s) * self.speed)


@dataclass(frozen=True, slots=True)
class WorldTime:
    """Utility time: it was `start` at the wall's Unix time `since_s`, and runs `speed` times as fast."""

    start: datetime
    since_s: float
    speed: float

    @classmethod
    def beginning(cls, start: datetime, speed: float) -> "WorldTime":
        """It is `start` now."""
        return cls(start, time.time(), speed)

    @property
    def now(self) -> datetime:
        """What time it is there."""
        return self.start + timedelta(seconds=(time.time() - self.since_s) * self.speed)

    @property
    def options(self) -> list[str]:
        """The options that make a process agree."""
        return ["--start", self.start.isoformat(), "--since", repr(self.since_s), "--speed", str(self.speed)]
