"""Keys for words, in the window itself: what a finger types with where there is no other keyboard."""

from PySide6.QtCore import QPointF, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Touch, Type
from ui.views.typing import TextKeyboardView, TextKeyView
from ui.widgets.base import Painted, Pressable

GAP, _ROWS, _COLUMNS = 5, 4, 11.2
_HOLD_MS = 450


class TextKey(Pressable[TextKeyView]):
    """A sign, a word or an icon; `held` says that a finger rests on it, which types nothing."""

    held = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._rest = QTimer(self, singleShot=True, interval=_HOLD_MS)
        self._rest.timeout.connect(self._held)

    def view_changed(self, before: TextKeyView | None) -> None:  # noqa: ARG002 - the state is set anyway
        """A closed key does not answer."""
        self.setEnabled(self.view.is_enabled)
        self.setAutoRepeat(self.view.code in {"erase", "left", "right"})

    def sentence(self) -> str:
        """What it types or does."""
        return self.view.sentence or self.view.text

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to wait, if it can be more than it says."""
        super().mousePressEvent(event)
        if self.view.has_more:
            self._rest.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """It was pressed."""
        self._rest.stop()
        super().mouseReleaseEvent(event)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground and sign."""
        theme, view = self.theme, self.view
        is_ink = view.is_on or (view.is_primary and view.is_enabled)
        is_reversed = is_ink != (self.isDown() and theme.is_contrast)
        ground = Colour.INK if is_ink else Colour.PRESSED if self.isDown() else Colour.RAISED
        edge = theme.colour(Colour.OUTLINE) if theme.is_contrast or not view.is_enabled else None
        boxes.draw(painter, box, Radius.FIELD, theme.colour(ground) if view.is_enabled else None, edge)
        role = Colour.ON_INK if is_reversed else Colour.TEXT if view.is_enabled else Colour.TEXT_OFF
        colour = theme.colour(role)
        if view.icon:
            size = theme.layout.px(26)
            spot = QPointF(round(box.center().x() - size / 2), round(box.center().y() - size / 2))
            painter.drawPixmap(spot, theme.icon(view.icon, colour, size))
            return
        steps = (Type.BAND, Type.STRONG) if len(view.text) == 1 else (Type.BUTTON, Type.SMALL_STRONG, Type.RAIL)
        step = text.fitted(theme, view.text, box.width() - 8, steps)
        at = QPointF(box.center().x(), text.middle_baseline(theme, step, box.center().y()))
        text.draw_centred(painter, theme, view.text, at, step, colour)

    def _held(self) -> None:
        if self.isDown():
            self.setDown(False)
            self.held.emit()


class TextKeyboard(Painted[TextKeyboardView]):
    """Four rows of keys; `pressed` and `held` carry a key's code."""

    pressed = Signal(str)
    held = Signal(str)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._rows: list[list[TextKey]] = [[] for _ in range(_ROWS)]

    def view_changed(self, before: TextKeyboardView | None) -> None:  # noqa: ARG002 - the keys compare for themselves
        """Show each key its own."""
        for index, (keys, row) in enumerate(zip(self._rows, self.view.rows, strict=True)):
            while len(keys) < len(row):
                keys.append(self._key(index, len(keys)))
            for key, view in zip(keys, row, strict=False):
                key.show_view(view)
            for at, key in enumerate(keys):
                key.setVisible(at < len(row))
        self._place()

    def sizeHint(self) -> QSize:
        """Keys of 88 where they fit, 56 at least."""
        key = max(Touch.MINIMUM, min(Touch.KEY, self.theme.layout.px(68)))
        return QSize(self.theme.layout.px(900), _ROWS * key + (_ROWS - 1) * GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Spread the keys."""
        self._place()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """The keys paint themselves."""

    def _key(self, row: int, column: int) -> TextKey:
        key = TextKey(f"{self.objectName()}.{row}.{column}", self.theme, self)
        key.clicked.connect(lambda: self.pressed.emit(key.view.code))
        key.held.connect(lambda: self.held.emit(key.view.code))
        return key

    def _place(self) -> None:
        """Rows of one height; the narrower ones in the middle."""
        if not hasattr(self, "view"):
            return
        height = (self.height() - (_ROWS - 1) * GAP) / _ROWS
        unit = self.width() / _COLUMNS
        for index, (keys, row) in enumerate(zip(self._rows, self.view.rows, strict=True)):
            whole = sum(view.width for view in row)
            wide = min(unit, self.width() / whole)
            x = (self.width() - wide * whole) / 2
            for key, view in zip(keys, row, strict=False):
                right = x + wide * view.width
                top = round(index * (height + GAP))
                key.setGeometry(round(x), top, round(right - GAP) - round(x), round(height))
                x = right
