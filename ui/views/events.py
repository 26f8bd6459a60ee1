"""What events of the utility show: the band, the bar, cards, options, the loop of receipts."""

from dataclasses import dataclass
from enum import Enum

from ui.views.controls import ButtonView
from ui.views.meaning import Level, Line


class BandKind(Enum):
    """How the band looks: stripes, solid, or thin when all is over."""

    CRITICAL = "critical"
    EMERGENCY = "emergency"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class EventBandView:
    """What runs and until when, and how long that is; `action` is the button of a recovery."""

    kind: BandKind
    title: str
    countdown: str = ""
    action: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class EventBarView:
    """From start to end; `elapsed` of it, a fraction, is over."""

    start: str
    end: str
    elapsed: float
    level: Level = Level.CRITICAL
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class PlanCardView:
    """A card of an event: title, a line right of it, lines below, up to three buttons in a row."""

    title: str
    level: Level
    beside: Line = ()
    lines: tuple[Line, ...] = ()
    buttons: tuple[ButtonView, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionRowView:
    """One of a few ways, with what it costs; `about` stands before the amount, alone when nobody knows it."""

    title: str
    subtitle: str
    about: str
    amount: str = ""
    is_selected: bool = False
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class ReasonRowView:
    """Why something is so: an icon, a sentence, and more about it."""

    title: str
    subtitle: str
    icon: str
    has_rule: bool = True

    @property
    def sentence(self) -> str:
        """Both."""
        return f"{self.title} {self.subtitle}".strip()


@dataclass(frozen=True, slots=True)
class FiguresView:
    """Two amounts with their units, and a price level with its price, in one line."""

    first: tuple[str, str]
    second: tuple[str, str]
    price: Line = ()
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class ComparedView:
    """Two amounts to one scale, each a fraction of the width and a word; None: not known."""

    this: float | None
    this_word: str
    usual: float | None
    usual_word: str
    sentence: str = ""


class LoopState(Enum):
    """How a link of the loop stands."""

    CONFIRMED = "confirmed"
    LATE = "late"
    WAITING = "waiting"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class LoopNodeView:
    """A station: its name, an abbreviation in grey, when it had the message, or what is known instead."""

    icon: str
    name: str
    note: str
    time: str
    state: LoopState
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class LoopView:
    """The way out above, the way back below; `words` are the four lanes' names, out then back, left then right."""

    out: tuple[LoopNodeView, ...]
    back: tuple[LoopNodeView, ...]
    words: tuple[str, str, str, str]
    sentence: str = ""
