"""What was done, and the way back."""

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Type
from ui.views import ToastView
from ui.widgets.base import Painted, Pressable

_HEIGHT, _PAD, _ICON, _ACTION = 74, 20, 26, 150


class Undo(Pressable[ToastView]):
    """The toast's action, written on ink."""

    def sentence(self) -> str:
        """What it does."""
        return self.view.action

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the outlined word."""
        colour = self.theme.colour(Colour.ON_INK)
        width = 3 if self.isDown() or self.hasFocus() else 2
        boxes.draw(painter, box, Radius.BUTTON, None, colour, width)
        step = text.fitted(self.theme, self.view.action, box.width() - 16, (Type.BUTTON, Type.RAIL))
        at = QPointF(box.center().x(), text.middle_baseline(self.theme, step, box.center().y()))
        text.draw_centred(painter, self.theme, self.view.action, at, step, colour)


class Toast(Painted[ToastView]):
    """A strip of ink; its caller counts the seconds and says so in the action."""

    undone = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._action = Undo(f"{name}.action", theme, self)
        self._action.clicked.connect(self.undone)

    def view_changed(self, before: ToastView | None) -> None:  # noqa: ARG002 - the action compares for itself
        """Show the way back, if there is one."""
        self._action.setVisible(bool(self.view.action))
        self._action.show_view(self.view)

    def sentence(self) -> str:
        """What was done."""
        return self.view.text

    def sizeHint(self) -> QSize:
        """74 high."""
        return QSize(self.theme.layout.px(600), self.theme.layout.px(_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """The action at the right."""
        width = self.theme.layout.px(_ACTION)
        self._action.setGeometry(self.width() - width - 9, max(0, (self.height() - 56) // 2), width, 56)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint strip, icon and words."""
        theme, px = self.theme, self.theme.layout.px
        ink = theme.colour(Colour.ON_INK)
        boxes.draw(painter, box, Radius.CARD, theme.colour(Colour.INK))
        size, left = px(_ICON), box.left() + px(_PAD)
        painter.drawPixmap(QPointF(left, round(box.center().y() - size / 2)), theme.icon(self.view.icon, ink, size))
        left += size + px(12)
        room = box.width() - left - (px(_ACTION) + 24 if self.view.action else px(_PAD))
        step = text.fitted(theme, self.view.text, room, (Type.STRONG, Type.SMALL_STRONG, Type.RAIL))
        lines = text.wrap(theme, self.view.text, room, step)
        height = theme.font(step).pixelSize() * 1.25
        for index, line in enumerate(lines):
            middle = box.center().y() + (index - (len(lines) - 1) / 2) * height
            at = QPointF(left, text.middle_baseline(theme, step, middle))
            text.draw_text(painter, theme, line, at, step, ink)
