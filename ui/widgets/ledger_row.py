"""A row of the ledger."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import lines, text, tier_bar
from ui.tokens import Colour, Radius, Type
from ui.views import LedgerRowView, Line
from ui.widgets.base import Pressable

_BASELINE, _SECOND, _BAR_TOP, _BAR_H = 43, 71, 62, 12
_AMOUNT_RIGHT, _GAP, _UNIT_GAP = 149, 16, 4
_SIZES = ((Type.VALUE, Type.AMOUNT), (Type.MONEY, Type.STRONG), (Type.STRONG, Type.SMALL_STRONG))
_LEADING, _LEAST, _CLEAR = 1.1, 1.15, 8
_DOT = " · "
_SECOND_STEPS = (Type.SMALL, Type.AXIS, Type.RAIL)


class LedgerRow(Pressable[LedgerRowView]):
    """Label, middle amount and main amount on one baseline; a second line or a bar below; a hairline under it."""

    ring_radius = Radius.BAR

    has_rule = True

    def sentence(self) -> str:
        """Label and amounts."""
        return self.view.sentence or ", ".join(part for part in (self.view.label, self.view.main) if part)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the row."""
        view, theme, k = self.view, self.theme, box.height() / 85
        small = theme.font(Type.SMALL).pixelSize() / theme.at(100).font(Type.SMALL).pixelSize()
        below = min(box.top() + _SECOND * k * small, box.bottom() - theme.metrics(Type.SMALL).descent() - 1)
        first = min(box.top() + _BASELINE * k, below - theme.font(Type.SMALL).pixelSize() * _LEAST)
        self._draw_amounts(painter, box, box.top() + _BASELINE * k if view.bar is not None else first)
        if view.bar is not None:
            bar = QRectF(box.left(), box.top() + _BAR_TOP * k, box.width(), theme.layout.px(_BAR_H))
            tier_bar.draw(painter, bar, view.bar.segments, theme)
        else:
            self._draw_second(painter, box, below, box.bottom() - first)
        if self.has_rule:
            painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.colour(Colour.LINE))

    def _draw_second(self, painter: QPainter, box: QRectF, y: float, room: float) -> None:
        """One line, in a longer language two: the lower one ends above the rule.

        Where two have no room its last part gives way: the page that the row opens holds it.
        """
        theme, second = self.theme, self.view.second
        least = theme.font(_SECOND_STEPS[-1]).pixelSize() * _LEADING
        while text.line_width(theme, second, _SECOND_STEPS[-1]) > box.width() and room < 2 * least + _CLEAR:
            shorter = _shorter(second)
            if shorter == second:
                break
            second = shorter
        fitting = (step for step in _SECOND_STEPS if text.line_width(theme, second, step) <= box.width())
        step = next(fitting, _SECOND_STEPS[-1])
        broken = lines.wrap(theme, second, box.width(), step) or [second]
        high = theme.font(step).pixelSize() * _LEADING
        foot = min(y + (len(broken) - 1) * high, box.bottom() - theme.metrics(step).descent()) if broken[1:] else y
        for index, line in enumerate(reversed(broken)):
            text.draw_line(painter, theme, line, QPointF(box.left(), foot - index * high), step)

    def _draw_amounts(self, painter: QPainter, box: QRectF, y: float) -> None:
        view, theme, px = self.view, self.theme, self.theme.layout.px
        quiet = theme.colour(Colour.TEXT2)
        text.draw_text(painter, theme, view.label, QPointF(box.left(), y), Type.LABEL, quiet)
        sizes = _SIZES[1:] if view.bar is not None else _SIZES
        main, amount = next((each for each in sizes if self._width(*each) <= box.width()), sizes[-1])
        x = box.right()
        if view.main_unit:
            x = text.draw_right(painter, theme, view.main_unit, QPointF(x, y), Type.SMALL, quiet) - px(_UNIT_GAP)
        x = text.draw_right(painter, theme, view.main, QPointF(x, y), main, text.value_colour(theme, view.main))
        if not view.amount and not view.amount_unit:
            return
        x = min(box.right() - px(_AMOUNT_RIGHT), x - px(_GAP))
        if view.amount_unit:
            x = text.draw_right(painter, theme, view.amount_unit, QPointF(x, y), Type.SMALL, quiet) - px(_UNIT_GAP)
        text.draw_right(painter, theme, view.amount, QPointF(x, y), amount, text.value_colour(theme, view.amount))

    def _width(self, main: Type, amount: Type) -> float:
        """What the first line needs in these sizes."""
        view, px = self.view, self.theme.layout.px
        parts = (
            *((view.label, Type.LABEL), (view.main, main), (view.main_unit, Type.SMALL)),
            *((view.amount, amount), (view.amount_unit, Type.SMALL)),
        )
        widths = sum(self.theme.metrics(step).horizontalAdvance(words) for words, step in parts)
        return widths + 2 * px(_GAP) + 2 * px(_UNIT_GAP)


def _shorter(line: Line) -> Line:
    """The line without what follows its last dot."""
    head, dot, _ = line[-1].text.rpartition(_DOT) if line else ("", "", "")
    return (*line[:-1], replace(line[-1], text=head)) if dot else line
