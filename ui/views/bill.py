"""The pictures of the bill."""

from dataclasses import dataclass

from ui.views.meaning import Level, Tone


@dataclass(frozen=True, slots=True)
class RungView:
    """A rung of the ladder, the lowest first: its share of the height, how much is filled, its texts."""

    size: float
    filled: float
    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LadderView:
    """Rungs to scale, a pointer at the fill, and a dashed line where it may end (a fraction of the whole height)."""

    rungs: tuple[RungView, ...]
    pointer: str = ""
    pointer_line: str = ""
    likely: float | None = None
    likely_text: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class RangeBarView:
    """An amount so far, and the range where it may end; `low` None: too early to estimate."""

    label: str
    value: str
    filled: float
    low: float | None
    likely: float | None
    high: float | None
    left_caption: str = ""
    right_caption: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class DayCellsView:
    """A cell a day: `done` are filled, the last of them is today (1 to `total`)."""

    label: str
    value: str
    total: int
    done: int
    first: str = ""
    today: str = ""
    last: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class LevelColumnView:
    """What was used at one price: its level, its word, its height of the tallest, its energy and its price."""

    level: Level
    word: str
    height: float
    energy: str
    price: str


@dataclass(frozen=True, slots=True)
class LevelColumnsView:
    """A column for each price, from the lowest, under a title."""

    columns: tuple[LevelColumnView, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class WorkCardView:
    """Work that runs, `done` of the whole, or how it ended: then `is_over`, and `button` puts it away."""

    title: str
    detail: str
    done: float
    button: str
    tone: Tone = Tone.INK
    is_over: bool = False
