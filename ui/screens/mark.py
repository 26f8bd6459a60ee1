"""A verdict as a sign: an icon in a circle."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui.theme import round_pen
from ui.tokens import Stroke
from ui.views import Tone
from ui.widgets.base import Painted


class Mark(Painted[tuple[str, Tone]]):
    """An icon's name and the tone in which it and its circle are drawn."""

    def sentence(self) -> str:
        """The words beside it say what it means."""
        return ""

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint circle and icon."""
        name, tone = self.view
        colour = self.theme.tone(tone)
        side = min(box.width(), box.height()) - Stroke.SELECTED
        circle = QRectF(box.left() + Stroke.SELECTED / 2, box.top() + Stroke.SELECTED / 2, side, side)
        painter.setPen(round_pen(colour, Stroke.SELECTED))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle)
        size = round(side * 0.56)
        spot = QPointF(round(circle.center().x() - size / 2), round(circle.center().y() - size / 2))
        painter.drawPixmap(spot, self.theme.icon(name, colour, size))
