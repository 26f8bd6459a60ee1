"""What stands on the pages of comfort and of its rules."""

from dataclasses import dataclass

from ui.views.controls import ButtonState, ButtonView
from ui.views.home import ArchView
from ui.views.meaning import Level, Line, Run, Tone


@dataclass(frozen=True, slots=True)
class CircleView:
    """A round key: its sign, and below it what a press does and what that costs. Locked explains itself."""

    icon: str
    caption: str
    amount: str = ""
    state: ButtonState = ButtonState.IDLE
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class RoomCardView:
    """A room or a device in a list: its name, how it stands, and its value at the right."""

    title: str
    second: Line = ()
    value: str = ""
    is_selected: bool = False
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class DialView:
    """A thermostat: the gauge, the set point in its middle (quiet while it is not confirmed), and two lines below.

    A load switch has no gauge, only its state.
    """

    arch: ArchView | None
    number: str
    is_pending: bool
    first: str
    second: Line
    sentence: str


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule in a sentence, behind a level's shape or an icon."""

    mark: Run
    line: Line


@dataclass(frozen=True, slots=True)
class RuleListView:
    """Rules on a card, the most important first; what has no room is left out from the end."""

    rows: tuple[RuleView, ...]
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class SettingView:
    """What a control beside it sets: a mark, a name, and in words what it means."""

    title: str
    subtitle: str = ""
    level: Level | None = None
    icon: str = ""
    tone: Tone = Tone.QUIET
    has_rule: bool = True
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class LevelCellView:
    """What happens at one price level."""

    level: Level
    word: str
    value: str
    note: str = ""
    is_enabled: bool = True
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class EventCardView:
    """What is unusual about an event: caption, when, what, what was done, up to three buttons, and the code to tell."""

    caption: str
    when: str
    title: str
    body: str
    icon: str
    support_label: str = ""
    support_code: str = ""
    tone: Tone = Tone.ATTENTION
    check: ButtonView | None = None
    stop: ButtonView | None = None
    call: ButtonView | None = None


@dataclass(frozen=True, slots=True)
class EventRowView:
    """An event in a list: a level's shape, what, and when."""

    title: str
    when: str
    level: Level
    is_quiet: bool = False
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class CallView:
    """A telephone number to dial elsewhere, large, and what to tell whoever answers."""

    number: str
    heading: str
    facts: tuple[tuple[str, str], ...]
