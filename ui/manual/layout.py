"""The manual's blocks laid out into leaves: measured in the type of the screen, so that no text is ever cut."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from ui.manual.source import Block, Chapter, Picture, Piece, Section, Text, Word
from ui.theme import Theme
from ui.tokens import Type

LINE = 1.3
_GAP, _ITEM_GAP, _INDENT, _MARK = 0.62, 0.45, 2.1, 1.43
_KEPT = 2  # lines of a paragraph that stay together at a leaf's foot and head


class Breaks(Enum):
    """What begins a leaf of its own: each section on the screen, each chapter on paper."""

    SECTION = "section"
    CHAPTER = "chapter"


@dataclass(frozen=True, slots=True)
class PlacedPiece:
    """A piece from `x` on, in a line; `is_glued`: no space before it."""

    x: float
    piece: Piece
    is_glued: bool = False


TextLine = tuple[PlacedPiece, ...]


@dataclass(frozen=True, slots=True)
class PlacedText:
    """Lines from `y` down, their mark before the first; the height of a line is `line`."""

    y: float
    line: float
    lines: tuple[TextLine, ...]
    step: Type = Type.READING
    mark: str = ""

    @property
    def height(self) -> float:
        """All lines together."""
        return self.line * len(self.lines)


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A figure from `y` down."""

    y: float
    height: float
    name: str
    sentence: str


