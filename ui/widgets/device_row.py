"""A device of the home: what it is, how well it answers, and when it was last heard."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from ui.paint import bars, boxes, text
from ui.tokens import Colour, Radius, Type
from ui.views import Tone
from ui.views.controls import DeviceRowView
from ui.widgets.base import Pressable

_ICON, _PAD, _TEXT_X, _CHEVRON = 30, 3, 54, 24
_SIGNAL_AT, _COUNT_AT, _CLOSE_AT, _AGE_W = 0.4226, 0.624, 0.5, 0.21
_WORD_X = 46
_NEXT = 1.1
_STRONG = (Type.STRONG, Type.SMALL_STRONG, Type.RAIL)
_SMALL = (Type.SMALL, Type.AXIS, Type.RAIL)


class DeviceRow(Pressable[DeviceRowView]):
    """Icon, name and role left; bars, their word and the count in columns of their own; age and chevron right.

    Where the columns are too narrow for that, the count stands below the word.
    """

    is_close = False

    def set_close(self, *, is_close: bool) -> None:
        """Put the count below the word, as its neighbours do, or no longer."""
        if is_close is not self.is_close:
            self.is_close = is_close
            self.update()

    def is_wide(self, width: int) -> bool:
        """Do all columns fit beside one another in a row of that width?"""
        age: float = width - self.theme.layout.px(_PAD + _CHEVRON + 11)
        age -= min(self.theme.metrics(Type.SMALL).horizontalAdvance(self.view.age), width * _AGE_W)
        return self._is_wide(QRectF(0, 0, width, self.height()), age)

    def sentence(self) -> str:
        """All of it, in words."""
        view = self.view
        parts = (view.name, view.role, view.word, view.count, view.age)
        return view.sentence or ", ".join(part for part in parts if part)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the columns on one line."""
        theme, view, px, middle = self.theme, self.view, self.theme.layout.px, box.center().y()
        if self.isDown():
            boxes.draw(painter, box, Radius.BUTTON, theme.colour(Colour.PRESSED))
        elif view.has_rule:
            painter.fillRect(QRectF(box.left(), box.top(), box.width(), 1), theme.colour(Colour.LINE))
        is_reversed = self.isDown() and theme.is_contrast
        ink = theme.colour(Colour.ON_INK if is_reversed else Colour.TEXT)
        quiet = ink if is_reversed else theme.colour(Colour.TEXT2)
        spot = QPointF(box.left() + px(_PAD), round(middle - px(_ICON) / 2))
        painter.drawPixmap(spot, theme.icon(view.icon, ink, px(_ICON)))
        right = box.right() - px(_PAD)
        if view.has_chevron:
            spot = QPointF(right - px(_CHEVRON) + px(3), round(middle - px(_CHEVRON) / 2))
            painter.drawPixmap(spot, theme.icon("chevron-right", quiet, px(_CHEVRON)))
        right -= px(_CHEVRON + 11)
        step = text.fitted(theme, view.age, box.width() * _AGE_W, _SMALL)
        at = QPointF(right, text.middle_baseline(theme, step, middle))
        age = text.draw_right(painter, theme, view.age, at, step, quiet)
        is_wide = not self.is_close
        signal = box.left() + box.width() * (_SIGNAL_AT if is_wide else _CLOSE_AT)
        warned = ink if is_reversed else theme.tone(Tone.ATTENTION)
        self._draw_words(painter, box, signal - px(12), (ink, warned if view.is_warned else quiet))
        self._draw_signal(painter, box, (signal, age - px(12)), ink, is_wide=is_wide)

    def _is_wide(self, box: QRectF, age: float) -> bool:
        """Do word and count fit beside one another?"""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        word = box.width() * _SIGNAL_AT + px(_WORD_X) + theme.metrics(Type.STRONG).horizontalAdvance(view.word)
        count = box.left() + box.width() * _COUNT_AT + theme.metrics(Type.SMALL).horizontalAdvance(view.count)
        room = box.width() * _SIGNAL_AT - px(_TEXT_X + 12)
        is_role_short = theme.metrics(Type.RAIL).horizontalAdvance(view.role) <= room
        limit = box.width() * _COUNT_AT if view.count else age - box.left()
        return is_role_short and word + px(12) <= limit and (not view.count or count + px(12) <= age)

    def _draw_words(self, painter: QPainter, box: QRectF, right: float, colours: tuple[QColor, QColor]) -> None:
        theme, view = self.theme, self.view
        left = box.left() + theme.layout.px(_TEXT_X)
        title = text.fitted(theme, view.name, right - left, _STRONG)
        step = text.fitted(theme, view.role, right - left, _SMALL)
        lines = text.wrap(theme, view.role, right - left, step)
        first, below = text.two_baselines(theme, step, title, box.center().y())
        line = theme.font(step).pixelSize() * _NEXT
        up = (len(lines) - 1) * line / 2
        text.draw_text(painter, theme, view.name, QPointF(left, first - up), title, colours[0])
        for index, words in enumerate(lines):
            text.draw_text(painter, theme, words, QPointF(left, below - up + index * line), step, colours[1])

    def _draw_signal(
        self, painter: QPainter, box: QRectF, ends: tuple[float, float], ink: QColor, *, is_wide: bool
    ) -> None:
        theme, view, px, middle = self.theme, self.view, self.theme.layout.px, box.center().y()
        colour = ink if view.tone is Tone.QUIET or self.isDown() else theme.tone(view.tone)
        x = ends[0]
        if view.bars is not None:
            bars.draw(painter, theme, QPointF(x, middle), view.bars, colour)
            x += px(_WORD_X)
        room = (box.left() + box.width() * _COUNT_AT if is_wide and view.count else ends[1]) - x
        step = text.fitted(theme, view.word, room, _STRONG)
        y = text.middle_baseline(theme, step, middle)
        if is_wide and view.count:
            at = QPointF(box.left() + box.width() * _COUNT_AT, text.middle_baseline(theme, Type.SMALL, middle))
            text.draw_text(painter, theme, view.count, at, Type.SMALL, ink)
        elif view.count:
            small = text.fitted(theme, view.count, room, _SMALL)
            y, below = text.two_baselines(theme, small, step, middle)
            text.draw_text(painter, theme, view.count, QPointF(x, below), small, ink)
        text.draw_text(painter, theme, view.word, QPointF(x, y), step, colour)
