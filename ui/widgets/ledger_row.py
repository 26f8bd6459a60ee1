"""A row of the ledger."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import text, tier_bar
from ui.tokens import Colour, Type
from ui.views import LedgerRowView
from ui.widgets.base import Pressable

_BASELINE, _SECOND, _BAR_TOP, _BAR_H = 43, 71, 62, 12
_AMOUNT_RIGHT, _GAP = 149, 16


class LedgerRow(Pressable[LedgerRowView]):
    """Label, middle amount and main amount on one baseline; a second line or a bar below; a hairline under it."""

    has_rule = True

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the row."""
        view, theme, k = self.view, self.theme, box.height() / 85
        quiet, y = theme.colour(Colour.TEXT2), box.top() + _BASELINE * k
        text.draw_text(painter, theme, view.label, QPointF(box.left(), y), Type.LABEL, quiet)
        x = box.right()
        if view.main_unit:
            x = text.draw_right(painter, theme, view.main_unit, QPointF(x, y), Type.SMALL, quiet) - theme.layout.px(4)
        colour = text.value_colour(theme, view.main)
        x = text.draw_right(painter, theme, view.main, QPointF(x, y), Type.MONEY if view.bar else Type.VALUE, colour)
        if view.amount:
            right = min(box.right() - theme.layout.px(_AMOUNT_RIGHT), x - theme.layout.px(_GAP))
            if view.amount_unit:
                unit = text.draw_right(painter, theme, view.amount_unit, QPointF(right, y), Type.SMALL, quiet)
                right = unit - theme.layout.px(4)
            colour = text.value_colour(theme, view.amount)
            text.draw_right(painter, theme, view.amount, QPointF(right, y), Type.AMOUNT, colour)
        if view.bar is not None:
            bar = QRectF(box.left(), box.top() + _BAR_TOP * k, box.width(), theme.layout.px(_BAR_H))
            tier_bar.draw(painter, bar, view.bar.segments, theme)
        else:
            text.draw_line(painter, theme, view.second, QPointF(box.left(), box.top() + _SECOND * k), Type.SMALL)
        if self.has_rule:
            painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.colour(Colour.LINE))
