"""The last half hour in thirty bars."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import spark, text
from ui.tokens import Type
from ui.views import SparkView
from ui.widgets.base import Painted

_WIDTH, _HEIGHT, _CAPTION, _SHIFT = 210, 26, 24, 2


class Spark(Painted[SparkView]):
    """Bars in the middle of its width, the caption on its last line."""

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint bars and caption."""
        px = self.theme.layout.px
        middle, caption_y = box.center().x() + px(_SHIFT), box.bottom() - px(4)
        bars = QRectF(middle - px(_WIDTH) / 2, caption_y - px(_CAPTION + _HEIGHT), px(_WIDTH), px(_HEIGHT))
        spark.draw(painter, bars, self.view.bars, self.theme, self.view.unheard)
        width = text.line_width(self.theme, self.view.caption, Type.AXIS)
        at = QPointF(middle - width / 2, caption_y)
        text.draw_line(painter, self.theme, self.view.caption, at, Type.AXIS)
