"""The network as a drawing: dots around the display, a line from each to the one that it goes through."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter

from ui.paint import mesh, text
from ui.theme import round_pen
from ui.tokens import Colour, Stroke, Type
from ui.views import Tone
from ui.views.mesh import MapNodeView, MapView
from ui.widgets.base import Painted

_RADIUS, _HUB, _MARGIN, _NAME_GAP = 8, 16, 26, 4
_CORE, _STEPS = 0.3, 24
_NAMES = (Type.AXIS, Type.RAIL)


class MeshMap(Painted[MapView]):
    """Dots by how they are heard: filled, a ring with a core where it is doubtful, a ring where nothing is heard."""

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint lines, then dots, then names, so that no line crosses a name."""
        nodes, px = self.view.nodes, self.theme.layout.px
        spots = mesh.spots(tuple(each.parent for each in nodes), box.width(), box.height(), px(_MARGIN))
        middles = [QPointF(box.left() + spot.x, box.top() + spot.y) for spot in spots]
        for index, node in enumerate(nodes):
            if 0 <= node.parent < len(nodes) and index:
                self._draw_line(painter, middles[index], middles[node.parent], node, nodes[node.parent])
        for index, node in enumerate(nodes):
            self._draw_dot(painter, middles[index], node, is_hub=index == 0)
        taken = [_around(at, px(_RADIUS)) for at in middles]
        lines = [
            _around(start + (end - start) * step / _STEPS, 1)
            for index, node in enumerate(nodes)
            if index and 0 <= node.parent < len(nodes)
            for start, end in ((middles[index], middles[node.parent]),)
            for step in range(_STEPS)
        ]
        for index, node in sorted(enumerate(nodes), key=lambda each: (not each[1].is_on_way, each[0])):
            if node.is_named and (index == 0 or node.name):
                self._draw_name(painter, box, middles[index], node, (taken, lines), is_hub=index == 0)

    def _draw_line(
        self, painter: QPainter, start: QPointF, end: QPointF, node: MapNodeView, above: MapNodeView
    ) -> None:
        is_on_way = node.is_on_way and above.is_on_way
        role = Colour.INK if is_on_way else Colour.OUTLINE
        pen = round_pen(self.theme.colour(role), Stroke.SELECTED + 1 if is_on_way else 1.5)
        if node.is_hollow:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawLine(start, end)

    def _draw_dot(self, painter: QPainter, at: QPointF, node: MapNodeView, *, is_hub: bool) -> None:
        theme, px = self.theme, self.theme.layout.px
        radius = px(_HUB if is_hub else _RADIUS)
        colour = theme.colour(Colour.INK) if is_hub or node.is_on_way else theme.tone(node.tone)
        painter.setPen(round_pen(colour, Stroke.SELECTED))
        ground = theme.colour(Colour.BG)
        is_doubtful = node.tone is Tone.ATTENTION
        painter.setBrush(QBrush(ground if node.is_hollow or is_hub or is_doubtful else colour))
        painter.drawEllipse(at, radius, radius)
        if is_doubtful and not node.is_hollow:
            painter.setBrush(QBrush(colour))
            painter.drawEllipse(at, radius * _CORE, radius * _CORE)
        if is_hub:
            size = round(radius * 1.2)
            spot = QPointF(round(at.x() - size / 2), round(at.y() - size / 2))
            painter.drawPixmap(spot, theme.icon("tablet", colour, size))

    def _draw_name(
        self,
        painter: QPainter,
        box: QRectF,
        at: QPointF,
        node: MapNodeView,
        taken: tuple[list[QRectF], list[QRectF]],
        *,
        is_hub: bool,
    ) -> None:
        """Where there is room around its dot, off the lines if that can be; nowhere else: the list says it too."""
        theme, px = self.theme, self.theme.layout.px
        step = text.fitted(theme, node.name, box.width() * 0.45, _NAMES)
        metrics = theme.metrics(step)
        width, height = metrics.horizontalAdvance(node.name), metrics.height()
        left = min(max(at.x() - width / 2, box.left() + 2), box.right() - width - 2)
        away = px(_HUB if is_hub else _RADIUS) + px(_NAME_GAP)
        corners = (
            (left, at.y() + away),
            (left, at.y() - away - height),
            (at.x() + away, at.y() - height / 2),
            (at.x() - away - width, at.y() - height / 2),
        )
        names, lines = taken
        rooms = [QRectF(x, y, width, height) for x, y in corners]
        free = [room for room in rooms if box.contains(room) and not any(room.intersects(each) for each in names)]
        if free:
            room = next((room for room in free if not any(room.intersects(each) for each in lines)), free[0])
            names.append(room)
            painter.fillRect(room, theme.colour(Colour.BG))
            colour = theme.colour(Colour.TEXT if node.is_on_way or is_hub else Colour.TEXT2)
            text.draw_text(painter, theme, node.name, room.topLeft() + QPointF(0, metrics.ascent()), step, colour)


def _around(at: QPointF, radius: float) -> QRectF:
    return QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
