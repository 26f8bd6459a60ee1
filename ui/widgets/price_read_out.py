"""What one hour costs."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import boxes, shapes, text
from ui.tokens import Colour, Radius, Type
from ui.views.history import PriceReadOutView
from ui.widgets.base import Painted

_PAD, _GAP, _MARK, _NEAR = 22, 24, 28, 8
_STEPS = ((Type.NOTICE_TITLE, Type.BODY), (Type.STRONG, Type.SMALL), (Type.SMALL_STRONG, Type.RAIL))


class PriceReadOut(Painted[PriceReadOutView]):
    """A card outlined in the level: when, shape and word, the price; at the right what the house is like."""

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint them on one line, smaller where they would not fit."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        colour = theme.colour(Colour.OUTLINE) if view.level is None else theme.level(view.level)
        boxes.draw(painter, box, Radius.CARD, theme.colour(Colour.SURFACE), colour, 2)
        for steps in _STEPS:
            if self._width(*steps) <= box.width() - 2 * px(_PAD):
                break
        strong, plain = steps
        baseline = text.middle_baseline(theme, strong, box.center().y())
        x = box.left() + px(_PAD)
        text.draw_text(painter, theme, view.title, QPointF(x, baseline), strong, theme.colour(Colour.TEXT))
        x += self._advance(view.title, strong) + px(_GAP)
        if view.level is not None:
            mark = px(_MARK)
            at = QPointF(x, box.center().y() - mark / 2)
            shapes.draw(painter, view.level, at, mark, colour, theme.colour(Colour.SURFACE))
            x += mark + px(_NEAR)
        ink = theme.colour(Colour.TEXT2) if view.level is None else colour
        text.draw_text(painter, theme, view.word, QPointF(x, baseline), strong, ink)
        x += self._advance(view.word, strong) + px(_GAP) / 2
        text.draw_text(painter, theme, view.price, QPointF(x, baseline), strong, theme.colour(Colour.TEXT))
        x += self._advance(view.price, strong) + px(5)
        text.draw_text(painter, theme, view.unit, QPointF(x, baseline), Type.SMALL, theme.colour(Colour.TEXT2))
        self._draw_note(painter, box, plain)

    def _draw_note(self, painter: QPainter, box: QRectF, plain: Type) -> None:
        theme, view, px = self.theme, self.view, self.theme.layout.px
        if not view.note:
            return
        at = QPointF(box.right() - px(_PAD), text.middle_baseline(theme, plain, box.center().y()))
        left = text.draw_right(painter, theme, view.note, at, plain, theme.colour(Colour.TEXT))
        if view.icon:
            size = px(26)
            spot = QPointF(round(left - px(8) - size), round(box.center().y() - size / 2))
            painter.drawPixmap(spot, theme.icon(view.icon, theme.colour(Colour.TEXT), size))

    def _width(self, strong: Type, plain: Type) -> float:
        """How wide all of it is in these sizes."""
        px, view = self.theme.layout.px, self.view
        mark = 0 if view.level is None else px(_MARK) + px(_NEAR)
        parts = [self._advance(each, strong) for each in (view.title, view.word, view.price)]
        note = self._advance(view.note, plain) + px(26) + px(_GAP) + px(8) if view.note else 0
        return sum(parts) + mark + px(_GAP) * 1.5 + self._advance(view.unit, Type.SMALL) + px(5) + note

    def _advance(self, words: str, step: Type) -> float:
        return self.theme.metrics(step).horizontalAdvance(words)
