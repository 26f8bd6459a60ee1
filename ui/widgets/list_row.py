"""A row of a list."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter

from ui.paint import boxes, text
from ui.tokens import Colour, Radius, Stroke, Touch, Type
from ui.views import ListRowView
from ui.widgets.base import Pressable

_ICON, _PAD, _TEXT_X, _CHEVRON, _NEXT = 28, 14, 54, 24, 1.1


class ListRow(Pressable[ListRowView]):
    """Icon, title, second line; a value and a chevron right."""

    def sentence(self) -> str:
        """Title, value and second line."""
        parts = (self.view.title, self.view.value, self.view.subtitle)
        return self.view.sentence or ", ".join(part for part in parts if part)

    def sizeHint(self) -> QSize:
        """64 high."""
        return QSize(Touch.MINIMUM * 4, Touch.BUTTON_SHEET)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground, rule, icon, words, value."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        middle = box.center().y()
        is_reversed = self._draw_ground(painter, box)
        ink = theme.colour(Colour.ON_INK if is_reversed else Colour.TEXT)
        quiet = ink if is_reversed else theme.colour(Colour.TEXT2)
        is_flush = not view.icon
        left = box.left() + (0 if is_flush else px(_TEXT_X))
        if view.icon:
            spot = QPointF(box.left() + px(_PAD), round(middle - px(_ICON) / 2))
            painter.drawPixmap(spot, theme.icon(view.icon, ink, px(_ICON)))
        right = box.right() - (0 if is_flush else px(_PAD))
        if view.has_chevron:
            spot = QPointF(right - px(_CHEVRON) + px(2), round(middle - px(_CHEVRON) / 2))
            painter.drawPixmap(spot, theme.icon("chevron-right", quiet, px(_CHEVRON)))
        if view.has_chevron or view.is_inset:
            right -= px(_CHEVRON)
        step = Type.MONEY if view.is_amount else Type.SMALL
        colour = ink if view.is_amount else quiet if is_reversed else theme.tone(view.value_tone)
        at = QPointF(right, text.middle_baseline(theme, step, middle))
        end = text.draw_right(painter, theme, view.value, at, step, colour)
        self._draw_words(painter, left, end - px(12), middle)

    def words_box(self, box: QRectF) -> QRectF:
        """Clear of the rules."""
        return box.adjusted(0, 4, 0, -4)

    def _draw_ground(self, painter: QPainter, box: QRectF) -> bool:
        theme = self.theme
        is_raised = self.view.is_selected or self.isDown()
        if is_raised:
            role = Colour.PRESSED if self.isDown() or theme.is_contrast else Colour.RAISED
            boxes.draw(painter, box, Radius.BUTTON, theme.colour(role))
        if self.view.is_total:
            painter.fillRect(QRectF(box.left(), box.top(), box.width(), Stroke.SELECTED), theme.colour(Colour.INK))
        elif self.view.has_rule:
            painter.fillRect(QRectF(box.left(), box.top(), box.width(), 1), theme.colour(Colour.LINE))
        return is_raised and theme.is_contrast

    def _draw_words(self, painter: QPainter, left: float, right: float, middle: float) -> None:
        theme, view = self.theme, self.view
        is_strong = view.is_selected or view.is_amount or bool(view.subtitle)
        is_reversed = theme.is_contrast and (view.is_selected or self.isDown())
        ink = theme.colour(Colour.ON_INK if is_reversed else Colour.TEXT)
        steps = (Type.STRONG, Type.SMALL_STRONG) if is_strong else (Type.BODY, Type.SMALL)
        step = text.fitted(theme, view.title, right - left, steps)
        if not view.subtitle:
            y = text.middle_baseline(theme, step, middle)
            text.draw_text(painter, theme, view.title, QPointF(left, y), step, ink)
            return
        first, below = text.two_baselines(theme, Type.SMALL, step, middle)
        quiet = ink if is_reversed else theme.colour(Colour.TEXT2)
        second = text.fitted(theme, view.subtitle, right - left, (Type.SMALL, Type.RAIL))
        lines = text.wrap(theme, view.subtitle, right - left, second)
        up = (len(lines) - 1) * theme.font(second).pixelSize() * _NEXT / 2
        text.draw_text(painter, theme, view.title, QPointF(left, first - up), step, ink)
        for index, line in enumerate(lines):
            y = below - up + index * theme.font(second).pixelSize() * _NEXT
            text.draw_text(painter, theme, line, QPointF(left, y), second, quiet)
