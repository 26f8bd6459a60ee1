"""Tiers as a ladder."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.paint import ladder
from ui.views import LadderView
from ui.widgets.base import Painted


class Ladder(Painted[LadderView]):
    """Rungs to scale with their prices, a pointer at the present, a dashed line at the likely end."""

    def sentence(self) -> str:
        """Every rung from the lowest, then where the present stands and where it may end."""
        view = self.view
        rungs = [words for rung in view.rungs for words in (rung.title, *rung.lines)]
        parts = (*rungs, view.pointer, view.pointer_line, view.likely_text)
        return view.sentence or ", ".join(part.rstrip(",") for part in parts if part)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the ladder, leaving room for the dashed line's ends."""
        ladder.draw(painter, box.adjusted(3, 2, 0, -2), self.view, self.theme)
