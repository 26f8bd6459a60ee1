"""A typed value."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter

from ui.paint import boxes, text
from ui.tokens import Colour, Radius, Stroke, Touch, Type
from ui.views import FieldView
from ui.widgets.base import Pressable

_PAD, _ICON = 14, 24


class Field(Pressable[FieldView]):
    """A value set right in an outline; pressing it asks for the pad. An error stands in amber below."""

    ring_radius = Radius.FIELD

    def view_changed(self, before: FieldView | None) -> None:  # noqa: ARG002 - the state is set anyway
        """A closed field does not answer."""
        self.setEnabled(self.view.is_enabled)
        self.updateGeometry()

    def sentence(self) -> str:
        """What it is for, its value, what is wrong with it."""
        parts = (self.view.sentence, self.view.text or self.view.placeholder, self.view.error)
        return ", ".join(part for part in parts if part)

    def sizeHint(self) -> QSize:
        """56 high, with a line below for an error."""
        return QSize(Touch.MINIMUM * 3, Touch.MINIMUM + (self._error_height() if self.view.error else 0))

    def words_box(self, box: QRectF) -> QRectF:
        """What the icon leaves."""
        px = self.theme.layout.px
        return box.adjusted(px(_PAD + _ICON + 4) if self.view.icon and not self.view.error else 2, 2, -2, -2)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint outline, value, caret and error."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        frame = QRectF(box.left(), box.top(), box.width(), box.height() - (self._error_height() if view.error else 0))
        role = Colour.ATTENTION if view.error else Colour.INK if view.is_active else Colour.OUTLINE
        width = Stroke.SELECTED if view.is_active or view.error else Stroke.CONTROL
        ground = Colour.ATTENTION_TINT if view.error else Colour.BG if view.is_active else Colour.SURFACE
        boxes.draw(painter, frame, Radius.FIELD, theme.colour(ground), theme.colour(role), width)
        right = frame.right() - px(_PAD)
        if view.is_active:
            tall = theme.font(Type.BAND).pixelSize() * 1.15
            painter.fillRect(QRectF(right, frame.center().y() - tall / 2, 2, tall), theme.colour(Colour.INK))
            right -= 4
        is_typed = bool(view.text)
        colour = theme.colour(Colour.TEXT if is_typed and view.is_enabled else Colour.TEXT_OFF)
        room = frame.width() - 2 * px(_PAD) - (px(_ICON) + px(8) if view.icon else 0)
        shown = view.text or view.placeholder
        steps = (Type.PAGE_TITLE, Type.STRONG, Type.RAIL) if is_typed else (Type.LABEL, Type.RAIL)
        step = text.fitted(theme, shown, room, steps)
        y = text.middle_baseline(theme, step, frame.center().y())
        text.draw_right(painter, theme, shown, QPointF(right, y), step, colour)
        if view.icon:
            spot = QPointF(frame.left() + px(_PAD), round(frame.center().y() - px(_ICON) / 2))
            painter.drawPixmap(spot, theme.icon(view.icon, colour, px(_ICON)))
        if view.error:
            at = QPointF(box.left(), box.bottom() - px(4))
            step = text.fitted(theme, view.error, box.width(), (Type.SMALL, Type.RAIL))
            text.draw_text(painter, theme, view.error, at, step, theme.colour(Colour.ATTENTION))

    def ring(self, box: QRectF) -> QRectF:
        """Around the outline."""
        return box.adjusted(0, 0, 0, -self._error_height() if self.view.error else 0)

    def _error_height(self) -> int:
        return self.theme.layout.px(26)
