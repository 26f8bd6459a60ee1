"""Prices of the coming hours."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui.paint import skyline, text
from ui.theme import round_pen
from ui.tokens import Colour, Radius, Type
from ui.views import SkylineView
from ui.widgets.base import Pressable

_TITLE_Y, _TOP, _FOOT, _AXIS_Y = 22, 32, 26, 3
_KNOB = 5


class Skyline(Pressable[SkylineView]):
    """Blocks between a title and an axis, with a line at the present."""

    ring_radius = Radius.BAR

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint title, blocks, axis, and the present above them."""
        view, theme, px = self.view, self.theme, self.theme.layout.px
        quiet = theme.colour(Colour.TEXT2)
        title_y = box.top() + px(_TITLE_Y)
        left = text.draw_right(painter, theme, view.title, QPointF(box.right(), title_y), Type.SMALL, quiet)
        chart = QRectF(box.left(), box.top() + px(_TOP), box.width(), box.height() - px(_TOP) - px(_FOOT))
        if not view.blocks:
            self._draw_empty(painter, chart)
            return
        skyline.draw(painter, chart, view.blocks, theme, view.now)
        self._draw_axis(painter, box)
        if view.now is not None:
            self._draw_now(painter, chart, view.now, title_y, left)

    def _draw_empty(self, painter: QPainter, chart: QRectF) -> None:
        colour = self.theme.colour(Colour.TEXT2)
        lines = text.wrap(self.theme, self.view.empty, chart.width(), Type.LABEL)
        step = self.theme.metrics(Type.LABEL).height()
        for index, line in enumerate(lines):
            at = QPointF(chart.left(), chart.top() + step * (index + 1))
            text.draw_text(painter, self.theme, line, at, Type.LABEL, colour)

    def _draw_axis(self, painter: QPainter, box: QRectF) -> None:
        metrics, taken = self.theme.metrics(Type.AXIS), box.left() - 1
        for mark in self.view.axis:
            width = metrics.horizontalAdvance(mark.text)
            x = min(box.right() - width, max(box.left(), box.left() + mark.at * box.width() - width / 2))
            if x <= taken:
                continue
            taken = x + width + self.theme.layout.px(8)
            at = QPointF(x, box.bottom() - self.theme.layout.px(_AXIS_Y))
            text.draw_text(painter, self.theme, mark.text, at, Type.AXIS, self.theme.colour(Colour.TEXT2))

    def _draw_now(self, painter: QPainter, chart: QRectF, now: float, title_y: float, title_left: float) -> None:
        theme, px = self.theme, self.theme.layout.px
        x, top = chart.left() + now * chart.width(), title_y + px(8)
        ink = theme.colour(Colour.INK)
        for colour, width in ((theme.colour(Colour.BG), 7), (ink, 3)):
            painter.setPen(round_pen(colour, width))
            painter.drawLine(QPointF(x, top), QPointF(x, chart.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(QPointF(x, top), _KNOB, _KNOB)
        word = self.view.now_word
        room = title_left - px(16) - theme.metrics(Type.SMALL_STRONG).horizontalAdvance(word)
        at = QPointF(min(x + px(13), room), title_y)
        text.draw_text(painter, theme, word, at, Type.SMALL_STRONG, theme.colour(Colour.TEXT))
