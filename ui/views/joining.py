"""How a code is typed, and how far a device has come that joins."""

from dataclasses import dataclass
from enum import Enum

from ui.views.controls import ButtonView
from ui.views.meaning import Line, Tone


@dataclass(frozen=True, slots=True)
class CodeGroupView:
    """A group of a code: what is typed of it; `wrong` is the position of a sign that does not fit."""

    number: str
    text: str
    is_active: bool = False
    wrong: int | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class CodeGridView:
    """The groups of a code, row by row; `is_done` when all of it fits."""

    groups: tuple[CodeGroupView, ...]
    columns: int = 3
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class CodeHintView:
    """What is to be said about what is typed; `primary` takes the fix that is offered."""

    title: str
    body: Line
    icon: str
    tone: Tone = Tone.QUIET
    primary: ButtonView | None = None


@dataclass(frozen=True, slots=True)
class HexPadView:
    """Sixteen digits, erase, one step back, and accept."""

    accept: str
    back: str
    can_accept: bool = False
    has_back: bool = False


class StageState(Enum):
    """How a stage stands: always a sign and a word, colour third."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage: its name, and when it was reached or what it waits for."""

    title: str
    note: str
    state: StageState


@dataclass(frozen=True, slots=True)
class StageListView:
    """Stages from the top, in their order."""

    stages: tuple[StageView, ...]
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class SignalLineView:
    """How well something is heard just now: `bars` of four are full, their word, and what follows it."""

    bars: int
    word: str
    after: str
    tone: Tone = Tone.INK


@dataclass(frozen=True, slots=True)
class AdviceCardView:
    """What happened, why most likely, what speaks for it, what to do in numbered steps, and up to three buttons.

    With a `cause` the body is what speaks for it, and smaller.
    """

    caption: str
    title: str
    icon: str
    tone: Tone = Tone.QUIET
    body: str = ""
    heading: str = ""
    steps: tuple[str, ...] = ()
    primary: ButtonView | None = None
    secondary: ButtonView | None = None
    tertiary: ButtonView | None = None
    cause: Line = ()
    signal: SignalLineView | None = None


@dataclass(frozen=True, slots=True)
class WizardBarView:
    """The top of a page that covers the window: title, second title, and a note at the right."""

    title: str
    subtitle: str = ""
    note: str = ""
    note_icon: str = ""


@dataclass(frozen=True, slots=True)
class AirChartView:
    """How busy each channel is, from 0 to 1, by its name; `own` is ours, with its word.

    `bands` are other radios that may be there: a word, and the first and last channel below it. From a limit on
    a level means its word; from the last one on it asks for attention.
    """

    levels: tuple[tuple[str, float], ...]
    own: str
    own_word: str
    bands: tuple[tuple[str, str, str], ...]
    limits: tuple[tuple[float, str], ...]
    sentence: str = ""
