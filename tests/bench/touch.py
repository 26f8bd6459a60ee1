"""How soon the screen answers a finger on the sheet by which a person steps out of an event."""

import sys
import time

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.bench.figure import Figure, percentile
from ui.screens.cases import CASES, NOW
from ui.theme import Look, Theme
from ui.views import ButtonState
from ui.widgets.button import Button
from ui.window import Window

TOUCHES = 50
PATIENCE_S = 5


class Paintings(QObject):
    """How often a widget was painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Count, and let it through."""
        del watched
        self.count += event.type() == QEvent.Type.Paint
        return False


def _found(window: Window, name: str) -> QWidget:
    widget = window.findChild(QWidget, name)
    assert isinstance(widget, QWidget), f"there is no {name}"
    assert widget.isVisible(), f"{name} is not visible"
    return widget


def _tap_ms(window: Window, widget: QWidget, paintings: Paintings) -> float:
    """Milliseconds from the press until the widget's new pixels are in the window."""
    before = paintings.count
    middle: QPoint = widget.mapTo(window, widget.rect().center())
    started_s = time.perf_counter()
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=middle)
    while paintings.count == before:
        QApplication.processEvents()
        assert time.perf_counter() - started_s < PATIENCE_S, "the touch was not answered"
    QApplication.processEvents()
    return (time.perf_counter() - started_s) * 1000


def touch() -> list[Figure]:
    """An option is chosen, then applied: the sheet says at once that it was heard."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    theme = Theme(Look(is_motion_reduced=True))
    theme.apply()
    window = Window(theme, lambda: NOW)
    asked: list[object] = []
    window.asked.connect(asked.append)
    window.resize(1024, 600)
    window.show()
    times_ms = []
    for _ in range(TOUCHES // 2):
        window.show_snapshot(CASES["event-active"]())
        application.processEvents()
        opener = _found(window, "home.step_out")
        _tap_ms(window, opener, Paintings(opener))
        for name in ("option1", "primary"):
            widget = _found(window, f"home.override.{name}")
            times_ms.append(_tap_ms(window, widget, Paintings(widget)))
        assert _is_pending(window), "the sheet does not say that it was heard"
        window.show_snapshot(CASES["event-eased"]())  # the answer, which closes the sheet
        application.processEvents()
    assert len(asked) == TOUCHES // 2
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    how = f"{TOUCHES} touches, press to pixels, offscreen, 1024x600"
    return [Figure("a touch on the override sheet to its pixels, p99", percentile(times_ms, 0.99), "ms", 100, how)]


def _is_pending(window: Window) -> bool:
    button = window.findChild(Button, "home.override.primary")
    return isinstance(button, Button) and button.view.state is ButtonState.BUSY
