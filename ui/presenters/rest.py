"""When the screen is bright, when it dims and rests, and what a first touch does: time and touches, nothing else."""

from enum import Enum

from devices.moment import Moment
from hemsapp.manners import Manners
from ui.tokens import Milliseconds

SHEET_S = 120
"""A question that nobody answers is put away after this long, as if nothing had been asked."""


class Phase(Enum):
    """How far the screen has gone to rest: bright, bright enough to read, dim, at a glance."""

    LIT = "lit"
    SOFT = "soft"
    DIMMED = "dimmed"
    GLANCE = "glance"


ASLEEP = (Phase.DIMMED, Phase.GLANCE)
"""A touch in one of these only wakes: nobody sees well enough what lies under the finger."""


class Rest:
    """What was touched or woken, and when; every other answer follows from the time and the manners (C1NFR13.3).

    `kept_s` is how long the page that is open is read, or filled in, without a touch: it is not dimmed meanwhile.
    """

    def __init__(self, at: Moment) -> None:
        self._woken = at
        self.kept_s = Milliseconds.TO_HOME / 1000
        self._touched_awake: Moment | None = None
        self._is_swallowed = False

    def idle_s(self, at: Moment) -> float:
        """How long nobody touched it, and nothing woke it."""
        return at.seconds_since(self._woken)

    def phase(self, manners: Manners, at: Moment) -> Phase:
        """How far it has gone to rest: bright for `lit_seconds`, dim when Home is due, glance after five minutes."""
        idle_s = self.idle_s(at)
        if manners.does_rest and idle_s >= max(Milliseconds.TO_GLANCE / 1000, manners.lit_seconds):
            return Phase.GLANCE
        if idle_s >= max(self.kept_s, manners.lit_seconds):
            return Phase.DIMMED
        return Phase.SOFT if idle_s >= manners.lit_seconds else Phase.LIT

    def wake(self, at: Moment) -> None:
        """Something happened that a person should see."""
        self._woken = at

    def pressed(self, manners: Manners, at: Moment) -> bool:
        """A finger went down, or a key: True if it only wakes, and so must reach nothing (users.md 24)."""
        is_asleep = self.phase(manners, at) in ASLEEP
        if is_asleep:
            self._touched_awake = at
        self._woken = at
        self._is_swallowed = is_asleep or self._is_waking(at)
        return self._is_swallowed

    def moved(self, at: Moment) -> bool:
        """The finger that is down moved: True if it must reach nothing."""
        self._woken = at
        return self._is_swallowed

    def released(self, at: Moment) -> bool:
        """The finger, or the key, went up: True if it must reach nothing."""
        self._woken = at
        is_swallowed, self._is_swallowed = self._is_swallowed, False
        return is_swallowed

    def _is_waking(self, at: Moment) -> bool:
        woke = self._touched_awake
        return woke is not None and at.seconds_since(woke) * 1000 < Milliseconds.WAKE_SWALLOW
