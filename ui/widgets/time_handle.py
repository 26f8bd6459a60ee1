"""A handle on the border between two blocks of a day."""

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme, round_pen
from ui.tokens import Colour

_PAINT, _STILL = 26, 4


class TimeHandle(QWidget):
    """Follows a finger: `dragged` carries where it is on the strip, `released` says that it let go.

    A finger that did not move pressed what lies below: `tapped` carries where.
    """

    dragged = Signal(float)
    released = Signal()
    tapped = Signal(float)

    def __init__(self, name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._theme = theme
        self.is_held = self._is_moved = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        self.is_held, self._is_moved, self._start = True, False, event.position().x()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say where the finger is."""
        self._is_moved = self._is_moved or abs(event.position().x() - self._start) > _STILL
        if self.is_held and self._is_moved:
            self.dragged.emit(self.mapToParent(event.position().toPoint()).x())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self.is_held:
            self.is_held = False
            if self._is_moved:
                self.released.emit()
            else:
                self.tapped.emit(self.mapToParent(event.position().toPoint()).x())
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint an ink circle with two arrows."""
        theme, size = self._theme, self._theme.layout.px(_PAINT)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(Colour.INK))
        painter.drawEllipse(middle, size / 2, size / 2)
        painter.setPen(round_pen(theme.colour(Colour.ON_INK), 2))
        near, far, half = size * 0.12, size * 0.28, size * 0.14
        for side in (-1, 1):
            tip = middle + QPointF(side * far, 0)
            painter.drawLine(tip, middle + QPointF(side * near, -half))
            painter.drawLine(tip, middle + QPointF(side * near, half))
        painter.end()
