"""What happens at one price level: a column of the table."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter

from ui.paint import boxes, text
from ui.tokens import Colour, Radius, Touch, Type
from ui.views import Run
from ui.views.comfort import LevelCellView
from ui.widgets.base import Pressable

_HEAD, _LEADING, _HIGHER = 0.36, 1.12, 0.24


class LevelCell(Pressable[LevelCellView]):
    """Shape and word above a rule; the temperature, and how far it is from the usual one, below."""

    ring_radius = Radius.FIELD

    def view_changed(self, before: LevelCellView | None) -> None:  # noqa: ARG002 - the state is set anyway
        """A closed one does not answer."""
        self.setEnabled(self.view.is_enabled)

    def sentence(self) -> str:
        """Level, temperature and difference."""
        return self.view.sentence or f"{self.view.word}, {self.view.value}, {self.view.note}"

    def sizeHint(self) -> QSize:
        """Wide enough for a finger."""
        return QSize(Touch.MINIMUM * 2, Touch.MINIMUM + Touch.GAP)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint head, rule and what is below."""
        theme, view = self.theme, self.view
        if self.isDown():
            edge = theme.colour(Colour.OUTLINE) if theme.is_contrast else None
            boxes.draw(painter, box, Radius.FIELD, theme.colour(Colour.RAISED), edge)
        head = box.height() * _HEAD
        painter.fillRect(QRectF(box.left(), round(box.top() + head), box.width(), 1), theme.colour(Colour.LINE))
        word = (Run(view.word, level=view.level, is_strong=True),)
        step = next(
            (each for each in (Type.LABEL, Type.SMALL) if text.line_width(theme, word, each) <= box.width()), Type.RAIL
        )
        x = box.center().x() - text.line_width(theme, word, step) / 2
        y = text.middle_baseline(theme, step, box.top() + head / 2)
        text.draw_line(painter, theme, word, QPointF(x, y), step)
        below = box.height() - head
        value = Type.MONEY if below >= theme.font(Type.MONEY).pixelSize() * 1.9 else Type.BAND
        steps = [each for each in (Type.SMALL, Type.AXIS) if theme.font(each).pixelSize() <= below * 0.38]
        small = text.fitted(theme, view.note, box.width(), (*steps, Type.RAIL))
        is_long = theme.metrics(small).horizontalAdvance(view.note) > box.width()
        middle = box.top() + head + below * ((_HIGHER if is_long else 0.34) if view.note else 0.5)
        at = QPointF(box.center().x(), text.middle_baseline(theme, value, middle))
        text.draw_centred(painter, theme, view.value, at, value, text.value_colour(theme, view.value))
        broken = text.wrap(theme, view.note, box.width() - 4, small)
        high, foot = theme.font(small).pixelSize() * _LEADING, box.top() + head + below * 0.76
        foot = min(foot + (len(broken) - 1) * high / 2, box.bottom() - high / 2)
        for index, line in enumerate(reversed(broken)):
            at = QPointF(box.center().x(), text.middle_baseline(theme, small, foot - index * high))
            text.draw_centred(painter, theme, line, at, small, theme.colour(Colour.TEXT2))
