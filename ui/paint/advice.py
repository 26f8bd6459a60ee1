"""What a card of advice says, line below line: title, cause, evidence, a rule, numbered steps, a signal."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.paint import bars, boxes, lines, text
from ui.theme import Theme
from ui.tokens import Colour, Type
from ui.views import AdviceCardView, Line, Run, Tone

TITLES = (Type.TITLE, Type.PAGE_TITLE, Type.STRONG)
BODIES = (Type.LABEL, Type.SMALL, Type.RAIL)
_PLATE, _PLATE_H, _INDENT, _STEP_GAP, _RULE, _BARS_W = 32, 28, 46, 8, 18, 48
_STRONG = {Type.LABEL: Type.STRONG, Type.SMALL: Type.SMALL_STRONG}
_SMALLER = {Type.LABEL: Type.SMALL}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of runs in a step of type, `gap` below the one before; `number` on a plate, a rule above, or bars."""

    line: Line
    step: Type
    gap: int = 0
    number: int = 0
    has_rule: bool = False
    bars: int | None = None

    def indent(self, theme: Theme) -> int:
        """How far in the words begin."""
        return theme.layout.px(_INDENT if self.number else _BARS_W if self.bars is not None else 0)

    def height(self, theme: Theme, room: float) -> float:
        """How high it is in that width, the gap above it included."""
        count = len(lines.wrap(theme, self.line, room - self.indent(theme), self.step))
        least = theme.layout.px(_PLATE if self.number or self.bars is not None else 0)
        return theme.layout.px(self.gap) + max(count * lines.line_height(theme, self.step), least)


def paragraphs(view: AdviceCardView, title: Type, body: Type) -> tuple[Paragraph, ...]:
    """All below the caption, the title and the rest in those steps."""
    return tuple(_paragraphs(view, title, body))


def _paragraphs(view: AdviceCardView, title: Type, body: Type) -> Iterator[Paragraph]:
    yield Paragraph((Run(view.title, Tone.INK),), title)
    if view.cause:
        yield Paragraph(view.cause, body, 8)
    if view.body:
        yield Paragraph((Run(view.body),), _SMALLER.get(body, body) if view.cause else body, 0 if view.cause else 4)
    if view.heading:
        yield Paragraph((Run(view.heading, Tone.INK),), _STRONG.get(body, body), _RULE + 14, has_rule=True)
    for index, words in enumerate(view.steps):
        yield Paragraph((Run(words, Tone.INK),), body, _STEP_GAP, number=index + 1)
    if view.signal is not None:
        word = Run(view.signal.word, view.signal.tone, is_strong=True)
        yield Paragraph((word, Run(view.signal.after)), body, _STEP_GAP, bars=view.signal.bars)


def height(theme: Theme, view: AdviceCardView, title: Type, body: Type, room: float) -> float:
    """How high all of it is."""
    return sum(each.height(theme, room) for each in paragraphs(view, title, body))


def draw(painter: QPainter, theme: Theme, view: AdviceCardView, box: QRectF) -> None:
    """Paint it from the top of the box, in the largest type in which it is no higher than the box."""
    pairs = [(title, body) for body in BODIES for title in TITLES]
    fitting = (pair for pair in pairs if height(theme, view, *pair, box.width()) <= box.height())
    y = box.top()
    for each in paragraphs(view, *next(fitting, pairs[-1])):
        high = each.height(theme, box.width())
        _draw(painter, theme, each, QRectF(box.left(), y, box.width(), high))
        y += high


def _draw(painter: QPainter, theme: Theme, each: Paragraph, box: QRectF) -> None:
    px = theme.layout.px
    if each.has_rule:
        painter.fillRect(QRectF(box.left(), round(box.top()) + px(_RULE), box.width(), 1), theme.colour(Colour.LINE))
    line = lines.line_height(theme, each.step)
    top = box.top() + px(each.gap)
    first = top + (px(_PLATE_H) if each.number or each.bars is not None else line) / 2
    if each.number:
        plate = QRectF(box.left(), round(top), px(_PLATE), px(_PLATE_H))
        boxes.draw(painter, plate, px(8), None, theme.colour(Colour.OUTLINE), 1.5)
        at = QPointF(plate.center().x(), text.middle_baseline(theme, Type.RAIL, plate.center().y()))
        text.draw_centred(painter, theme, str(each.number), at, Type.RAIL, theme.colour(Colour.TEXT2))
    if each.bars is not None:
        bars.draw(painter, theme, QPointF(box.left(), first), each.bars, theme.tone(each.line[0].tone))
    left = box.left() + each.indent(theme)
    for index, words in enumerate(lines.wrap(theme, each.line, box.right() - left, each.step)):
        at = QPointF(left, text.middle_baseline(theme, each.step, first + index * line))
        text.draw_line(painter, theme, words, at, each.step)
