"""Dims the window where the panel cannot be dimmed: black that no finger feels."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.tokens import PALETTES, Colour, Scheme

_GAMMA = 2.2


class Veil(QWidget):
    """Lies over everything, lets every press through, and is not there while nothing is dimmed."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._black = QColor(PALETTES[Scheme.GLANCE][Colour.BG])
        self.light = 1.0
        self.hide()

    def dim(self, light: float) -> None:
        """Let that share of the light through, 0 to 1."""
        if light == self.light:
            return
        self.light = light
        self._black.setAlphaF(1 - max(0.0, min(1.0, light)) ** (1 / _GAMMA))
        self.setVisible(light < 1)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dark."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._black)
        painter.end()
