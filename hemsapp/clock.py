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


class FollowingClock(Clock):
    """Wall time as another display tells it, between whose words it goes on by itself at that one's pace."""

    def __init__(self) -> None:
        super().__init__()
        self._told: Moment | None = None

    def follow(self, told: Moment, speed: float) -> None:
        """That was the time there, at `monotonic_s` of ours; its wall goes so much faster than life."""
        self._told, self.speed = told, speed

    def now(self) -> Moment:
        """The present moment."""
        now, told = super().now(), self._told
        if told is None:
            return now
        return Moment(told.utc + timedelta(seconds=now.seconds_since(told) * self.speed), now.monotonic_s)


@dataclass(frozen=True, slots=True)
class _Course:
    """At the machine's `real_s` the world was to be at `world_s`; from there on it goes `speed` times as fast."""

    real_s: float
    world_s: float
    speed: float

    @property
    def wanted_s(self) -> float:
        return self.world_s + (time.monotonic() - self.real_s) * self.speed


class SteeredClock(Clock):
    """The time of a world that is moved on by steps: it stands where the world was brought to (`reach`).

    One thread steers, another brings the world after it. `monotonic_s` goes with the world, so that everything that
    waits by it does: idle screens, countdowns, ages.
    """

    def __init__(self, start: Moment, speed: float = 1.0) -> None:
        super().__init__(start=start.utc, speed=speed)
        self._reached = start
        self._course = _Course(time.monotonic(), start.monotonic_s, 0.0)
        self.given = 0
        """How many commands the world was given; `taken` of them it has taken, and what came of it is published."""
        self.taken = 0
        self.published_s = start.monotonic_s
        self.on_steered = _nobody_follows
        self.is_watched = False
        """Is there somebody who calls `go_on` when the world waits for a look in the middle of a leap?"""
        self.is_waiting = False

    def now(self) -> Moment:
        """The moment that the world reached."""
        return self._reached

    def step(self, utc: datetime | None) -> None:
        """A person sets another clock than this: it is the world's."""
        raise AssertionError(f"the world's clock is steered, not set to {utc}")

    @property
    def wanted_s(self) -> float:
        """How far the world is to be by now, in its `monotonic_s`."""
        return self._course.wanted_s

    @property
    def pace(self) -> float:
        """How much faster than life it goes; 0: it stands still."""
        return self._course.speed

    @property
    def is_settled(self) -> bool:
        """Has everything that was given come to its end?"""
        return self.taken == self.given

    def run(self, speed: float) -> None:
        """Go on from where it is, so much faster than life; 0: stand still."""
        self._course = _Course(time.monotonic(), self._course.wanted_s, speed)
        self.on_steered()

    def advance(self, seconds: float) -> None:
        """Let so much time pass at once, as it would have passed."""
        self.go_to(self._course.wanted_s + seconds)

    def go_to(self, world_s: float) -> None:
        """Let time pass until the world's `monotonic_s` is this; never back."""
        self._course = _Course(time.monotonic(), max(world_s, self._course.wanted_s), self._course.speed)
        self.on_steered()

    def go_on(self) -> None:
        """What the world waited for was looked at."""
        self.is_waiting = False
        self.on_steered()

    def reach(self, moment: Moment) -> None:
        """The world is there now; what it shows of it is published next, and then `published_s` says so."""
        self._reached = moment


def _nobody_follows() -> None:
    pass


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
