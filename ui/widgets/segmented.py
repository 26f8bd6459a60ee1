"""One of a few."""

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Touch, Type
from ui.views import SegmentedView, ToggleView
from ui.widgets.base import Painted, Pressable
from ui.widgets.fitting import in_step

_PAD, _RIM = 18, 4


class Segment(Pressable[ToggleView]):
    """One option."""

    ring_radius = Radius.FIELD - _RIM / 2

    def sentence(self) -> str:
        """Its word."""
        return self.view.word

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint it filled with ink when selected."""
        theme = self.theme
        box = box.adjusted(0, _RIM, 0, -_RIM)
        radius = Radius.FIELD - _RIM / 2
        if self.view.is_on:
            boxes.draw(painter, box, radius, theme.colour(Colour.INK))
        elif self.isDown():
            boxes.draw(painter, box, radius, theme.colour(Colour.PRESSED))
        is_reversed = self.view.is_on or (self.isDown() and theme.is_contrast)
        colour = theme.colour(Colour.ON_INK if is_reversed else Colour.TEXT2)
        steps = (Type.SMALL_STRONG, Type.RAIL)
        step = text.fitted(theme, self.view.word, box.width() - 8, steps)
        at = QPointF(box.center().x(), text.middle_baseline(theme, step, box.center().y()))
        text.draw_centred(painter, theme, self.view.word, at, step, colour)

    def ring(self, box: QRectF) -> QRectF:
        """Around the filled part."""
        return box.adjusted(0, _RIM, 0, -_RIM)


class Segmented(Painted[SegmentedView]):
    """Options side by side, as wide as their words ask; the track is `ground`, unlike what it lies on."""

    chosen = Signal(int)
    ground = Colour.SURFACE

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._segments: list[Segment] = []

    def view_changed(self, before: SegmentedView | None) -> None:
        """Show every option its word."""
        if before is None or len(before.options) != len(self.view.options):
            self._build()
        for index, (segment, word) in enumerate(zip(self._segments, self.view.options, strict=True)):
            segment.show_view(ToggleView(index == self.view.selected, word))
        self._place()
        self.updateGeometry()

    def sentence(self) -> str:
        """What is chosen."""
        return self.view.sentence or self.view.options[self.view.selected]

    def theme_changed(self) -> None:
        """Other type: other widths."""
        super().theme_changed()
        self._place()

    def sizeHint(self) -> QSize:
        """All options, 60 high."""
        return QSize(round(sum(self._widths()) + 2 * _RIM + 0.5), Touch.MINIMUM + 2 * _RIM - 4)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Share the width."""
        self._place()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the track."""
        edge = self.theme.colour(Colour.OUTLINE) if self.theme.is_contrast else None
        boxes.draw(painter, box, Radius.FIELD + 2, self.theme.colour(self.ground), edge)

    def _widths(self) -> list[float]:
        metrics = self.theme.metrics(Type.SMALL_STRONG)
        pad = self.theme.layout.px(2 * _PAD)
        return [max(Touch.MINIMUM, metrics.horizontalAdvance(word) + pad) for word in self.view.options]

    def _build(self) -> None:
        for segment in self._segments:
            segment.deleteLater()
        self._segments = []
        for index in range(len(self.view.options)):
            segment = Segment(f"{self.objectName()}.{index}", self.theme, self)
            segment.clicked.connect(lambda _checked=False, index=index: self.chosen.emit(index))
            segment.setVisible(True)
            self._segments.append(segment)
        in_step(self._segments)

    def _place(self) -> None:
        if not self._segments:
            return
        widths = self._widths()
        share = (self.width() - 2 * _RIM) / sum(widths)
        x = float(_RIM)
        for segment, width in zip(self._segments, widths, strict=True):
            left, right = round(x), round(x + width * share)
            segment.setGeometry(left, 0, right - left, self.height())
            x += width * share
