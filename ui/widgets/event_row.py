"""An event in a list."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter

from ui.paint import boxes, shapes, text
from ui.tokens import Colour, Radius, Touch, Type
from ui.views.comfort import EventRowView
from ui.widgets.base import Pressable

_PAD, _SHAPE, _TEXT_X, _CHEVRON, _GAP = 24, 22, 60, 24, 16


class EventRow(Pressable[EventRowView]):
    """The level's shape, what, when, and a chevron: it opens."""

    def sizeHint(self) -> QSize:
        """60 high."""
        return QSize(Touch.MINIMUM * 4, max(Touch.MINIMUM, self.theme.layout.px(60)))

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint them on one line; in larger text the date stands below."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        if self.isDown():
            edge = theme.colour(Colour.OUTLINE) if theme.is_contrast else None
            boxes.draw(painter, box, Radius.BUTTON, theme.colour(Colour.RAISED), edge)
        middle = box.center().y()
        size = px(_SHAPE)
        spot = QPointF(box.left() + px(_PAD), round(middle - size / 2))
        shapes.draw(painter, view.level, spot, size, theme.level(view.level), theme.colour(Colour.BG))
        right = box.right() - px(_PAD)
        icon = px(_CHEVRON)
        quiet = theme.colour(Colour.TEXT2)
        painter.drawPixmap(QPointF(right - icon, round(middle - icon / 2)), theme.icon("chevron-right", quiet, icon))
        right -= icon + px(8)
        left = box.left() + px(_TEXT_X)
        small = Type.SMALL
        width = theme.metrics(small).horizontalAdvance(view.when)
        room = right - width - px(_GAP) - left
        step = text.fitted(theme, view.title, room, (Type.BODY, Type.AXIS, Type.RAIL))
        if theme.metrics(step).horizontalAdvance(view.title) <= room:
            y = text.middle_baseline(theme, step, middle)
            text.draw_text(painter, theme, view.title, QPointF(left, y), step, theme.colour(Colour.TEXT))
            at = QPointF(right, text.middle_baseline(theme, small, middle))
            text.draw_right(painter, theme, view.when, at, small, quiet)
        else:
            step = text.fitted(theme, view.title, right - left, (Type.AXIS, Type.RAIL))
            first, below = text.two_baselines(theme, Type.RAIL, step, middle)
            text.draw_text(painter, theme, view.title, QPointF(left, first), step, theme.colour(Colour.TEXT))
            text.draw_text(painter, theme, view.when, QPointF(left, below), Type.RAIL, quiet)
