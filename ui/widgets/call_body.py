"""A telephone number to dial elsewhere, and what to tell."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import text
from ui.tokens import Colour, Type
from ui.views.comfort import CallView
from ui.widgets.base import Painted

_NUMBER, _HEAD, _ROW, _LABEL_W = 100, 34, 40, 190


class CallBody(Painted[CallView]):
    """The number as large as it fits; below it facts, a line each."""

    def sentence(self) -> str:
        """Number and facts."""
        facts = "; ".join(f"{label}: {value}" for label, value in self.view.facts)
        return f"{self.view.number}. {self.view.heading} {facts}"

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint them."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        step = text.fitted(theme, view.number, box.width(), (Type.HERO_PAGE, Type.VALUE_XL, Type.TITLE, Type.STRONG))
        high = min(px(_NUMBER), box.height() * 0.36)
        y = text.middle_baseline(theme, step, box.top() + high / 2)
        text.draw_text(painter, theme, view.number, QPointF(box.left(), y), step, theme.colour(Colour.TEXT))
        y = box.top() + high
        row = min(px(_ROW), (box.bottom() - y) / (len(view.facts) + 1))
        at = QPointF(box.left(), text.middle_baseline(theme, Type.STRONG, y + row / 2))
        text.draw_text(painter, theme, view.heading, at, Type.STRONG, theme.colour(Colour.TEXT))
        for index, (label, value) in enumerate(view.facts):
            middle = y + (index + 1.5) * row
            at = QPointF(box.left(), text.middle_baseline(theme, Type.LABEL, middle))
            text.draw_text(painter, theme, label, at, Type.LABEL, theme.colour(Colour.TEXT2))
            x = box.left() + max(px(_LABEL_W), theme.metrics(Type.LABEL).horizontalAdvance(label) + px(16))
            fit = text.fitted(theme, value, box.right() - x, (Type.STRONG, Type.SMALL_STRONG, Type.RAIL))
            at = QPointF(x, text.middle_baseline(theme, fit, middle))
            text.draw_text(painter, theme, value, at, fit, theme.colour(Colour.TEXT))
