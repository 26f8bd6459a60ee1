"""A sheet to type a number on: the field left, the keys right."""

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from ui.i18n import words
from ui.presenters.pad import PadView
from ui.theme import Theme
from ui.tokens import Touch
from ui.views import ButtonKind, ButtonView
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.number_pad import NumberPad
from ui.widgets.sheet import Sheet

_MARGIN, _LEFT_SHARE = 24, 0.42


class PadSheet(QObject):
    """Opens over the window; `typed` carries a sign, empty to erase."""

    typed = Signal(str)
    accepted = Signal()
    cancelled = Signal()
    closes_when_accepted = True

    def __init__(self, name: str, theme: Theme, window: QWidget, *, is_secret: bool = False) -> None:
        super().__init__(window)
        self._theme = theme
        self._sheet = Sheet(name, theme, window)
        self._field = Field(f"{name}.field", theme, self._sheet)
        self._cancel = Button(f"{name}.cancel", theme, self._sheet)
        self.reworded()
        self._pad = NumberPad(f"{name}.keys", theme, self._sheet)
        self._pad.is_secret = is_secret
        self._pad.typed.connect(self.typed)
        self._pad.erased.connect(lambda: self.typed.emit(""))
        self._pad.accepted.connect(self._accept)
        for signal in (self._cancel.chosen, self._sheet.dismissed):
            signal.connect(lambda: self._close(self.cancelled))
        self._sheet.words_share = _LEFT_SHARE
        self._sheet.placed.connect(self._place)

    def reworded(self) -> None:
        """Say the way out in the language in force."""
        self._cancel.show_view(ButtonView(words("pad.cancel"), ButtonKind.OUTLINE))

    @property
    def is_open(self) -> bool:
        """Does it cover the page?"""
        return self._sheet.isVisible()

    def show_view(self, view: PadView) -> None:
        """Show what was typed so far."""
        self._sheet.show_view(view.sheet)
        self._field.show_view(view.field)
        self._pad.show_view(view.pad)

    def open(self) -> None:
        """Slide in."""
        self._sheet.open()

    def close_pad(self) -> None:
        """Leave at once, as if it was cancelled."""
        if self.is_open:
            self._close(self.cancelled)

    def _accept(self) -> None:
        if self.closes_when_accepted:
            self._close(self.accepted)
        else:
            self.accepted.emit()

    def _close(self, signal: SignalInstance) -> None:
        self._sheet.window().setFocus()
        self._sheet.close_sheet()
        signal.emit()

    def _place(self) -> None:
        px, area = self._theme.layout.px, self._sheet.surface().toRect()
        margin, left = px(_MARGIN), px(32)
        width = round(area.width() * _LEFT_SHARE)
        top = max(area.top() + px(110), self._sheet.body.y() + px(18))
        self._field.setGeometry(left, top, width - left, max(Touch.MINIMUM, px(72)))
        height = max(Touch.MINIMUM, px(64))
        self._cancel.setGeometry(left, area.bottom() - margin - height, width - left, height)
        x = width + px(40)
        self._pad.setGeometry(x, area.top() + margin, area.width() - x - left, area.height() - 2 * margin)
