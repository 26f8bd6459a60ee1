"""The displays of one home as they may be seen: which are paired, who is invited, and where this one's numbers come."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from devices.moment import Moment
from hemsapp.saying import say


@dataclass(frozen=True, slots=True)
class PairedDisplay:
    """Another display of this home. `heard` None: not since this one was started."""

    key: str
    name: str
    paired: datetime
    is_connected: bool = False
    heard: Moment | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A display may be connected with this code (digits) until then; `tries_left` wrong ones end it."""

    code: str = field(repr=False)
    until: Moment
    tries_left: int


class Reach(Enum):
    """How a display stands to the main display of its home."""

    NOBODY = "nobody"  # it shows no home yet
    CALLING = "calling"  # it asks for the first time, or with a code
    CONNECTED = "connected"
    LOST = "lost"  # nothing is heard; what is shown is as it was
    REMOVED = "removed"  # the main display does not know it any more


@dataclass(frozen=True, slots=True)
class MainDisplay:
    """On a companion display: the main display whose home this one shows; `own_name` is what it calls this one.

    `since` is when `reach` began; `problem` is a sentence, or empty.
    """

    reach: Reach
    since: Moment
    name: str = ""
    address: str = ""
    own_name: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Displays:
    """All of it. `addresses` are what another display may call this one by; `problem`: why the invitation ended.

    `main` None: this is the main display (or the only one).
    """

    paired: tuple[PairedDisplay, ...] = ()
    invitation: Invitation | None = None
    addresses: tuple[str, ...] = ()
    problem: str = ""
    main: MainDisplay | None = None


NO_DISPLAYS = Displays()
NONE_SERVED = Displays(problem=say("This display cannot do that yet."))
"""Where there is nobody who lets other displays in: a scenario on the stage."""


@dataclass(frozen=True, slots=True)
class DisplaysTold:
    """Told to the engine: how the displays stand now, and (in English, for the audit log) what happened, or ""."""

    displays: Displays
    deed: str = ""
