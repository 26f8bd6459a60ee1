"""Words as large as a person likes, where their box allows it."""

from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui import i18n
from ui.paint import ink
from ui.theme import PERCENTS, Theme

_DRAWN_IN = "en-US"


class Fitting:
    """Paints with the largest type in which all of its words fit; as drawn, in English, they do."""

    theme: Theme
    view: Any
    _measured: tuple[object, int] | None = None

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the view into the box."""
        raise NotImplementedError

    def draw_fitting(self, painter: QPainter, box: QRectF) -> None:
        """Paint it with words as large as a person likes, or as its box allows: all smaller, never one of them cut."""
        whole = self.theme
        self.theme = whole.at(self.percent(box))
        try:
            self.draw(painter, box)
        finally:
            self.theme = whole

    def percent(self, box: QRectF) -> int:
        """At what percent of their drawn size the words fit into the box."""
        whole = self.theme
        state = (self.view, box.width(), box.height(), whole.look)
        if whole.look.text_percent == 100 and i18n.style().tag == _DRAWN_IN:
            return 100
        if self._measured is None or self._measured[0] != state:
            self._measured = (state, self._largest(box))
        return self._measured[1]

    def words_box(self, box: QRectF) -> QRectF:
        """Where in the box words may stand; all of it, unless something else lies over a part."""
        return box

    def _largest(self, box: QRectF) -> int:
        whole = self.theme
        try:
            for percent in (each for each in PERCENTS if each <= whole.look.text_percent):
                self.theme = whole.at(percent)
                if ink.does_fit(ink.of(self.draw, box), self.words_box(box)):
                    return percent
        finally:
            self.theme = whole
        return min(whole.look.text_percent, 100)
