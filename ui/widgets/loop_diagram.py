"""The way of an instruction to the thermostat, and of its receipt back to the utility's records."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import loop, text
from ui.theme import Theme
from ui.tokens import Colour, Type
from ui.views import LoopNodeView, LoopState, LoopView
from ui.widgets.base import Painted
from ui.widgets.loop_node import INSET, LoopNode

_LANE_UP = 14  # so far above its circles a lane has its name


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
            top = y - places.radius - INSET
            height = min(loop.NODE_H * places.k, (self.height() if (x, y) in places.back else lane) - top)
            node.setGeometry(round(x - places.step / 2 + 1), round(top), round(places.step - 2), round(height))


def _is_there(view: LoopNodeView) -> bool:
    return view.state in {LoopState.CONFIRMED, LoopState.LATE}
