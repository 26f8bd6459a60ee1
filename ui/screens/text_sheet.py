"""A sheet to type words on: the field, and below it keys on half of the screen at most."""

from PySide6.QtCore import QEvent, QObject, QRect, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from ui.presenters.typing import ACCEPT, CLOSE, Typing
from ui.theme import Theme
from ui.tokens import Touch
from ui.widgets.sheet import Sheet
from ui.widgets.text_field import TextField
from ui.widgets.text_keyboard import GAP, TextKeyboard

_MARGIN, _HEAD, _HALF = 8, 96, 0.5


class TextSheet(QObject):
    """Opens over the window, the field above the keys; `accepted` carries the words, `cancelled` says that none are."""

    accepted = Signal(str)
    cancelled = Signal()

    def __init__(self, name: str, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._typing = Typing("", "")
        self._sheet = Sheet(name, theme, window)
        self._field = field = TextField(f"{name}.field", theme, self._sheet)
        self._keys = TextKeyboard(f"{name}.keys", theme, self._sheet)
        self._keys.pressed.connect(self._press)
        self._keys.held.connect(lambda code: self._show(self._typing.hold(code)))
        field.typed.connect(lambda signs: self._show(self._typing.typed(signs)))
        field.erased.connect(lambda is_ahead: self._show(self._typing.erased(is_ahead=is_ahead)))
        field.moved.connect(lambda step, selects: self._show(self._typing.moved(step, is_selecting=selects)))
        field.placed.connect(lambda at, selects: self._show(self._typing.put(at, is_selecting=selects)))
        field.all_selected.connect(lambda: self._show(self._typing.all_selected()))
        field.accepted.connect(lambda: self._press(ACCEPT))
        self._sheet.dismissed.connect(lambda: self._press(CLOSE))
        self._sheet.setFocusProxy(field)  # wherever a finger goes on the sheet, the caret stays in the field
        self._sheet.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Does it cover the page?"""
        return self._sheet.isVisible()

    def open(self, typing: Typing) -> None:
        """Ask for these words; what stands there is selected."""
        self._show(typing.begun())
        self._sheet.open()
        self._place()

    def close_sheet(self) -> None:
        """Leave at once, as if nothing was typed."""
        if self.is_open:
            self._press(CLOSE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lie as the sheet lies."""
        if watched is self._sheet and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _press(self, code: str) -> None:
        if code == CLOSE:
            self._close(self.cancelled)
        elif code != ACCEPT:
            self._show(self._typing.pressed(code))
        elif self._typing.can_accept:
            self._close(self.accepted, self._typing.accepted())

    def _show(self, typing: Typing) -> None:
        self._typing = typing
        view = typing.view()
        self._sheet.show_view(view.sheet)
        self._field.show_view(view.field)
        self._keys.show_view(view.keys)

    def _close(self, signal: SignalInstance, *words: str) -> None:
        self._sheet.window().setFocus()
        self._sheet.close_sheet()
        signal.emit(*words)

    def _place(self) -> None:
        """Keys of half the height at most; the field right above them, the title above it."""
        px, width, whole = self._theme.layout.px, self._sheet.width(), self._sheet.height()
        margin, left = px(_MARGIN), px(32)
        least = 4 * Touch.MINIMUM + 3 * GAP
        keys = min(max(least, round(whole * _HALF) - margin), 4 * Touch.KEY + 3 * GAP)
        field = self._field.sizeHint().height()
        top = whole - min(margin, max(0, round(whole * _HALF) - keys)) - keys
        self._sheet.top = round((top - field - px(_HEAD)) / self._theme.layout.scale)
        self._keys.setGeometry(QRect(margin, top, width - 2 * margin, keys))
        self._field.setGeometry(left, top - field - px(4), width - 2 * left, field)
        self._sheet.update()
