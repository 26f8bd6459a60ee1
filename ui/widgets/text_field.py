"""A line of words that is typed, with its caret and what is selected."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Stroke, Touch, Type
from ui.views.typing import TextFieldView
from ui.widgets.base import ARROWS, Painted

_PAD, _ERROR, _CARET = 16, 26, 3
_TYPE = Type.BAND
_CARET_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -999, Qt.Key.Key_End: 999}


class TextField(Painted[TextFieldView]):
    """`typed` carries signs of a real keyboard, `erased` whether ahead, `moved` a step and whether it selects.

    `placed` carries where a finger put the caret, and whether it selects on the way.
    """

    typed = Signal(str)
    erased = Signal(bool)
    moved = Signal(int, bool)
    placed = Signal(int, bool)
    all_selected = Signal()
    accepted = Signal()
    takes_drags = True

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self._shift = 0.0

    def ring(self, box: QRectF) -> None:  # noqa: ARG002 - its own outline shows the focus
        """None: its outline is as strong as a ring."""
        return

    def sizeHint(self) -> QSize:
        """A line of words, and one for what is wrong with it."""
        return QSize(Touch.MINIMUM * 5, self._frame_height() + self.theme.layout.px(_ERROR))

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint outline, selection, words, caret, and what is wrong."""
        theme, view = self.theme, self.view
        frame = QRectF(box.left(), box.top(), box.width(), self._frame_height())
        role = Colour.ATTENTION if view.error else Colour.INK
        ground = Colour.ATTENTION_TINT if view.error else Colour.BG
        boxes.draw(painter, frame, Radius.FIELD, theme.colour(ground), theme.colour(role), Stroke.SELECTED)
        pad, metrics, middle = theme.layout.px(_PAD), theme.metrics(_TYPE), frame.center().y()
        room = QRectF(frame.left() + pad, frame.top(), frame.width() - 2 * pad, frame.height())
        caret = metrics.horizontalAdvance(view.text[: view.caret])
        self._shift = max(0.0, caret - room.width() + _CARET)
        left, y = room.left() - self._shift, text.middle_baseline(theme, _TYPE, middle)
        painter.setClipRect(room.adjusted(-_CARET, 0, _CARET, 0))
        start, end = sorted((view.caret, view.anchor))
        tall = theme.font(_TYPE).pixelSize() * 1.25
        if start != end:
            x, to = (left + metrics.horizontalAdvance(view.text[:each]) for each in (start, end))
            painter.fillRect(QRectF(x, middle - tall / 2, to - x, tall), theme.colour(Colour.INK))
        if not view.text:
            text.draw_text(painter, theme, view.placeholder, QPointF(left + 6, y), _TYPE, theme.colour(Colour.TEXT3))
        for part, at, colour in (
            (view.text[:start], 0, Colour.TEXT),
            (view.text[start:end], start, Colour.ON_INK),
            (view.text[end:], end, Colour.TEXT),
        ):
            x = left + metrics.horizontalAdvance(view.text[:at])
            text.draw_text(painter, theme, part, QPointF(x, y), _TYPE, theme.colour(colour))
        painter.fillRect(QRectF(left + caret - 1, middle - tall / 2, _CARET, tall), theme.colour(Colour.INK))
        painter.setClipping(False)
        if view.error:
            step = text.fitted(theme, view.error, box.width(), (Type.SMALL, Type.RAIL))
            at_error = QPointF(box.left(), box.bottom() - theme.layout.px(5))
            text.draw_text(painter, theme, view.error, at_error, step, theme.colour(Colour.ATTENTION))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A real keyboard types as well; Return accepts, arrows up and down leave for the keys."""
        key, modifiers = event.key(), event.modifiers()
        is_selecting = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        is_control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.accepted.emit()
        elif key in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}:
            self.erased.emit(key == Qt.Key.Key_Delete)
        elif key in _CARET_KEYS:
            self.moved.emit(_CARET_KEYS[Qt.Key(key)], is_selecting)
        elif is_control and key == Qt.Key.Key_A:
            self.all_selected.emit()
        elif event.text() and event.text().isprintable() and not is_control and key not in ARROWS:
            self.typed.emit(event.text())
        else:
            event.ignore()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Signs that a real keyboard composes of several keys."""
        if event.commitString():
            self.typed.emit(event.commitString())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the caret under the finger."""
        self.placed.emit(self._place(event), False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select as far as the finger goes."""
        self.placed.emit(self._place(event), True)

    def _place(self, event: QMouseEvent) -> int:
        metrics = self.theme.metrics(_TYPE)
        x = event.position().x() - self.theme.layout.px(_PAD) + self._shift
        places = range(len(self.view.text) + 1)
        return min(places, key=lambda each: abs(metrics.horizontalAdvance(self.view.text[:each]) - x))

    def _frame_height(self) -> int:
        return max(Touch.MINIMUM, self.theme.layout.px(60))
