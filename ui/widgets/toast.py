"""What was done, and the way back."""

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Type
from ui.views import ToastView
from ui.widgets.base import Painted, Pressable

_HEIGHT, _PAD, _ICON, _ACTION, _SIGN, _GAP, _LEAST = 74, 20, 26, 150, 22, 10, 68
_PLAIN = {Type.STRONG: Type.BODY, Type.SMALL_STRONG: Type.SMALL, Type.RAIL: Type.RAIL}


class Undo(Pressable[ToastView]):
    """The toast's action, written on ink."""

    ring_radius = Radius.FIELD

    def sentence(self) -> str:
        """What it does."""
        return self.view.action

    def ring(self, box: QRectF) -> QRectF:
        """Within the button, which lies on ink."""
        return box.adjusted(4, 4, -4, -4)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint a dark button on the ink."""
        ground, colour = self.theme.colour(Colour.ON_INK), self.theme.colour(Colour.INK)
        boxes.draw(painter, box, Radius.BUTTON, None if self.isDown() else ground, ground)
        colour = ground if self.isDown() else colour
        size = self.theme.layout.icon(_SIGN) if self.view.action_icon else 0
        gap = self.theme.layout.px(_GAP) if size else 0
        step = text.fitted(self.theme, self.view.action, box.width() - 16 - size - gap, (Type.BUTTON, Type.RAIL))
        width = self.theme.metrics(step).horizontalAdvance(self.view.action) + size + gap
        x = box.center().x() - width / 2
        if size:
            icon = self.theme.icon(self.view.action_icon, colour, size)
            painter.drawPixmap(QPointF(round(x), round(box.center().y() - size / 2)), icon)
        at = QPointF(x + size + gap, text.middle_baseline(self.theme, step, box.center().y()))
        text.draw_text(painter, self.theme, self.view.action, at, step, colour)


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
        self._place()

    def sentence(self) -> str:
        """What was done."""
        return f"{self.view.text} {self.view.detail}".rstrip()

    def sizeHint(self) -> QSize:
        """74 high; on a small screen high enough for its button."""
        return QSize(self.theme.layout.px(600), max(_LEAST, self.theme.layout.px(_HEIGHT)))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """The action at the right."""
        self._place()

    def _place(self) -> None:
        if not hasattr(self, "view"):
            return
        width = self._action_width()
        self._action.setGeometry(self.width() - width - 9, max(0, (self.height() - 56) // 2), width, 56)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint strip, icon and words."""
        theme, px = self.theme, self.theme.layout.px
        ink = theme.colour(Colour.ON_INK)
        boxes.draw(painter, box, Radius.CARD, theme.colour(Colour.INK))
        size, left = px(_ICON), box.left() + px(_PAD)
        painter.drawPixmap(QPointF(left, round(box.center().y() - size / 2)), theme.icon(self.view.icon, ink, size))
        left += size + px(12)
        room = box.width() - left - (self._action_width() + 24 if self.view.action else px(_PAD))
        whole = self.sentence()
        step = text.fitted(theme, whole, room, (Type.STRONG, Type.SMALL_STRONG, Type.RAIL))
        plain = _PLAIN[step]
        if theme.metrics(step).horizontalAdvance(whole) <= room:
            at = QPointF(left, text.middle_baseline(theme, step, box.center().y()))
            text.draw_text(painter, theme, self.view.text, at, step, ink)
            after = left + theme.metrics(step).horizontalAdvance(f"{self.view.text} ")
            text.draw_text(painter, theme, self.view.detail, QPointF(after, at.y()), plain, ink)
            return
        rows = [(line, step) for line in text.wrap(theme, self.view.text, room, step)]
        rows += [(line, plain) for line in text.wrap(theme, self.view.detail, room, plain) if line]
        height = theme.font(step).pixelSize() * 1.25
        for index, (line, each) in enumerate(rows):
            middle = box.center().y() + (index - (len(rows) - 1) / 2) * height
            text.draw_text(painter, theme, line, QPointF(left, text.middle_baseline(theme, each, middle)), each, ink)

    def _action_width(self) -> int:
        """As wide as its words, and as drawn at least."""
        px, extra = self.theme.layout.px, (_SIGN + _GAP if self.view.action_icon else 0)
        words = self.theme.metrics(Type.BUTTON).horizontalAdvance(self.view.action)
        return max(px(_ACTION), round(words) + px(extra + 2 * _PAD))
