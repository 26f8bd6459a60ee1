"""A cell a day."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import boxes, text
from ui.tokens import Colour, Type
from ui.views import DayCellsView
from ui.widgets.base import Painted

_LABEL_Y, _CELLS_Y, _CELL_H, _FOOT_Y, _FILL = 30, 48, 20, 93, 0.72


class Cell(NamedTuple):
    """A day's left end and width."""

    x: float
    width: float


def layout(total: int, width: float) -> tuple[Cell, ...]:
    """The days across the width."""
    pitch = width / max(1, total)
    return tuple(Cell(index * pitch, pitch * _FILL) for index in range(total))


class DayCells(Painted[DayCellsView]):
    """Days done in ink, today taller, days to come outlined."""

    def sentence(self) -> str:
        """Which day it is, and how many are left."""
        return self.view.sentence or f"{self.view.label}, {self.view.value}"

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint words and cells."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        quiet, ink, top = theme.colour(Colour.TEXT2), theme.colour(Colour.TEXT), box.top()
        y = top + px(_LABEL_Y)
        text.draw_text(painter, theme, view.label, QPointF(box.left(), y), Type.LABEL, quiet)
        text.draw_right(painter, theme, view.value, QPointF(box.right(), y), Type.BAND, ink)
        cells = layout(view.total, box.width())
        for day, cell in enumerate(cells, start=1):
            area = QRectF(box.left() + cell.x, top + px(_CELLS_Y), cell.width, px(_CELL_H))
            if day == view.done:
                area.adjust(-0.5, -px(6), 0.5, px(6))
            is_done = day <= view.done
            edge = None if is_done else theme.colour(Colour.OUTLINE)
            boxes.draw(painter, area, 2, theme.colour(Colour.INK) if is_done else None, edge, 1.2)
        foot = top + px(_FOOT_Y)
        text.draw_text(painter, theme, view.first, QPointF(box.left(), foot), Type.SMALL, quiet)
        text.draw_right(painter, theme, view.last, QPointF(box.right(), foot), Type.SMALL, quiet)
        self._draw_today(painter, box, cells, foot)

    def _draw_today(self, painter: QPainter, box: QRectF, cells: tuple[Cell, ...], foot: float) -> None:
        """The word below today, where the two dates leave room for it."""
        if not 1 <= self.view.done <= len(cells):
            return
        theme, metrics, gap = self.theme, self.theme.metrics(Type.SMALL), self.theme.layout.px(12)
        half = metrics.horizontalAdvance(self.view.today) / 2
        least = metrics.horizontalAdvance(self.view.first) + gap + half
        most = box.width() - metrics.horizontalAdvance(self.view.last) - gap - half
        if least > most:
            return
        cell = cells[self.view.done - 1]
        x = box.left() + min(most, max(least, cell.x + cell.width / 2))
        text.draw_centred(painter, theme, self.view.today, QPointF(x, foot), Type.SMALL, theme.colour(Colour.TEXT))
