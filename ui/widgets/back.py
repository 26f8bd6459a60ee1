"""The keys at the ends of the header: the way back from a sub-page, the way to the manual."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter

from ui.paint import boxes
from ui.tokens import Colour, Radius, Touch
from ui.views import ButtonView
from ui.widgets.base import Pressable


class Back(Pressable[ButtonView]):
    """The way back from a sub-page."""

    icon_size, role = 28, Colour.TEXT

    def sizeHint(self) -> QSize:
        """A square of the header's height."""
        return QSize(Touch.MINIMUM, Touch.MINIMUM)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the sign."""
        if self.isDown():
            boxes.draw(painter, box, Radius.BUTTON, self.theme.colour(Colour.SURFACE))
        size = self.theme.layout.icon(self.icon_size) if self.icon_size < 28 else self.theme.layout.px(self.icon_size)
        icon = self.theme.icon(self.view.icon, self.theme.colour(self.role), size)
        painter.drawPixmap(QPointF(round(box.center().x() - size / 2), round(box.center().y() - size / 2)), icon)


class HelpKey(Back):
    """The way to the page of the manual that is about this one."""

    icon_size, role = 23, Colour.TEXT2
