"""A chapter in the manual's list."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter

from ui.paint import boxes, text
from ui.tokens import Colour, Radius, Touch, Type
from ui.views.manual import ChapterRowView
from ui.widgets.base import Pressable

_NUMBER_X, _TITLE_X, _RIGHT, _NEXT = 14, 46, 8, 1.2
_STEPS = (Type.SMALL, Type.AXIS, Type.RAIL)
_CHOSEN = (Type.SMALL_STRONG, Type.RAIL)


class ChapterRow(Pressable[ChapterRowView]):
    """Number and title, over two lines where it must be; the open one on a raised ground."""

    def sizeHint(self) -> QSize:
        """A finger's height."""
        return QSize(Touch.MINIMUM * 4, Touch.MINIMUM)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground, number and title."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        is_raised = view.is_selected or self.isDown()
        is_reversed = is_raised and theme.is_contrast
        if is_raised:
            role = Colour.PRESSED if self.isDown() or theme.is_contrast else Colour.RAISED
            boxes.draw(painter, box, Radius.BUTTON, theme.colour(role))
        ink = theme.colour(Colour.ON_INK if is_reversed else Colour.TEXT)
        quiet = ink if is_reversed else theme.colour(Colour.TEXT3)
        left = box.left() + px(_TITLE_X)
        steps = _CHOSEN if view.is_selected else _STEPS
        step, lines = text.fitted_lines(theme, view.title, box.right() - px(_RIGHT) - left, box.height(), steps)
        height = theme.font(step).pixelSize() * _NEXT
        y = text.middle_baseline(theme, _STEPS[0], box.center().y())
        number_x = box.left() + px(_NUMBER_X)
        text.draw_text(painter, theme, view.number, QPointF(number_x, y), _STEPS[0], quiet)
        for index, line in enumerate(lines):
            middle = box.center().y() + (index - (len(lines) - 1) / 2) * height
            at = QPointF(left, text.middle_baseline(theme, step, middle))
            text.draw_text(painter, theme, line, at, step, ink)
