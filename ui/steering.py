"""A clock that a program may steer: let time pass at once, run faster, stand still; where the world allows it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from hemsapp.clock import Clock, SteeredClock
from ui.inspection import Answer, Request, Unanswerable, number_of
from ui.window import Window

LONGEST_ADVANCE_S = 7 * 86_400
FASTEST = 3_600
NEAR_S = 1e-3
_POLL_MS = 5
_COURSES = ("advance_s", "speed", "pause")


class Steering(QObject):
    """Steers the clock if it is a `SteeredClock`, and tells when the world, and the window after it, is there."""

    def __init__(self, window: Window, clock: Clock) -> None:
        super().__init__(window)
        self._window, self._clock = window, clock
        self._arrivals: list[tuple[float, Callable[[], None]]] = []
        self._was_there = False
        self._poll = QTimer(self, interval=_POLL_MS)
        self._poll.timeout.connect(self._look)

    def told(self) -> Answer:
        """The application's time, and how it goes."""
        now, clock = self._clock.now(), self._clock
        pace = clock.pace if isinstance(clock, SteeredClock) else clock.speed
        is_steered = isinstance(clock, SteeredClock)
        return {"utc": now.utc.isoformat(), "monotonic_s": now.monotonic_s, "speed": pace, "steered": is_steered}

    def steer(self, request: Request, passed: Callable[[], None]) -> None:
        """Take the course that the request asks for; `passed` is called when it is there. Raises Unanswerable."""
        asked = [name for name in _COURSES if name in request]
        if not asked:
            passed()
            return
        clock = self._steered()
        if len(asked) > 1:
            raise Unanswerable(f"one thing at a time: {' or '.join(asked)}")
        if "pause" in request:
            if request["pause"] is not True:
                raise Unanswerable('pause is true; "speed": 1 goes on')
            clock.run(0.0)
        elif "speed" in request:
            clock.run(number_of(request, "speed", least=0.01, most=FASTEST))
        else:
            clock.is_watched = True
            clock.advance(number_of(request, "advance_s", least=0.001, most=LONGEST_ADVANCE_S))
        self.arrive(clock.wanted_s, passed)

    def go_to(self, world_s: float, passed: Callable[[], None]) -> None:
        """Let time pass until the world's `monotonic_s` is that. Raises Unanswerable."""
        clock = self._steered()
        clock.is_watched = True
        clock.go_to(world_s)
        self.arrive(clock.wanted_s, passed)

    def pass_by(self, seconds: float, passed: Callable[[], None]) -> None:
        """Let so much of the application's time pass: at once where it can be steered."""
        if isinstance(self._clock, SteeredClock):
            self.go_to(self._clock.wanted_s + seconds, passed)
        else:
            QTimer.singleShot(round(1000 * seconds / self._clock.speed), self, passed)

    def arrive(self, world_s: float, passed: Callable[[], None]) -> None:
        """Call that once the world is there, has taken what it was given, and the window shows it."""
        self._steered().is_watched = True
        self._arrivals.append((world_s, passed))
        self._poll.start()

    def _steered(self) -> SteeredClock:
        if not isinstance(self._clock, SteeredClock):
            raise Unanswerable(
                "the time here is real, and nobody can change how it passes; start `hemsapp demo --scenario NAME`"
            )
        return self._clock

    def _look(self) -> None:
        """A snapshot is posted before the clock says that it is published: at the next look it is in the window."""
        clock = self._steered()
        if not self._arrivals:
            clock.is_watched = False
            self._poll.stop()
            return
        world_s, passed = self._arrivals[0]
        is_there = clock.published_s >= world_s - NEAR_S and clock.is_settled and self._window.is_answered
        was_there, self._was_there = self._was_there, is_there or clock.is_waiting
        if clock.is_waiting and was_there:
            self._was_there = False
            self._window.turn()
            clock.go_on()
        elif is_there and was_there:
            self._was_there = False
            self._arrivals.pop(0)
            self._window.turn()
            passed()
