"""A pressable area with an icon and a title."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from ui import i18n
from ui.paint import boxes, text
from ui.tokens import Colour, Radius, Type
from ui.views import TileView
from ui.widgets.base import Pressable

_LINE, _DRAWN = 1.22, 100


class Tile(Pressable[TileView]):
    """Icon beside the words, or above them when tall."""

    ring_radius = Radius.TILE

    def sentence(self) -> str:
        """Title and what stands below it."""
        lock = i18n.words("kit.locked") if self.view.is_locked else ""
        return ", ".join(part for part in (self.view.title, self.view.subtitle, self.view.badge, lock) if part)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground, icon and words."""
        theme, view = self.theme, self.view
        ground = Colour.INK if view.is_primary else Colour.PRESSED if self.isDown() else Colour.RAISED
        edge = theme.colour(Colour.OUTLINE) if theme.is_contrast and not view.is_primary else None
        boxes.draw(painter, box, Radius.TILE, theme.colour(ground), edge)
        is_reversed = view.is_primary or (self.isDown() and theme.is_contrast)
        title = theme.colour(Colour.ON_INK if is_reversed else Colour.TEXT)
        second = title if is_reversed else theme.colour(Colour.TEXT2)
        if view.has_arrow:
            self._draw_card(painter, box, title, second)
        elif view.is_tall:
            self._draw_tall(painter, box, title, second)
        else:
            self._draw_flat(painter, box, title, second)

    def _draw_flat(self, painter: QPainter, box: QRectF, title: QColor, second: QColor) -> None:
        theme, view, px = self.theme, self.view, self.theme.layout.px
        size, x = theme.layout.icon(28), box.left() + px(58)
        lines, high = self._flat_lines(box.right() - x - px(8), title, second)
        if len(lines) * high > box.height() and theme.look.text_percent <= _DRAWN:  # words before the icon
            x = box.left() + px(16)
            lines, high = self._flat_lines(box.right() - x - px(8), title, second)
        else:
            spot = QPointF(box.left() + px(16), round(box.center().y() - size / 2))
            painter.drawPixmap(spot, theme.icon(view.icon, title, size))
        top = box.center().y() - (len(lines) - 1) * high / 2
        for index, (line, step, colour) in enumerate(lines):
            y = text.middle_baseline(theme, Type.STRONG, top + index * high)
            text.draw_text(painter, theme, line, QPointF(x, y), step, colour)

    def _flat_lines(self, room: float, title: QColor, second: QColor) -> tuple[list[tuple[str, Type, QColor]], float]:
        """Title and second line, broken, each with its step and colour; and how far apart they stand."""
        theme, view = self.theme, self.view
        lines: list[tuple[str, Type, QColor]] = []
        for words, steps, colour in (
            (view.title, (Type.STRONG, Type.RAIL), title),
            (view.subtitle, (Type.SMALL, Type.RAIL), second),
        ):
            step = text.fitted(theme, words, room, steps)
            lines += [(line, step, colour) for line in text.wrap(theme, words, room, step) if line]
        return lines, theme.font(lines[-1][1]).pixelSize() * _LINE

    def _draw_tall(self, painter: QPainter, box: QRectF, title: QColor, second: QColor) -> None:
        theme, view, px = self.theme, self.view, self.theme.layout.px
        left, size = box.left() + px(20), px(36)
        painter.drawPixmap(QPointF(left, box.top() + px(20)), theme.icon(view.icon, title, size))
        room, foot = box.width() - px(40), box.bottom() - px(24 if theme.look.text_percent == 100 else 14)
        top = box.top() + px(20) + size + px(4)
        for below in (Type.SMALL, Type.AXIS, Type.RAIL, Type.BADGE):
            lines = text.wrap(theme, view.subtitle, room, below) if view.subtitle else []
            line = max(px(25), round(theme.font(below).pixelSize() * _LINE))
            y = foot - len(lines) * line - px(1)
            if y - theme.metrics(Type.PAGE_TITLE).capHeight() >= top:
                break
        for index, words in enumerate(reversed(lines)):
            text.draw_text(painter, theme, words, QPointF(left, foot - index * line), below, second)
        step = text.fitted(theme, view.title, room, (Type.PAGE_TITLE, Type.STRONG, Type.SMALL_STRONG, Type.RAIL))
        text.draw_text(painter, theme, view.title, QPointF(left, y), step, title)
        if view.badge:
            self._draw_badge(painter, box)
        if view.is_locked:
            lock = px(24)
            spot = QPointF(box.right() - px(20) - lock, box.top() + px(22))
            painter.drawPixmap(spot, theme.icon("lock", second, lock))

    def _draw_card(self, painter: QPainter, box: QRectF, title: QColor, second: QColor) -> None:
        theme, view, px = self.theme, self.view, self.theme.layout.px
        left, size, arrow = box.left() + px(24), px(40), px(28)
        painter.drawPixmap(QPointF(left, box.top() + px(24)), theme.icon(view.icon, title, size))
        y = box.top() + px(108)
        step = text.fitted(theme, view.title, box.width() - px(48), (Type.NOTICE_TITLE, Type.PAGE_TITLE, Type.STRONG))
        text.draw_text(painter, theme, view.title, QPointF(left, y), step, title)
        y += px(9)
        for below in (Type.BODY, Type.SMALL, Type.AXIS, Type.RAIL):
            lines = text.wrap(theme, view.subtitle, box.width() - px(48), below)
            step_y = max(px(27), round(theme.font(below).pixelSize() * _LINE))
            if y + len(lines) * step_y <= box.bottom() - px(26) - arrow:
                break
        for line in lines:
            y += step_y
            text.draw_text(painter, theme, line, QPointF(left, y), below, second)
        at = QPointF(box.right() - px(24) - arrow, box.bottom() - px(24) - arrow)
        painter.drawPixmap(at, theme.icon("arrow-right", title, arrow))

    def _draw_badge(self, painter: QPainter, box: QRectF) -> None:
        theme, px = self.theme, self.theme.layout.px
        width = max(px(30), theme.metrics(Type.SMALL_STRONG).horizontalAdvance(self.view.badge) + px(16))
        badge = QRectF(box.right() - px(20) - width, box.top() + px(20), width, px(28))
        boxes.draw(painter, badge, px(8), theme.colour(Colour.INK))
        y = text.middle_baseline(theme, Type.SMALL_STRONG, badge.center().y())
        at = QPointF(badge.center().x(), y)
        text.draw_centred(painter, theme, self.view.badge, at, Type.SMALL_STRONG, theme.colour(Colour.ON_INK))
