"""On or off."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, text
from ui.theme import Theme
from ui.tokens import Colour, Stroke, Touch, Type
from ui.views import ToggleView
from ui.widgets.base import Pressable

_WIDTH, _HEIGHT, _KNOB, _GAP = 72, 40, 28, 12


class Toggle(Pressable[ToggleView]):
    """A switch with its word to the left."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self.setCheckable(True)

    def view_changed(self, before: ToggleView | None) -> None:  # noqa: ARG002 - the state is set anyway
        """Assistive technology reads the state from the button."""
        self.setChecked(self.view.is_on)
        self.setEnabled(self.view.is_enabled)
        self.updateGeometry()

    def nextCheckState(self) -> None:
        """Stay: the state is the view's, the press is the caller's."""

    def sentence(self) -> str:
        """What is switched."""
        return self.view.sentence or self.view.word

    def sizeHint(self) -> QSize:
        """Word and switch, 56 high."""
        px = self.theme.layout.px
        word = self.theme.metrics(Type.STRONG).horizontalAdvance(self.view.word)
        return QSize(round(word + px(_GAP) + px(_WIDTH) + 0.5), Touch.MINIMUM)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint word, track and knob."""
        theme, px, is_on = self.theme, self.theme.layout.px, self.view.is_on
        is_enabled = self.view.is_enabled
        track = QRectF(box.right() - px(_WIDTH), box.center().y() - px(_HEIGHT) / 2, px(_WIDTH), px(_HEIGHT))
        ink = theme.colour(Colour.INK if is_enabled else Colour.TEXT_OFF)
        edge = theme.colour(Colour.OUTLINE)
        boxes.draw(painter, track, track.height() / 2, ink if is_on else None, None if is_on else edge, Stroke.CONTROL)
        reach = track.height() / 2
        middle = QPointF(track.right() - reach if is_on else track.left() + reach, track.center().y())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(Colour.ON_INK if is_on else Colour.OUTLINE))
        painter.drawEllipse(middle, px(_KNOB) / 2, px(_KNOB) / 2)
        y = text.middle_baseline(theme, Type.STRONG, box.center().y())
        colour = theme.colour(Colour.TEXT if is_enabled else Colour.TEXT_OFF)
        text.draw_right(painter, theme, self.view.word, QPointF(track.left() - px(_GAP), y), Type.STRONG, colour)
