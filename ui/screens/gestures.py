"""Swipes and long presses, read from the window's own pointer events before any widget sees them."""

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QWindow
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.tokens import Milliseconds

SWIPE_PX = 80
STILL_PX = 14


class Gestures(QObject):
    """Watches one window. `swiped` carries +1 to the left (the next page) and -1 to the right, `held` the widget.

    `dropped` says that the finger went down, as to put a sheet away.

    What becomes a gesture is no tap any more: the button under the finger is let go and not clicked. A chart
    (`takes_drags`) keeps the finger that went down on it, and is told when it rests.
    """

    swiped = Signal(int)
    dropped = Signal()
    held = Signal(object)
    touched = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._start: QPoint | None = None
        self._is_over = self._is_kept = False
        self._hold = QTimer(self, singleShot=True, interval=Milliseconds.LONG_PRESS)
        self._hold.timeout.connect(self._held)

    def watch(self, handle: QWindow) -> None:
        """Begin, once the window has its handle."""
        handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's signature
        """Follow the pointer; True keeps an event from the widgets."""
        if not isinstance(event, QMouseEvent):
            return False
        at = event.position().toPoint()
        match event.type():
            case QEvent.Type.MouseButtonPress:
                self._start, self._is_over = at, False
                self._is_kept = bool(getattr(self._window.childAt(at), "takes_drags", False))
                self._hold.start()
                self.touched.emit()
            case QEvent.Type.MouseMove if self._start is not None:
                return self._moved(at - self._start)
            case QEvent.Type.MouseButtonRelease:
                self._start = None
                self._hold.stop()
        return False

    def _moved(self, way: QPoint) -> bool:
        if self._is_over:
            return True
        if way.manhattanLength() > STILL_PX:
            self._hold.stop()
        if self._is_kept:
            return False
        if abs(way.x()) >= SWIPE_PX and abs(way.x()) > 2 * abs(way.y()):
            self._let_go()
            self.swiped.emit(1 if way.x() < 0 else -1)
            return True
        if way.y() >= SWIPE_PX and way.y() > 2 * abs(way.x()):
            self.dropped.emit()
        return False

    def _held(self) -> None:
        if self._start is not None:
            widget = self._window.childAt(self._start)
            if not self._is_kept:
                self._let_go()
            if widget is not None:
                self.held.emit(widget)

    def _let_go(self) -> None:
        self._is_over = True
        self._hold.stop()
        widget = self._window.childAt(self._start) if self._start is not None else None
        if isinstance(widget, QAbstractButton):
            widget.setDown(False)
