"""A device of the home: what it is, how strongly it is heard, and when it last was."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import boxes, text
from ui.tokens import Colour, Type
from ui.views import Tone
from ui.views.controls import DeviceRowView
from ui.widgets.base import Painted

_ICON, _PAD, _TEXT_X, _SIGNAL_AT, _AGE_W = 28, 10, 54, 0.52, 0.22
_BARS, _BAR, _BAR_GAP, _LOWEST, _TALLEST = 4, 5, 3, 6, 22


class DeviceRow(Painted[DeviceRowView]):
    """Icon, name and role left; bars and their word in a column of their own; the age right."""

    def sentence(self) -> str:
        """All of it, in words."""
        view = self.view
        return ", ".join(part for part in (view.name, view.role, view.word, view.age) if part)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the columns on one line."""
        theme, view, px, middle = self.theme, self.view, self.theme.layout.px, box.center().y()
        if view.has_rule:
            painter.fillRect(QRectF(box.left(), box.top(), box.width(), 1), theme.colour(Colour.LINE))
        ink, quiet = theme.colour(Colour.TEXT), theme.colour(Colour.TEXT2)
        spot = QPointF(box.left() + px(_PAD), round(middle - px(_ICON) / 2))
        painter.drawPixmap(spot, theme.icon(view.icon, ink, px(_ICON)))
        left, signal = box.left() + px(_TEXT_X), box.left() + box.width() * _SIGNAL_AT
        room = signal - left - px(12)
        title = text.fitted(theme, view.name, room, (Type.STRONG, Type.SMALL_STRONG, Type.RAIL))
        first, below = text.two_baselines(theme, Type.SMALL, title, middle)
        text.draw_text(painter, theme, view.name, QPointF(left, first), title, ink)
        step = text.fitted(theme, view.role, room, (Type.SMALL, Type.AXIS, Type.RAIL))
        text.draw_text(painter, theme, view.role, QPointF(left, below), step, quiet)
        at = QPointF(box.right() - px(_PAD), text.middle_baseline(theme, Type.SMALL, middle))
        step = text.fitted(theme, view.age, box.width() * _AGE_W, (Type.SMALL, Type.AXIS, Type.RAIL))
        end = text.draw_right(painter, theme, view.age, at, step, quiet)
        self._draw_signal(painter, signal, middle, end - px(12))

    def _draw_signal(self, painter: QPainter, left: float, middle: float, right: float) -> None:
        theme, view, px = self.theme, self.view, self.theme.layout.px
        is_plain = view.tone is Tone.QUIET
        colour = theme.colour(Colour.TEXT) if is_plain else theme.tone(view.tone)
        foot, x = middle + px(_TALLEST) / 2, left
        if view.bars is not None:
            for index in range(_BARS):
                tall = px(_LOWEST) + (px(_TALLEST) - px(_LOWEST)) * index / (_BARS - 1)
                bar = QRectF(x, foot - tall, px(_BAR), tall)
                is_full = index < view.bars
                edge = None if is_full else theme.colour(Colour.OUTLINE)
                boxes.draw(painter, bar, 1.5, colour if is_full else None, edge, 1.2)
                x += px(_BAR + _BAR_GAP)
            x += px(8)
        step = text.fitted(theme, view.word, right - x, (Type.STRONG, Type.SMALL_STRONG, Type.RAIL))
        baseline = text.middle_baseline(theme, step, middle)
        text.draw_text(painter, theme, view.word, QPointF(x, baseline), step, colour)
