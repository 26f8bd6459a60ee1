"""Stages that are reached one after the other."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.paint import text
from ui.theme import round_pen
from ui.tokens import Colour, Stroke, Type
from ui.views import StageListView, StageState, StageView
from ui.widgets.base import Painted

_STEP, _CIRCLE, _TEXT_X, _ICON = 92, 50, 68, 30
_ROLES = {
    StageState.WAITING: Colour.OUTLINE,
    StageState.RUNNING: Colour.INK,
    StageState.DONE: Colour.DONE,
    StageState.STOPPED: Colour.ATTENTION,
}


class StageList(Painted[StageListView]):
    """A circle for each stage: a check, a mark, or its number; the line to what was begun is whole."""

    def sentence(self) -> str:
        """Every stage and how it stands."""
        return self.view.sentence or ". ".join(f"{stage.title}, {stage.note}" for stage in self.view.stages)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint lines, circles and words."""
        px, stages = self.theme.layout.px, self.view.stages
        step = min(px(_STEP), (box.height() - px(_CIRCLE) - Stroke.SELECTED) / max(1, len(stages) - 1))
        x, radius = box.left() + px(_CIRCLE) / 2 + Stroke.SELECTED, px(_CIRCLE) / 2
        for index, stage in enumerate(stages):
            y = box.top() + radius + Stroke.SELECTED + index * step
            if index + 1 < len(stages):
                self._draw_line(painter, stages[index + 1], QPointF(x, y + radius), QPointF(x, y + step - radius))
            self._draw_circle(painter, stage, index, QPointF(x, y))
            self._draw_words(painter, stage, box.left() + px(_TEXT_X), y, box.right())

    def _draw_line(self, painter: QPainter, following: StageView, start: QPointF, end: QPointF) -> None:
        is_reached = following.state in {StageState.DONE, StageState.STOPPED}
        pen = round_pen(self.theme.colour(Colour.DONE if is_reached else Colour.OUTLINE), Stroke.BLOCK_TOP)
        if not is_reached:
            pen = QPen(pen.color(), Stroke.BLOCK_TOP, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.RoundCap)
            pen.setDashPattern([0.1, 2.2])
            start, end = QPointF(start.x(), start.y() + 6), QPointF(end.x(), end.y() - 4)
        painter.setPen(pen)
        painter.drawLine(start, end)

    def _draw_circle(self, painter: QPainter, stage: StageView, index: int, middle: QPointF) -> None:
        theme, px = self.theme, self.theme.layout.px
        colour = theme.colour(_ROLES[stage.state])
        painter.setPen(QPen(colour, Stroke.BLOCK_TOP))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, px(_CIRCLE) / 2 - 2, px(_CIRCLE) / 2 - 2)
        if stage.state is StageState.DONE:
            size = px(_ICON)
            spot = QPointF(round(middle.x() - size / 2), round(middle.y() - size / 2))
            painter.drawPixmap(spot, theme.icon("check", colour, size))
        elif stage.state is StageState.STOPPED:
            painter.setPen(round_pen(colour, px(5)))
            painter.drawLine(QPointF(middle.x(), middle.y() - px(10)), QPointF(middle.x(), middle.y() + px(2)))
            painter.drawPoint(QPointF(middle.x(), middle.y() + px(11)))
        else:
            at = QPointF(middle.x(), text.middle_baseline(theme, Type.STRONG, middle.y()))
            role = Colour.TEXT if stage.state is StageState.RUNNING else Colour.TEXT2
            text.draw_centred(painter, theme, str(index + 1), at, Type.STRONG, theme.colour(role))

    def _draw_words(self, painter: QPainter, stage: StageView, x: float, y: float, right: float) -> None:
        theme = self.theme
        is_off = stage.state is StageState.WAITING
        first, below = text.two_baselines(theme, Type.SMALL, Type.PAGE_TITLE, y)
        title = theme.colour(Colour.TEXT2 if is_off else Colour.TEXT)
        text.draw_text(painter, theme, stage.title, QPointF(x, first), Type.PAGE_TITLE, title)
        role = Colour.ATTENTION if stage.state is StageState.STOPPED else Colour.TEXT2
        step = text.fitted(theme, stage.note, right - x, (Type.SMALL, Type.RAIL))
        text.draw_text(painter, theme, stage.note, QPointF(x, below), step, theme.colour(role))
