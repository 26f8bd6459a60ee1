"""One thing that was looked at: how it is, and when that was known."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import text
from ui.tokens import LINE_HEIGHT, Colour, Type
from ui.views.settings import CheckView
from ui.widgets.base import Painted

_ICON, _TEXT_X, _PAD = 26, 44, 9


class CheckRow(Painted[CheckView]):
    """An icon, a sentence as long as it needs, and its age below it."""

    def sentence(self) -> str:
        """The sentence, and its age."""
        return ". ".join(part.rstrip(".") for part in (self.view.sentence, self.view.age) if part)

    def natural_height(self, width: int) -> int:
        """How high it is when it is so wide."""
        px, theme = self.theme.layout.px, self.theme
        words = len(self._lines(width)) * theme.font(Type.SMALL_STRONG).pixelSize()
        age = len(self._age(width)) * theme.font(Type.RAIL).pixelSize()
        return max(px(56), round((words + age) * LINE_HEIGHT) + 2 * px(_PAD))

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint rule, icon and words."""
        theme, px = self.theme, self.theme.layout.px
        painter.fillRect(QRectF(box.left(), box.top(), box.width(), 1), theme.colour(Colour.LINE))
        lines, age = self._lines(box.width()), self._age(box.width())
        strong = theme.font(Type.SMALL_STRONG).pixelSize() * LINE_HEIGHT
        quiet = theme.font(Type.RAIL).pixelSize() * LINE_HEIGHT
        y = box.center().y() - (len(lines) * strong + len(age) * quiet) / 2
        size = px(_ICON)
        spot = QPointF(box.left() + px(4), round(y + strong / 2 - size / 2))
        painter.drawPixmap(spot, theme.icon(self.view.icon, theme.tone(self.view.tone), size))
        for step, height, colour, words in (
            (Type.SMALL_STRONG, strong, Colour.TEXT, lines),
            (Type.RAIL, quiet, Colour.TEXT2, age),
        ):
            for line in words:
                at = QPointF(box.left() + px(_TEXT_X), text.middle_baseline(theme, step, y + height / 2))
                text.draw_text(painter, theme, line, at, step, theme.colour(colour))
                y += height

    def _lines(self, width: float) -> list[str]:
        room = width - self.theme.layout.px(_TEXT_X)
        return text.wrap(self.theme, self.view.sentence, room, Type.SMALL_STRONG)

    def _age(self, width: float) -> list[str]:
        room = width - self.theme.layout.px(_TEXT_X)
        return text.wrap(self.theme, self.view.age, room, Type.RAIL) if self.view.age else []
