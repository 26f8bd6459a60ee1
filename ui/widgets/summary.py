"""A page's numbers and its sentence on one line."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import text
from ui.paint.lines import wrap
from ui.tokens import Colour, Type
from ui.views import Run
from ui.views.history import SummaryView
from ui.widgets.base import Painted

_GAP, _UNIT, _BETWEEN = 28, 8, 24
_STEPS = (Type.BODY, Type.SMALL, Type.AXIS, Type.RAIL)


class Summary(Painted[SummaryView]):
    """Energy and cost large, then the words; a second reading at the right, below them where there is no room."""

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint them around the middle of the height."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        baseline = text.middle_baseline(theme, Type.MONEY, box.center().y())
        x = self._number(painter, view.first, box.left(), baseline)
        if view.first_unit:
            x += px(_UNIT)
            text.draw_text(
                painter, theme, view.first_unit, QPointF(x, baseline), Type.LABEL, theme.colour(Colour.TEXT2)
            )
            x += theme.metrics(Type.LABEL).horizontalAdvance(view.first_unit)
        if view.second:
            x = self._number(painter, view.second, x + px(_GAP), baseline)
        self._draw_words(painter, QRectF(x + px(_GAP), box.top(), box.right() - x - px(_GAP), box.height()))

    def _number(self, painter: QPainter, number: str, x: float, baseline: float) -> float:
        colour = text.value_colour(self.theme, number)
        text.draw_text(painter, self.theme, number, QPointF(x, baseline), Type.MONEY, colour)
        return x + self.theme.metrics(Type.MONEY).horizontalAdvance(number)

    def _draw_words(self, painter: QPainter, room: QRectF) -> None:
        """The sentence, and the second reading beside it, or both below one another."""
        theme, view = self.theme, self.view
        for step in _STEPS:
            right = theme.metrics(step).horizontalAdvance(view.right)
            needed = text.line_width(theme, view.line, step) + (right + self.theme.layout.px(_BETWEEN) if right else 0)
            if needed <= room.width():
                y = text.middle_baseline(theme, step, room.center().y())
                text.draw_line(painter, theme, view.line, QPointF(room.left(), y), step)
                at = QPointF(room.right(), y)
                text.draw_right(painter, theme, view.right, at, step, theme.colour(Colour.TEXT2))
                return
        self._draw_stacked(painter, room)

    def _draw_stacked(self, painter: QPainter, room: QRectF) -> None:
        theme, view = self.theme, self.view
        for step in _STEPS[1:]:
            lines = wrap(theme, view.line, room.width(), step)
            lines += [(line,) for line in self._right_lines(room.width(), step)]
            height = theme.font(step).pixelSize() * 1.2
            if len(lines) * height <= room.height() + 1:
                break
        for index, line in enumerate(lines):
            middle = room.center().y() + (index - (len(lines) - 1) / 2) * height
            at = QPointF(room.left(), text.middle_baseline(theme, step, middle))
            text.draw_line(painter, theme, line, at, step)

    def _right_lines(self, width: float, step: Type) -> list[Run]:
        return [Run(line) for line in text.wrap(self.theme, self.view.right, width, step)] if self.view.right else []
