"""Blocks side by side: height is the amount, colour and shape the level."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import boxes, shapes, text
from ui.theme import Theme
from ui.tokens import Colour, Stroke, Type
from ui.views import Level, PriceBlockView

LEAST_HEIGHT = 30
_GAP = 3
_PAST = 0.45
_CLEAR = 5
_WIDE, _MIDDLE, _NARROW = 150, 84, 30


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block's box, and which texts fit: shape, price, word."""

    x: float
    y: float
    width: float
    height: float
    text_x: float
    text_width: float
    has_shape: bool
    has_price: bool
    has_word: bool


def layout(
    blocks: Sequence[PriceBlockView], width: float, height: float, scale: float = 1.0, now: float | None = None
) -> tuple[PlacedBlock, ...]:
    """The blocks in a box of that size, at least 30 high, a gap between them; words keep clear of the present."""
    placed = []
    for block in blocks:
        left, right = block.start * width, block.end * width
        inner = max(1.0, right - left - _GAP)
        tall = min(height, max(LEAST_HEIGHT * scale, block.height * height))
        x, room = clear(left + _GAP / 2, inner, None if now is None else now * width)
        placed.append(
            PlacedBlock(
                left + _GAP / 2,
                height - tall,
                inner,
                tall,
                x,
                room,
                has_shape=room > _NARROW * scale,
                has_price=room > _MIDDLE * scale,
                has_word=room > _WIDE * scale,
            )
        )
    return tuple(placed)


def clear(left: float, width: float, line: float | None) -> tuple[float, float]:
    """The wider stretch of the block beside the line of the present: (left end, width)."""
    if line is None or not left - _CLEAR < line < left + width:
        return left, width
    before, after = line - _CLEAR - left, left + width - line - _CLEAR
    return (left, before) if before > after else (line + _CLEAR, after)


def draw(
    painter: QPainter, box: QRectF, blocks: Sequence[PriceBlockView], theme: Theme, now: float | None = None
) -> None:
    """The blocks in the box."""
    placed = layout(blocks, box.width(), box.height(), max(1.0, theme.layout.scale), now)
    for block, spot in zip(blocks, placed, strict=True):
        painter.setOpacity(_PAST if block.is_past else 1.0)
        _draw_block(painter, block, QRectF(spot.x, spot.y, spot.width, spot.height).translated(box.topLeft()), theme)
        _draw_inside(painter, block, spot, box.topLeft(), theme)
    painter.setOpacity(1.0)


def _draw_block(painter: QPainter, block: PriceBlockView, area: QRectF, theme: Theme) -> None:
    colour, tint = theme.level(block.level), theme.tint(block.level)
    if block.level is Level.CRITICAL:
        fill = theme.stripes(tint, theme.colour(Colour.STRIPE))
        boxes.draw(painter, area, 3, fill)
    else:
        boxes.draw(painter, area, 3, tint)
    if theme.is_contrast:
        boxes.draw(painter, area, 3, None, colour, 2)
    boxes.draw(painter, QRectF(area.x(), area.y(), area.width(), Stroke.BLOCK_TOP), 2, colour)


def _draw_inside(painter: QPainter, block: PriceBlockView, spot: PlacedBlock, origin: QPointF, theme: Theme) -> None:
    if not spot.has_shape:
        return
    mark = theme.layout.px(20)
    middle = origin.y() + spot.y + theme.layout.px(20)
    left = origin.x() + spot.text_x + theme.layout.px(12)
    if not spot.has_price:
        left = origin.x() + spot.text_x + (spot.text_width - mark) / 2
    shapes.draw(
        painter, block.level, QPointF(left, middle - mark / 2), mark, theme.level(block.level), theme.tint(block.level)
    )
    x = left + mark + theme.layout.px(8)
    baseline = text.middle_baseline(theme, Type.SMALL, middle)
    if spot.has_word and _fits(block, x, origin.x() + spot.text_x + spot.text_width, theme):
        text.draw_text(painter, theme, block.word, QPointF(x, baseline), Type.SMALL_STRONG, theme.level(block.level))
        x += theme.metrics(Type.SMALL_STRONG).horizontalAdvance(block.word) + theme.layout.px(10)
    if spot.has_price:
        text.draw_text(painter, theme, block.price, QPointF(x, baseline), Type.SMALL, theme.colour(Colour.TEXT))


def _fits(block: PriceBlockView, left: float, right: float, theme: Theme) -> bool:
    word = theme.metrics(Type.SMALL_STRONG).horizontalAdvance(block.word)
    price = theme.metrics(Type.SMALL).horizontalAdvance(block.price)
    return left + word + theme.layout.px(10) + price + theme.layout.px(8) <= right
