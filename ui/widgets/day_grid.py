"""The days of a month, one to choose."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Touch, Type
from ui.views import ToggleView
from ui.views.settings import DaysView
from ui.widgets.base import Painted, Pressable

_GAP = 6


class DayKey(Pressable[ToggleView]):
    """One day; the chosen one is filled with ink."""

    ring_radius = Radius.FIELD

    def sentence(self) -> str:
        """The day as it is said."""
        return self.view.sentence

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground and number."""
        theme, view = self.theme, self.view
        ground = Colour.INK if view.is_on else Colour.PRESSED if self.isDown() else Colour.SURFACE
        edge = theme.colour(Colour.OUTLINE) if theme.is_contrast and not view.is_on else None
        boxes.draw(painter, box, Radius.FIELD, theme.colour(ground), edge)
        is_reversed = view.is_on or (self.isDown() and theme.is_contrast)
        ink = theme.colour(Colour.ON_INK if is_reversed else Colour.TEXT)
        step = Type.STRONG if view.is_on else Type.BODY
        at = QPointF(box.center().x(), text.middle_baseline(theme, step, box.center().y()))
        text.draw_centred(painter, theme, view.word, at, step, ink)


class DayGrid(Painted[DaysView]):
    """As many days in a row as there is room for fingers; `chosen` carries the day's number."""

    chosen = Signal(int)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._keys: list[DayKey] = []

    def view_changed(self, before: DaysView | None) -> None:  # noqa: ARG002 - the keys compare for themselves
        """Show every day whether it is the one."""
        while len(self._keys) < self.view.count:
            day = len(self._keys) + 1
            key = DayKey(f"{self.objectName()}.{day}", self.theme, self)
            key.clicked.connect(lambda _checked=False, day=day: self.chosen.emit(day))
            key.setVisible(True)
            self._keys.append(key)
        for index, key in enumerate(self._keys):
            is_on = index + 1 == self.view.chosen
            key.show_view(ToggleView(is_on, str(index + 1), sentence=self.view.sentences[index]))
        self._place()

    def natural_height(self, width: int) -> int:
        """How high it is when it is so wide."""
        columns = self._columns(width)
        rows = -(-self.view.count // columns)
        return rows * Touch.MINIMUM + (rows - 1) * _GAP

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Spread the days."""
        self._place()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """The days paint themselves."""

    def _columns(self, width: int) -> int:
        return max(1, min(7, (width + _GAP) // (Touch.MINIMUM + _GAP)))

    def _place(self) -> None:
        columns = self._columns(self.width())
        wide = (self.width() - (columns - 1) * _GAP) / columns
        for index, key in enumerate(self._keys):
            row, column = divmod(index, columns)
            x = round(column * (wide + _GAP))
            right = round(column * (wide + _GAP) + wide)
            key.setGeometry(x, row * (Touch.MINIMUM + _GAP), right - x, Touch.MINIMUM)
