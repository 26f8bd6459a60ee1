"""The page's one number."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.i18n import UNKNOWN
from ui.paint import arch, text
from ui.theme import Theme
from ui.tokens import Colour, Type
from ui.views import HeroView
from ui.widgets.base import Pressable

_CAPTION_Y, _NUMBER_Y, _SECOND_Y, _NOTES_Y, _NOTE_STEP = 122, 219, 272, 253, 25
_DELTA_Y, _BELOW_DELTA_Y, _GAP = 250, 281, 0.3


class Hero(Pressable[HeroView]):
    """Caption, number, second number; it shares the Arch's rectangle and stands inside it."""

    number_pressed = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self.clicked.connect(self.number_pressed)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the words around the middle of the arch."""
        gauge = arch.layout(box.width(), box.height())
        middle, top, k = gauge.centre.x, gauge.centre.y - 206 * gauge.scale, gauge.scale
        width = text.line_width(self.theme, self.view.caption, Type.BAND)
        text.draw_line(
            painter, self.theme, self.view.caption, QPointF(middle - width / 2, top + _CAPTION_Y * k), Type.BAND
        )
        step = Type.HERO_LONG if self.view.is_long else Type.HERO
        self._pair(
            painter, self.view.number, self.view.unit, step, Type.HERO_UNIT, QPointF(middle, top + _NUMBER_Y * k)
        )
        if self.view.notes:
            for index, note in enumerate(self.view.notes):
                at = QPointF(middle, top + (_NOTES_Y + index * _NOTE_STEP) * k)
                text.draw_centred(painter, self.theme, note, at, Type.LABEL, self.theme.colour(Colour.TEXT2))
        elif self.view.second:
            at = QPointF(middle, top + (_BELOW_DELTA_Y if self.view.delta else _SECOND_Y) * k)
            big, small = (Type.TITLE, Type.SMALL) if self.view.delta else (Type.KW, Type.KW_UNIT)
            self._pair(painter, self.view.second, self.view.second_unit, big, small, at)
        if self.view.delta:
            at = QPointF(middle, top + _DELTA_Y * k)
            text.draw_centred(
                painter, self.theme, self.view.delta, at, Type.SMALL_STRONG, self.theme.colour(Colour.TEXT)
            )

    def ring(self, box: QRectF) -> QRectF:
        """Around the numbers."""
        gauge = arch.layout(box.width(), box.height())
        middle, top, k = gauge.centre.x, gauge.centre.y - 206 * gauge.scale, gauge.scale
        return QRectF(middle - 165 * k, top + 90 * k, 330 * k, 195 * k)

    def _pair(self, painter: QPainter, number: str, unit: str, big: Type, small: Type, at: QPointF) -> None:
        gap = self.theme.font(small).pixelSize() * (_GAP if big in {Type.KW, Type.TITLE} else 2 * _GAP / 3)
        first = self.theme.metrics(big).horizontalAdvance(number)
        second = self.theme.metrics(small).horizontalAdvance(unit) + gap if unit and number != UNKNOWN else 0
        x = at.x() - (first + second) / 2
        text.draw_text(painter, self.theme, number, QPointF(x, at.y()), big, text.value_colour(self.theme, number))
        if second:
            spot = QPointF(x + first + gap, at.y())
            text.draw_text(painter, self.theme, unit, spot, small, self.theme.colour(Colour.TEXT2))
