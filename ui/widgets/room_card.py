"""A room in the list of rooms."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter

from ui.paint import boxes, lines, text
from ui.tokens import Colour, Radius, Stroke, Touch, Type
from ui.views import plain
from ui.views.comfort import RoomCardView
from ui.widgets.base import Pressable

_PAD, _GAP, _LINE = 20, 12, 1.22
_VALUES, _VALUE_SHARE = (Type.VALUE, Type.PAGE_TITLE, Type.STRONG, Type.SMALL_STRONG), 0.36
_TITLES = (Type.STRONG, Type.SMALL_STRONG, Type.RAIL)


class RoomCard(Pressable[RoomCardView]):
    """Name, how it stands, and a value at the right; the chosen one has an outline in ink."""

    ring_radius = Radius.TILE

    def sentence(self) -> str:
        """All three."""
        view = self.view
        return view.sentence or ", ".join(part for part in (view.title, view.value, plain(view.second)) if part)

    def sizeHint(self) -> QSize:
        """As wide as the column that it stands in."""
        return QSize(Touch.MINIMUM * 4, Touch.MINIMUM)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground and words."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        fill = Colour.PRESSED if self.isDown() else Colour.RAISED if view.is_selected else Colour.SURFACE
        is_edged = view.is_selected or theme.is_contrast
        role = Colour.INK if view.is_selected else Colour.OUTLINE
        width = Stroke.SELECTED if role is Colour.INK else Stroke.CONTROL
        if theme.is_contrast and (view.is_selected or self.isDown()):
            width = 2 * Stroke.SELECTED
        if self.isDown() and theme.is_contrast:
            fill = Colour.SURFACE
        boxes.draw(painter, box, Radius.TILE, theme.colour(fill), theme.colour(role) if is_edged else None, width)
        left, right, middle = box.left() + px(_PAD), box.right() - px(_PAD), box.center().y()
        if view.value:
            size = text.fitted(theme, view.value, box.width() * _VALUE_SHARE, _VALUES)
            y = text.middle_baseline(theme, size, middle)
            colour = text.value_colour(theme, view.value)
            right = text.draw_right(painter, theme, view.value, QPointF(right, y), size, colour) - px(_GAP)
        room = right - left
        small, below = lines.fitted(theme, view.second, room, box.height() * 0.36, lines.SMALLER)
        tail = lines.line_height(theme, small) * len(below) if view.second else 0
        step = text.fitted(theme, view.title, room, _TITLES)
        title = text.wrap(theme, view.title, room, step)
        heights = [theme.font(step).pixelSize() * _LINE] * len(title)
        y = middle - (sum(heights) + tail) / 2
        for line, height in zip(title, heights, strict=True):
            at = QPointF(left, text.middle_baseline(theme, step, y + height / 2))
            text.draw_text(painter, theme, line, at, step, theme.colour(Colour.TEXT))
            y += height
        if view.second:
            lines.draw(painter, theme, below, QRectF(left, y, room, tail), small, is_middle=False)
