"""How much of an event is over."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui.paint import boxes, text
from ui.tokens import Colour, Type
from ui.views import EventBarView, Level
from ui.widgets.base import Painted

_BAR, _GAP, _KNOB, _RING = 16, 18, 9, 3


class EventBar(Painted[EventBarView]):
    """Track for what is over, stripes for what is left, a knob at the present."""

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the hours at both ends and the bar between them."""
        theme, px, view = self.theme, self.theme.layout.px, self.view
        quiet, y = theme.colour(Colour.TEXT2), text.middle_baseline(theme, Type.AXIS, box.center().y())
        text.draw_text(painter, theme, view.start, QPointF(box.left(), y), Type.AXIS, quiet)
        right = text.draw_right(painter, theme, view.end, QPointF(box.right(), y), Type.AXIS, quiet)
        left = box.left() + theme.metrics(Type.AXIS).horizontalAdvance(view.start) + px(_GAP)
        bar = QRectF(left, box.center().y() - px(_BAR) / 2, right - px(_GAP) - left, px(_BAR))
        edge = theme.colour(Colour.OUTLINE) if theme.is_contrast else None
        boxes.draw(painter, bar, bar.height() / 2, theme.colour(Colour.TRACK), edge)
        now = bar.left() + min(1.0, max(0.0, view.elapsed)) * bar.width()
        painter.save()
        painter.setClipRect(QRectF(now, bar.top(), bar.right() - now, bar.height()))
        ground, stripe = (
            (Colour.CRITICAL_TINT, Colour.CRITICAL)
            if view.level is Level.CRITICAL
            else (Colour.EMERGENCY_TINT, Colour.EMERGENCY_TEXT)
        )
        boxes.draw(painter, bar, bar.height() / 2, theme.stripes(theme.colour(ground), theme.colour(stripe)))
        painter.restore()
        painter.setPen(Qt.PenStyle.NoPen)
        middle = QPointF(now, bar.center().y())
        for role, radius in ((Colour.BG, px(_KNOB) + _RING), (Colour.INK, px(_KNOB))):
            painter.setBrush(theme.colour(role))
            painter.drawEllipse(middle, radius, radius)
