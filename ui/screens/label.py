"""Words on a page that belong to no other widget."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, text
from ui.theme import PERCENTS, Theme
from ui.tokens import Colour, Radius, Type
from ui.views import Tone
from ui.widgets.base import Painted

_LINE = 1.25
_SLACK = 1
_TIGHT = {Type.HEADLINE: 1.13}
_SMALLER = {
    Type.LABEL: (Type.SMALL, Type.AXIS, Type.RAIL),
    Type.BODY: (Type.AXIS, Type.RAIL),
    Type.SMALL: (Type.AXIS, Type.RAIL),
    Type.STRONG: (Type.SMALL_STRONG, Type.RAIL),
    Type.SMALL_STRONG: (Type.RAIL,),
    Type.TITLE: (Type.BAND, Type.STRONG),
    Type.BAND: (Type.STRONG, Type.RAIL),
}


class Label(Painted[str]):
    """A text in one tone, broken into lines as wide as it is; from the top, or around the middle.

    Words that do not fit are set smaller. With `narrower` steps it takes the first in which it fits on one line.
    """

    def __init__(
        self, name: str, theme: Theme, parent: QWidget, step: Type = Type.LABEL, tone: Tone = Tone.QUIET
    ) -> None:
        super().__init__(name, theme, parent)
        self.step, self.tone = step, tone
        self.narrower: tuple[Type, ...] = ()
        self.alignment = Qt.AlignmentFlag.AlignLeft
        self.is_centred = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sentence(self) -> str:
        """The text."""
        return self.view

    def set_tone(self, tone: Tone) -> None:
        """Speak in another tone."""
        if tone is not self.tone:
            self.tone = tone
            self.update()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the lines that fit."""
        theme = self.theme
        step, height, lines = self._fitted(box)
        top = (box.height() - height * len(lines)) / 2 if self.is_centred else 0.0
        colour = text.value_colour(theme, self.view) if self.tone is Tone.INK else theme.tone(self.tone)
        for index, line in enumerate(lines):
            y = text.middle_baseline(theme, step, box.top() + top + (index + 0.5) * height)
            if self.alignment & Qt.AlignmentFlag.AlignRight:
                text.draw_right(painter, theme, line, QPointF(box.right(), y), step, colour)
            elif self.alignment & Qt.AlignmentFlag.AlignHCenter:
                text.draw_centred(painter, theme, line, QPointF(box.center().x(), y), step, colour)
            else:
                text.draw_text(painter, theme, line, QPointF(box.left(), y), step, colour)

    def _fitted(self, box: QRectF) -> tuple[Type, int, list[str]]:
        """The step, the height of a line, and the lines."""
        theme, step = self.theme, self.step
        if self.narrower:
            step = text.fitted(theme, self.view, box.width(), (step, *self.narrower))
        for each in (step, *_SMALLER.get(step, ())):
            height = round(theme.font(each).pixelSize() * _TIGHT.get(each, _LINE))
            lines = [line for part in self.view.split("\n") for line in text.wrap(theme, part, box.width(), each)]
            is_narrow = all(theme.metrics(each).horizontalAdvance(line) <= box.width() + 1 for line in lines)
            if is_narrow and self._ink_foot(box, each, height, lines) <= box.height() + _SLACK:
                break
        return each, height, lines

    def _ink_foot(self, box: QRectF, step: Type, height: int, lines: list[str]) -> float:
        """How far below the top of the box the last line's ink reaches."""
        metrics = self.theme.metrics(step)
        top = (box.height() - height * len(lines)) / 2 if self.is_centred else 0.0
        below = metrics.tightBoundingRect(lines[-1]).bottom()
        return top + (len(lines) - 0.5) * height + metrics.capHeight() / 2 + below


def heights_within(labels: Sequence[Label], width: float, height: float) -> list[int]:
    """How high each of the labels is that stand below each other: as large as all fit into that height together."""
    for percent in PERCENTS:
        if percent > labels[0].theme.look.text_percent:
            continue
        heights = [_height(label, label.theme.at(percent), width) for label in labels]
        if sum(heights) <= height:
            break
    return heights


def _height(label: Label, theme: Theme, width: float) -> int:
    words = getattr(label, "view", "")
    lines = len(text.wrap(theme, words, width, label.step)) if words else 0
    return round(lines * theme.font(label.step).pixelSize() * _LINE) + 2 if lines else 0


class Rule(QWidget):
    """A line across: quiet, or in ink above a total."""

    def __init__(self, theme: Theme, parent: QWidget, role: Colour = Colour.LINE) -> None:
        super().__init__(parent)
        self._theme, self._role = theme, role
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: object) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour(self._role))
        painter.end()


class Panel(QWidget):
    """A card's ground behind other widgets."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: object) -> None:
        """Paint it."""
        theme = self._theme
        edge = theme.colour(Colour.OUTLINE) if theme.is_contrast else None
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes.draw(painter, QRectF(self.rect()), Radius.CARD, theme.colour(Colour.SURFACE), edge)
        painter.end()
