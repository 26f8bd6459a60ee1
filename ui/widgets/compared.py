"""What was used beside what is usual."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import boxes, text
from ui.tokens import Colour, Radius, Stroke, Type
from ui.views import ComparedView
from ui.widgets.base import Painted

_BAR, _STEP, _PAD = 36, 45, 11
_STEPS = (Type.SMALL, Type.AXIS, Type.RAIL)
_STRONG = (Type.SMALL_STRONG, Type.RAIL)


class Compared(Painted[ComparedView]):
    """Two bars to one scale: filled for this time, outlined for the usual."""

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint both bars, each word beside or inside its bar."""
        theme, px, view = self.theme, self.theme.layout.px, self.view
        for index, (share, word, is_filled) in enumerate(
            ((view.this, view.this_word, True), (view.usual, view.usual_word, False))
        ):
            bar = QRectF(box.left(), box.top() + index * px(_STEP), (share or 0.0) * box.width(), px(_BAR))
            if share is not None and is_filled:
                boxes.draw(painter, bar, Radius.BAR, theme.colour(Colour.INK))
            elif share is not None:
                boxes.draw(painter, bar, Radius.BAR, None, theme.colour(Colour.OUTLINE), Stroke.CONTROL)
            self._draw_word(painter, box, bar, word, is_filled=is_filled)

    def _draw_word(self, painter: QPainter, box: QRectF, bar: QRectF, word: str, *, is_filled: bool) -> None:
        """Beside the bar where there is room, else inside it."""
        theme, pad = self.theme, self.theme.layout.px(_PAD)
        steps = _STRONG if is_filled else _STEPS
        step = text.fitted(theme, word, max(box.right() - bar.right(), bar.width()) - 2 * pad, steps)
        is_beside = theme.metrics(step).horizontalAdvance(word) <= box.right() - bar.right() - pad
        role = Colour.TEXT if is_filled else Colour.TEXT2
        if not is_beside and is_filled:
            role = Colour.ON_INK
        at = QPointF(
            (bar.right() if is_beside else bar.left()) + pad, text.middle_baseline(theme, step, bar.center().y())
        )
        text.draw_text(painter, theme, word, at, step, theme.colour(role))
