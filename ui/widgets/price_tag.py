"""Shape and word of a level."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter

from ui.paint import text
from ui.tokens import Type
from ui.views import Line, PriceTagView, Run, Tone
from ui.widgets.base import Painted


class PriceTag(Painted[PriceTagView]):
    """Colour, shape and word: never colour alone."""

    def sentence(self) -> str:
        """Word and amount."""
        return text_of(self.view)

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        metrics = self.theme.metrics(Type.BAND)
        return QSize(round(text.line_width(self.theme, self._line(), Type.BAND) + 0.5), round(metrics.height() + 0.5))

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint shape, word and amount."""
        y = text.middle_baseline(self.theme, Type.BAND, box.center().y())
        text.draw_line(painter, self.theme, self._line(), QPointF(box.left(), y), Type.BAND)

    def _line(self) -> Line:
        named = (Run(self.view.word, level=self.view.level, is_strong=True),)
        return (*named, Run(self.view.amount, Tone.INK)) if self.view.amount else named


def text_of(view: PriceTagView) -> str:
    """The tag in words."""
    return f"{view.word}, {view.amount}" if view.amount else view.word
