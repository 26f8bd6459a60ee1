"""Where a number comes from."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui import i18n
from ui.paint import text
from ui.theme import Theme
from ui.tokens import LINE_HEIGHT, Colour, Type
from ui.views import ButtonKind, ButtonView, SheetView, WhyRow, WhySheetView
from ui.widgets.base import Painted
from ui.widgets.sheet import Sheet

_LINE, _ROW, _TOTAL, _DESCENT, _ROW_LEAD = 26, 40, 8, 6, 1.6


class WhyBody(Painted[WhySheetView]):
    """The sentence, and the factors below it, the total under a rule."""

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the sentence, then the rows with values set right."""
        theme, px = self.theme, self.theme.layout.px
        leading = max(px(_LINE), theme.font(Type.BODY).pixelSize() * LINE_HEIGHT)
        y = box.top() + leading
        for line in text.wrap(theme, self.view.sentence, box.width(), Type.BODY):
            text.draw_text(painter, theme, line, QPointF(box.left(), y), Type.BODY, theme.colour(Colour.TEXT))
            y += leading
        room = box.bottom() - y - px(_TOTAL) - px(_DESCENT)
        step = min(max(px(_ROW), theme.font(Type.LABEL).pixelSize() * _ROW_LEAD), room / max(1, len(self.view.rows)))
        for row in self.view.rows:
            y += step + (px(_TOTAL) if row.is_total else 0)
            self._draw_row(painter, box, row, y)

    def _draw_row(self, painter: QPainter, box: QRectF, row: WhyRow, y: float) -> None:
        theme, px = self.theme, self.theme.layout.px
        if row.is_total:
            over = max(px(28), theme.font(Type.STRONG).pixelSize() * 1.25)
            painter.fillRect(QRectF(box.left(), y - over, box.width(), 3), theme.colour(Colour.INK))
        label = Type.STRONG if row.is_total else Type.LABEL
        colour = theme.colour(Colour.TEXT if row.is_total else Colour.TEXT2)
        text.draw_text(painter, theme, row.label, QPointF(box.left(), y), label, colour)
        value = text.value_colour(theme, row.value)
        text.draw_right(painter, theme, row.value, QPointF(box.right(), y), Type.STRONG, value)


class WhySheet(QWidget):
    """A sheet that explains; it covers its parent while it is open."""

    closed = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.setObjectName(f"{name}.owner")
        self._sheet = Sheet(name, theme, parent)
        self._body = WhyBody(f"{name}.body", theme, self._sheet.body)
        self._sheet.placed.connect(lambda: self._body.setGeometry(self._sheet.body.rect()))
        for signal in (self._sheet.dismissed, self._sheet.primary_chosen):
            signal.connect(self._close)

    def show_view(self, view: WhySheetView) -> None:
        """Show this explanation from now on."""
        close = view.close or i18n.words("kit.close")
        self._sheet.show_view(SheetView(view.title, primary=ButtonView(close, ButtonKind.PRIMARY)))
        self._body.show_view(view)

    def open(self) -> None:
        """Slide in."""
        self._sheet.open()

    def _close(self) -> None:
        self._sheet.close_sheet()
        self.closed.emit()
