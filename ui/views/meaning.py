"""Words of meaning that views share: levels, tones, lines of runs."""

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
