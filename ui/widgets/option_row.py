"""One of a few ways, with its price."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.paint import boxes, text
from ui.tokens import Colour, Radius, Stroke, Type
from ui.views import OptionRowView
from ui.widgets.base import Pressable

_CIRCLE_X, _CIRCLE, _DOT, _TEXT_X, _RIGHT, _GAP = 38, 14, 8, 71, 24, 8
_TITLES = (Type.PAGE_TITLE, Type.STRONG, Type.SMALL_STRONG, Type.RAIL)
_SUBTITLES = (Type.SMALL, Type.AXIS, Type.RAIL)


class OptionRow(Pressable[OptionRowView]):
    """A circle that is full when chosen, a title over what it means, and the amount at the right."""

    def sentence(self) -> str:
        """All of it."""
        parts = (self.view.title, self.view.subtitle, self.view.about, self.view.amount)
        return self.view.sentence or " ".join(part for part in parts if part)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground, circle, words and amount."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        ground = Colour.PRESSED if self.isDown() and not theme.is_contrast else Colour.RAISED
        edge = Colour.INK if view.is_selected else Colour.OUTLINE if theme.is_contrast else None
        width = Stroke.SELECTED if view.is_selected else 1
        boxes.draw(painter, box, Radius.CARD, theme.colour(ground), None if edge is None else theme.colour(edge), width)
        self._draw_circle(painter, QPointF(box.left() + px(_CIRCLE_X), box.center().y()))
        end = self._draw_amount(painter, box)
        left = box.left() + px(_TEXT_X)
        room = end - left - px(_GAP)
        title = text.fitted(theme, view.title, room, _TITLES)
        second = text.fitted(theme, view.subtitle, room, _SUBTITLES)
        lines = text.wrap(theme, view.subtitle, room, second)
        first, below = text.two_baselines(theme, second, title, box.center().y())
        if len(lines) > 1:
            first -= theme.font(second).pixelSize() * 0.55
            below -= theme.font(second).pixelSize() * 0.55
        text.draw_text(painter, theme, view.title, QPointF(left, first), title, theme.colour(Colour.TEXT))
        for line in lines:
            text.draw_text(painter, theme, line, QPointF(left, below), second, theme.colour(Colour.TEXT2))
            below += theme.font(second).pixelSize() * 1.1

    def words_box(self, box: QRectF) -> QRectF:
        """Clear of the edge."""
        return box.adjusted(0, 5, 0, -5)

    def _draw_circle(self, painter: QPainter, middle: QPointF) -> None:
        theme, px = self.theme, self.theme.layout.px
        role = Colour.INK if self.view.is_selected else Colour.OUTLINE
        painter.setPen(QPen(theme.colour(role), 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, px(_CIRCLE), px(_CIRCLE))
        if self.view.is_selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(Colour.INK))
            painter.drawEllipse(middle, px(_DOT), px(_DOT))

    def _draw_amount(self, painter: QPainter, box: QRectF) -> float:
        """The amount and the word before it; gives their left end."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        y = text.middle_baseline(theme, Type.MONEY, box.center().y())
        x = box.right() - px(_RIGHT)
        if view.amount:
            x = text.draw_right(painter, theme, view.amount, QPointF(x, y), Type.MONEY, theme.colour(Colour.TEXT)) - 5
        else:
            y = text.middle_baseline(theme, Type.SMALL, box.center().y())
        return text.draw_right(painter, theme, view.about, QPointF(x, y), Type.SMALL, theme.colour(Colour.TEXT2))
