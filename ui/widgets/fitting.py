"""Words as large as a person likes, where their box allows it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui import i18n
from ui.paint import ink
from ui.theme import PERCENTS, Theme

_DRAWN_IN = "en-US"


class Fitting:
    """Paints with the largest type in which all of its words fit; as drawn, in English, they do."""

    theme: Theme
    view: Any
    most_percent = PERCENTS[0]
    peers: "tuple[Fitting, ...]" = ()
    """What stands in one row or column with it is written as large as it."""

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
        """At what percent of their drawn size the words fit into the box, and those of what stands beside it."""
        others = (each for each in self.peers if each is not self and each.is_seen())
        return min((self.own_percent(box), *(each.own_percent(each.room()) for each in others)))

    def own_percent(self, box: QRectF) -> int:
        """At what percent its own words fit."""
        whole = self.theme
        state = (self.view, box.width(), box.height(), whole.look)
        if whole.look.text_percent == 100 and i18n.style().tag == _DRAWN_IN:
            return 100
        if self._measured is None or self._measured[0] != state:
            before, self._measured = self._measured, (state, self._largest(box))
            if before is None or before[1] != self._measured[1]:
                self._tell_peers()
        return self._measured[1]

    def room(self) -> QRectF:
        """The box that it is painted into."""
        return QRectF(self._widget().rect())

    def is_seen(self) -> bool:
        """Is it shown, with something in it?"""
        return hasattr(self, "view") and not self._widget().isHidden() and not self.room().isEmpty()

    def _tell_peers(self) -> None:
        for each in self.peers:
            each.paint_anew()

    def paint_anew(self) -> None:
        """Its size of type may be another now."""
        self._widget().update()

    def _widget(self) -> QWidget:
        assert isinstance(self, QWidget)
        return self

    def words_box(self, box: QRectF) -> QRectF:
        """Where in the box words may stand; all of it, unless something else lies over a part."""
        return box

    def _largest(self, box: QRectF) -> int:
        whole = self.theme
        try:
            for percent in (each for each in PERCENTS if each <= min(whole.look.text_percent, self.most_percent)):
                self.theme = whole.at(percent)
                if ink.does_fit(ink.of(self.draw, box), self.words_box(box)):
                    return percent
        finally:
            self.theme = whole
        return min(whole.look.text_percent, 100)


def in_step(parts: Sequence[Fitting]) -> None:
    """Write them all in one size: the largest in which each of them fits."""
    for each in parts:
        each.peers = tuple(parts)
