"""An amount so far, and where it may end."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.paint import boxes, text
from ui.tokens import LINE_HEIGHT, Colour, Stroke, Type
from ui.views import RangeBarView
from ui.widgets.base import Painted

_LABEL_Y, _BAR_Y, _BAR_H, _CAPTION_Y, _RANGE_H, _EARLY_Y = 30, 52, 14, 95, 26, 60


class RangeBar(Painted[RangeBarView]):
    """A label and a value, a bar with a dashed range and a needle, a caption at each end; too early: words alone."""

    def sentence(self) -> str:
        """Label, value and captions."""
        view = self.view
        parts = (view.label, view.value, view.left_caption, view.right_caption)
        return view.sentence or ", ".join(part for part in parts if part)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint words and bar."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        quiet, top = theme.colour(Colour.TEXT2), box.top()
        text.draw_text(painter, theme, view.label, QPointF(box.left(), top + px(_LABEL_Y)), Type.LABEL, quiet)
        if view.low is None:
            for index, line in enumerate(text.wrap(theme, view.left_caption, box.width(), Type.SMALL)):
                y = top + px(_EARLY_Y) + index * theme.font(Type.SMALL).pixelSize() * LINE_HEIGHT
                text.draw_text(painter, theme, line, QPointF(box.left(), y), Type.SMALL, quiet)
            return
        at = QPointF(box.right(), top + px(_LABEL_Y))
        label = theme.metrics(Type.LABEL).horizontalAdvance(view.label)
        step = text.fitted(theme, view.value, box.width() - label - px(12), (Type.MONEY, Type.STRONG, Type.RAIL))
        text.draw_right(painter, theme, view.value, at, step, text.value_colour(theme, view.value))
        bar = QRectF(box.left(), top + px(_BAR_Y), box.width(), px(_BAR_H))
        boxes.draw(painter, bar, bar.height() / 2, theme.colour(Colour.TRACK))
        filled = QRectF(bar.left(), bar.top(), max(bar.height(), bar.width() * min(1.0, view.filled)), bar.height())
        if view.filled > 0:
            boxes.draw(painter, filled, bar.height() / 2, theme.colour(Colour.INK))
        if view.high is not None:
            self._draw_range(painter, bar, view.low, view.high)
        foot = top + px(_CAPTION_Y)
        text.draw_text(painter, theme, view.left_caption, QPointF(box.left(), foot), Type.SMALL, quiet)
        text.draw_right(painter, theme, view.right_caption, QPointF(box.right(), foot), Type.SMALL, quiet)

    def _draw_range(self, painter: QPainter, bar: QRectF, low: float, high: float) -> None:
        theme, px = self.theme, self.theme.layout.px
        left, right = bar.left() + low * bar.width(), bar.left() + min(1.0, high) * bar.width()
        tall = px(_RANGE_H)
        area = QRectF(left, bar.center().y() - tall / 2, max(px(12), right - left), tall)
        boxes.draw(painter, area, 6, theme.colour(Colour.BG))
        pen = QPen(theme.colour(Colour.INK), Stroke.CONTROL)
        pen.setDashPattern([2.2, 1.8])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 5, 5)
        if self.view.likely is not None:
            x = bar.left() + min(1.0, self.view.likely) * bar.width()
            boxes.draw(painter, QRectF(x - 2.5, area.top() - 4, 5, tall + 8), 2, theme.colour(Colour.INK))
