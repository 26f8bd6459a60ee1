"""A small outlined announcement."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter

from ui.paint import boxes, shapes, text
from ui.tokens import Colour, Radius, Stroke, Touch, Type
from ui.views import ChipView, Tone
from ui.widgets.base import Pressable

_HEIGHT, _PAD, _ICON, _GAP = 36, 12, 20, 8


class Chip(Pressable[ChipView]):
    """Outlined in the colour of its level or tone."""

    ring_radius = Radius.CHIP

    def sentence(self) -> str:
        """What is written."""
        return self.view.text

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        px = self.theme.layout.px
        width = self.theme.metrics(Type.SMALL_STRONG).horizontalAdvance(self.view.text) + px(2 * _PAD)
        if self.view.icon or self.view.level:
            width += self.theme.layout.icon(_ICON) + px(_GAP)
        return QSize(max(Touch.MINIMUM, round(width + 0.5)), Touch.MINIMUM)

    def ring(self, box: QRectF) -> QRectF:
        """Around the pill."""
        height = self.theme.layout.px(_HEIGHT)
        return QRectF(box.left(), box.center().y() - height / 2, box.width(), height)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint outline, mark and words."""
        theme, px, view = self.theme, self.theme.layout.px, self.view
        colour = theme.level(view.level) if view.level else theme.tone(view.tone)
        edge = theme.colour(Colour.OUTLINE) if not view.level and view.tone is Tone.QUIET else colour
        pill = QRectF(box.left(), box.center().y() - px(_HEIGHT) / 2, box.width(), px(_HEIGHT))
        boxes.draw(painter, pill, min(Radius.CHIP, pill.height() / 2), None, edge, Stroke.CONTROL)
        x, size = box.left() + px(_PAD), theme.layout.icon(_ICON)
        spot = QPointF(x, round(box.center().y() - size / 2))
        if view.level:
            shapes.draw(painter, view.level, spot, size, colour, theme.colour(Colour.BG))
        elif view.icon:
            painter.drawPixmap(spot, theme.icon(view.icon, colour, size))
        x += size + px(_GAP) if view.level or view.icon else 0
        y = text.middle_baseline(theme, Type.SMALL_STRONG, box.center().y())
        text.draw_text(painter, theme, view.text, QPointF(x, y), Type.SMALL_STRONG, theme.colour(Colour.TEXT))
