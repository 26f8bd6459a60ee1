"""The words at the head of a page or a sheet: a title, and what it adds in quiet."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import text
from ui.theme import PERCENTS, Theme
from ui.tokens import LINE_HEIGHT, Colour, Type

ROLES: Mapping[Type, Colour] = MappingProxyType({Type.TITLE: Colour.TEXT, Type.SMALL: Colour.TEXT2})
_TITLE_Y, _SUBTITLE_Y, _TITLE_LEAD, _MOST, _BELOW = 48, 72, 1.15, 0.36, 34


class Placed(NamedTuple):
    """A line, its step, and its baseline below the edge."""

    line: str
    step: Type
    y: float


def place(theme: Theme, title: str, subtitle: str, room: float) -> list[Placed]:
    """Both, broken into lines as wide as the room; the first baseline stands where it was drawn."""
    found: list[Placed] = []
    y = theme.layout.px(_TITLE_Y) - theme.at(100).font(Type.TITLE).pixelSize() * _TITLE_LEAD
    for words, step, lead in ((title, Type.TITLE, _TITLE_LEAD), (subtitle, Type.SMALL, LINE_HEIGHT)):
        for line in text.wrap(theme, words, room, step) if words else ():
            y += theme.font(step).pixelSize() * lead
            found.append(Placed(line, step, y))
    return found


def percent(theme: Theme, words: Callable[[Theme], Sequence[Placed]], height: float, kept: float = 0.0) -> int:
    """How large they are: they take a good third of the height at most, and leave what is kept for the body."""
    most = max(
        min(height * _MOST, height - (kept + theme.layout.px(_BELOW) if kept else 0)), theme.layout.px(_SUBTITLE_Y)
    )
    for each in (each for each in PERCENTS if each <= theme.look.text_percent):
        placed = words(theme.at(each))
        if not placed or placed[-1].y <= most:
            break
    return each


def draw_small(painter: QPainter, theme: Theme, title: str, box: QRectF) -> None:
    """A title that is too long for its line: in two lines, smaller."""
    step = Type.SMALL_STRONG
    lines, high = text.wrap(theme, title, box.width(), step), theme.font(step).pixelSize() * _TITLE_LEAD
    for index, line in enumerate(lines):
        y = text.middle_baseline(theme, step, box.center().y() + (index - (len(lines) - 1) / 2) * high)
        text.draw_text(painter, theme, line, QPointF(box.left(), y), step, theme.colour(Colour.TEXT))
