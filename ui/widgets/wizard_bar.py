"""The top of a page that covers the window."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import text
from ui.theme import Theme
from ui.tokens import Colour, Touch, Type
from ui.views import WizardBarView
from ui.widgets.back import Close
from ui.widgets.base import Painted

_CLOSE_X, _TITLE_X, _RIGHT, _ICON = 8, 72, 16, 22


class WizardBar(Painted[WizardBarView]):
    """A way out, titles, and a note at the right; a line below."""

    closed = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._close = Close(f"{name}.close", theme, self)
        self._close.clicked.connect(self.closed)

    def sentence(self) -> str:
        """Titles and note."""
        return ", ".join(part for part in (self.view.title, self.view.subtitle, self.view.note) if part)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Place the way out."""
        side = max(Touch.MINIMUM, self.theme.layout.px(56))
        self._close.setGeometry(self.theme.layout.px(_CLOSE_X), (self.height() - side) // 2, side, side)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint titles, note and line; the second title gives way to the note."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.colour(Colour.LINE))
        middle, x = box.center().y(), box.left() + max(px(_TITLE_X), Touch.MINIMUM + px(_CLOSE_X))
        y = text.middle_baseline(theme, Type.PAGE_TITLE, middle)
        text.draw_text(painter, theme, view.title, QPointF(x, y), Type.PAGE_TITLE, theme.colour(Colour.TEXT))
        right = box.right() - px(_RIGHT)
        if view.note:
            quiet = theme.colour(Colour.TEXT2)
            right = text.draw_right(painter, theme, view.note, QPointF(right, y), Type.SMALL, quiet) - px(_ICON + 8)
            spot = QPointF(round(right), round(middle - px(_ICON) / 2))
            painter.drawPixmap(spot, theme.icon(view.note_icon, quiet, px(_ICON)))
        x += theme.metrics(Type.PAGE_TITLE).horizontalAdvance(view.title) + px(14)
        step = text.fitted(theme, view.subtitle, right - px(12) - x, (Type.SMALL, Type.RAIL))
        if x + theme.metrics(step).horizontalAdvance(view.subtitle) < right - px(12):
            text.draw_text(painter, theme, view.subtitle, QPointF(x, y), step, theme.colour(Colour.TEXT2))
