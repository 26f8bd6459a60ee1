"""What power costs now, in one line."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import text
from ui.tokens import Colour, Type
from ui.views import FiguresView
from ui.widgets.base import Painted

_SIZES = (
    (Type.MONEY, Type.SMALL, Type.KW_UNIT),
    (Type.MONEY, Type.SMALL, Type.BODY),
    (Type.PAGE_TITLE, Type.AXIS, Type.SMALL),
)
_UNIT, _APART = 5, 16


class Figures(Painted[FiguresView]):
    """Two amounts and a price level, spread over the width."""

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint them on one baseline."""
        theme, view = self.theme, self.view
        sizes = next((each for each in _SIZES if self._gap(box, *each) >= _APART), _SIZES[-1])
        gap, (main, unit, price) = self._gap(box, *sizes), sizes
        x, y = box.left(), text.middle_baseline(theme, main, box.center().y())
        for number, word in (view.first, view.second):
            text.draw_text(painter, theme, number, QPointF(x, y), main, text.value_colour(theme, number))
            x += theme.metrics(main).horizontalAdvance(number) + _UNIT
            text.draw_text(painter, theme, word, QPointF(x, y), unit, theme.colour(Colour.TEXT2))
            x += theme.metrics(unit).horizontalAdvance(word) + gap
        text.draw_line(painter, theme, view.price, QPointF(x, y), price)

    def _gap(self, box: QRectF, main: Type, unit: Type, price: Type) -> float:
        """What is left between the three, in these sizes."""
        width = text.line_width(self.theme, self.view.price, price)
        for number, word in (self.view.first, self.view.second):
            width += self.theme.metrics(main).horizontalAdvance(number) + _UNIT
            width += self.theme.metrics(unit).horizontalAdvance(word)
        return (box.width() - width) / 2
