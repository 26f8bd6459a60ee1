"""A text from the utility."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, text
from ui.theme import Theme
from ui.tokens import LINE_HEIGHT, Colour, Radius, Stroke, Touch, Type
from ui.views import Tone
from ui.views.cards import MessageCardView
from ui.widgets.base import Painted
from ui.widgets.button import Button

_PAD, _ICON, _TITLE_Y, _BODY_Y, _FOOT, _BUTTON_W = 24, 26, 36, 64, 20, 184


class MessageCard(Painted[MessageCardView]):
    """Who writes and when, the words, and below them the button while nobody read it."""

    accepted = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._accept = Button(f"{name}.primary", theme, self)
        self._accept.chosen.connect(self.accepted)

    def view_changed(self, before: MessageCardView | None) -> None:  # noqa: ARG002 - the button compares for itself
        """Show the button its view."""
        self._accept.setVisible(self.view.accept is not None)
        if self.view.accept is not None:
            self._accept.show_view(self.view.accept)
        self._place()

    def sentence(self) -> str:
        """Who, when and what."""
        return f"{self.view.title}, {self.view.when}. {self.view.text}"

    def height_for(self, width: int) -> int:
        """How high the card is when it is that wide."""
        px = self.theme.layout.px
        foot = px(_FOOT) + (self._button_height() + px(8) if self.view.accept is not None else 0)
        return round(self._body_top() + len(self._lines(width)) * self._line()) + foot

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Place the button."""
        self._place()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground, who and when, and the words."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        is_quiet = view.tone in {Tone.QUIET, Tone.INK}
        edge = None if is_quiet and not theme.is_contrast else theme.colour(Colour.LINE)
        edge = edge if is_quiet else theme.tone(view.tone)
        boxes.draw(painter, box, Radius.CARD, theme.colour(Colour.SURFACE), edge, Stroke.CONTROL)
        colour = theme.colour(Colour.TEXT) if is_quiet else theme.tone(view.tone)
        left, middle, size = box.left() + px(_PAD), box.top() + px(_TITLE_Y), px(_ICON)
        painter.drawPixmap(QPointF(left, round(middle - size / 2)), theme.icon("message-square-text", colour, size))
        y = text.middle_baseline(theme, Type.STRONG, middle)
        right = QPointF(box.right() - px(_PAD), y)
        end = text.draw_right(painter, theme, view.when, right, Type.SMALL, theme.colour(Colour.TEXT2))
        title_x = left + size + px(12)
        step = text.fitted(theme, view.title, end - title_x - px(12), (Type.STRONG, Type.SMALL_STRONG, Type.RAIL))
        text.draw_text(painter, theme, view.title, QPointF(title_x, y), step, colour)
        ink = theme.colour(Colour.TEXT2 if view.is_read else Colour.TEXT)
        for index, line in enumerate(self._lines(round(box.width()))):
            baseline = box.top() + self._body_top() + (index + 0.8) * self._line()
            text.draw_text(painter, theme, line, QPointF(left, baseline), Type.READING, ink)

    def _lines(self, width: int) -> list[str]:
        return text.wrap(self.theme, self.view.text, width - 2 * self.theme.layout.px(_PAD), Type.READING)

    def _line(self) -> float:
        return self.theme.font(Type.READING).pixelSize() * LINE_HEIGHT

    def _body_top(self) -> int:
        return self.theme.layout.px(_BODY_Y)

    def _button_height(self) -> int:
        return max(Touch.MINIMUM, min(self.theme.layout.px(Touch.BUTTON), Touch.BUTTON_EVENT))

    def _place(self) -> None:
        px, height = self.theme.layout.px, self._button_height()
        width = max(px(_BUTTON_W), self._accept.sizeHint().width() if self._accept.isVisibleTo(self) else 0)
        self._accept.setGeometry(self.width() - px(_PAD) - width, self.height() - px(_FOOT) - height, width, height)
