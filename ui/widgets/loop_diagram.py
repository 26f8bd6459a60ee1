"""The way of an instruction to the thermostat, and of its receipt back to the utility's records."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, loop, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Stroke, Type
from ui.views import LoopNodeView, LoopState, LoopView
from ui.widgets.base import Painted, Pressable

_NAMES, _TIMES = (Type.SMALL, Type.AXIS, Type.RAIL), (Type.STRONG, Type.SMALL_STRONG, Type.RAIL)
_WAITING = (Type.SMALL, Type.AXIS, Type.RAIL)
_ICON, _GAP, _INSET, _LINE = 28, 5, 3, 1.12
_LANE_UP = 14  # so far above its circles a lane has its name


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
        middle = (box.center().x(), box.top() + _INSET + self.radius)
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


class LoopDiagram(Painted[LoopView]):
    """Out above, back below; a link that nobody confirmed is dotted. `node_chosen` carries its place, out then back."""

    node_chosen = Signal(int)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._nodes: list[LoopNode] = []

    def view_changed(self, before: LoopView | None) -> None:  # noqa: ARG002 - the nodes compare for themselves
        """Show every station its own."""
        views = (*self.view.out, *self.view.back)
        while len(self._nodes) > len(views):
            over = self._nodes.pop()
            over.hide()
            over.deleteLater()
        while len(self._nodes) < len(views):
            index = len(self._nodes)
            node = LoopNode(f"{self.objectName()}.{index}", self.theme, self)
            node.clicked.connect(lambda _checked=False, index=index: self.node_chosen.emit(index))
            self._nodes.append(node)
        for node, view in zip(self._nodes, views, strict=True):
            node.show_view(view)
            node.setVisible(True)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Place the stations."""
        self._place()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the lines and the names of the lanes; the stations paint themselves."""
        theme, places, view = self.theme, self._places(), self.view
        grey, green = theme.colour(Colour.OUTLINE), theme.colour(Colour.DONE)
        for spots, views, colour in ((places.out, view.out, grey), (places.back, view.back, green)):
            for index in range(1, len(spots)):
                is_dotted = not _is_there(views[index])
                link = colour if not is_dotted else grey
                loop.draw_link(painter, spots[index - 1], spots[index], places.radius, link, is_dotted=is_dotted)
        if places.out and places.back:
            is_dotted = not _is_there(view.back[0])
            colour = grey if is_dotted else green
            right = box.right() - 8
            loop.draw_turn(painter, places.out[-1], places.back[0], places.radius, right, colour, is_dotted=is_dotted)
        for row, (spots, pair) in enumerate(((places.out, view.words[:2]), (places.back, view.words[2:]))):
            if spots:
                self._draw_lane(painter, sorted(spots), pair, is_back=row == 1)

    def _draw_lane(
        self, painter: QPainter, spots: list[tuple[float, float]], pair: tuple[str, ...], *, is_back: bool
    ) -> None:
        """The lane's name over its left end, the kind of its messages over its right end."""
        theme, places = self.theme, self._places()
        y = spots[0][1] - places.radius - _LANE_UP * places.k
        left = spots[0][0] - places.radius
        step = Type.SMALL_STRONG if is_back else Type.SMALL
        role = Colour.DONE if is_back and _is_there(self.view.back[-1]) else Colour.TEXT2
        text.draw_text(painter, theme, pair[0], QPointF(left, y), step, theme.colour(role))
        end = left + theme.metrics(step).horizontalAdvance(pair[0]) + 10
        right = max(spots[-1][0] + places.radius + 6, end + theme.metrics(Type.SMALL).horizontalAdvance(pair[1]))
        text.draw_right(painter, theme, pair[1], QPointF(right, y), Type.SMALL, theme.colour(Colour.TEXT2))

    def _places(self) -> loop.Places:
        counts = len(self.view.out), len(self.view.back)
        return loop.places(*counts, self.width(), self.height(), self.theme.layout.scale)

    def _place(self) -> None:
        if not hasattr(self, "view"):
            return
        places = self._places()
        lane = self.height() * 1.0
        if places.back:
            lane = places.back[0][1] - places.radius - _LANE_UP * places.k - self.theme.font(Type.SMALL).pixelSize()
        for node, (x, y) in zip(self._nodes, (*places.out, *places.back), strict=True):
            node.radius = places.radius
            top = y - places.radius - _INSET
            height = min(loop.NODE_H * places.k, (self.height() if (x, y) in places.back else lane) - top)
            node.setGeometry(round(x - places.step / 2 + 1), round(top), round(places.step - 2), round(height))


def _is_there(view: LoopNodeView) -> bool:
    return view.state in {LoopState.CONFIRMED, LoopState.LATE}
