"""Lines of runs that are broken at spaces, and the step of type in which they fit."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import text
from ui.theme import Theme
from ui.tokens import LINE_HEIGHT, Type
from ui.views import Line, Run

SMALLER = (Type.SMALL, Type.AXIS, Type.RAIL)


def wrap(theme: Theme, line: Line, width: float, step: Type) -> list[Line]:
    """The runs in lines no wider than `width`, broken at spaces; a mark stays with the word after it."""
    lines: list[Line] = []
    for run in line:
        for index, word in enumerate(run.text.split(" ")):
            piece = run if index == 0 else replace(run, icon="", level=None)
            piece = replace(piece, text=word)
            longer = _joined(lines[-1], piece, is_same=index > 0) if lines else (piece,)
            if lines and text.line_width(theme, longer, step) <= width:
                lines[-1] = longer
            else:
                lines.append((piece,))
    return lines


def _joined(line: Line, piece: Run, *, is_same: bool) -> Line:
    """The line with one word more; words of one run stay one run."""
    last = line[-1]
    if is_same and last.text and (last.is_strong, last.tone) == (piece.is_strong, piece.tone):
        return (*line[:-1], replace(last, text=f"{last.text} {piece.text}"))
    return (*line, piece)


def fitted(theme: Theme, line: Line, width: float, height: float, steps: Sequence[Type]) -> tuple[Type, list[Line]]:
    """The first of the steps in which the broken line is no higher than that, else the last; and its lines."""
    for step in steps:
        lines = wrap(theme, line, width, step)
        is_narrow = all(text.line_width(theme, each, step) <= width for each in lines)
        if is_narrow and len(lines) * line_height(theme, step) <= height + 1:
            break
    return step, lines


def line_height(theme: Theme, step: Type) -> float:
    """How far one line lies below the other."""
    return theme.font(step).pixelSize() * LINE_HEIGHT


def draw(painter: QPainter, theme: Theme, lines: Sequence[Line], box: QRectF, step: Type, *, is_middle: bool) -> None:
    """The lines from the left, around the middle of the box's height; with `is_middle` around its width too."""
    height = line_height(theme, step)
    top = box.center().y() - (len(lines) - 1) * height / 2
    for index, line in enumerate(lines):
        x = box.left()
        if is_middle:
            x += (box.width() - text.line_width(theme, line, step)) / 2
        y = text.middle_baseline(theme, step, top + index * height)
        text.draw_line(painter, theme, line, QPointF(x, y), step)
