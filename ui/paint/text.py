"""Lines of text: where each run goes, and its ink."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter

from ui.i18n import UNKNOWN
from ui.paint import ink, shapes
from ui.theme import Theme
from ui.tokens import LINE_HEIGHT, Colour, Type
from ui.views import Line, Run, Tone

_SECOND_LINE = 1.22
_STRONG = {
    Type.SMALL: Type.SMALL_STRONG,
    Type.BODY: Type.STRONG,
    Type.LABEL: Type.STRONG,
    Type.KW_UNIT: Type.BAND,
}


@dataclass(frozen=True, slots=True)
class PlacedRun:
    """Where a run's mark and text begin, and how wide both are."""

    mark_x: float
    text_x: float
    width: float


def layout(widths: Sequence[float], marks: Sequence[float], gap: float, space: float) -> tuple[PlacedRun, ...]:
    """Runs from x = 0 on: each its mark (0: none), a gap, its text; a space between runs, a gap beside marks."""
    placed = []
    x = 0.0
    for index, (width, mark) in enumerate(zip(widths, marks, strict=True)):
        if index:
            x += gap if mark or marks[index - 1] else space
        text_x = x + (mark + (gap if width else 0) if mark else 0)
        placed.append(PlacedRun(x, text_x, text_x - x + width))
        x = text_x + width
    return tuple(placed)


def run_step(run: Run, step: Type) -> Type:
    """The step of the type scale in which a run of a line is set."""
    return _STRONG.get(step, step) if run.is_strong else step


def place(theme: Theme, line: Line, step: Type) -> tuple[PlacedRun, ...]:
    """The line's runs as that theme sets them."""
    size = theme.font(step).pixelSize()
    return layout(
        [theme.metrics(run_step(run, step)).horizontalAdvance(run.text) for run in line],
        [_mark(run, size) for run in line],
        size * 0.4,
        theme.metrics(step).horizontalAdvance(" "),
    )


def _mark(run: Run, size: int) -> int:
    """How large a run's shape or icon is."""
    return size if run.level else round(size * 1.11) if run.icon else 0


def line_width(theme: Theme, line: Line, step: Type) -> float:
    """How wide the line is."""
    placed = place(theme, line, step)
    return placed[-1].mark_x + placed[-1].width if placed else 0.0


def draw_line(painter: QPainter, theme: Theme, line: Line, at: QPointF, step: Type) -> None:
    """The line from `at` (left end of the baseline) on."""
    size = theme.font(step).pixelSize()
    for run, spot in zip(line, place(theme, line, step), strict=True):
        colour = theme.level(run.level) if run.level else theme.tone(run.tone)
        mark = _mark(run, size)
        mark_at = QPointF(at.x() + spot.mark_x, at.y() - size * 0.35 - mark / 2)
        if run.level:
            shapes.draw(painter, run.level, mark_at, mark, colour, theme.colour(Colour.BG))
        elif run.icon:
            painter.drawPixmap(QPointF(round(mark_at.x()), round(mark_at.y())), theme.icon(run.icon, colour, mark))
            colour = colour if run.is_strong else theme.tone(Tone.QUIET)
        draw_text(painter, theme, run.text, QPointF(at.x() + spot.text_x, at.y()), run_step(run, step), colour)


def draw_text(painter: QPainter, theme: Theme, text: str, at: QPointF, step: Type, colour: QColor) -> None:
    """The text from `at` (left end of the baseline) on."""
    if ink.is_measured():
        ink.note(painter, text, theme.metrics(step).tightBoundingRect(text).translated(at))
        return
    painter.setFont(theme.font(step))
    painter.setPen(colour)
    painter.drawText(at, text)


def draw_right(painter: QPainter, theme: Theme, text: str, at: QPointF, step: Type, colour: QColor) -> float:
    """The text up to `at` (right end of the baseline); gives its left end."""
    x = at.x() - theme.metrics(step).horizontalAdvance(text)
    draw_text(painter, theme, text, QPointF(x, at.y()), step, colour)
    return x


def draw_centred(painter: QPainter, theme: Theme, text: str, at: QPointF, step: Type, colour: QColor) -> None:
    """The text around `at` (middle of the baseline)."""
    x = at.x() - theme.metrics(step).horizontalAdvance(text) / 2
    draw_text(painter, theme, text, QPointF(x, at.y()), step, colour)


def value_colour(theme: Theme, text: str) -> QColor:
    """Ink for a value, the quiet dash colour for an absent one."""
    return theme.colour(Colour.TEXT_OFF if text == UNKNOWN else Colour.TEXT)


def middle_baseline(theme: Theme, step: Type, y: float) -> float:
    """The baseline that centres capitals on `y`."""
    return y + theme.metrics(step).capHeight() / 2


def two_baselines(theme: Theme, second: Type, first: Type, y: float) -> tuple[float, float]:
    """The baselines of a title and of the line below it, both together centred on `y`."""
    step = theme.font(second).pixelSize() * _SECOND_LINE
    middle = middle_baseline(theme, first, y)
    return middle - step / 2, middle + step / 2


def wrap(theme: Theme, text: str, width: float, step: Type) -> list[str]:
    """The text in lines no wider than `width`, broken at spaces."""
    metrics = theme.metrics(step)
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def fitted_lines(
    theme: Theme, words: str, width: float, height: float, steps: Sequence[Type]
) -> tuple[Type, list[str]]:
    """The first of the steps in which the wrapped text is no higher than that, else the last; and its lines."""
    for step in steps:
        lines = wrap(theme, words, width, step)
        if len(lines) * theme.font(step).pixelSize() * LINE_HEIGHT <= height:
            break
    return step, lines


def fitted(theme: Theme, text: str, width: float, steps: Sequence[Type]) -> Type:
    """The first of the steps in which the text fits, else the last."""
    return next((each for each in steps if theme.metrics(each).horizontalAdvance(text) <= width), steps[-1])
