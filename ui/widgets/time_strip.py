"""The times of use of a day: blocks that open, handles between them that are dragged."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, shapes, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Stroke, Touch, Type
from ui.views import Level
from ui.views.rates import TimeBlockView, TimeStripView
from ui.widgets.base import Painted, Pressable
from ui.widgets.time_handle import TimeHandle

_GAP, _MARK, _NARROW, _FOOT, _HANDLE_Y, _DAY = 3, 20, 30, 56, 12, 1440


class TimeBlock(Pressable[TimeBlockView]):
    """A stretch of the day as high as its price; shape, and what it adds where there is room.

    It is pressed also beside what is painted, `margins` wide left and right, where that is narrower than a finger.
    """

    margins = (0, 0)
    ring_radius = Radius.BAR

    def sentence(self) -> str:
        """Hours, level and price."""
        return self.view.sentence or self.view.text

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the block from the foot up."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        tall = max(px(_NARROW + 4), box.height() * view.height)
        before, after = self.margins
        area = QRectF(box.left() + before + _GAP / 2, box.bottom() - tall, box.width() - before - after - _GAP, tall)
        colour, tint = theme.level(view.level), theme.tint(view.level)
        is_striped = view.level is Level.CRITICAL
        fill = theme.stripes(tint, theme.colour(Colour.STRIPE)) if is_striped else tint
        boxes.draw(painter, area, 3, theme.colour(Colour.PRESSED) if self.isDown() and not theme.is_contrast else fill)
        if theme.is_contrast:
            boxes.draw(painter, area, 3, None, colour, Stroke.CONTROL)
        boxes.draw(painter, QRectF(area.x(), area.y(), area.width(), Stroke.BLOCK_TOP), 2, colour)
        mark, middle = px(_MARK), area.top() + px(20)
        width = theme.metrics(Type.SMALL_STRONG).horizontalAdvance(view.text)
        has_text = area.width() >= mark + px(8) + width + px(12)
        if area.width() < mark + 6:
            return
        left = area.left() + (px(10) if has_text else (area.width() - mark) / 2)
        left = min(left, area.right() - mark - (px(8) + width + 2 if has_text else 0))
        shapes.draw(painter, view.level, QPointF(left, middle - mark / 2), mark, colour, tint)
        if has_text:
            at = QPointF(left + mark + px(8), text.middle_baseline(theme, Type.SMALL_STRONG, middle))
            text.draw_text(painter, theme, view.text, at, Type.SMALL_STRONG, theme.colour(Colour.TEXT))


class TimeStrip(Painted[TimeStripView]):
    """`opened` carries the index of a block, `moved` that of a handle (from 1) and a minute; `settled` ends a drag."""

    opened = Signal(int)
    moved = Signal(int, int)
    settled = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._blocks: list[TimeBlock] = []
        self._handles: list[TimeHandle] = []

    @property
    def is_dragging(self) -> bool:
        """Is a finger on a handle?"""
        return any(handle.is_held for handle in self._handles)

    def view_changed(self, before: TimeStripView | None) -> None:  # noqa: ARG002 - the blocks compare for themselves
        """Show each block its own."""
        while len(self._blocks) < len(self.view.blocks):
            self._add()
        for index, block in enumerate(self._blocks):
            is_shown = index < len(self.view.blocks)
            if is_shown:
                block.show_view(self.view.blocks[index])
            block.setVisible(is_shown)
            self._handles[index].setVisible(is_shown and index > 0)
        self._place()

    def sentence(self) -> str:
        """Every block."""
        return ", ".join(block.sentence or block.text for block in self.view.blocks)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Spread the blocks."""
        self._place()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the hours under the handles; one that has no room is left out."""
        theme = self.theme
        metrics, taken = theme.metrics(Type.AXIS), box.left() - 1
        y = box.bottom() - self.theme.layout.px(3)
        for mark in self.view.axis:
            width = metrics.horizontalAdvance(mark.text)
            x = min(box.right() - width, max(box.left(), mark.at * box.width() - width / 2))
            if x <= taken and taken - x < self.theme.layout.px(26) and taken + width < box.right():
                x = taken + 1
            if x > taken:
                text.draw_text(painter, theme, mark.text, QPointF(x, y), Type.AXIS, theme.colour(Colour.TEXT2))
                taken = x + width + self.theme.layout.px(5)

    def _add(self) -> None:
        index = len(self._blocks)
        block = TimeBlock(f"{self.objectName()}{index}", self.theme, self)
        block.clicked.connect(lambda: self.opened.emit(index))
        handle = TimeHandle(f"{self.objectName()}.handle{index}", self.theme, self)
        handle.dragged.connect(lambda x: self.moved.emit(index, round(x / max(1, self.width()) * _DAY)))
        handle.released.connect(self.settled)
        handle.tapped.connect(self._open_at)
        self._blocks.append(block)
        self._handles.append(handle)

    def _open_at(self, x: float) -> None:
        at = x / max(1, self.width())
        index = next((i for i, block in enumerate(self.view.blocks) if block.start <= at < block.end), 0)
        self.opened.emit(index)

    def _place(self) -> None:
        if not hasattr(self, "view"):
            return
        px, foot = self.theme.layout.px, self.height() - self.theme.layout.px(_FOOT)
        for block, handle, view in zip(self._blocks, self._handles, self.view.blocks, strict=False):
            left, right = round(view.start * self.width()), round(view.end * self.width())
            missing = max(0, Touch.MINIMUM - (right - left))
            begin = max(0, min(left - missing // 2, self.width() - (right - left) - missing))
            block.margins = (left - begin, missing - (left - begin))
            block.setGeometry(begin, 0, right - left + missing, foot)
            middle = min(self.width() - px(14), max(px(14), left))
            half = Touch.MINIMUM // 2
            handle.setGeometry(middle - half, foot + px(_HANDLE_Y) - half, Touch.MINIMUM, Touch.MINIMUM)
            handle.raise_()
