"""Every step of yesterday's event: what the sample house knows, and what the utility's website has of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from devices.event_chain import CSS, HOME, METER, MS, Link, LinkState, Phase, What
from hemsapp.questions import Answer
from hemsapp.site import UtilityChainShown, UtilityChainWanted
from hemsapp.snapshot import Snapshot
from ui.presenters.frame import Page
from ui.screens.cases import CASES, NOW
from ui.screens.event_cases import ended_event
from ui.screens.history_cases import Scene

EVENT = ended_event()
_DISPLAY = "00:0d:6f:00:00:00:00:01"

OWN = (
    Link(Phase.ANNOUNCED, MS, What.SENT, None, security="control", state=LinkState.UNKNOWN),
    Link(Phase.STARTED, METER, What.LAUNCHED, EVENT.start, security="private", state=LinkState.DONE),
    Link(Phase.STARTED, HOME, What.BEGAN, EVENT.start, security="private", about=_DISPLAY, state=LinkState.DONE),
    Link(Phase.STARTED, CSS, What.TOLD, None, detail="in progress", state=LinkState.UNKNOWN),
)
"""What the home knows by itself."""

THEIRS = (
    replace(OWN[0], at=EVENT.announced, attempts=(EVENT.announced,) * 3, state=LinkState.DONE),
    OWN[1],
    replace(OWN[2], at=None, due=EVENT.start + timedelta(minutes=2), state=LinkState.MISSING),
    replace(OWN[3], state=LinkState.WAITING),
)
"""What the utility has: a receipt of the home has not reached it."""


def followed() -> Snapshot:
    """The event is over, and its steps are known."""
    s = CASES["event-finished"]()
    return replace(s, events=replace(s.events, all=tuple(replace(each, chain=OWN) for each in s.events.all)))


CHAIN_SCENES: dict[str, Scene] = {
    "every-step": Scene(followed, Page.EVENT, pressed=("event.turn",)),
}

CHAIN_ANSWERS: dict[type[Any], Callable[[Any], Answer]] = {
    UtilityChainWanted: lambda wanted: UtilityChainShown(wanted.issuer_event_id, NOW.utc, THEIRS),
}
