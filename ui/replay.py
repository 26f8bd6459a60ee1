"""Does a recorded session again in a fresh demonstration, and names the first thing that is not as it was recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QWidget

from hemsapp.clock import SteeredClock
from hemsapp.state_json import Json
from ui import finger
from ui.inspection import Inspection, Unanswerable
from ui.recorder import seen
from ui.recording import Line, Recording
from ui.steering import Steering
from ui.touching import Touching
from ui.window import Window

_HOLD_MS_LEAST = 700


@dataclass(slots=True)
class Outcome:
    """How a replay went: the first difference as a sentence ("" if there is none), and what else is to be told."""

    difference: str = "The replay did not come to its end."
    checks: int = 0
    notes: list[str] = field(default_factory=list)


class Replay(QObject):
    """Goes through the lines, each at its moment; `ended` when the last is done or one differs.

    `secrets` are what was typed in secret, in their order. With `speed` the time between lines is waited for, so much
    faster than life; without, it passes at once.
    """

    ended = Signal()

    def __init__(
        self, window: Window, clock: SteeredClock, recording: Recording, secrets: Sequence[str], speed: float | None
    ) -> None:
        super().__init__(window)
        self._window, self._clock, self._speed = window, clock, speed
        self._secrets = secrets
        self._begin_s = clock.now().monotonic_s
        self._steering = Steering(window, clock)
        self._touching = Touching(window, Inspection(window, clock.now))
        self._lines = list(recording.lines)
        self.outcome = Outcome()
        self._snapshots = window.painted.connect(self._begin)

    def _begin(self) -> None:
        self._window.painted.disconnect(self._snapshots)
        self._next()

    def _next(self) -> None:
        if not self._lines:
            self.outcome.difference = ""
            self.ended.emit()
            return
        _, line = self._lines[0]
        world_s = self._begin_s + _number(line["at_s"])
        gap_s = max(0.0, world_s - self._clock.now().monotonic_s)
        wait_ms = 0 if self._speed is None else round(1000 * gap_s / self._speed)
        QTimer.singleShot(wait_ms, self, lambda: self._steering.go_to(world_s, self._do))

    def _do(self) -> None:
        number, line = self._lines.pop(0)
        try:
            is_waiting = self._act(line, number)
        except Unanswerable as error:
            self._differs(number, line, str(error))
            return
        if self.outcome.difference.startswith("line "):
            self.ended.emit()
        elif not is_waiting:
            self._settle()

    def _settle(self) -> None:
        self._steering.arrive(self._clock.wanted_s, self._next)

    def _act(self, line: Line, number: int) -> bool:
        """Do what the line says; True if it goes on by itself."""
        match line["do"]:
            case "tap":
                finger.tap(self._window, self._point(line, number))
            case "hold":
                milliseconds = max(_HOLD_MS_LEAST, round(1000 * _number(line["seconds"])))
                finger.rest(self._window, self._point(line, number), milliseconds, self._settle)
                return True
            case "drag":
                self._touching.drag({**line})
            case "swipe":
                finger.stroke(self._window, self._place(line["from"]), self._place(line["to"]))
            case "key":
                self._touching.key(line)
            case "type":
                self._touching.type(line)
            case "secret":
                self._type_secret(str(line["name"]), int(_number(line["number"])))
            case "check":
                self._check(number, line)
        return False

    def _point(self, line: Line, number: int) -> QPoint:
        """The object's own place, wherever it lies now; the place of the touch, if it is not there."""
        name = str(line["name"])
        found = [each for each in self._window.findChildren(QWidget, name) if each.isVisible()] if name else []
        if found:
            return self._touching.point_of(line)
        if name:
            self.outcome.notes.append(f"line {number}: there is no {name} to touch: its place was touched instead")
        return self._place(line["point"])

    def _place(self, fractions: Json) -> QPoint:
        assert isinstance(fractions, list), "the recording was checked when it was read"
        across, down = map(_number, fractions)
        return QPoint(round(across * (self._window.width() - 1)), round(down * (self._window.height() - 1)))

    def _type_secret(self, name: str, number: int) -> None:
        """By the keys of its pad if it has one, else as a keyboard types."""
        if number > len(self._secrets):
            raise Unanswerable(f"secret {number}, typed on {name}, was not given")
        for sign in self._secrets[number - 1]:
            if self._window.findChildren(QWidget, f"{name}.{sign.upper()}"):
                self._touching.tap({"name": f"{name}.{sign.upper()}"})
            else:
                finger.write(self._window, sign)

    def _check(self, number: int, line: Line) -> None:
        self.outcome.checks += 1
        now = seen(self._window)
        if now["screen"] != line["screen"]:
            self._note_difference(number, line, f"the page is {now['screen']}, not {line['screen']}")
            return
        here, there = now["texts"], line["texts"]
        assert isinstance(here, dict)
        assert isinstance(there, dict)
        for name in sorted({*here, *there}):
            if here.get(name) != there.get(name):
                said = partial(_said, name)
                self._note_difference(number, line, f"{said(here)}; recorded was: {said(there)}")
                return

    def _note_difference(self, number: int, line: Line, sentence: str) -> None:
        self.outcome.difference = f"line {number}, {_number(line['at_s']):g} s after the start: {sentence}"

    def _differs(self, number: int, line: Line, sentence: str) -> None:
        self._note_difference(number, line, sentence)
        self.ended.emit()


def _number(value: Json) -> float:
    assert isinstance(value, int | float), "the recording was checked when it was read"
    return float(value)


def _said(name: str, texts: dict[str, Json]) -> str:
    return f"{name} says {texts[name]!r}" if name in texts else f"{name} is not shown"
