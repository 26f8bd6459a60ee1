"""A letter that makes all text smaller or larger."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter

from ui.paint import boxes, text
from ui.tokens import Colour, Radius, Stroke, Touch, Type
from ui.views.manual import TextSizeView
from ui.widgets.base import Pressable


class TextSizeKey(Pressable[TextSizeView]):
    """A small letter, or a large one."""

    def view_changed(self, before: TextSizeView | None) -> None:  # noqa: ARG002 - the state is set anyway
        """Without a further size it does not answer."""
        self.setEnabled(self.view.is_enabled)

    def sizeHint(self) -> QSize:
        """A finger's square."""
        return QSize(Touch.MINIMUM, Touch.MINIMUM)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint key and letter."""
        theme, step = self.theme, Type.TITLE if self.view.is_larger else Type.SMALL_STRONG
        is_on, is_down = self.view.is_enabled, self.isDown()
        edge = theme.colour(Colour.OUTLINE) if theme.is_contrast else None if is_on else theme.colour(Colour.TRACK)
        fill = theme.colour(Colour.PRESSED if is_down else Colour.RAISED) if is_on else None
        boxes.draw(painter, box, Radius.BUTTON, fill, edge, Stroke.CONTROL)
        role = Colour.TEXT if is_on else Colour.TEXT_OFF
        ink = theme.colour(Colour.ON_INK if is_down and theme.is_contrast else role)
        at = QPointF(box.center().x(), text.middle_baseline(theme, step, box.center().y()))
        text.draw_centred(painter, theme, self.view.letter, at, step, ink)
