"""Writes down what is done at the window, so that it can be done again; what is typed in secret is not written."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QWidget

from hemsapp.clock import SteeredClock
from hemsapp.state_json import Json
from ui.inspection import is_named
from ui.recording import LONGEST_HOLD_S, Line, Start, text
from ui.screens.gestures import STILL_PX
from ui.steering import Steering
from ui.tokens import Milliseconds
from ui.window import Window

QUIET_MS = 700
"""So long nothing is touched before a check point is written."""


@dataclass(frozen=True, slots=True)
class _Touch:
    """Where a finger came down, and on what; `place` is that object's rectangle in the window."""

    at_s: float
    at: QPoint
    place: QRect
    name: str = ""
    secret: str | None = None
    takes_drags: bool = False

    @property
    def is_of_a_secret(self) -> bool:
        """Is it a sign of the secret itself, or takes one away?"""
        sign = self.name.removeprefix(f"{self.secret}.")
        return self.secret is not None and (len(sign) == 1 or sign == "erase")


class Recorder(QObject):
    """Keeps a session from its beginning; `save` writes all of it, and with a `path` each line is written at once.

    A check point, with what every object says, follows each touch once all has settled: the world stands still for
    that moment.
    """

    def __init__(self, window: Window, clock: SteeredClock, start: Start, path: Path | None = None) -> None:
        """Raises OSError when the file cannot be written."""
        super().__init__(window)
        self._window, self._clock, self._steering = window, clock, Steering(window, clock)
        self._begin_s = clock.now().monotonic_s
        self._lines: list[Line] = [start.line()]
        self._file: TextIO | None = None if path is None else path.open("w", encoding="utf-8")
        if self._file is not None:
            self._file.write(text(self._lines[0]))
        self._down: _Touch | None = None
        self._elapsed = QElapsedTimer()
        self._secrets = 0
        self._pace: float | None = None
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet.timeout.connect(self._settle)
        window.framed.connect(self._watch)
        window.closed.connect(self._end)

    def save(self, path: Path) -> int:
        """Write the session so far; how many lines it has. Raises OSError."""
        path.write_text("".join(map(text, self._lines)), encoding="utf-8")
        return len(self._lines)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's signature
        """Follow pointer and keys; nothing is kept from anybody."""
        if isinstance(event, QMouseEvent):
            if event.type() == QEvent.Type.MouseButtonPress:
                self._down = self._touch(event.position().toPoint())
                self._elapsed.start()
                self._quiet.stop()
            elif event.type() == QEvent.Type.MouseButtonRelease and self._down is not None:
                self._lifted(event.position().toPoint(), self._down)
                self._down = None
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._pressed(event)
        return False

    def _watch(self) -> None:
        handle = self._window.windowHandle()
        assert handle is not None, "a window that was painted has a handle"
        handle.installEventFilter(self)

    def _end(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _now_s(self) -> float:
        return round(self._clock.now().monotonic_s - self._begin_s, 6)

    def _touch(self, at: QPoint) -> "_Touch":
        """What the finger came down on, while it is still there."""
        widget = next(_named_upwards(self._window.childAt(at)), None)
        if widget is None:
            return _Touch(self._now_s(), at, self._window.rect())
        place = widget.rect().translated(widget.mapTo(self._window, QPoint(0, 0)))
        takes_drags = bool(getattr(widget, "takes_drags", False))
        return _Touch(self._now_s(), at, place, widget.objectName(), secret_of(widget), takes_drags)

    def _lifted(self, end: QPoint, down: "_Touch") -> None:
        seconds, page = self._elapsed.elapsed() / 1000, self._window.rect()
        line: Line = {"at_s": down.at_s, "do": "tap", "name": down.name}
        if (end - down.at).manhattanLength() > STILL_PX and down.takes_drags:
            ends: Line = {"from": _within(down.place, down.at), "to": _within(down.place, end)}
            self._note(line | {"do": "drag"} | ends)
        elif (end - down.at).manhattanLength() > STILL_PX:
            self._note({"at_s": down.at_s, "do": "swipe", "from": _within(page, down.at), "to": _within(page, end)})
        elif down.is_of_a_secret:
            self._note_secret(str(down.secret), down.at_s)
        else:
            line |= {"at": _within(down.place, down.at), "point": _within(page, down.at)}
            if seconds * 1000 >= Milliseconds.LONG_PRESS:
                line |= {"do": "hold", "seconds": min(round(seconds, 3), LONGEST_HOLD_S)}
            self._note(line)

    def _pressed(self, event: QKeyEvent) -> None:
        at_s = self._now_s()
        secret = secret_of(self._window.focusWidget())
        if secret is not None and event.text().isprintable() and event.text():
            self._note_secret(secret, at_s)
        elif event.text() and event.text().isprintable() and event.text() != " ":
            self._note({"at_s": at_s, "do": "type", "text": event.text()})
        elif event.key() not in {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta}:
            name = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
            self._note({"at_s": at_s, "do": "key", "key": name})

    def _note_secret(self, name: str, at_s: float) -> None:
        """One line, however much was typed and erased in a row."""
        last = self._lines[-1]
        if last.get("do") != "secret" or last["name"] != name:
            self._secrets += 1
            self._note({"at_s": at_s, "do": "secret", "name": name, "number": self._secrets})

    def _note(self, line: Line) -> None:
        self._lines.append(line)
        if self._file is not None:
            self._file.write(text(line))
            self._file.flush()
        self._quiet.start()

    def _settle(self) -> None:
        """Let the world stand, until the window shows all of it; then write the check point."""
        if self._pace is not None:
            self._quiet.start()
            return
        self._pace = self._clock.pace
        self._clock.run(0.0)

        def check() -> None:
            if self._lines[-1].get("do") not in {"secret", "check"} and self._down is None:
                self._note({"at_s": self._now_s(), "do": "check", **seen(self._window)})
                self._quiet.stop()
            pace, self._pace = self._pace, None
            if pace and not self._clock.pace:
                self._clock.run(pace)

        self._steering.arrive(self._clock.wanted_s, check)


def secret_of(widget: QWidget | None) -> str | None:
    """The name of the pad or field (`is_secret`) that it belongs to; None when nothing about it is secret."""
    while widget is not None:
        if getattr(widget, "is_secret", False):
            return widget.objectName()
        widget = widget.parentWidget()
    return None


def seen(window: Window) -> Line:
    """The page that is open, and what each visible object says, what is secret left out."""
    found = [each for each in window.findChildren(QWidget) if is_named(each) and each.isVisible()]
    texts: dict[str, Json] = {
        each.objectName(): each.accessibleName() for each in found if each.accessibleName() and secret_of(each) is None
    }
    return {"screen": window.page.value, "texts": dict(sorted(texts.items()))}


def _named_upwards(widget: QWidget | None) -> Iterator[QWidget]:
    while widget is not None:
        if is_named(widget):
            yield widget
        widget = widget.parentWidget()


def _within(place: QRect, at: QPoint) -> Json:
    return [_fraction(at.x() - place.x(), place.width()), _fraction(at.y() - place.y(), place.height())]


def _fraction(place: int, size: int) -> float:
    return round(min(1.0, max(0.0, place / max(1, size - 1))), 4)
