"""A part of a page that covers the window: it lies below the bar, in proportions of the drawing."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme

BAR = 72
_WIDTH, _HEIGHT = 1024, 600


class WizardPart(QWidget):
    """As large as the page; what it shows is placed by `place`."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def place(self) -> None:
        """Give every widget its rectangle."""
        raise NotImplementedError

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Lay out for the new size."""
        self.place()

    def x_at(self, x: float) -> int:
        """A column of the drawing."""
        return round(x * self.width() / _WIDTH)

    def y_at(self, y: float) -> int:
        """A line of the drawing; the bar keeps its own height."""
        bar = self.theme.layout.px(BAR)
        return round(bar + (y - BAR) * (self.height() - bar) / (_HEIGHT - BAR))

    def box(self, left: float, top: float, right: float, bottom: float) -> QRect:
        """A rectangle of the drawing."""
        x, y = self.x_at(left), self.y_at(top)
        return QRect(x, y, self.x_at(right) - x, self.y_at(bottom) - y)
