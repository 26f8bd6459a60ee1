"""What is unusual about an event."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, text
from ui.theme import Theme
from ui.tokens import LINE_HEIGHT, Colour, Radius, Stroke, Touch, Type
from ui.views.comfort import EventCardView
from ui.widgets.base import Painted
from ui.widgets.button import Button

_PAD, _ICON, _HEAD_Y, _TITLE_Y, _FOOT, _GAP = 26, 26, 34, 56, 22, 12
_TITLE, _BODY = Type.BAND, Type.LABEL


class EventCard(Painted[EventCardView]):
    """Caption and time, what happened, what was done about it, three buttons, and the code to tell."""

    check_chosen = Signal()
    stop_chosen = Signal()
    call_chosen = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._buttons = [Button(f"{name}.{each}", theme, self) for each in ("check", "stop", "call")]
        for button, signal in zip(self._buttons, (self.check_chosen, self.stop_chosen, self.call_chosen), strict=True):
            button.chosen.connect(signal)
            button.hide()

    def view_changed(self, before: EventCardView | None) -> None:  # noqa: ARG002 - the buttons compare for themselves
        """Show the buttons theirs, from the left."""
        for button, view in zip(self._buttons, (self.view.check, self.view.stop, self.view.call), strict=True):
            if view is not None:
                button.show_view(view)
            button.setVisible(view is not None)
        self._place()

    def sentence(self) -> str:
        """All that it says."""
        view = self.view
        return " ".join(
            p for p in (f"{view.caption}.", view.title, view.body, view.support_label, view.support_code) if p
        )

    def theme_changed(self) -> None:
        """Other type: other places."""
        super().theme_changed()
        self._place()

    def height_for(self, width: int) -> int:
        """How high the card is when it is that wide."""
        px = self.theme.layout.px
        title, body = self._lines(width)
        words = len(title) * self._line(_TITLE) + len(body) * self._line(_BODY)
        return round(px(_TITLE_Y) + words + px(_FOOT) + self._button_height() + px(_FOOT))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Place the buttons."""
        self._place()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint outline, caption, words and code."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        colour = theme.tone(view.tone)
        boxes.draw(painter, box, Radius.CARD, theme.colour(Colour.SURFACE), colour, Stroke.CONTROL)
        left, right, size = box.left() + px(_PAD), box.right() - px(_PAD), px(_ICON)
        middle = box.top() + px(_HEAD_Y)
        painter.drawPixmap(QPointF(left, round(middle - size / 2)), theme.icon(view.icon, colour, size))
        y = text.middle_baseline(theme, Type.SMALL, middle)
        end = text.draw_right(painter, theme, view.when, QPointF(right, y), Type.SMALL, theme.colour(Colour.TEXT2))
        x = left + size + px(10)
        step = text.fitted(theme, view.caption, end - x - px(8), (Type.STRONG, Type.SMALL_STRONG, Type.RAIL))
        at = QPointF(x, text.middle_baseline(theme, step, middle))
        text.draw_text(painter, theme, view.caption, at, step, colour)
        title, body = self._lines(round(box.width()))
        y = box.top() + px(_TITLE_Y)
        for lines, step, role in ((title, _TITLE, Colour.TEXT), (body, _BODY, Colour.TEXT2)):
            for line in lines:
                at = QPointF(left, text.middle_baseline(theme, step, y + self._line(step) / 2))
                text.draw_text(painter, theme, line, at, step, theme.colour(role))
                y += self._line(step)
        self._draw_code(painter, right, box.bottom() - px(_FOOT) - self._button_height() / 2)

    def _draw_code(self, painter: QPainter, right: float, middle: float) -> None:
        theme, view, px = self.theme, self.view, self.theme.layout.px
        if not view.support_code:
            return
        y = text.middle_baseline(theme, Type.SUPPORT_CODE, middle)
        ink, quiet = theme.colour(Colour.TEXT), theme.colour(Colour.TEXT2)
        left = text.draw_right(painter, theme, view.support_code, QPointF(right, y), Type.SUPPORT_CODE, ink)
        buttons = [each.geometry().right() for each in self._buttons if not each.isHidden()]
        room = left - px(8) - max(buttons, default=0)
        if theme.metrics(Type.SMALL).horizontalAdvance(view.support_label) <= room:
            text.draw_right(painter, theme, view.support_label, QPointF(left - px(8), y), Type.SMALL, quiet)

    def _lines(self, width: int) -> tuple[list[str], list[str]]:
        room = width - 2 * self.theme.layout.px(_PAD)
        title = text.wrap(self.theme, self.view.title, room, _TITLE)
        return title, text.wrap(self.theme, self.view.body, room, _BODY)

    def _line(self, step: Type) -> float:
        return self.theme.font(step).pixelSize() * LINE_HEIGHT * 1.05

    def _button_height(self) -> int:
        return max(Touch.MINIMUM, self.theme.layout.px(60))

    def _place(self) -> None:
        px, height, x = self.theme.layout.px, self._button_height(), self.theme.layout.px(_PAD)
        for button in self._buttons:
            if not button.isHidden():
                width = max(px(130), button.sizeHint().width())
                button.setGeometry(x, self.height() - px(_FOOT) - height, width, height)
                x += width + px(_GAP)
