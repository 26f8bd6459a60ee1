"""A value between two ends, moved by a finger or by the arrow keys."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractSlider, QWidget

from ui.paint import boxes, text
from ui.theme import Theme
from ui.tokens import LINE_HEIGHT, Colour, Stroke, Touch, Type
from ui.views.settings import SliderView
from ui.widgets.base import Shown

_TRACK, _KNOB, _RIM, _STILL = 12, 32, 4, 10


class Slider(QAbstractSlider, Shown[SliderView]):
    """Label and value above a track; `chosen` carries an index once the finger is lifted, or a key pressed.

    The knob is taken by a drag across or a tap on the track; a drag up or down moves the page below instead.
    """

    chosen = Signal(int)
    takes_drags = True

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._begin(name, theme)
        self._pressed: QPointF | None = None
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSingleStep(1)
        self.setPageStep(4)
        self.sliderMoved.connect(lambda _: self.update())
        self.valueChanged.connect(self._changed)

    def view_changed(self, before: SliderView | None) -> None:  # noqa: ARG002 - the slider compares for itself
        """The value in force, unless a finger is on it."""
        was = self.blockSignals(True)
        self.setRange(0, len(self.view.texts) - 1)
        if not self.isSliderDown():
            self.setValue(self.view.index)
        self.blockSignals(was)

    def sentence(self) -> str:
        """What it is, and how much."""
        return f"{self.view.label}, {self.view.texts[self.view.index]}"

    def sizeHint(self) -> QSize:
        """A line of words, and a finger's height for the track."""
        return QSize(Touch.MINIMUM * 4, self._line() + max(Touch.MINIMUM, self.theme.layout.px(56)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint the view."""
        self._paint()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the words, the track, the knob."""
        theme, px, view = self.theme, self.theme.layout.px, self.view
        y = box.top() + self._line() / 2
        value = view.texts[min(self.sliderPosition(), len(view.texts) - 1)]
        at = QPointF(box.right(), text.middle_baseline(theme, Type.STRONG, y))
        left = text.draw_right(painter, theme, value, at, Type.STRONG, theme.colour(Colour.TEXT))
        step = text.fitted(theme, view.label, left - box.left() - 12, (Type.LABEL, Type.SMALL, Type.RAIL))
        at = QPointF(box.left(), text.middle_baseline(theme, step, y))
        text.draw_text(painter, theme, view.label, at, step, theme.colour(Colour.TEXT))
        rail = self._rail(box)
        knob = QPointF(self._x_of(self.sliderPosition(), rail), rail.center().y())
        reach = px(_TRACK) / 2
        edge = theme.colour(Colour.OUTLINE) if theme.is_contrast else None
        track = QRectF(box.left(), rail.center().y() - reach, box.width(), 2 * reach)
        boxes.draw(painter, track, reach, theme.colour(Colour.TRACK), edge)
        filled = QRectF(track.left(), track.top(), knob.x() - track.left(), track.height())
        boxes.draw(painter, filled, reach, theme.colour(Colour.INK))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(Colour.BG))
        painter.drawEllipse(knob, px(_KNOB) / 2 + px(_RIM), px(_KNOB) / 2 + px(_RIM))
        painter.setBrush(theme.colour(Colour.INK))
        painter.drawEllipse(knob, px(_KNOB) / 2, px(_KNOB) / 2)

    def ring(self, box: QRectF) -> QRectF | None:
        """The focus is around the knob."""
        rail = self._rail(box)
        reach = self.theme.layout.px(_KNOB) / 2 + self.theme.layout.px(_RIM) + Stroke.FOCUS
        self.ring_radius = reach
        x = self._x_of(self.sliderPosition(), rail)
        return QRectF(x - reach, rail.center().y() - reach, 2 * reach, 2 * reach)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A finger goes down: what it wants is not known yet."""
        self._pressed = event.position()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A finger that moves across takes the knob along."""
        if self._pressed is None:
            return
        way = event.position() - self._pressed
        if not self.isSliderDown() and abs(way.x()) > _STILL and abs(way.x()) > abs(way.y()):
            self.setSliderDown(True)
        if self.isSliderDown():
            self.setSliderPosition(self._at(event.position().x()))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """What the knob stands at holds; a tap on the track brings it there."""
        pressed, self._pressed = self._pressed, None
        if self.isSliderDown():
            self.setSliderDown(False)
        elif pressed is not None and self.rect().contains(event.position().toPoint()) and pressed.y() > self._line():
            self.setValue(self._at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the knob; up and down are the page's, as everywhere."""
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _changed(self, index: int) -> None:
        self.update()
        self.chosen.emit(index)

    def _line(self) -> int:
        return round(self.theme.font(Type.STRONG).pixelSize() * LINE_HEIGHT)

    def _rail(self, box: QRectF) -> QRectF:
        """Where the middle of the knob may be."""
        reach = self.theme.layout.px(_KNOB) / 2
        ring = self.theme.layout.px(_RIM) + Stroke.FOCUS
        middle = (self._line() + box.bottom()) / 2
        return QRectF(box.left() + reach + ring, middle, box.width() - 2 * (reach + ring), 0)

    def _x_of(self, index: int, rail: QRectF) -> float:
        return rail.left() + rail.width() * index / max(1, self.maximum())

    def _at(self, x: float) -> int:
        rail = self._rail(QRectF(self.rect()))
        return round((x - rail.left()) / max(1.0, rail.width()) * self.maximum())
