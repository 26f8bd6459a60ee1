"""A round key with its price below it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.paint import text
from ui.theme import Theme, round_pen
from ui.tokens import LINE_HEIGHT, Colour, Stroke, Touch, Type
from ui.views import ButtonState
from ui.views.comfort import CircleView
from ui.widgets.base import Pressable

_ICON, _GAP = 34, 10
_TIGHT = 1.02
_CAPTIONS = ((Type.LABEL, Type.SMALL, Type.RAIL), (Type.STRONG, Type.SMALL_STRONG, Type.RAIL))


class CircleButton(Pressable[CircleView]):
    """Less or more of a temperature. Locked still answers, to explain itself; holding a key repeats."""

    ring_radius = Touch.CIRCLE_BUTTON / 2

    chosen = Signal()
    explained = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self.setAutoRepeat(True)
        self.clicked.connect(self._answer)

    def view_changed(self, before: CircleView | None) -> None:  # noqa: ARG002 - the state is set anyway
        """Only an idle or a locked key answers."""
        self.setEnabled(self.view.state in {ButtonState.IDLE, ButtonState.LOCKED})

    def sentence(self) -> str:
        """What a press does, and what it costs."""
        return self.view.sentence or ", ".join(part for part in (self.view.caption, self.view.amount) if part)

    def sizeHint(self) -> QSize:
        """The circle and two lines."""
        px = self.theme.layout.px
        return QSize(px(136), self._size() + px(_GAP) + round(2 * self._line()))

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint circle, sign and captions."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        is_off = view.state is ButtonState.DISABLED
        size = self._size()
        circle = QRectF(box.center().x() - size / 2, box.top(), size, size)
        is_reversed = self.isDown() and theme.is_contrast
        fill = Colour.PRESSED if self.isDown() else Colour.RAISED
        edge, width = Colour.OUTLINE, Stroke.CONTROL
        is_edged = theme.is_contrast or is_off
        colour = theme.colour(Colour.TRACK if is_off and not theme.is_contrast else edge)
        painter.setPen(round_pen(colour, width) if is_edged else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if is_off else theme.colour(fill))
        painter.drawEllipse(circle.adjusted(width / 2, width / 2, -width / 2, -width / 2))
        ink = theme.colour(Colour.TEXT_OFF if is_off else Colour.ON_INK if is_reversed else Colour.TEXT)
        icon = "lock" if view.state is ButtonState.LOCKED else view.icon
        side = px(_ICON)
        spot = QPointF(round(circle.center().x() - side / 2), round(circle.center().y() - side / 2))
        painter.drawPixmap(spot, theme.icon(icon, ink, side))
        self._draw_captions(painter, box, circle.bottom() + px(_GAP))

    def _draw_captions(self, painter: QPainter, box: QRectF, top: float) -> None:
        theme, line = self.theme, self._line()
        roles = (Colour.TEXT2, Colour.TEXT)
        texts = (self.view.caption, self.view.amount)
        is_off = self.view.state is ButtonState.DISABLED
        rows: list[tuple[str, Type, Colour]] = []
        for words, steps, role in zip(texts, _CAPTIONS, roles, strict=True):
            step = text.fitted(theme, words, box.width(), steps)
            rows += [(each, step, role) for each in text.wrap(theme, words, box.width(), step)]
        if len(rows) > len(texts):
            line = theme.font(rows[-1][1]).pixelSize() * _TIGHT
            top = min(top, box.bottom() - line * len(rows))
        for index, (words, step, role) in enumerate(rows):
            y = text.middle_baseline(theme, step, top + (index + 0.5) * line)
            colour = theme.colour(Colour.TEXT_OFF if is_off else role)
            text.draw_centred(painter, theme, words, QPointF(box.center().x(), y), step, colour)

    def ring(self, box: QRectF) -> QRectF:
        """Around the circle."""
        size = self._size()
        return QRectF(box.center().x() - size / 2, box.top(), size, size)

    def _size(self) -> int:
        return max(Touch.MINIMUM, self.theme.layout.px(Touch.CIRCLE_BUTTON))

    def _line(self) -> float:
        return self.theme.font(Type.LABEL).pixelSize() * LINE_HEIGHT

    def _answer(self) -> None:
        (self.explained if self.view.state is ButtonState.LOCKED else self.chosen).emit()
