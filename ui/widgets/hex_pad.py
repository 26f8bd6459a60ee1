"""Keys for a hexadecimal code."""

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import i18n
from ui.theme import Theme
from ui.tokens import Touch
from ui.views import ButtonKind, ButtonState, ButtonView, HexPadView
from ui.widgets.base import Painted
from ui.widgets.button import Button
from ui.widgets.number_pad import Key

_GAP, _COLUMNS, _ROWS = 10, 4, 5
_SIGNS = "123A456B789C0DEF"


class HexPad(Painted[HexPadView]):
    """Four by four keys, letters outlined; below them erase, back, and accept."""

    is_secret = True

    typed = Signal(str)
    erased = Signal()
    went_back = Signal()
    accepted = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._keys = [self._key(sign) for sign in _SIGNS]
        self._erase = Key(f"{name}.erase", theme, self)
        self.reworded()
        self._erase.setAutoRepeat(True)
        self._erase.clicked.connect(self.erased)
        self._back = Key(f"{name}.back", theme, self)
        self._back.clicked.connect(self.went_back)
        self._accept = Button(f"{name}.accept", theme, self)
        self._accept.chosen.connect(self.accepted)

    def reworded(self) -> None:
        """Name the key that no view names."""
        self._erase.show_view(ButtonView("", icon="delete", sentence=i18n.words("kit.erase")))

    def view_changed(self, before: HexPadView | None) -> None:  # noqa: ARG002 - the keys compare for themselves
        """Show back and accept as they may be used."""
        self._back.show_view(ButtonView("", icon="chevron-left", sentence=self.view.back))
        self._back.setVisible(self.view.has_back)
        state = ButtonState.IDLE if self.view.can_accept else ButtonState.DISABLED
        self._accept.show_view(ButtonView(self.view.accept, ButtonKind.PRIMARY, state))
        self._place()

    def sizeHint(self) -> QSize:
        """Keys of 88, the last row of 64."""
        px = self.theme.layout.px
        key = max(Touch.MINIMUM, px(Touch.KEY))
        return QSize(_COLUMNS * key + 3 * px(_GAP), 4 * key + 4 * px(_GAP) + Touch.BUTTON_SHEET)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Spread the keys."""
        self._place()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """The keys paint themselves."""

    def _place(self) -> None:
        gap = self.theme.layout.px(_GAP)
        foot = max(Touch.MINIMUM, round((self.height() - 4 * gap) * 0.144))
        width = (self.width() - (_COLUMNS - 1) * gap) / _COLUMNS
        height = (self.height() - foot - (_ROWS - 1) * gap) / (_ROWS - 1)
        for index, key in enumerate(self._keys):
            row, column = divmod(index, _COLUMNS)
            key.setGeometry(round(column * (width + gap)), round(row * (height + gap)), round(width), round(height))
        top, second = self.height() - foot, round(width + gap)
        self._erase.setGeometry(0, top, round(width), foot)
        self._back.setGeometry(second, top, round(width), foot)
        left = 2 * second if hasattr(self, "view") and self.view.has_back else second
        self._accept.setGeometry(left, top, self.width() - left, foot)

    def _key(self, sign: str) -> Key:
        key = Key(f"{self.objectName()}.{sign}", self.theme, self)
        key.is_outlined = sign.isalpha()
        key.show_view(ButtonView(sign))
        key.clicked.connect(lambda: self.typed.emit(sign))
        return key
