"""Plain boxes: rounded fills and outlines that sit on whole pixels."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from ui.tokens import Stroke


def draw(
    painter: QPainter,
    box: QRectF,
    radius: float,
    fill: QColor | QBrush | None,
    edge: QColor | None = None,
    width: float = 2,
) -> None:
    """The box filled, its edge wholly inside."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inset = width / 2 if edge is not None else 0
    painter.setPen(QPen(edge, width) if edge is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset)


def draw_focus(painter: QPainter, box: QRectF, radius: float, ink: QColor, gap: QColor) -> None:
    """The ring of the keyboard's focus inside the box, and a gap within it, so that it stands out on any ground."""
    inner = box.adjusted(Stroke.FOCUS, Stroke.FOCUS, -Stroke.FOCUS, -Stroke.FOCUS)
    draw(painter, inner, max(0.0, radius - Stroke.FOCUS), None, gap, Stroke.FOCUS_GAP)
    draw(painter, box, radius, None, ink, Stroke.FOCUS)
