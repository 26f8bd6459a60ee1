"""Thirty small bars."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui.paint import stripes
from ui.theme import Theme, round_pen
from ui.tokens import Colour

_PITCH, _BAR = 7, 4
_LEAST = 3


class Bar(NamedTuple):
    """A bar's box."""

    x: float
    y: float
    width: float
    height: float


class Bars(NamedTuple):
    """The bars, None where there was no reading, and the stretches without, as (left, right)."""

    bars: tuple[Bar | None, ...]
    gaps: tuple[tuple[float, float], ...]


def layout(values: Sequence[float | None], width: float, height: float, unheard: int = 0) -> Bars:
    """The bars across `width`, the tallest of fraction 1 as high as `height`; a value of nothing is still a stub.

    The first `unheard` places without a value stay empty.
    """
    pitch = width / max(1, len(values))
    bar = pitch * _BAR / _PITCH
    bars: list[Bar | None] = []
    gaps: list[tuple[float, float]] = []
    for index, value in enumerate(values):
        left = index * pitch
        if value is not None:
            tall = max(_LEAST, min(1.0, value) * height)
            bars.append(Bar(left, height - tall, bar, tall))
            continue
        bars.append(None)
        if index < unheard:
            continue
        if gaps and index and values[index - 1] is None:
            gaps[-1] = (gaps[-1][0], left + pitch)
        else:
            gaps.append((left, left + pitch))
    return Bars(tuple(bars), tuple(gaps))


def draw(painter: QPainter, box: QRectF, values: Sequence[float | None], theme: Theme, unheard: int = 0) -> None:
    """The bars in the box, the last in ink, on a hairline."""
    placed = layout(values, box.width(), box.height(), unheard)
    painter.setPen(Qt.PenStyle.NoPen)
    for index, bar in enumerate(placed.bars):
        if bar is not None:
            is_last = index == len(placed.bars) - 1
            painter.setBrush(theme.colour(Colour.INK if is_last or theme.is_contrast else Colour.OUTLINE))
            rounded = bar.width / 2
            painter.drawRoundedRect(QRectF(*bar).translated(box.topLeft()), rounded, rounded)
    for left, right in placed.gaps:
        stripes.draw_hatching(painter, QRectF(box.x() + left, box.y() - 8, right - left, box.height() + 8), theme)
    painter.setPen(round_pen(theme.colour(Colour.LINE), 1))
    painter.drawLine(QPointF(box.left(), box.bottom() + 3.5), QPointF(box.right(), box.bottom() + 3.5))
