"""What happened, why most likely, and what to do."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import advice, boxes, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Stroke, Touch, Type
from ui.views import AdviceCardView, ButtonView, Tone, plain
from ui.widgets.base import Painted
from ui.widgets.button import Button

_PAD, _ICON, _GAP, _ROOMY = 28, 26, 12, 20
_CAPTIONS = (Type.STRONG, Type.SMALL_STRONG, Type.RAIL)


class AdviceCard(Painted[AdviceCardView]):
    """Caption with icon, title, cause, a rule, numbered steps, a signal; the buttons stand at the foot."""

    primary_chosen = Signal()
    secondary_chosen = Signal()
    tertiary_chosen = Signal()

    _kept = 0

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._primary = Button(f"{name}.primary", theme, self)
        self._primary.chosen.connect(self.primary_chosen)
        self._secondary = Button(f"{name}.secondary", theme, self)
        self._secondary.chosen.connect(self.secondary_chosen)
        self._tertiary = Button(f"{name}.tertiary", theme, self)
        self._tertiary.chosen.connect(self.tertiary_chosen)

    def keep_free(self, height: int) -> None:
        """Leave so much room above the buttons to what lies over the card."""
        if height != self._kept:
            self._kept = height
            self._measured = None
            self.update()

    def view_changed(self, before: AdviceCardView | None) -> None:  # noqa: ARG002 - the buttons compare for themselves
        """Show the buttons theirs."""
        for button, view in self._buttons():
            button.setVisible(view is not None)
            if view is not None:
                button.show_view(view)
        self._place()

    def theme_changed(self) -> None:
        """Other type: other places."""
        super().theme_changed()
        self._place()

    def sentence(self) -> str:
        """All that it says."""
        view = self.view
        signal = f"{view.signal.word} {view.signal.after}" if view.signal is not None else ""
        parts = (view.caption, view.title, plain(view.cause), view.body, view.heading, *view.steps, signal)
        return " ".join(part for part in parts if part)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Place the buttons."""
        self._place()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the card and its words, in the largest type in which all of it fits."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        colour = theme.tone(view.tone)
        edge = theme.colour(Colour.LINE) if view.tone in {Tone.QUIET, Tone.INK} else colour
        boxes.draw(painter, box, Radius.CARD, theme.colour(Colour.SURFACE), edge, Stroke.CONTROL)
        left, size = box.left() + px(_PAD), px(_ICON)
        y = box.top() + px(_PAD) + size / 2 - px(4)
        painter.drawPixmap(QPointF(left, round(y - size / 2)), theme.icon(view.icon, colour, size))
        room = box.width() - 2 * px(_PAD)
        step = text.fitted(theme, view.caption, room - size - px(10), _CAPTIONS)
        at = QPointF(left + size + px(10), text.middle_baseline(theme, step, y))
        text.draw_text(painter, theme, view.caption, at, step, colour)
        top = y + size / 2 + px(6)
        advice.draw(painter, theme, view, QRectF(left, top, room, self.words_box(box).bottom() - top))

    def words_box(self, box: QRectF) -> QRectF:
        """What the buttons leave."""
        px, has_buttons = self.theme.layout.px, any(each is not None for _, each in self._buttons())
        return box.adjusted(
            0, 0, 0, -(px(_PAD) + self._button_height() + px(12) if has_buttons else px(14)) - self._kept
        )

    def _buttons(self) -> tuple[tuple[Button, ButtonView | None], ...]:
        view = self.view
        return (self._primary, view.primary), (self._secondary, view.secondary), (self._tertiary, view.tertiary)

    def _button_height(self) -> int:
        return max(Touch.MINIMUM, self.theme.layout.px(Touch.BUTTON_SHEET))

    def _place(self) -> None:
        """Side by side from the left, each as wide as its words; together no wider than the card."""
        if not hasattr(self, "view"):
            return
        px, height = self.theme.layout.px, self._button_height()
        shown = [button for button, view in self._buttons() if view is not None]
        if not shown:
            return
        x, y = px(_PAD), self.height() - px(_PAD) - height
        room = self.width() - 2 * px(_PAD) - (len(shown) - 1) * px(_GAP)
        wanted = [button.sizeHint().width() for button in shown]
        each = max(0, min(px(_ROOMY), (room - sum(wanted)) // len(shown)))
        less = min(1.0, room / sum(wanted))
        for button, wide in zip(shown, wanted, strict=True):
            width = max(Touch.MINIMUM, int(wide * less) + each)
            button.setGeometry(x, y, width, height)
            x += width + px(_GAP)
