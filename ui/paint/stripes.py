"""Hatching of what is missing."""

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.theme import Theme, round_pen
from ui.tokens import Colour

_PITCH = 11


def lines(width: float, height: float, pitch: float = _PITCH) -> tuple[tuple[float, float, float, float], ...]:
    """Lines rising at 45 degrees across the box, each (x1, y1, x2, y2) clipped to it."""
    found = []
    offset = pitch
    while offset < width + height:
        x1, y1 = max(0.0, offset - height), min(height, offset)
        x2, y2 = min(width, offset), max(0.0, offset - width)
        found.append((x1, y1, x2, y2))
        offset += pitch
    return tuple(found)


def draw_hatching(painter: QPainter, box: QRectF, theme: Theme, *, is_framed: bool = False) -> None:
    """Grey hatching over the box, with a dashed frame when it stands alone."""
    painter.setPen(round_pen(theme.colour(Colour.GAP), 1.5))
    painter.drawLines([QLineF(*each).translated(box.topLeft()) for each in lines(box.width(), box.height())])
    if is_framed:
        pen = QPen(theme.colour(Colour.OUTLINE), 1)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
