"""The parts that a panel of the settings is made of, from above to below; each is named as its widget."""

from dataclasses import dataclass
from enum import Enum

from ui.views.controls import ButtonView, ListRowView, SegmentedView, StepperView, ThemeCardView, ToggleView
from ui.views.meaning import Tone


@dataclass(frozen=True, slots=True)
class SliderView:
    """One of many values in their order, each as it is read; `index` is the one in force."""

    label: str
    texts: tuple[str, ...]
    index: int


class Say(Enum):
    """How loud words of a panel are."""

    CLOCK = "clock"
    HEADING = "heading"
    TEXT = "text"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class WordsPart:
    """Words on the ground."""

    name: str
    text: str
    say: Say = Say.NOTE
    tone: Tone = Tone.QUIET


@dataclass(frozen=True, slots=True)
class CardsPart:
    """The palettes side by side, named `name.0` and on."""

    name: str
    cards: tuple[ThemeCardView, ...]


@dataclass(frozen=True, slots=True)
class SliderPart:
    """A slider below its label."""

    name: str
    view: SliderView


@dataclass(frozen=True, slots=True)
class ControlPart:
    """A label, and right of it (or below, where there is no room) what changes it."""

    name: str
    label: str
    view: StepperView | ToggleView | SegmentedView


@dataclass(frozen=True, slots=True)
class ButtonPart:
    """A button across the panel."""

    name: str
    view: ButtonView


@dataclass(frozen=True, slots=True)
class RowPart:
    """A row of a list; it answers when it has a chevron."""

    name: str
    view: ListRowView


@dataclass(frozen=True, slots=True)
class DaysView:
    """The days of a month, 1 to `count`, one of them chosen (0: none); `sentences` says each."""

    count: int
    chosen: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DaysPart:
    """The days of a month to choose from."""

    name: str
    view: DaysView


@dataclass(frozen=True, slots=True)
class CheckView:
    """One thing that was looked at: how it is, by icon and tone, in a sentence; when that was known."""

    icon: str
    tone: Tone
    sentence: str
    age: str = ""


@dataclass(frozen=True, slots=True)
class CheckPart:
    """A line of the diagnostics."""

    name: str
    view: CheckView


Part = WordsPart | CardsPart | SliderPart | ControlPart | ButtonPart | RowPart | DaysPart | CheckPart
