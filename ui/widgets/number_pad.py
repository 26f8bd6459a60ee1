"""Keys for a number."""

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import i18n
from ui.paint import boxes, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Touch, Type
from ui.views import ButtonKind, ButtonState, ButtonView, NumberPadView
from ui.widgets.base import Painted, Pressable
from ui.widgets.button import Button

_GAP, _COLUMNS, _ROWS = 10, 3, 5


class Key(Pressable[ButtonView]):
    """A key: a digit in mono, or an icon; a letter among digits is outlined."""

    is_outlined = False

    def sentence(self) -> str:
        """What it types."""
        return self.view.sentence or self.view.text

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground and sign."""
        theme = self.theme
        is_reversed = self.isDown() and theme.is_contrast
        colour = theme.colour(Colour.ON_INK if is_reversed else Colour.TEXT)
        edge = theme.colour(Colour.OUTLINE) if theme.is_contrast or self.is_outlined else None
        ground = Colour.PRESSED if self.isDown() else Colour.SURFACE if self.is_outlined else Colour.RAISED
        boxes.draw(painter, box, Radius.BUTTON, theme.colour(ground), edge)
        if self.view.icon:
            size = theme.layout.px(30)
            spot = QPointF(round(box.center().x() - size / 2), round(box.center().y() - size / 2))
            painter.drawPixmap(spot, theme.icon(self.view.icon, colour, size))
        else:
            at = QPointF(box.center().x(), text.middle_baseline(theme, Type.CODE, box.center().y()))
            text.draw_centred(painter, theme, self.view.text, at, Type.CODE, colour)


class NumberPad(Painted[NumberPadView]):
    """Three by four keys, and one below them to accept; what is typed may be a secret."""

    is_secret = False

    typed = Signal(str)
    erased = Signal()
    accepted = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._keys = [self._digit(sign) for sign in "123456789"]
        self._point = Key(f"{name}.point", theme, self)
        self._point.clicked.connect(lambda: self.typed.emit(self.view.point))
        self._keys += [self._point, self._digit("0")]
        self._erase = Key(f"{name}.erase", theme, self)
        self.reworded()
        self._erase.setAutoRepeat(True)
        self._erase.clicked.connect(self.erased)
        self._keys.append(self._erase)
        self._accept = Button(f"{name}.accept", theme, self)
        self._accept.chosen.connect(self.accepted)

    def reworded(self) -> None:
        """Name the key that no view names."""
        self._erase.show_view(ButtonView("", icon="delete", sentence=i18n.words("kit.erase")))

    def view_changed(self, before: NumberPadView | None) -> None:  # noqa: ARG002 - the keys compare for themselves
        """Show point and accept as they may be used."""
        self._point.show_view(ButtonView(self.view.point))
        self._point.setVisible(self.view.has_point)
        state = ButtonState.IDLE if self.view.can_accept else ButtonState.DISABLED
        self._accept.show_view(ButtonView(self.view.accept, ButtonKind.PRIMARY, state))

    def sizeHint(self) -> QSize:
        """Keys of 88, the last row of 64."""
        px = self.theme.layout.px
        key = max(Touch.MINIMUM, px(Touch.KEY))
        return QSize(_COLUMNS * key + 2 * px(_GAP), 4 * key + 4 * px(_GAP) + Touch.BUTTON_SHEET)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Spread the keys."""
        gap = self.theme.layout.px(_GAP)
        foot = max(Touch.MINIMUM, self.height() - 4 * gap - round((self.height() - 4 * gap) * 0.84))
        width = (self.width() - 2 * gap) / _COLUMNS
        height = (self.height() - foot - 4 * gap) / (_ROWS - 1)
        for index, key in enumerate(self._keys):
            row, column = divmod(index, _COLUMNS)
            x, y = column * (width + gap), row * (height + gap)
            key.setGeometry(round(x), round(y), round(width), round(height))
        self._accept.setGeometry(0, self.height() - foot, self.width(), foot)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """The keys paint themselves."""

    def _digit(self, sign: str) -> Key:
        key = Key(f"{self.objectName()}.{sign}", self.theme, self)
        key.show_view(ButtonView(sign))
        key.clicked.connect(lambda: self.typed.emit(sign))
        return key
