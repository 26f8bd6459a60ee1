"""A thermostat: the gauge, and in it the set point, the temperature indoors, and how it runs."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.screens.label import Label
from ui.theme import Theme
from ui.tokens import Type
from ui.views import Tone
from ui.views.comfort import DialView
from ui.widgets.arch import Arch
from ui.widgets.sentence import Sentence

_ARCH_W, _ARCH_H = 331, 271
_HERO_Y, _FIRST_Y, _SECOND_Y = 100, 192, 221
_LEAST, _MOST = 210, 268


class Dial(QWidget):
    """Shows a DialView; the set point is quiet while the thermostat has not confirmed it."""

    def __init__(self, name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setObjectName(name)
        self._arch = Arch(f"{name}.arch", theme, self)
        self._number = Label(f"{name}.number", theme, self, Type.HERO, Tone.INK)
        self._number.alignment = Qt.AlignmentFlag.AlignHCenter
        self._number.is_centred = True
        self._first = Label(f"{name}.indoors", theme, self, Type.STRONG, Tone.INK)
        self._first.alignment = Qt.AlignmentFlag.AlignHCenter
        self._first.is_centred = True
        self._second = Sentence(f"{name}.state", theme, self)
        self._second.is_middle = True

    def show_view(self, view: DialView) -> None:
        """Show this from now on."""
        if view.arch is not None:
            self._arch.show_view(view.arch)
        self._arch.setVisible(view.arch is not None)
        self._number.set_tone(Tone.QUIET if view.is_pending else Tone.INK)
        self._number.show_view(view.number)
        self._first.show_view(view.first)
        self._second.show_view(view.second)
        if self.accessibleName() != view.sentence:
            self.setAccessibleName(view.sentence)

    def natural_height(self, page_height: int) -> int:
        """How much of a page of that height it takes."""
        px = self.theme.layout.px
        return min(px(_MOST), max(px(_LEAST), round(page_height * 0.55)))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """The words at their places in the gauge."""
        scale = min(self.width() / (_ARCH_W + 21), self.height() / 254)
        left = round((self.width() - _ARCH_W * scale) / 2)
        self._arch.setGeometry(left, 0, round(_ARCH_W * scale), round(_ARCH_H * scale))

        def at(y: float, height: float) -> QRect:
            inset = round(60 * scale)
            return QRect(inset, round(y * scale), self.width() - 2 * inset, round(height * scale))

        self._number.setGeometry(at(_HERO_Y, 92))
        self._first.setGeometry(at(_FIRST_Y, 28))
        self._second.setGeometry(QRect(0, round(_SECOND_Y * scale), self.width(), round(30 * scale)))
