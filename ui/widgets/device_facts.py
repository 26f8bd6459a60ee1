"""A device in short: what to do, and its facts, each a line."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import text
from ui.tokens import LINE_HEIGHT, Colour, Type
from ui.views.controls import DeviceFactsView
from ui.widgets.base import Painted

_ROW, _GAP, _MOST = 44, 10, 6
_STEPS = ((Type.LABEL, Type.STRONG), (Type.SMALL, Type.SMALL_STRONG), (Type.RAIL, Type.RAIL))


class DeviceFacts(Painted[DeviceFactsView]):
    """The advice over all of the width; below it labels left and values right, ruled; many stand in two columns."""

    def sentence(self) -> str:
        """Advice and facts."""
        facts = "; ".join(f"{label}: {value}" for label, value in self.view.facts)
        return f"{self.view.advice} {facts}".strip()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint them."""
        theme, px, y = self.theme, self.theme.layout.px, box.top()
        if self.view.advice:
            step, lines = text.fitted_lines(
                theme, self.view.advice, box.width(), box.height() * 0.34, (Type.LABEL, Type.SMALL, Type.RAIL)
            )
            high = theme.font(step).pixelSize() * LINE_HEIGHT
            for line in lines:
                at = QPointF(box.left(), text.middle_baseline(theme, step, y + high / 2))
                text.draw_text(painter, theme, line, at, step, theme.colour(Colour.TEXT))
                y += high
            y += px(_GAP)
        columns = 2 if len(self.view.facts) > _MOST else 1
        each = -(-len(self.view.facts) // columns)
        row = min(px(_ROW) * max(1.0, theme.look.text_percent / 100), (box.bottom() - y) / max(1, each))
        width = (box.width() - (columns - 1) * px(40)) / columns
        for index, fact in enumerate(self.view.facts):
            column, line_no = divmod(index, each)
            left = box.left() + column * (width + px(40))
            self._draw_fact(painter, QRectF(left, y + line_no * row, width, row), fact, is_ruled=line_no > 0)

    def _draw_fact(self, painter: QPainter, box: QRectF, fact: tuple[str, str], *, is_ruled: bool) -> None:
        theme, (label, value) = self.theme, fact
        if is_ruled:
            painter.fillRect(QRectF(box.left(), box.top(), box.width(), 1), theme.colour(Colour.LINE))
        first, second = next((pair for pair in _STEPS if self._is_fitting(box, fact, pair)), _STEPS[-1])
        at = QPointF(box.left(), text.middle_baseline(theme, first, box.center().y()))
        text.draw_text(painter, theme, label, at, first, theme.colour(Colour.TEXT2))
        at = QPointF(box.right(), text.middle_baseline(theme, second, box.center().y()))
        text.draw_right(painter, theme, value, at, second, theme.colour(Colour.TEXT))

    def _is_fitting(self, box: QRectF, fact: tuple[str, str], pair: tuple[Type, Type]) -> bool:
        theme = self.theme
        wide = sum(theme.metrics(step).horizontalAdvance(words) for step, words in zip(pair, fact, strict=True))
        return wide + theme.layout.px(16) <= box.width() and theme.font(pair[0]).pixelSize() * 1.1 <= box.height()
