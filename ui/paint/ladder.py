"""The ladder of tiers: rungs to scale, the lowest at the foot."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from ui.paint import boxes, text
from ui.theme import Theme
from ui.tokens import Colour, Type
from ui.views import LadderView, RungView

_GAP, _WIDTH, _TEXT_X, _RADIUS = 3, 86, 110, 8
_TITLE_STEP, _LINE_STEP, _POINTER = 26, 24, 9
_LIKELY_HALF, _LINE, _LEADING = 3.5, 1.2, 1 / 3
_APART, _DRAWN = 0.25, 100


@dataclass(frozen=True, slots=True)
class PlacedRung:
    """A rung's top and height, and the height of its fill from the foot."""

    y: float
    height: float
    filled: float


def layout(rungs: Sequence[RungView], height: float) -> tuple[PlacedRung, ...]:
    """The rungs from the foot up, to scale, gaps between them."""
    free = height - _GAP * max(0, len(rungs) - 1)
    whole = sum(each.size for each in rungs) or 1
    placed = []
    foot = height
    for each in rungs:
        tall = free * each.size / whole
        placed.append(PlacedRung(foot - tall, tall, tall * min(1.0, max(0.0, each.filled))))
        foot -= tall + _GAP
    return tuple(placed)


def pointer_y(placed: Sequence[PlacedRung]) -> float:
    """The height of the fill: the highest rung with any ink."""
    inked = [each for each in placed if each.filled > 0]
    last = inked[-1] if inked else placed[0]
    return last.y + last.height - last.filled


def spread(tops: Sequence[float], heights: Sequence[float], lowest: float) -> tuple[float, ...]:
    """Text blocks from the lowest up, moved up where they would overlap, and all down again when they leave the top."""
    placed: list[float] = []
    foot = lowest
    for top, height in zip(tops, heights, strict=True):
        placed.append(min(top, foot - height))
        foot = placed[-1]
    floor = 0.0
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = max(placed[index], floor)
        floor = placed[index] + heights[index]
    return tuple(placed)


def draw(painter: QPainter, box: QRectF, view: LadderView, theme: Theme) -> None:
    """Rungs left, their words right, the pointer between them."""
    px = theme.layout.px
    placed = layout(view.rungs, box.height())
    for spot in placed:
        _draw_rung(painter, QRectF(box.left(), box.top() + spot.y, px(_WIDTH), spot.height), spot.filled, theme)
    if view.likely is not None:
        y = min(box.bottom() - _LIKELY_HALF, max(box.top() + _LIKELY_HALF, box.bottom() - view.likely * box.height()))
        for colour, style, width in ((Colour.BG, Qt.PenStyle.SolidLine, 7), (Colour.INK, Qt.PenStyle.DashLine, 3)):
            pen = QPen(theme.colour(colour), width, style)
            if style is Qt.PenStyle.DashLine:
                pen.setDashPattern([2, 1.3])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawLine(QPointF(box.left() - px(3), y), QPointF(box.left() + px(_WIDTH + 13), y))
    if view.pointer:
        tip = min(box.height() - px(_POINTER), max(px(_POINTER), pointer_y(placed)))
        _draw_pointer(painter, QPointF(box.left() + px(_WIDTH + 4), box.top() + tip), theme)
    _draw_words(painter, box, view, placed, theme)


def _draw_rung(painter: QPainter, area: QRectF, filled: float, theme: Theme) -> None:
    boxes.draw(painter, area, _RADIUS, theme.colour(Colour.SURFACE), theme.colour(Colour.OUTLINE), 1.5)
    if filled <= 0:
        return
    outline = QPainterPath()
    outline.addRoundedRect(area, _RADIUS, _RADIUS)
    painter.save()
    painter.setClipPath(outline)
    painter.fillRect(area.adjusted(0, area.height() - filled, 0, 0), theme.colour(Colour.INK))
    painter.restore()


def _draw_pointer(painter: QPainter, tip: QPointF, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(Colour.INK))
    reach, half = theme.layout.px(15), theme.layout.px(_POINTER)
    painter.drawPolygon(QPolygonF([tip, tip + QPointF(reach, -half), tip + QPointF(reach, half)]))


def _draw_words(painter: QPainter, box: QRectF, view: LadderView, placed: Sequence[PlacedRung], theme: Theme) -> None:
    px = theme.layout.px
    left, room = box.left() + px(_TEXT_X), box.width() - px(_TEXT_X)
    found = words(view, placed, box.height())
    title_step = max(px(_TITLE_STEP), theme.font(Type.STRONG).pixelSize() * _LINE)
    for small in (Type.SMALL, Type.AXIS, Type.RAIL):
        size = theme.font(small).pixelSize()
        step_y = max(px(_LINE_STEP) if small is Type.SMALL else 0, size * _LINE)
        blocks = [
            (middle, title, [part for line in lines for part in text.wrap(theme, line, room, small)])
            for middle, title, lines in found
        ]
        apart = size * _APART if theme.look.text_percent > _DRAWN else 0
        heights = [title_step * bool(title) + step_y * len(lines) + apart for _, title, lines in blocks]
        if sum(heights) <= box.height():
            break
    tops = [middle - height / 2 for (middle, _, _), height in zip(blocks, heights, strict=True)]
    for (_, title, lines), top in zip(blocks, spread(tops, heights, box.height() + px(2)), strict=True):
        y = box.top() + top
        if title:
            y += title_step
            step = text.fitted(theme, title, room, (Type.STRONG, Type.SMALL_STRONG, Type.RAIL))
            text.draw_text(painter, theme, title, QPointF(left, y - px(6)), step, theme.colour(Colour.TEXT))
        for line in lines:
            y += step_y
            step = text.fitted(theme, line, room, (small, Type.RAIL))
            at = QPointF(left, y - size * _LEADING)
            text.draw_text(painter, theme, line, at, step, theme.colour(Colour.TEXT2))


def words(view: LadderView, placed: Sequence[PlacedRung], height: float) -> list[tuple[float, str, tuple[str, ...]]]:
    """Blocks of words from the foot up: (middle, title, lines)."""
    blocks = [
        (spot.y + (spot.height - spot.filled) / 2 if 0 < spot.filled < spot.height else spot.y + spot.height / 2, each)
        for spot, each in zip(placed, view.rungs, strict=True)
    ]
    found = [(middle, each.title, each.lines) for middle, each in blocks]
    if view.likely is not None and view.likely_text:
        found.append((height * (1 - view.likely), "", (view.likely_text,)))
    if view.pointer:
        lines = (view.pointer_line,) if view.pointer_line else ()
        found.append((pointer_y(placed) + 12, view.pointer, lines))
    return sorted(found, key=lambda block: -block[0])
