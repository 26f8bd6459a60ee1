"""Messages that wait."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.tokens import Colour
from ui.views import MailBadgeView
from ui.widgets.base import Pressable
from ui.widgets.rail import draw_badge

_ICON = 22


class MailBadge(Pressable[MailBadgeView]):
    """An envelope, with a count when there is one."""

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint envelope and count."""
        theme, size = self.theme, self.theme.layout.icon(_ICON)
        middle = box.center()
        icon = theme.icon("mail", theme.colour(Colour.TEXT2), size)
        painter.drawPixmap(QPointF(round(middle.x() - size / 2), round(middle.y() - size / 2)), icon)
        if self.view.count:
            draw_badge(painter, theme, self.view.count, QPointF(middle.x() + size * 0.41, middle.y() - size * 0.45))
