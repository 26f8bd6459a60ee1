"""An amount as it was, and as it would be."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import text
from ui.tokens import LINE_HEIGHT, Colour, Type
from ui.views.rates import ChangeView
from ui.widgets.base import Painted

_SIZES = ((Type.AMOUNT, Type.VALUE), (Type.AMOUNT, Type.MONEY), (Type.SMALL, Type.BAND))
_ARROW, _GAP = 24, 12


class Change(Painted[ChangeView]):
    """The label above, the old amount quiet, an arrow, the new amount large; or a sentence alone."""

    def sentence(self) -> str:
        """Label and both amounts."""
        view = self.view
        return f"{view.label} {view.before} → {view.after}" if view.after else view.label

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint them around the middle."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        quiet = theme.colour(Colour.TEXT2)
        steps = (Type.SMALL, Type.AXIS, Type.RAIL)
        if not view.after:
            step, lines = text.fitted_lines(theme, view.label, box.width(), box.height(), steps)
            height = theme.font(step).pixelSize() * LINE_HEIGHT
            for index, line in enumerate(lines):
                y = text.middle_baseline(theme, step, box.center().y() + (index - (len(lines) - 1) / 2) * height)
                text.draw_text(painter, theme, line, QPointF(box.left(), y), step, quiet)
            return
        is_low = box.height() < px(70)
        small, large = next((each for each in _SIZES if self._width(*each) <= box.width()), _SIZES[-1])
        if is_low:
            small, large = _SIZES[-1]
        label = text.fitted(theme, view.label, box.width(), steps)
        high = theme.font(label).pixelSize() * LINE_HEIGHT
        tall = theme.metrics(large).capHeight()
        top = box.center().y() - (high + tall + px(8)) / 2
        at = QPointF(box.left(), text.middle_baseline(theme, label, top + high / 2))
        text.draw_text(painter, theme, view.label, at, label, quiet)
        foot = top + high + px(8) + tall
        text.draw_text(painter, theme, view.before, QPointF(box.left(), foot), small, quiet)
        x = box.left() + theme.metrics(small).horizontalAdvance(view.before) + px(_GAP)
        arrow = px(_ARROW)
        spot = QPointF(round(x), round(foot - theme.metrics(small).capHeight() / 2 - arrow / 2))
        painter.drawPixmap(spot, theme.icon("arrow-right", theme.colour(Colour.TEXT), arrow))
        at = QPointF(x + arrow + px(_GAP), foot)
        text.draw_text(painter, theme, view.after, at, large, theme.colour(Colour.TEXT))

    def _width(self, small: Type, large: Type) -> float:
        theme, px = self.theme, self.theme.layout.px
        width = theme.metrics(small).horizontalAdvance(self.view.before) + px(_ARROW) + 2 * px(_GAP)
        return width + theme.metrics(large).horizontalAdvance(self.view.after)
