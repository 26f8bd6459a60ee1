"""The shapes of the levels as paths on a grid of 24: fonts have no such glyphs."""

import math
from functools import cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from ui.theme import round_pen
from ui.views import Level

GRID = 24
_HOLLOW_STROKE = 2.8


def polygon(corners: int, radius: float, first_deg: float) -> tuple[tuple[float, float], ...]:
    """A regular polygon around (12, 12); degrees clockwise from the top."""
    angles = [math.radians(first_deg + 360 / corners * each) for each in range(corners)]
    return tuple((12 + radius * math.sin(angle), 12 - radius * math.cos(angle)) for angle in angles)


@cache
def path(level: Level) -> QPainterPath:
    """The outline of a level's shape."""
    outline = QPainterPath()
    corners = {
        Level.LOW: ((12, 2.6), (21.4, 12), (12, 21.4), (2.6, 12)),
        Level.HIGH: ((12, 2.8), (22.2, 20.6), (1.8, 20.6)),
        Level.CRITICAL: polygon(6, 11, 0),
        Level.EMERGENCY: polygon(8, 11.4, 22.5),
    }.get(level)
    if corners is None:
        outline.addEllipse(QPointF(12, 12), 8.6, 8.6)
    else:
        outline.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        outline.closeSubpath()
    return outline


def draw(painter: QPainter, level: Level, at: QPointF, size: float, colour: QColor, ground: QColor) -> None:
    """The shape in a square of `size` from `at`; what is knocked out shows `ground`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(at)
    painter.scale(size / GRID, size / GRID)
    if level in {Level.LOW, Level.NORMAL}:
        pen = QPen(colour, _HOLLOW_STROKE)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setPen(round_pen(colour, 1.2))
        painter.setBrush(colour)
    painter.drawPath(path(level))
    if level is Level.CRITICAL:
        painter.setPen(round_pen(ground, 2.4))
        painter.drawPolyline([QPointF(12, 6.2), QPointF(12, 12), QPointF(15.9, 14.6)])
    elif level is Level.EMERGENCY:
        painter.setPen(round_pen(ground, 2.8))
        painter.drawLine(QPointF(12, 6.3), QPointF(12, 12.9))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawEllipse(QPointF(12, 17.1), 1.7, 1.7)
    painter.restore()
