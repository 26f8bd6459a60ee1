"""A button."""

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Stroke, Touch, Type
from ui.views import ButtonKind, ButtonState, ButtonView
from ui.widgets.base import Pressable

_PAD, _ICON, _GAP = 22, 24, 10
_STEPS = (Type.BUTTON, Type.SMALL_STRONG, Type.RAIL)
_PRESSED_MIX = 0.24


class Button(Pressable[ButtonView]):
    """Primary is ink, secondary raised, outline bare. Busy keeps the width; locked still answers, to explain itself."""

    explained = Signal()
    chosen = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._idle: ButtonView | None = None
        self.clicked.connect(self._answer)

    def view_changed(self, before: ButtonView | None) -> None:
        """Only an idle or a locked button answers."""
        self.setEnabled(self.view.state in {ButtonState.IDLE, ButtonState.LOCKED})
        if before is None or self.view.state is not ButtonState.BUSY:
            self._idle = self.view
        self.updateGeometry()

    def sentence(self) -> str:
        """What it does."""
        return self.view.sentence or self.view.text

    def sizeHint(self) -> QSize:
        """As wide as its words, 56 high."""
        return QSize(max(Touch.MINIMUM, self._natural_width()), Touch.BUTTON)

    def width_within(self, most: int) -> int:
        """As wide as its words, at most that wide: then they stand in two lines."""
        return max(Touch.MINIMUM, min(self.sizeHint().width(), most))

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground, edge, icon and words."""
        self._draw_ground(painter, box)
        colour = self._ink()
        lines, step = self._lines(box)
        icon, size = _icon(self.view), self.theme.layout.px(_ICON)
        widths = [self.theme.metrics(step).horizontalAdvance(line) for line in lines]
        content = max(widths, default=0) + ((size + (self.theme.layout.px(_GAP) if lines else 0)) if icon else 0)
        x = box.center().x() - content / 2
        if icon:
            spot = QPointF(round(x), round(box.center().y() - size / 2))
            painter.drawPixmap(spot, self.theme.icon(icon, colour, size))
            x += size + self.theme.layout.px(_GAP)
        height = self.theme.metrics(step).height() * 0.95
        for index, (line, width) in enumerate(zip(lines, widths, strict=True)):
            middle = box.center().y() + (index - (len(lines) - 1) / 2) * height
            at = QPointF(x + (max(widths) - width) / 2, text.middle_baseline(self.theme, step, middle))
            text.draw_text(painter, self.theme, line, at, step, colour)

    def _draw_ground(self, painter: QPainter, box: QRectF) -> None:
        """The button without its words."""
        theme, kind = self.theme, self.view.kind
        is_off = self.view.state is ButtonState.DISABLED
        ink, edge, fill = theme.colour(Colour.INK), None, None
        if is_off:
            edge = theme.colour(Colour.TRACK if not theme.is_contrast else Colour.TEXT_OFF)
        elif kind is ButtonKind.PRIMARY:
            fill = _mix(ink, theme.colour(Colour.BG)) if self.isDown() else ink
        else:
            is_plain = kind is ButtonKind.OUTLINE
            fill = theme.colour(Colour.PRESSED) if self.isDown() else None if is_plain else theme.colour(Colour.RAISED)
            edge = theme.colour(Colour.OUTLINE) if is_plain or theme.is_contrast else None
        boxes.draw(painter, box, Radius.BUTTON, fill, edge, Stroke.CONTROL)

    def _ink(self) -> QColor:
        if self.view.state is ButtonState.DISABLED:
            return self.theme.colour(Colour.TEXT_OFF)
        is_reversed = self.isDown() and self.theme.is_contrast
        is_on_ink = self.view.kind is ButtonKind.PRIMARY or is_reversed
        return self.theme.colour(Colour.ON_INK if is_on_ink else Colour.TEXT)

    def _lines(self, box: QRectF) -> tuple[list[str], Type]:
        """Words shrink, then break into two lines: translations run a third longer."""
        if not self.view.text:
            return [], Type.BUTTON
        room = box.width() - 2 * self.theme.layout.px(8)
        room -= self.theme.layout.px(_ICON + _GAP) if _icon(self.view) else 0
        step = text.fitted(self.theme, self.view.text, room, _STEPS)
        return text.wrap(self.theme, self.view.text, room, step), step

    def _natural_width(self) -> int:
        if self._idle is None:
            return 0
        px = self.theme.layout.px
        width = self.theme.metrics(Type.BUTTON).horizontalAdvance(self._idle.text) + 2 * px(_PAD)
        return round(width + 0.5) + (px(_ICON + _GAP) if _icon(self._idle) else 0)

    def _answer(self) -> None:
        (self.explained if self.view.state is ButtonState.LOCKED else self.chosen).emit()


def _icon(view: ButtonView) -> str:
    states = {ButtonState.BUSY: "loader-circle", ButtonState.DONE: "check", ButtonState.LOCKED: "lock"}
    return states.get(view.state, view.icon)


def _mix(one: QColor, other: QColor) -> QColor:
    """The pressed shade between ink and ground."""
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return QColor(*(round(a + (b - a) * _PRESSED_MIX) for a, b in pairs))
