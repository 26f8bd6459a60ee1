"""The charts of prices and of history: places are fractions of the chart, texts are finished."""

from dataclasses import dataclass
from enum import Enum

from ui.views.home import AxisMark, PriceBlockView
from ui.views.meaning import Level, Line


@dataclass(frozen=True, slots=True)
class TemperatureMark:
    """A temperature written at a place of the line, above or below it."""

    at: float
    height: float
    text: str
    is_above: bool = True


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start` to `end`, with a word."""

    start: float
    end: float
    word: str


@dataclass(frozen=True, slots=True)
class DayEdge:
    """Midnight, with the days that meet there; a day without room has no name."""

    at: float
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class RibbonView:
    """Prices of hours past and to come, with the temperature above them and a handle to read one hour.

    `temperature` is a line of (place, height of its band); `ahead` is where a room is prepared for an event,
    `cheapest` the cheapest hours, `unknown` what nobody told yet. `handle` is where the read-out is.
    """

    blocks: tuple[PriceBlockView, ...]
    axis: tuple[AxisMark, ...] = ()
    days: tuple[DayEdge, ...] = ()
    now: float | None = None
    now_word: str = ""
    temperature: tuple[tuple[float, float], ...] = ()
    temperature_title: str = ""
    marks: tuple[TemperatureMark, ...] = ()
    ahead: Stretch | None = None
    cheapest: Stretch | None = None
    unknown: Stretch | None = None
    handle: float | None = None
    empty: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class PriceReadOutView:
    """What one hour costs, outlined in its level, and at the right what the house is like then."""

    title: str
    level: Level | None
    word: str
    price: str
    unit: str = ""
    note: str = ""
    icon: str = ""
    sentence: str = ""


class BarKind(Enum):
    """What is known of a bar."""

    KNOWN = "known"
    GAP = "gap"
    AHEAD = "ahead"  # not over yet: neither a value nor a gap


@dataclass(frozen=True, slots=True)
class BarView:
    """A bar from `start` to `end`; `parts` are heights by level from the foot, `usual` the height of the usual."""

    start: float
    end: float
    kind: BarKind
    parts: tuple[tuple[Level | None, float], ...] = ()
    usual: float | None = None


@dataclass(frozen=True, slots=True)
class EventColumnView:
    """An event over the bars, or as a mark above one of them; its number comes back when it is pressed."""

    issuer_event_id: int
    start: float
    end: float
    price: str = ""
    is_mark: bool = False


@dataclass(frozen=True, slots=True)
class BlockView:
    """Energy of which only the stretch is known: `height` is its mean.

    On a day it lies over its quarters; `is_on_bar`: it ends a bar, from `foot` on, the top of what is itemised there.
    """

    start: float
    end: float
    height: float
    word: str
    foot: float = 0.0
    is_on_bar: bool = False


@dataclass(frozen=True, slots=True)
class StripView:
    """What a stretch of the axis cost."""

    start: float
    end: float
    level: Level
    word: str = ""
    price: str = ""


@dataclass(frozen=True, slots=True)
class ChartView:
    """Bars over a price strip. `grid` are (height, label), `gaps` and `fixes` stretches with a word above them.

    `picked` is what the finger reads; without bars, `empty` says why.
    """

    bars: tuple[BarView, ...]
    grid: tuple[tuple[float, str], ...] = ()
    unit: str = ""
    axis: tuple[AxisMark, ...] = ()
    strip: tuple[StripView, ...] = ()
    events: tuple[EventColumnView, ...] = ()
    gaps: tuple[Stretch, ...] = ()
    fixes: tuple[Stretch, ...] = ()
    blocks: tuple[BlockView, ...] = ()
    usual_word: str = ""
    picked: tuple[float, float] | None = None
    empty: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class SummaryView:
    """The page's numbers and its sentence, or what the finger reads with a second reading at the right."""

    first: str
    first_unit: str = ""
    second: str = ""
    line: Line = ()
    right: str = ""
    sentence: str = ""
