"""What the website tells the utility's audit log: every sign-in, refusal, change and look."""

import json
from datetime import datetime
from typing import Final, Protocol

from devices.utility.access import Principal
from devices.utility.audit import trail
from devices.utility.audit.trail import Told, Trail, named

SIGN_IN, SIGN_OUT, LOOK, REFUSAL = trail.SIGN_IN, trail.SIGN_OUT, trail.LOOK, trail.REFUSED
CHANGE: Final = "change"
_LONGEST: Final = 200


class Audit(Protocol):
    """Takes one entry at a time."""

    def record(self, at: datetime, principal: Principal | None, what: str, about: str, outcome: str) -> None:
        """Keep that `principal` (None: nobody who was recognised) did `what` about something, and how it ended.

        `what` is one of this module's words; `about` a page, a verb, an account; `outcome` done, or why not.
        """
        ...


class ChainedAudit:
    """Tells the log of the website's own file: a look soon, everything else at once."""

    def __init__(self, log: Trail) -> None:
        self._log = log

    def record(self, at: datetime, principal: Principal | None, what: str, about: str, outcome: str) -> None:
        """See Audit."""
        said = json.dumps({"outcome": outcome[:_LONGEST]}, ensure_ascii=False)
        told = Told(at, named(principal) if principal else "", what, _line(about), said)
        if what == LOOK:
            self._log.look(told)
        else:
            self._log.tell(told)


def _line(text: str) -> str:
    """On one line: what an address held stands between other words in the entry's digest."""
    return "".join(one if one.isprintable() else " " for one in text[:_LONGEST])
