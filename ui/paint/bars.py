"""Four bars that say how well something is heard: the full ones in a colour, the others in outline."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from ui.paint import boxes
from ui.theme import Theme
from ui.tokens import Colour

BARS, TALLEST = 4, 27
_BAR, _GAP, _LOWEST = 7, 2, 8


def draw(painter: QPainter, theme: Theme, at: QPointF, full: int, colour: QColor) -> None:
    """The bars from `at` (left end, middle of the tallest) on."""
    px = theme.layout.px
    foot = at.y() + px(TALLEST) / 2
    for index in range(BARS):
        tall = px(_LOWEST) + (px(TALLEST) - px(_LOWEST)) * index / (BARS - 1)
        bar = QRectF(at.x() + index * px(_BAR + _GAP), foot - tall, px(_BAR), tall)
        is_full = index < full
        edge = None if is_full else theme.colour(Colour.OUTLINE)
        boxes.draw(painter, bar, 2, colour if is_full else None, edge, 1.2)
