"""A station of the loop: a circle, its name, and when it had the message."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import boxes, loop, text
from ui.tokens import Colour, Radius, Stroke, Type
from ui.views import LoopNodeView, LoopState
from ui.widgets.base import Pressable

_NAMES, _TIMES = (Type.SMALL, Type.AXIS, Type.RAIL), (Type.STRONG, Type.SMALL_STRONG, Type.RAIL)
_WAITING = (Type.SMALL, Type.AXIS, Type.RAIL)
_ICON, _GAP, _LINE = 28, 5, 1.12
INSET = 3


class LoopNode(Pressable[LoopNodeView]):
    """A station: a circle, its name, and when it had the message; pressing it tells more."""

    ring_radius = Radius.FIELD

    radius = float(loop.RADIUS)

    def sentence(self) -> str:
        """Station and time."""
        parts = (self.view.name, self.view.note, self.view.time.replace("\n", ", "))
        return self.view.sentence or " ".join(part for part in parts if part)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the circle with its icon, and the words below."""
        theme, view = self.theme, self.view
        middle = (box.center().x(), box.top() + INSET + self.radius)
        ring = loop.circle(middle, self.radius)
        is_there = view.state in {LoopState.CONFIRMED, LoopState.LATE}
        is_end = view.icon == "check"
        role = Colour.DONE if is_end and is_there else Colour.INK if is_there else Colour.OUTLINE
        ground = theme.colour(Colour.PRESSED) if self.isDown() else theme.colour(Colour.SURFACE)
        boxes.draw(painter, ring, self.radius, ground, theme.colour(role), Stroke.SELECTED)
        if is_there:
            size = min(self.theme.layout.icon(_ICON), round(self.radius * 1.1))
            spot = QPointF(round(middle[0] - size / 2), round(middle[1] - size / 2))
            painter.drawPixmap(spot, theme.icon(view.icon, theme.colour(role), size))
        self._draw_words(painter, box, ring.bottom() + _GAP, is_there=is_there)

    def _draw_words(self, painter: QPainter, box: QRectF, top: float, *, is_there: bool) -> None:
        theme, view = self.theme, self.view
        whole = f"{view.name} {view.note}" if view.note else view.name
        step, below, lines = self._fitted(box.width(), box.bottom() - top, whole, is_there=is_there)
        has_note = bool(view.note) and theme.metrics(step).horizontalAdvance(whole) <= box.width()
        whole = whole if has_note else view.name
        y = top + theme.font(step).pixelSize()
        x = box.center().x() - theme.metrics(step).horizontalAdvance(whole) / 2
        name = f"{view.name} " if has_note else view.name
        text.draw_text(painter, theme, name, QPointF(x, y), step, theme.colour(Colour.TEXT))
        if has_note:
            x += theme.metrics(step).horizontalAdvance(name)
            text.draw_text(painter, theme, view.note, QPointF(x, y), step, theme.colour(Colour.TEXT3))
        is_amber = view.state in {LoopState.LATE, LoopState.MISSING}
        colour = theme.colour(Colour.ATTENTION if is_amber else Colour.TEXT if is_there else Colour.TEXT2)
        for line in lines:
            y += theme.font(below).pixelSize() * _LINE
            text.draw_centred(painter, theme, line, QPointF(box.center().x(), y), below, colour)

    def _fitted(self, width: float, height: float, name: str, *, is_there: bool) -> tuple[Type, Type, list[str]]:
        """The largest steps of name and time that fit across, and then down; and the time's lines."""
        theme, parts = self.theme, self.view.time.split("\n")
        times = _TIMES if is_there else _WAITING
        at_name = _NAMES.index(text.fitted(theme, name, width, _NAMES))
        at_time = times.index(text.fitted(theme, max(parts, key=len), width, times))
        for smaller in range(len(_NAMES)):
            first = _NAMES[min(at_name + smaller, len(_NAMES) - 1)]
            below = times[min(at_time + smaller, len(times) - 1)]
            lines = [line for part in parts for line in text.wrap(theme, part, width, below)]
            if theme.font(first).pixelSize() + len(lines) * _LINE * theme.font(below).pixelSize() <= height:
                break
        return first, below, lines
