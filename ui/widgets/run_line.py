"""A line of runs on a page: icons, levels and words."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.paint import text
from ui.theme import Theme
from ui.tokens import Type
from ui.views import Line, plain
from ui.widgets.base import Painted


class RunLine(Painted[Line]):
    """Set in the first of its steps that fits, around the middle of the height."""

    def __init__(
        self, name: str, theme: Theme, parent: QWidget | None = None, *, steps: tuple[Type, ...] = (Type.SMALL,)
    ) -> None:
        super().__init__(name, theme, parent)
        self.steps = steps
        self.alignment = Qt.AlignmentFlag.AlignLeft
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sentence(self) -> str:
        """Its words."""
        return plain(self.view)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the runs."""
        theme = self.theme
        fits = (step for step in self.steps if text.line_width(theme, self.view, step) <= box.width())
        step = next(fits, self.steps[-1])
        slack = box.width() - text.line_width(theme, self.view, step)
        x = box.left() + (slack / 2 if self.alignment & Qt.AlignmentFlag.AlignHCenter else 0)
        at = QPointF(x, text.middle_baseline(theme, step, box.center().y()))
        text.draw_line(painter, theme, self.view, at, step)
