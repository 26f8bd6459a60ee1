"""Prices of the hours past and to come; a finger draws the read-out along."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from ui.paint import ribbon
from ui.theme import Theme
from ui.tokens import Radius
from ui.views.history import RibbonView
from ui.widgets.base import Painted


class PriceRibbon(Painted[RibbonView]):
    """`dragged` carries the place (0 to 1) under the finger, `let_go` comes when it leaves, `stepped` from the keys."""

    ring_radius = Radius.BAR

    takes_drags = True
    dragged = Signal(float)
    let_go = Signal()
    stepped = Signal(int)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the ribbon, and the handle above it."""
        ribbon.draw(painter, box, self.view, self.theme)
        ribbon.draw_handle(painter, box, self.view, self.theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Read what is under the finger."""
        self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow it."""
        self._drag(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002 - Qt's signature
        """What it read stays for a while."""
        self.let_go.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """An hour at a time."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def _drag(self, event: QMouseEvent) -> None:
        self.dragged.emit(min(1.0, max(0.0, event.position().x() / max(1, self.width()))))
