"""Amounts that follow one another in one bar."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from ui.paint import boxes
from ui.theme import Theme
from ui.tokens import Colour
from ui.views import TierSegment

_GAP = 4


class Piece(NamedTuple):
    """A segment's left end, its width, and the width of its fill."""

    x: float
    width: float
    filled: float


def layout(segments: Sequence[TierSegment], width: float) -> tuple[Piece, ...]:
    """The segments across the width, with gaps between them."""
    free = width - _GAP * max(0, len(segments) - 1)
    whole = sum(each.width for each in segments) or 1
    pieces = []
    x = 0.0
    for each in segments:
        share = free * each.width / whole
        pieces.append(Piece(x, share, share * min(1.0, max(0.0, each.filled))))
        x += share + _GAP
    return tuple(pieces)


def draw(painter: QPainter, box: QRectF, segments: Sequence[TierSegment], theme: Theme) -> None:
    """Ink for what is used, an outline for what remains."""
    radius = min(4, box.height() / 2)
    for piece in layout(segments, box.width()):
        area = QRectF(box.x() + piece.x, box.y(), piece.width, box.height())
        boxes.draw(painter, area, radius, None, theme.colour(Colour.OUTLINE), 1.5)
        if piece.filled > 0:
            clip = QPainterPath()
            clip.addRoundedRect(area, radius, radius)
            painter.save()
            painter.setClipPath(clip)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.fillRect(QRectF(area.x(), area.y(), piece.filled, area.height()), theme.colour(Colour.INK))
            painter.restore()
