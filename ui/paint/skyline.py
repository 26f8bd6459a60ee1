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
_WORD_GAP, _NEAR = 10, 8
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
    blocks: Sequence[PriceBlockView],
    width: float,
    height: float,
    scale: float = 1.0,
    now: float | None = None,
    mark: float = 20,
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
                has_shape=inner > _NARROW * scale and room > mark + _CLEAR,
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
    placed = layout(blocks, box.width(), box.height(), max(1.0, theme.layout.scale), now, theme.layout.px(20))
    for block, spot in zip(blocks, placed, strict=True):
        painter.setOpacity(_PAST if block.is_past else 1.0)
        _draw_block(painter, block, QRectF(spot.x, spot.y, spot.width, spot.height).translated(box.topLeft()), theme)
        if not block.is_past:
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
    px = theme.layout.px
    mark, middle = px(20), origin.y() + spot.y + px(20)
    colour, ground = theme.level(block.level), theme.tint(block.level)
    left, words = origin.x() + spot.text_x + px(12), _words(block, spot, theme)
    if not words:
        left = origin.x() + spot.text_x + (spot.text_width - mark) / 2
    x = left + mark + px(8)
    if block.level is Level.CRITICAL and theme.is_contrast:
        _draw_plate(
            painter, QRectF(left - px(6), middle - px(16), x - left + _width(words, theme) + px(8), px(32)), theme
        )
    shapes.draw(painter, block.level, QPointF(left, middle - mark / 2), mark, colour, ground)
    baseline = text.middle_baseline(theme, Type.SMALL, middle)
    for each, step in words:
        role = colour if step is Type.SMALL_STRONG else theme.colour(Colour.TEXT)
        text.draw_text(painter, theme, each, QPointF(x, baseline), step, role)
        x += theme.metrics(step).horizontalAdvance(each) + px(_WORD_GAP)


def _words(block: PriceBlockView, spot: PlacedBlock, theme: Theme) -> list[tuple[str, Type]]:
    """What is written after the shape: the price, and the word before it where both fit."""
    price = [(block.price, Type.SMALL)] if spot.has_price else []
    both = [(block.word, Type.SMALL_STRONG), *price]
    room = spot.text_width - theme.layout.px(12 + 20 + 8 + 8)
    if spot.has_word and block.word and _width(both, theme) <= room:
        return both
    return price if _width(price, theme) <= room + theme.layout.px(_NEAR) else []


def _width(words: Sequence[tuple[str, Type]], theme: Theme) -> float:
    gaps = theme.layout.px(_WORD_GAP) * max(0, len(words) - 1)
    return sum(theme.metrics(step).horizontalAdvance(each) for each, step in words) + gaps


def _draw_plate(painter: QPainter, area: QRectF, theme: Theme) -> None:
    """Plain ground behind words, where strong stripes would run through them."""
    boxes.draw(painter, area, 4, theme.colour(Colour.CRITICAL_TINT))
