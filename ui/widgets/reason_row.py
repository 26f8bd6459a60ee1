"""A reason: an icon, a sentence, and more about it."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import text
from ui.tokens import Colour, Type
from ui.views import ReasonRowView
from ui.widgets.base import Painted

_ICON, _TEXT_X = 28, 52
_TITLES, _SECONDS = (Type.STRONG, Type.SMALL_STRONG, Type.RAIL), (Type.SMALL, Type.AXIS, Type.RAIL)
_LINE = 1.22


class ReasonRow(Painted[ReasonRowView]):
    """The sentence over its explanation, both as wide as there is room, in the middle of the height."""

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint icon, words and the hairline below."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        size, left = px(_ICON), box.left() + px(_TEXT_X)
        spot = QPointF(box.left() + px(4), round(box.center().y() - size / 2))
        painter.drawPixmap(spot, theme.icon(view.icon, theme.colour(Colour.TEXT), size))
        room = box.width() - px(_TEXT_X)
        rows: list[tuple[str, Type, Colour]] = []
        for words, steps, role in ((view.title, _TITLES, Colour.TEXT), (view.subtitle, _SECONDS, Colour.TEXT2)):
            if words:
                step, lines = text.fitted_lines(theme, words, room, box.height() / 2.2, steps)
                rows += [(line, step, role) for line in lines]
        heights = [theme.font(step).pixelSize() * _LINE for _, step, _ in rows]
        y = box.center().y() - sum(heights) / 2
        for (line, step, role), height in zip(rows, heights, strict=True):
            at = QPointF(left, text.middle_baseline(theme, step, y + height / 2))
            text.draw_text(painter, theme, line, at, step, theme.colour(role))
            y += height
        if view.has_rule:
            painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.colour(Colour.LINE))
