"""The only module of the application that asks the time."""

import time
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
