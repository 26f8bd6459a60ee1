"""The widgets of the first page."""

from dataclasses import dataclass

from ui.views.meaning import Level, Line


@dataclass(frozen=True, slots=True)
class ArchView:
    """The tick gauge. Fractions of the scale; `value` None lights nothing; `level` None lights ink.

    Lit from `lit_from` to `value`. `usual` is the range with longer grey ticks. `ghost`, `dot` and `limit` mark a
    reference, a measured value and a bound; a word stands by the first and the last.
    """

    value: float | None
    level: Level | None = None
    usual: tuple[float, float] | None = None
    usual_word: str = ""
    scale_low: str = ""
    scale_high: str = ""
    lit_from: float = 0.0
    ghost: float | None = None
    dot: float | None = None
    limit: float | None = None
    sentence: str = ""
    ghost_word: str = ""
    limit_word: str = ""


@dataclass(frozen=True, slots=True)
class HeroView:
    """The page's one number with its caption above, a second number below; `notes` replace the latter when old."""

    caption: Line
    number: str
    unit: str = ""
    is_long: bool = False
    second: str = ""
    second_unit: str = ""
    notes: tuple[str, ...] = ()
    delta: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class SparkView:
    """Thirty bars, oldest first, None a gap; the caption below. The last bar is now when it is known.

    The first `unheard` ones are no gap: they lie before the first reading.
    """

    bars: tuple[float | None, ...]
    caption: Line
    sentence: str = ""
    unheard: int = 0


@dataclass(frozen=True, slots=True)
class TierSegment:
    """One piece of the bar: its share of the width, and how much of it is filled."""

    width: float
    filled: float


@dataclass(frozen=True, slots=True)
class TierBarView:
    """Amounts that follow one another."""

    segments: tuple[TierSegment, ...]
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class LedgerRowView:
    """A row of the ledger: label left, a middle amount, the main amount right, a second line or a bar below."""

    label: str
    main: str
    main_unit: str = ""
    amount: str = ""
    amount_unit: str = ""
    second: Line = ()
    bar: TierBarView | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class PriceBlockView:
    """A block of the skyline from `start` to `end`, `height` of the tallest; texts appear as they fit."""

    start: float
    end: float
    height: float
    level: Level
    word: str
    price: str
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class AxisMark:
    """A label under the axis, centred on `at`; at the ends it stays inside."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class SkylineView:
    """Blocks side by side under a title; with none, `empty` says why."""

    title: str
    blocks: tuple[PriceBlockView, ...]
    axis: tuple[AxisMark, ...] = ()
    now: float | None = None
    now_word: str = ""
    empty: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class TileView:
    """A pressable area with icon and title; `is_tall` stacks them as on a page of tiles, `is_locked` adds a lock."""

    title: str
    icon: str
    subtitle: str = ""
    badge: str = ""
    is_primary: bool = False
    is_tall: bool = False
    has_arrow: bool = False
    is_locked: bool = False


@dataclass(frozen=True, slots=True)
class PriceTagView:
    """Shape and word of a level."""

    level: Level
    word: str
    amount: str = ""
