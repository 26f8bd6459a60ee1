"""A leaf of the manual: its text and its figures, painted where they were laid out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.manual.figures import Easel, draw_number
from ui.manual.layout import Placed, PlacedPicture, PlacedPiece, PlacedText, TextLine, circle_size, mark_size, strong
from ui.manual.source import Piece
from ui.paint import shapes, text
from ui.theme import Theme
from ui.tokens import Colour, Type
from ui.widgets.base import Painted


@dataclass(frozen=True, slots=True)
class LeafView:
    """What stands on it, and all of it as a sentence."""

    placed: tuple[Placed, ...]
    sentence: str


class LeafPainter(Painted[LeafView]):
    """Shows a leaf; its figures are pictures of widgets and cannot be pressed."""

    def __init__(self, name: str, theme: Theme, easel: Easel, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self.easel = easel
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint text and figures."""
        draw(painter, self.theme, self.view.placed, box.topLeft(), self.easel)


def draw(painter: QPainter, theme: Theme, placed: Sequence[Placed], at: QPointF, easel: Easel) -> None:
    """The blocks of a leaf with its left upper corner there."""
    for each in placed:
        corner = at + QPointF(0, each.y)
        if isinstance(each, PlacedPicture):
            easel.draw(painter, each.name, corner)
        else:
            _draw_text(painter, theme, each, corner)


def _draw_text(painter: QPainter, theme: Theme, placed: PlacedText, at: QPointF) -> None:
    first = at.y() + placed.line / 2
    if placed.mark.isdigit():
        draw_number(painter, theme, placed.mark, QPointF(at.x() + circle_size(theme) / 2, first))
    elif placed.mark.strip():
        y = text.middle_baseline(theme, placed.step, first)
        x = at.x() + circle_size(theme) / 2
        text.draw_centred(painter, theme, placed.mark, QPointF(x, y), placed.step, theme.colour(Colour.TEXT2))
    for index, line in enumerate(placed.lines):
        middle = first + index * placed.line
        y = text.middle_baseline(theme, placed.step, middle)
        for each in _runs(line):
            _draw_piece(painter, theme, each.piece, QPointF(at.x() + each.x, y), middle, placed.step)


def _runs(line: TextLine) -> list[PlacedPiece]:
    """The line's pieces, words of one kind together: a reader of the PDF finds sentences, not words."""
    runs: list[PlacedPiece] = []
    for each in line:
        last = runs[-1].piece if runs else None
        is_same = last is not None and last.text and each.piece.text and last.is_strong == each.piece.is_strong
        if last is not None and is_same:
            joined = f"{last.text}{'' if each.is_glued else ' '}{each.piece.text}"
            runs[-1] = replace(runs[-1], piece=replace(last, text=joined))
        else:
            runs.append(each)
    return runs


def _draw_piece(painter: QPainter, theme: Theme, piece: Piece, at: QPointF, middle: float, step: Type) -> None:
    ink, size = theme.colour(Colour.TEXT), mark_size(theme, step)
    spot = QPointF(at.x(), middle - size / 2)
    if piece.level:
        shapes.draw(painter, piece.level, spot, size, theme.level(piece.level), theme.colour(Colour.BG))
    elif piece.icon:
        painter.drawPixmap(spot, theme.icon(piece.icon, ink, size))
    else:
        text.draw_text(painter, theme, piece.text, at, strong(step) if piece.is_strong else step, ink)
