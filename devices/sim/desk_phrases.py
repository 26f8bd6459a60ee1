"""The phrases of a representative at the utility's desk (UC96 P3)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from devices.sim.phrases import Context, Phrases, only, phrase


class AtDesk(Enum):
    """What the representative does there."""

    OPENS = "opens the account of the customer"
    SEES_STATUS = "sees where the customer stands with an event"
    TESTS = "tests the meter about an event"
    SEES_TEST = "sees how the test ended"
    RECOVERS = "has the meter do one thing to reach its home again"
    SEES_RECOVERY = "sees what the meter did"


@dataclass(frozen=True, slots=True)
class Serves:
    """One thing at the desk; `word` is a standing, how a test ended, or a recovery action."""

    what: AtDesk
    issuer_event_id: int | None = None
    word: str = ""


_RECOVERIES: Final = {
    "restarts the home's radio": "restart radio",
    "sends the home its events again": "resend events",
    "has the meter follow its events again": "restart events",
}


def _about(what: AtDesk) -> Callable[[re.Match[str], Context], Iterator[Serves]]:
    return lambda match, _context: iter((Serves(what, int(match[1])),))


REPRESENTATIVE: Final[Phrases] = (
    phrase("opens the account", "opens the account", only(Serves(AtDesk.OPENS))),
    phrase(
        r"sees #(\d+) (notified|in progress|completed|failed|cancelled)",
        "sees #7 notified",
        lambda m, _c: iter((Serves(AtDesk.SEES_STATUS, int(m[1]), m[2]),)),
    ),
    phrase(r"tests the meter about #(\d+)", "tests the meter about #7", _about(AtDesk.TESTS)),
    phrase(
        "sees the test (passed|failed)",
        "sees the test failed",
        lambda m, _c: iter((Serves(AtDesk.SEES_TEST, word=m[1]),)),
    ),
    *(phrase(re.escape(says), says, only(Serves(AtDesk.RECOVERS, word=do))) for says, do in _RECOVERIES.items()),
    phrase("sees what the meter did", "sees what the meter did", only(Serves(AtDesk.SEES_RECOVERY))),
)
