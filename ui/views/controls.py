"""What is pressed, typed and chosen."""

from dataclasses import dataclass
from enum import Enum

from ui.views.meaning import Tone


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
class ThemeCardView:
    """A palette by its name, with an amount as a sample."""

    word: str
    amount: str
    is_selected: bool = False
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
    """A row of a list. `is_total` draws a heavy rule above, `has_rule` a thin one.

    `is_inset` keeps a chevron's room free, so that the value ends where those of its neighbours with a chevron do.
    """

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
    is_inset: bool = False
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class DeviceRowView:
    """A device, or our own radio: `bars` of four are full, None shows no bars; the tone colours bars and word.

    `count` is how much of what it was asked it answered; `is_warned` sets the role, which then says what to do, apart.
    """

    name: str
    role: str
    icon: str
    word: str
    age: str
    bars: int | None = None
    tone: Tone = Tone.QUIET
    has_rule: bool = False
    count: str = ""
    is_warned: bool = False
    has_chevron: bool = False
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class DeviceFactsView:
    """A device in short: what to do about it, if anything, and its facts, each a label and its value."""

    advice: str
    facts: tuple[tuple[str, str], ...]
