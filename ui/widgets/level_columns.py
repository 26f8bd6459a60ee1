"""What was used at each price, as columns."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import boxes, shapes, text
from ui.tokens import Colour, Stroke, Type
from ui.views import Level, LevelColumnsView, LevelColumnView
from ui.widgets.base import Painted

_TITLE, _GAP, _LEAST, _MARK, _STEP, _WIDEST = 34, 14, 8, 20, 25, 112


class LevelColumns(Painted[LevelColumnsView]):
    """Height is energy, colour and shape the level; below each its word, its energy and its price."""

    def sentence(self) -> str:
        """Title, then each column."""
        parts = [f"{each.word} {each.energy} {each.price}" for each in self.view.columns]
        return ", ".join([self.view.title, *parts])

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the title and the columns."""
        theme, px, columns = self.theme, self.theme.layout.px, self.view.columns
        if not columns:
            return
        at = QPointF(box.left(), box.top() + px(20))
        text.draw_text(painter, theme, self.view.title, at, Type.SMALL, theme.colour(Colour.TEXT2))
        foot = box.bottom() - 3 * self._line() - px(8)
        room = foot - box.top() - px(_TITLE)
        width = (box.width() - px(_GAP) * (len(columns) - 1)) / len(columns)
        for index, column in enumerate(columns):
            left = box.left() + index * (width + px(_GAP))
            tall = max(px(_LEAST), column.height * room)
            bar = min(width, px(_WIDEST))
            area = QRectF(left + (width - bar) / 2, foot - tall, bar, tall)
            self._draw_column(painter, column, area)
            self._draw_words(painter, column, left + width / 2, width, foot)

    def _draw_column(self, painter: QPainter, column: LevelColumnView, area: QRectF) -> None:
        theme = self.theme
        colour, tint = theme.level(column.level), theme.tint(column.level)
        is_striped = column.level is Level.CRITICAL
        boxes.draw(painter, area, 4, theme.stripes(tint, theme.colour(Colour.STRIPE)) if is_striped else tint)
        if theme.is_contrast:
            boxes.draw(painter, area, 4, None, colour, Stroke.CONTROL)
        boxes.draw(painter, QRectF(area.x(), area.y(), area.width(), Stroke.BLOCK_TOP), 2, colour)

    def _draw_words(self, painter: QPainter, column: LevelColumnView, middle: float, width: float, foot: float) -> None:
        theme, px = self.theme, self.theme.layout.px
        colour, mark, line = theme.level(column.level), px(_MARK), self._line()
        room = width - mark - px(6)
        word = text.fitted(theme, column.word, room, (Type.SMALL_STRONG, Type.RAIL))
        wide = theme.metrics(word).horizontalAdvance(column.word) + mark + px(6)
        y = foot + px(6) + line / 2
        left = middle - wide / 2
        shapes.draw(painter, column.level, QPointF(left, y - mark / 2), mark, colour, theme.colour(Colour.BG))
        at = QPointF(left + mark + px(6), text.middle_baseline(theme, word, y))
        text.draw_text(painter, theme, column.word, at, word, colour)
        for index, (words, role, usual) in enumerate(
            ((column.energy, Colour.TEXT, Type.SMALL_STRONG), (column.price, Colour.TEXT2, Type.SMALL))
        ):
            step = text.fitted(theme, words, width, (usual, Type.RAIL))
            at = QPointF(middle, text.middle_baseline(theme, step, y + (index + 1) * line))
            text.draw_centred(painter, theme, words, at, step, theme.colour(role))

    def _line(self) -> float:
        return max(self.theme.layout.px(_STEP), self.theme.font(Type.SMALL).pixelSize() * 1.25)
