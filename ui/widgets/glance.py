"""The resting screen: black, with one number that a person reads from across the room."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, shapes, text
from ui.theme import Theme
from ui.tokens import Colour, Drift, Radius, Type
from ui.views import GlanceView, Level
from ui.widgets.base import Painted

_WORD_Y, _NUMBER_Y, _LINE_Y, _NOTE_Y, _NOTE_X = 196, 372, 452, 551, 60
_HEIGHT, _UNIT_GAP, _BARS, _EDGE = 600, 13, 16, 4
_PLATE_X, _PLATE_Y, _PLATE_HEIGHT, _PLATE_LIFT = 24, 50, 68, 14


def drift(step: int) -> tuple[float, float]:
    """Where it stands at that step, from -1 to 1 across and down: a closed path that leaves no pixel lit for long."""
    turn = 2 * math.pi * (step % Drift.STEPS) / Drift.STEPS
    return math.sin(Drift.TURNS_X * turn), math.sin(Drift.TURNS_Y * turn)


class Glance(Painted[GlanceView]):
    """Covers the whole window; it wears black whatever the pages wear."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._worn, self.theme = theme, theme.resting()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def theme_changed(self) -> None:
        """Wear black anew."""
        self.theme = self._worn.resting()
        super().theme_changed()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the view, or at the edge, where no word ever stands, the black alone."""
        words = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        if event.rect().intersects(words) or not hasattr(self, "view") or self.view.exercise is not None:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.theme.colour(Colour.BG))
        painter.end()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the words where the drift has carried them; in the exercise, bars that walk over every pixel."""
        painter.fillRect(box, self.theme.colour(Colour.BG))
        if self.view.exercise is not None:
            self._draw_bars(painter, box, self.view.exercise)
            return
        reach, (across, down) = self.theme.layout.px(Drift.REACH), drift(self.view.step)
        painter.translate(round(reach * across), round(reach * down))
        middle = box.center().x()
        self._draw_caption(painter, box, QPointF(middle, self._y(box, _WORD_Y)))
        self._draw_number(painter, box, QPointF(middle, self._y(box, _NUMBER_Y)))
        step = text.fitted(self.theme, self.view.line, self._room(box), (Type.GLANCE_LINE, Type.GLANCE_NOTE))
        quiet, at = self.theme.colour(Colour.TEXT2), QPointF(middle, self._y(box, _LINE_Y))
        text.draw_centred(painter, self.theme, self.view.line, at, step, quiet)
        left, foot = self.theme.layout.px(_NOTE_X), self._y(box, _NOTE_Y)
        text.draw_text(painter, self.theme, self.view.clock, QPointF(left, foot), Type.GLANCE_NOTE, quiet)
        at = QPointF(box.right() - left, foot)
        text.draw_right(painter, self.theme, self.view.indoors, at, Type.GLANCE_NOTE, quiet)

    def _y(self, box: QRectF, at_600: float) -> float:
        return box.top() + box.height() * at_600 / _HEIGHT

    def _room(self, box: QRectF) -> float:
        """How wide a line may be wherever the drift has carried it."""
        return box.width() - 2 * self.theme.layout.px(Drift.REACH + 20)

    def _draw_caption(self, painter: QPainter, box: QRectF, at: QPointF) -> None:
        """What holds now; an emergency stands on its own red plate."""
        line, steps = self.view.caption, (Type.GLANCE_WORD, Type.GLANCE_LINE, Type.TITLE)
        step = next((s for s in steps if text.line_width(self.theme, line, s) <= self._room(box)), steps[-1])
        width = text.line_width(self.theme, line, step)
        if not self.view.is_emergency:
            text.draw_line(painter, self.theme, line, QPointF(at.x() - width / 2, at.y()), step)
            return
        px = self.theme.layout.px
        at -= QPointF(0, px(_PLATE_LIFT))
        plate = QRectF(
            at.x() - width / 2 - px(_PLATE_X), at.y() - px(_PLATE_Y), width + 2 * px(_PLATE_X), px(_PLATE_HEIGHT)
        )
        boxes.draw(painter, plate, Radius.CARD, self.theme.colour(Colour.EMERGENCY))
        x, ink = at.x() - width / 2, self.theme.colour(Colour.ON_EMERGENCY)
        mark = self.theme.font(step).pixelSize()
        shape = QPointF(x, at.y() - mark * 0.85)
        shapes.draw(painter, Level.EMERGENCY, shape, mark, ink, self.theme.colour(Colour.EMERGENCY))
        for run, spot in zip(line, text.place(self.theme, line, step), strict=True):
            text.draw_text(painter, self.theme, run.text, QPointF(x + spot.text_x, at.y()), step, ink)

    def _draw_number(self, painter: QPainter, box: QRectF, at: QPointF) -> None:
        number, unit = self.view.number, self.view.unit.strip()
        step = text.fitted(self.theme, number + unit, self._room(box), (Type.GLANCE, Type.HERO))
        gap = self.theme.layout.px(_UNIT_GAP) if unit else 0
        first = self.theme.metrics(step).horizontalAdvance(number)
        second = self.theme.metrics(Type.GLANCE_UNIT).horizontalAdvance(unit)
        x = at.x() - (first + gap + second) / 2
        text.draw_text(painter, self.theme, number, QPointF(x, at.y()), step, text.value_colour(self.theme, number))
        spot = QPointF(x + first + gap, at.y())
        text.draw_text(painter, self.theme, unit, spot, Type.GLANCE_UNIT, self.theme.colour(Colour.TEXT3))

    def _draw_bars(self, painter: QPainter, box: QRectF, step: int) -> None:
        """Every second they walk on by half their width, so that each pixel works and rests."""
        width = box.width() / _BARS
        for index in range(-1, _BARS // 2 + 1):
            left = (2 * index + (step % 4) / 2) * width
            painter.fillRect(QRectF(left, box.top(), width, box.height()), self.theme.colour(Colour.TEXT3))
