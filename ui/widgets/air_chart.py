"""How busy each channel of the air is."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.paint import boxes, text
from ui.tokens import Colour, Type
from ui.views.joining import AirChartView
from ui.widgets.base import Painted

_TOP, _FOOT, _GAP, _EDGE = 40, 78, 0.28, 12


class AirChart(Painted[AirChartView]):
    """A column for each channel, ours in ink and named, lines where busy and noisy begin, other radios below."""

    def sentence(self) -> str:
        """Which channels, and which is ours."""
        return self.view.sentence

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint lines, columns and words."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        wide = max(theme.metrics(Type.RAIL).horizontalAdvance(word) for _, word in view.limits)
        area = box.adjusted(px(_EDGE), px(_TOP), -px(_EDGE) - wide, -px(_FOOT))
        for limit, word in view.limits:
            y = round(area.bottom() - limit * area.height())
            painter.setPen(QPen(theme.colour(Colour.OUTLINE), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            at = QPointF(area.right() + px(6), text.middle_baseline(theme, Type.RAIL, y))
            text.draw_text(painter, theme, word, at, Type.RAIL, theme.colour(Colour.TEXT2))
        step = area.width() / max(1, len(view.levels))
        names = [name for name, _ in view.levels]
        for index, (name, level) in enumerate(view.levels):
            is_own = name == view.own
            tall = max(px(4), level * area.height())
            left = area.left() + (index + _GAP / 2) * step
            column = QRectF(left, area.bottom() - tall, step * (1 - _GAP), tall)
            role = Colour.ATTENTION if level >= view.limits[-1][0] else Colour.INK if is_own else Colour.OUTLINE
            boxes.draw(painter, column, px(3), theme.colour(role))
            if is_own:
                over = max(each for _, each in view.levels[max(0, index - 2) : index + 3])
                self._draw_own(painter, column, area.bottom() - over * area.height(), box)
        for word, first, last in view.bands:
            if first in names and last in names:
                start, end = area.left() + names.index(first) * step, area.left() + (names.index(last) + 1) * step
                self._draw_band(painter, word, QRectF(start, area.bottom() + px(38), end - start, px(32)))

    def _draw_own(self, painter: QPainter, column: QRectF, top: float, box: QRectF) -> None:
        """Our channel's number below its column, and the word above what stands around it."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        ink, middle = theme.colour(Colour.TEXT), column.center().x()
        at = QPointF(middle, column.bottom() + px(24))
        text.draw_centred(painter, theme, view.own, at, Type.SMALL_STRONG, ink)
        half = theme.metrics(Type.SMALL_STRONG).horizontalAdvance(view.own_word) / 2
        middle = min(max(middle, box.left() + half + 1), box.right() - half - 1)
        at = QPointF(middle, top - px(10))
        text.draw_centred(painter, theme, view.own_word, at, Type.SMALL_STRONG, ink)

    def _draw_band(self, painter: QPainter, word: str, box: QRectF) -> None:
        """A bracket under the channels, and whose they are."""
        theme, px = self.theme, self.theme.layout.px
        painter.setPen(QPen(theme.colour(Colour.OUTLINE), 2))
        left, right, top, foot = box.left() + 2, box.right() - 2, box.top(), box.top() + px(6)
        corners = ((left, top), (left, foot), (right, foot), (right, top))
        painter.drawPolyline([QPointF(x, y) for x, y in corners])
        step = text.fitted(theme, word, box.width() + px(16), (Type.SMALL, Type.RAIL, Type.BADGE))
        at = QPointF(box.center().x(), box.bottom())
        text.draw_centred(painter, theme, word, at, step, theme.colour(Colour.TEXT2))
