"""Rules, each a sentence."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import boxes, lines, shapes, text
from ui.tokens import Colour, Radius, Stroke, Type
from ui.views import plain
from ui.views.comfort import RuleListView, RuleView
from ui.widgets.base import Painted

_PAD, _TEXT_X, _MARK, _LEAST = 22, 60, 24, 37


class RuleList(Painted[RuleListView]):
    """A card of rows with hairlines between them; a row that has no room is left out, the last one first."""

    def sentence(self) -> str:
        """Every sentence."""
        return self.view.sentence or " ".join(plain(row.line) for row in self.view.rows)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the card and the rows that fit."""
        theme, px = self.theme, self.theme.layout.px
        edge = theme.colour(Colour.OUTLINE) if theme.is_contrast else None
        boxes.draw(painter, box, Radius.CARD, theme.colour(Colour.SURFACE), edge, Stroke.CONTROL)
        rows = self.view.rows[: max(1, int((box.height() - px(4)) / max(28, px(_LEAST))))]
        if not rows:
            return
        height = (box.height() - px(4)) / len(rows)
        for index, row in enumerate(rows):
            area = QRectF(box.left(), box.top() + px(2) + index * height, box.width(), height)
            if index:
                width = box.width() - 2 * px(_PAD)
                line = QRectF(box.left() + px(_PAD), round(area.top()), width, 1)
                painter.fillRect(line, theme.colour(Colour.LINE))
            self._draw_row(painter, row, area)

    def _draw_row(self, painter: QPainter, row: RuleView, area: QRectF) -> None:
        theme, px = self.theme, self.theme.layout.px
        size = px(_MARK)
        spot = QPointF(area.left() + px(_PAD), round(area.center().y() - size / 2))
        if row.mark.level is not None:
            colour = theme.level(row.mark.level)
            shapes.draw(painter, row.mark.level, spot, size, colour, theme.colour(Colour.SURFACE))
        else:
            painter.drawPixmap(spot, theme.icon(row.mark.icon, theme.tone(row.mark.tone), size))
        room = QRectF(area.left() + px(_TEXT_X), area.top(), area.width() - px(_TEXT_X) - px(_PAD), area.height())
        steps = (Type.LABEL, *lines.SMALLER)
        step = next((each for each in steps if text.line_width(theme, row.line, each) <= room.width()), None)
        if step is not None:
            lines.draw(painter, theme, [row.line], room, step, is_middle=False)
            return
        step, broken = lines.fitted(theme, row.line, room.width(), room.height(), steps)
        lines.draw(painter, theme, broken, room, step, is_middle=False)
