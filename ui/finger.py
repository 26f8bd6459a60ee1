"""What a finger and a keyboard do to a window, sent through everything that watches its pointer and its keys."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QKeyCombination, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QWindow
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

STEPS = 6
"""In so many moves a stroke is drawn: a chart follows, a swipe is seen to begin."""


def tap(window: QWidget, at: QPoint) -> None:
    """Down and up at that point of the window."""
    down(window, at)
    up(window, at)


def stroke(window: QWidget, start: QPoint, end: QPoint) -> None:
    """Down at the first point, along a straight line, up at the second."""
    down(window, start)
    for step in range(1, STEPS + 1):
        move(window, start + (end - start) * step / STEPS)
    up(window, end)


def rest(window: QWidget, at: QPoint, milliseconds: int, then: Callable[[], None]) -> None:
    """Down, and up so much later; `then` is called after it."""

    def lift() -> None:
        up(window, at)
        then()

    down(window, at)
    QTimer.singleShot(milliseconds, window, lift)


def down(window: QWidget, at: QPoint) -> None:
    """The finger touches."""
    _send(window, QEvent.Type.MouseButtonPress, at, Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton)


def move(window: QWidget, at: QPoint) -> None:
    """The finger moves without leaving."""
    _send(window, QEvent.Type.MouseMove, at, Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton)


def up(window: QWidget, at: QPoint) -> None:
    """The finger leaves."""
    _send(window, QEvent.Type.MouseButtonRelease, at, Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton)


def combination(name: str) -> QKeyCombination | None:
    """A key by its name, such as `Tab`, `Shift+Tab`, `Return` or `a`; None for what is no single key."""
    keys = QKeySequence(name, QKeySequence.SequenceFormat.PortableText)
    if keys.count() != 1 or keys[0].key() == Qt.Key.Key_unknown:  # type: ignore[index]  # the stubs know no item
        return None
    found = keys[0]  # type: ignore[index]  # as above
    assert isinstance(found, QKeyCombination)
    return found


def key(window: QWidget, pressed: QKeyCombination) -> None:
    """A key goes down and up."""
    number, modifiers = pressed.key(), pressed.keyboardModifiers()
    shown = chr(number.value) if number.value < 0x80 and not modifiers & ~Qt.KeyboardModifier.ShiftModifier else ""
    shifted = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    _send_key(window, number, modifiers, shown if shifted else shown.lower())


def write(window: QWidget, text: str) -> None:
    """Characters, one after the other, as a keyboard sends them."""
    for sign in text:
        found = combination(sign.upper())
        _send_key(window, Qt.Key.Key_unknown if found is None else found.key(), Qt.KeyboardModifier.NoModifier, sign)


def scroll_to(widget: QWidget) -> None:
    """Move the list that the widget lies in, if it does, so far that a finger can reach it."""
    for area in lists_of(widget):
        area.ensureWidgetVisible(widget)


def lists_of(widget: QWidget) -> Sequence[QScrollArea]:
    """The lists that the widget lies in, or is, the innermost first."""
    found: list[QScrollArea] = []
    each: QWidget | None = widget
    while each is not None:
        if isinstance(each, QScrollArea):
            found.append(each)
        each = each.parentWidget()
    return found


def _send(window: QWidget, kind: QEvent.Type, at: QPoint, button: Qt.MouseButton, buttons: Qt.MouseButton) -> None:
    where, outside = QPointF(at), QPointF(window.mapToGlobal(at))
    event = QMouseEvent(kind, where, outside, button, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(_handle(window), event)


def _send_key(window: QWidget, number: Qt.Key, modifiers: Qt.KeyboardModifier, text: str) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(_handle(window), QKeyEvent(kind, number.value, modifiers, text))


def _handle(window: QWidget) -> QWindow:
    handle = window.windowHandle()
    assert handle is not None, "a window that is shown has a handle"
    return handle
