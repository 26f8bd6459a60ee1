"""A PIN before what an installer sets: what may be asked about it, and what is told. The digits reach no log."""

from dataclasses import dataclass
from enum import Enum

LEAST_DIGITS, MOST_DIGITS = 4, 8


@dataclass(frozen=True, slots=True)
class PinTried:
    """Is it this one?"""

    pin: str

    def __repr__(self) -> str:
        """A PIN never reaches a log (X-SECURITY)."""
        return "PinTried()"


@dataclass(frozen=True, slots=True)
class PinChosen:
    """From now on it is `pin` ("": none at all); `before` is the one that holds, if there is one."""

    pin: str
    before: str = ""

    def __repr__(self) -> str:
        """A PIN never reaches a log (X-SECURITY)."""
        return "PinChosen()"


PinQuestion = PinTried | PinChosen


@dataclass(frozen=True, slots=True)
class PinState:
    """How it stands after a question: `is_right` None if nothing was compared, for one must wait `wait_s` first.

    `tries_left` before the next wait; `problem`: a sentence, with what helps.
    """

    is_set: bool
    is_right: bool | None = None
    wait_s: float = 0.0
    tries_left: int = 0
    problem: str = ""


class PinDeed(Enum):
    """What happened to the PIN, for the audit log."""

    WRONG = "wrong"
    OPENED = "opened"
    SET = "set"
    CHANGED = "changed"
    REMOVED = "removed"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class PinTold:
    """Told to the engine: what happened, and the whole number of wrong tries in a row."""

    deed: PinDeed
    wrong_tries: int = 0
