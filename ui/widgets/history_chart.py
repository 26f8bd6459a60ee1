"""Bars of history; a finger reads them, drags a stretch, taps what it opens, or rests on one to fix it."""

from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from ui.paint import history
from ui.theme import Theme
from ui.tokens import Milliseconds, Radius
from ui.views.history import ChartView
from ui.widgets.base import Painted

_STILL = 14


class HistoryChart(Painted[ChartView]):
    """`dragged` carries where the finger went down and where it is (0 to 1), `let_go` comes when it leaves.

    `tapped` carries the place of a short touch that did not move; `stepped` comes from the keys.
    """

    ring_radius = Radius.BAR

    takes_drags = True
    dragged = Signal(float, float)
    let_go = Signal()
    tapped = Signal(float)
    stepped = Signal(int)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._down: QPointF | None = None
        self._is_moved = False
        self._since = QElapsedTimer()

    @property
    def resting_place(self) -> float | None:
        """Where a finger lies that has not moved; None: there is none."""
        return None if self._down is None or self._is_moved else self._place(self._down)

    def point_at(self, place: float) -> QPointF:
        """Where a place of the chart is in the widget, in the middle of its height."""
        plot = history.area(QRectF(self.rect()), self.theme).plot
        return QPointF(plot.left() + place * plot.width(), self.height() / 2)

    def cancel(self) -> None:
        """What the finger still does is no reading: something else came of it."""
        self._down = None

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the chart."""
        history.draw(painter, box, self.view, self.theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Read the bar under the finger."""
        self._down, self._is_moved = event.position(), False
        self._since.start()
        place = self._place(event.position())
        self.dragged.emit(place, place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read on, from where it went down."""
        if self._down is None:
            return
        self._is_moved = self._is_moved or abs(event.position().x() - self._down.x()) > _STILL
        if self._is_moved:
            self.dragged.emit(self._place(self._down), self._place(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """What was read stays; a short touch is a tap."""
        if self._down is None:
            return
        is_tap = not self._is_moved and self._since.elapsed() < Milliseconds.LONG_PRESS
        self._down = None
        self.let_go.emit()
        if is_tap:
            self.tapped.emit(self._place(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A bar at a time; Return taps the one that is read."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step)
        elif event.key() == Qt.Key.Key_Return and self.view.picked is not None:
            self.tapped.emit(sum(self.view.picked) / 2)
        else:
            super().keyPressEvent(event)

    def _place(self, at: QPointF) -> float:
        return history.place_at(QRectF(self.rect()), self.theme, at.x())
