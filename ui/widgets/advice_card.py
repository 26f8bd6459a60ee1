"""What happened, why most likely, and what to do."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, text
from ui.theme import Theme
from ui.tokens import LINE_HEIGHT, Colour, Radius, Stroke, Touch, Type
from ui.views import AdviceCardView, Tone
from ui.widgets.base import Painted
from ui.widgets.button import Button

_PAD, _ICON, _PLATE, _GAP = 28, 26, 32, 12
_TITLES = (Type.TITLE, Type.PAGE_TITLE, Type.STRONG)
_BODIES = (Type.LABEL, Type.SMALL, Type.RAIL)
_RULE, _STEP_GAP = 18, 8


class AdviceCard(Painted[AdviceCardView]):
    """Caption with icon, title, sentence, a rule, numbered steps; the buttons stand at the foot."""

    primary_chosen = Signal()
    secondary_chosen = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._primary = Button(f"{name}.primary", theme, self)
        self._primary.chosen.connect(self.primary_chosen)
        self._secondary = Button(f"{name}.secondary", theme, self)
        self._secondary.chosen.connect(self.secondary_chosen)

    def view_changed(self, before: AdviceCardView | None) -> None:  # noqa: ARG002 - the buttons compare for themselves
        """Show the buttons theirs."""
        for button, view in ((self._primary, self.view.primary), (self._secondary, self.view.secondary)):
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
        return " ".join(part for part in (view.caption, view.title, view.body, view.heading, *view.steps) if part)

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
        at = QPointF(left + size + px(10), text.middle_baseline(theme, Type.STRONG, y))
        text.draw_text(painter, theme, view.caption, at, Type.STRONG, colour)
        room, top = box.width() - 2 * px(_PAD), y + size / 2 + px(6)
        foot = box.bottom() - (px(_PAD) + self._button_height() + px(14) if view.primary or view.secondary else px(14))
        title, body = self._steps_of_type(room, foot - top)
        y = self._draw_lines(painter, view.title, left, top, title, Colour.TEXT, room)
        if view.body:
            y = self._draw_lines(painter, view.body, left, y + px(4), body, Colour.TEXT2, room)
        if view.steps:
            self._draw_steps(painter, left, y + px(_RULE), body, room)

    def _steps_of_type(self, room: float, height: float) -> tuple[Type, Type]:
        pairs = [(title, body) for body in _BODIES for title in _TITLES]
        return next((pair for pair in pairs if self._height(*pair, room) <= height), pairs[-1])

    def _height(self, title: Type, body: Type, room: float) -> float:
        view, px = self.view, self.theme.layout.px
        height = self._lines_height(view.title, title, room)
        if view.body:
            height += px(4) + self._lines_height(view.body, body, room)
        if view.steps:
            inner = room - px(_PLATE + 14)
            rows = [max(self._lines_height(each, body, inner), px(_PLATE)) for each in view.steps]
            height += px(_RULE) + px(14) + self._lines_height(view.heading, body, room) + sum(rows)
            height += px(_STEP_GAP) * len(rows)
        return height

    def _lines_height(self, words: str, step: Type, room: float) -> float:
        return len(text.wrap(self.theme, words, room, step)) * self.theme.font(step).pixelSize() * LINE_HEIGHT

    def _draw_lines(
        self, painter: QPainter, words: str, x: float, y: float, step: Type, role: Colour, room: float
    ) -> float:
        line_height = self.theme.font(step).pixelSize() * LINE_HEIGHT
        for line in text.wrap(self.theme, words, room, step):
            at = QPointF(x, text.middle_baseline(self.theme, step, y + line_height / 2))
            text.draw_text(painter, self.theme, line, at, step, self.theme.colour(role))
            y += line_height
        return y

    def _draw_steps(self, painter: QPainter, left: float, y: float, step: Type, room: float) -> None:
        theme, view, px = self.theme, self.view, self.theme.layout.px
        painter.fillRect(QRectF(left, round(y), room, 1), theme.colour(Colour.LINE))
        strong = {Type.LABEL: Type.STRONG, Type.SMALL: Type.SMALL_STRONG}.get(step, step)
        y = self._draw_lines(painter, view.heading, left, y + px(14), strong, Colour.TEXT, room)
        for index, words in enumerate(view.steps):
            y += px(_STEP_GAP)
            inner = room - px(_PLATE + 14)
            height = max(self._lines_height(words, step, inner), px(_PLATE))
            plate = QRectF(left, round(y), px(_PLATE), px(28))
            boxes.draw(painter, plate, px(8), None, theme.colour(Colour.OUTLINE), 1.5)
            at = QPointF(plate.center().x(), text.middle_baseline(theme, Type.RAIL, plate.center().y()))
            text.draw_centred(painter, theme, str(index + 1), at, Type.RAIL, theme.colour(Colour.TEXT2))
            line = theme.font(step).pixelSize() * LINE_HEIGHT
            self._draw_lines(painter, words, left + px(_PLATE + 14), y + (px(28) - line) / 2, step, Colour.TEXT, inner)
            y += height

    def _button_height(self) -> int:
        return max(Touch.MINIMUM, self.theme.layout.px(Touch.BUTTON_SHEET))

    def _place(self) -> None:
        if not hasattr(self, "view"):
            return
        px, height = self.theme.layout.px, self._button_height()
        x, y = px(_PAD), self.height() - px(_PAD) - height
        for button, view in ((self._primary, self.view.primary), (self._secondary, self.view.secondary)):
            if view is None:
                continue
            width = button.sizeHint().width() + px(20)
            button.setGeometry(x, y, width, height)
            x += width + px(_GAP)
