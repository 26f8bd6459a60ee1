"""The keys at the ends of the header: the way back from a sub-page, the way to the manual."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui import i18n
from ui.paint import boxes
from ui.theme import Theme
from ui.tokens import Colour, Radius, Touch
from ui.views import ButtonView
from ui.widgets.base import Pressable


class SignKey(Pressable[ButtonView]):
    """A sign without a word beside it."""

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


class Back(SignKey):
    """The way back from a sub-page; it names itself."""

    sign, word = "chevron-left", "kit.back"

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self.reworded()

    def reworded(self) -> None:
        """Name it in the language in force."""
        self.show_view(ButtonView("", icon=self.sign, sentence=i18n.words(self.word)))


class Close(Back):
    """The way out of a page that covers the window."""

    sign, word = "x", "kit.close"


class HelpKey(SignKey):
    """The way to the page of the manual that is about this one."""

    icon_size, role = 23, Colour.TEXT2