Placed = PlacedText | PlacedPicture


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is seen at once: its chapter and section, whether it goes on from the leaf before, and what stands on it.

    On paper several sections share a leaf; then `anchor` is the first one's.
    """

    chapter: int
    section: Section
    is_continued: bool
    placed: tuple[Placed, ...] = ()
    anchors: tuple[str, ...] = ()


@dataclass
class _Flow:
    """Leaves being filled from the top."""

    theme: Theme
    width: float
    height: float
    picture_height: Callable[[str], float]
    leaves: list[Leaf] = field(default_factory=list)
    y: float = 0.0

    def begin(self, chapter: int, section: Section, *, is_continued: bool = False) -> None:
        """A new leaf."""
        self.leaves.append(Leaf(chapter, section, is_continued, anchors=() if is_continued else (section.anchor,)))
        self.y = 0.0

    def put(self, placed: Placed, gap: float) -> None:
        """Place it at the present height, and go below it."""
        leaf = self.leaves[-1]
        at = self.y + (gap if leaf.placed else 0)
        self.leaves[-1] = replace(leaf, placed=(*leaf.placed, replace(placed, y=at)))
        self.y = at + placed.height

    def room(self, gap: float) -> float:
        """How much height is left below that gap."""
        return self.height - self.y - (gap if self.leaves[-1].placed else 0)

    def turn(self, section: Section) -> None:
        """Go on with the section on the next leaf."""
        self.begin(self.leaves[-1].chapter, section, is_continued=True)


def paginate(
    theme: Theme,
    chapters: Sequence[Chapter],
    width: float,
    height: float,
    picture_height: Callable[[str], float],
    breaks: Breaks = Breaks.SECTION,
) -> tuple[Leaf, ...]:
    """The manual in leaves of that width and height, pixels; `picture_height` measures a figure at that width."""
    flow = _Flow(theme, width, height, picture_height)
    for index, chapter in enumerate(chapters):
        for number, section in enumerate(chapter.sections):
            is_new = breaks is Breaks.SECTION or number == 0
            if is_new:
                flow.begin(index, section)
            if breaks is Breaks.CHAPTER:
                _head(flow, chapter, section, is_first=number == 0)
            for at, block in enumerate(section.blocks):
                after = section.blocks[at + 1] if at + 1 < len(section.blocks) else None
                _place(flow, section, block, after)
    return tuple(flow.leaves)


def _head(flow: _Flow, chapter: Chapter, section: Section, *, is_first: bool) -> None:
    """On paper the titles stand in the text, and stay with what follows them."""
    em = flow.theme.font(Type.READING).pixelSize()
    if is_first:
        flow.put(titled(flow.theme, chapter.title, flow.width, Type.TITLE), 0)
    title = titled(flow.theme, section.title, flow.width, Type.NOTICE_TITLE)
    first = section.blocks[0]
    needed = title.height + em + _least(flow, first)
    if flow.room(em * 1.6) < needed and not is_first:
        flow.turn(section)
    flow.put(title, em * (0.9 if is_first else 1.6))
    leaf = flow.leaves[-1]
    if section.anchor not in leaf.anchors:
        flow.leaves[-1] = replace(leaf, anchors=(*leaf.anchors, section.anchor))


def _least(flow: _Flow, block: Block | None) -> float:
    """How much of a block must stand beside what announces it."""
    if block is None:
        return 0.0
    if isinstance(block, Picture):
        return flow.picture_height(block.name)
    return _KEPT * _line_height(flow.theme)


def _place(flow: _Flow, section: Section, block: Block, after: Block | None) -> None:
    em = flow.theme.font(Type.READING).pixelSize()
    if isinstance(block, Picture):
        placed = PlacedPicture(0, flow.picture_height(block.name), block.name, block.sentence)
        if placed.height > flow.room(em * _GAP) and flow.leaves[-1].placed:
            flow.turn(section)
        flow.put(placed, em * _GAP)
        return
    gap = em * (_ITEM_GAP if block.mark else _GAP)
    text = _text(flow.theme, block, flow.width)
    announced = _least(flow, after) + em * _GAP if isinstance(after, Picture) else 0
    if text.height + announced > flow.room(gap) and flow.leaves[-1].placed and announced:
        flow.turn(section)
    for part in _parts(text, flow, section, gap):
        flow.put(part, gap)


def _parts(text: PlacedText, flow: _Flow, section: Section, gap: float) -> Iterator[PlacedText]:
    """The text, over as many leaves as it takes."""
    lines, mark = list(text.lines), text.mark
    while lines:
        fitting = int((flow.room(gap) + 0.5) // text.line)
        if fitting < len(lines) and (fitting < _KEPT or len(lines) - fitting < _KEPT):
            fitting = min(fitting, len(lines) - _KEPT) if fitting >= 2 * _KEPT else 0
        if fitting <= 0:
            assert flow.leaves[-1].placed, "a leaf is higher than two lines of text"
            flow.turn(section)
            continue
        yield replace(text, lines=tuple(lines[:fitting]), mark=mark)
        lines, mark = lines[fitting:], "" if not text.mark else " "
        if lines:
            flow.turn(section)


def _text(theme: Theme, block: Text, width: float) -> PlacedText:
    indent = theme.font(Type.READING).pixelSize() * _INDENT if block.mark else 0.0
    return PlacedText(0, _line_height(theme), broken(theme, block.words, width, Type.READING, indent), mark=block.mark)


def titled(theme: Theme, title: str, width: float, step: Type) -> PlacedText:
    """A title, broken where it must be."""
    words = tuple((Piece(word, is_strong=True),) for word in title.split(" "))
    size = theme.font(step).pixelSize()
    return PlacedText(0, size * LINE, broken(theme, words, width, step), step)


def broken(theme: Theme, words: Sequence[Word], width: float, step: Type, indent: float = 0.0) -> tuple[TextLine, ...]:
    """The words in lines between `indent` and `width`."""
    lines: list[list[PlacedPiece]] = []
    x, gap = 0.0, theme.metrics(step).horizontalAdvance(" ")
    for word in words:
        widths = [piece_width(theme, piece, step) for piece in word]
        space = gap if lines else 0.0
        if not lines or x + space + sum(widths) > width + 0.5:
            lines.append([])
            x, space = indent, 0.0
        x += space
        for index, (piece, wide) in enumerate(zip(word, widths, strict=True)):
            lines[-1].append(PlacedPiece(x, piece, is_glued=index > 0))
            x += wide
    return tuple(tuple(line) for line in lines)


def piece_width(theme: Theme, piece: Piece, step: Type) -> float:
    """How wide a piece is."""
    if piece.text:
        return theme.metrics(strong(step) if piece.is_strong else step).horizontalAdvance(piece.text)
    return mark_size(theme, step)


def strong(step: Type) -> Type:
    """The step in which strong words of a text are set."""
    return Type.READING_STRONG if step is Type.READING else step


def mark_size(theme: Theme, step: Type) -> int:
    """How large icons and shapes within a text are."""
    return round(theme.font(step).pixelSize() * 1.1)


def circle_size(theme: Theme) -> float:
    """The diameter of a call-out's circle."""
    return theme.font(Type.READING).pixelSize() * _MARK


def _line_height(theme: Theme) -> float:
    return round(theme.font(Type.READING).pixelSize() * LINE)
