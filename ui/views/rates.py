"""The pieces of the rates editor."""

from dataclasses import dataclass

from ui.views.cards import SheetView
from ui.views.controls import ButtonView, FieldView, ListRowView, SegmentedView, StepperView, ToggleView
from ui.views.home import AxisMark, SkylineView
from ui.views.meaning import Level, Line, Tone


@dataclass(frozen=True, slots=True)
class TimeBlockView:
    """A stretch of the day, fractions of it; what it adds or costs, `height` of the tallest."""

    start: float
    end: float
    height: float
    level: Level
    text: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class TimeStripView:
    """The blocks of a day with a handle between each two, and hours under the handles."""

    blocks: tuple[TimeBlockView, ...]
    axis: tuple[AxisMark, ...]


@dataclass(frozen=True, slots=True)
class TierFields:
    """One row of the tiers."""

    number: str
    up_to: FieldView
    price: FieldView


@dataclass(frozen=True, slots=True)
class TiersView:
    """The columns' heads and the rows below them."""

    columns: tuple[str, str, str]
    rows: tuple[TierFields, ...]


@dataclass(frozen=True, slots=True)
class TimesView:
    """Which days, what the numbers mean, the strip, and which other days there are."""

    title: str
    caption: str
    strip: TimeStripView
    weekends: ButtonView | None
    season: ButtonView | None
    holidays: ButtonView | None


@dataclass(frozen=True, slots=True)
class TimeSheetView:
    """One block of the day: like which other, from when to when, and what it adds (`sign`) or costs."""

    sheet: SheetView
    like: SegmentedView | None
    start_label: str
    start: StepperView
    end_label: str
    end: StepperView
    sign: SegmentedView | None
    labels: tuple[str, ...]
    prices: tuple[FieldView, ...]
    divide: ButtonView
    previous: ButtonView
    following: ButtonView


@dataclass(frozen=True, slots=True)
class ChargeView:
    """A number with its words: its key says what is typed."""

    key: str
    label: str
    field: FieldView


@dataclass(frozen=True, slots=True)
class CriticalView:
    """Critical days: whether there are any, their numbers, when the credit is given, and how such a day looks."""

    has_any: ToggleView
    charges: tuple[ChargeView, ...]
    season_label: str
    season: SegmentedView | None
    sentence: str
    day: SkylineView | None


@dataclass(frozen=True, slots=True)
class PlanView:
    """Which plan this is and where it is from; which price holds; the versions that are kept."""

    name: str
    sample: Line
    source: str
    choose: ButtonView
    region_label: str
    region: StepperView | None
    charges: tuple[ChargeView, ...]
    holds_label: str
    holds: SegmentedView
    lines: tuple[str, str]
    versions: tuple[ListRowView, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """An amount as it was and as it would be, under a label; an empty `after`: `label` alone says why."""

    label: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class DateSheetView:
    """A day, stepped by days and by months, and days that are likely."""

    sheet: SheetView
    day: StepperView
    month: StepperView
    likely: tuple[ButtonView, ...]


@dataclass(frozen=True, slots=True)
class ListSheetView:
    """A sheet with rows, or with switches."""

    sheet: SheetView
    rows: tuple[ListRowView, ...] = ()
    toggles: tuple[ToggleView, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class FootView:
    """What saving does, or what looks wrong (`tone` attention), and up to three buttons from the right."""

    lines: tuple[str, ...]
    tone: Tone
    save: ButtonView
    discard: ButtonView | None
    fix: ButtonView | None
