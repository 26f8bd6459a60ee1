"""What each widget is shown: finished strings, fractions from 0 to 1, and enums of meaning. Nothing of energy.

Every widget is built as `Widget(object_name, theme, parent)` and shown with `show_view(view)`; an equal view costs
nothing. `sentence` is what assistive technology says in place of the picture. A text that equals `i18n.UNKNOWN`
is painted as an absent value.
"""

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """A meaning that always has a shape, a word and a colour."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    CRITICAL = "critical"
    EMERGENCY = "emergency"


class Tone(Enum):
    """How a text or a card speaks."""

    INK = "ink"
    QUIET = "quiet"
    OFF = "off"
    DONE = "done"
    ATTENTION = "attention"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line: a level paints its shape before the text and lends its colour, an icon is tinted by tone."""

    text: str
    tone: Tone = Tone.QUIET
    is_strong: bool = False
    level: Level | None = None
    icon: str = ""


Line = tuple[Run, ...]


def quiet(text: str) -> Line:
    """A line of one quiet run."""
    return (Run(text),) if text else ()


def plain(line: Line) -> str:
    """The line's text alone."""
    return " ".join(run.text for run in line if run.text)


# The frame ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RailItemView:
    """One of the page names at the left; `key` comes back in `Rail.chosen`."""

    key: str
    word: str
    icon: str
    is_selected: bool = False
    badge: str = ""


@dataclass(frozen=True, slots=True)
class RailView:
    """The rail: pages from the top, the last item (Next) apart at the foot."""

    items: tuple[RailItemView, ...]


class LinkState(Enum):
    """How the source of the numbers stands."""

    LISTENING = "listening"
    LIVE = "live"
    OLD = "old"
    SILENT = "silent"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class LinkStatusView:
    """The source's age in words; its icon and colour follow from the state."""

    text: str
    state: LinkState


@dataclass(frozen=True, slots=True)
class MailBadgeView:
    """Unread messages; an empty count shows no badge."""

    count: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ChipView:
    """A small outlined announcement in the header."""

    text: str
    tone: Tone = Tone.QUIET
    level: Level | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class HeaderView:
    """The top line of a page."""

    title: str
    clock: str
    link: LinkStatusView
    mail: MailBadgeView
    subtitle: str = ""
    has_back: bool = False
    chips: tuple[ChipView, ...] = ()


# Home -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ArchView:
    """The tick gauge. Fractions of the scale; `value` None lights nothing; `level` None lights ink.

    Lit from `lit_from` to `value`. `usual` is the range with longer grey ticks. `ghost`, `dot` and `limit` mark a
    reference, a measured value and a bound.
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
    """Thirty bars, oldest first, None a gap; the caption below. The last bar is now when it is known."""

    bars: tuple[float | None, ...]
    caption: Line
    sentence: str = ""


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
    """A pressable area with icon and title; `is_tall` stacks them as on a page of tiles."""

    title: str
    icon: str
    subtitle: str = ""
    badge: str = ""
    is_primary: bool = False
    is_tall: bool = False
    has_arrow: bool = False


@dataclass(frozen=True, slots=True)
class PriceTagView:
    """Shape and word of a level."""

    level: Level
    word: str
    amount: str = ""


# Controls -------------------------------------------------------------------------------------------------


class ButtonKind(Enum):
    """How much a button asks for attention; at most one primary on a page."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    OUTLINE = "outline"


class ButtonState(Enum):
    """Busy keeps the width and turns; locked explains itself when pressed; disabled does nothing."""

    IDLE = "idle"
    BUSY = "busy"
    DONE = "done"
    LOCKED = "locked"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class ButtonView:
    """A button with a word, and perhaps an icon before it."""

    text: str
    kind: ButtonKind = ButtonKind.SECONDARY
    state: ButtonState = ButtonState.IDLE
    icon: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class SegmentedView:
    """One of a few; `selected` is an index."""

    options: tuple[str, ...]
    selected: int
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class StepperView:
    """A value between less and more; holding repeats."""

    text: str
    can_decrease: bool = True
    can_increase: bool = True
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class ToggleView:
    """On or off, with the word beside it."""

    is_on: bool
    word: str
    is_enabled: bool = True
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class FieldView:
    """A typed value, set right; `is_active` shows the caret, `error` the reason under an amber outline."""

    text: str
    placeholder: str = ""
    icon: str = ""
    is_active: bool = False
    is_enabled: bool = True
    error: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class NumberPadView:
    """Digits, an optional decimal point, erase and accept."""

    accept: str
    has_point: bool = True
    can_accept: bool = True
    point: str = "."


@dataclass(frozen=True, slots=True)
class ListRowView:
    """A row of a list: icon, title, second line, value right. `is_total` draws a heavy rule above, `has_rule` a thin."""

    title: str
    subtitle: str = ""
    icon: str = ""
    value: str = ""
    value_tone: Tone = Tone.QUIET
    is_amount: bool = False
    is_selected: bool = False
    has_chevron: bool = False
    has_rule: bool = False
    is_total: bool = False
    sentence: str = ""


# Cards, sheets --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoticeCardView:
    """What happened, what to do, and up to two buttons; the tone colours outline and icon."""

    title: str
    body: str
    icon: str
    tone: Tone = Tone.ATTENTION
    primary: ButtonView | None = None
    secondary: ButtonView | None = None
    support_code: str = ""


@dataclass(frozen=True, slots=True)
class WhyRow:
    """A factor of a number."""

    label: str
    value: str
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class WhySheetView:
    """Where a number comes from: a sentence and its factors."""

    title: str
    sentence: str
    rows: tuple[WhyRow, ...] = ()
    close: str = ""


@dataclass(frozen=True, slots=True)
class SheetView:
    """The frame of a sheet: title, second line, and its buttons at the foot."""

    title: str
    subtitle: str = ""
    primary: ButtonView | None = None
    secondary: ButtonView | None = None
    footnote: str = ""


@dataclass(frozen=True, slots=True)
class ToastView:
    """What was done, and the way back while it lasts."""

    text: str
    action: str = ""
    icon: str = "check"


# The bill -------------------------------------------------------------------------------------------------


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
