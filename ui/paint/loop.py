"""The loop of a message and its receipt: where the stations stand, and the lines between them."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ui.theme import round_pen

RADIUS, NODE_TOP, NODE_H = 30, 44, 144
_ARROW, _TURN, _DOTS = 9, 41, (0.1, 2.4)
_ROWS = (60, 216)
_DRAWN_H = 340


@dataclass(frozen=True, slots=True)
class Places:
    """Middles of the circles, out and back; `step` is a column's width, `radius` a circle's, `k` the height's scale."""

    out: tuple[tuple[float, float], ...]
    back: tuple[tuple[float, float], ...]
    step: float
    radius: float
    k: float


def places(out: int, back: int, width: float, height: float, scale: float) -> Places:
    """Out from left to right up to the last column; back from right to left, one column in, below.

    As many columns as both need: the same station then stands below itself.
    """
    columns = max(out, back + 1, 2)
    turn = _TURN * scale
    step = (width - turn) / columns
    k = height / _DRAWN_H
    radius = min(RADIUS * scale, RADIUS * k, step * 0.28)

    def middle(column: int) -> float:
        return step * (column + 0.5)

    return Places(
        tuple((middle(columns - out + index), _ROWS[0] * k) for index in range(out)),
        tuple((middle(columns - 2 - index), _ROWS[1] * k) for index in range(back)),
        step,
        radius,
        k,
    )


def draw_link(
    painter: QPainter,
    start: tuple[float, float],
    end: tuple[float, float],
    radius: float,
    colour: QColor,
    *,
    is_dotted: bool,
) -> None:
    """A line between two circles of one row, an arrow in its middle."""
    way = 1 if end[0] > start[0] else -1
    first, last = QPointF(start[0] + way * radius, start[1]), QPointF(end[0] - way * radius, end[1])
    painter.setPen(_pen(colour, is_dotted=is_dotted))
    painter.drawLine(first, last)
    _draw_arrow(painter, QPointF((first.x() + last.x()) / 2 + way * _ARROW / 2, first.y()), way, colour)


def draw_turn(
    painter: QPainter,
    start: tuple[float, float],
    end: tuple[float, float],
    radius: float,
    right: float,
    colour: QColor,
    *,
    is_dotted: bool,
) -> None:
    """From the last circle of the upper row around to the first of the lower one."""
    path = QPainterPath(QPointF(start[0] + radius, start[1]))
    bend = (end[1] - start[1]) * 0.42
    middle = (start[1] + end[1]) / 2
    path.cubicTo(QPointF(right, start[1]), QPointF(right, middle - bend / 2), QPointF(right, middle))
    low = QPointF(right - (right - start[0]) * 0.9, end[1])
    path.cubicTo(QPointF(right, middle + bend), QPointF(low.x() + bend, end[1]), low)
    path.lineTo(QPointF(end[0] + radius, end[1]))
    painter.setPen(_pen(colour, is_dotted=is_dotted))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    _draw_arrow(painter, QPointF((low.x() + end[0] + radius) / 2 - _ARROW / 2, end[1]), -1, colour)


def circle(middle: tuple[float, float], radius: float) -> QRectF:
    """The box of a circle."""
    return QRectF(middle[0] - radius, middle[1] - radius, 2 * radius, 2 * radius)


def _draw_arrow(painter: QPainter, tip: QPointF, way: int, colour: QColor) -> None:
    painter.setPen(round_pen(colour, 3))
    painter.drawPolyline(
        [QPointF(tip.x() - way * _ARROW, tip.y() - _ARROW), tip, QPointF(tip.x() - way * _ARROW, tip.y() + _ARROW)]
    )


def _pen(colour: QColor, *, is_dotted: bool) -> QPen:
    pen = round_pen(colour, 3)
    if is_dotted:
        pen.setDashPattern(list(_DOTS))
    return pen
