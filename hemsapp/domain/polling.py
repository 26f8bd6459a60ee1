"""When a meter that does not report is asked: soon at first, then ever more rarely, until it is heard again."""

from devices.moment import Moment
from hemsapp.snapshot import LIVE_S

POLL_S = (30.0, 60.0, 120.0, 300.0, 600.0)


class Polling:
    """The back-off; monotonic seconds."""

    def __init__(self) -> None:
        self._polls = 0
        self._next_s = 0.0

    def is_due(self, heard: Moment | None, at: Moment) -> bool:
        """Is it to be asked now? If so the next time is later."""
        if not is_quiet(heard, at):
            self.begin()
        if not is_quiet(heard, at) or at.monotonic_s < self._next_s:
            return False
        self._next_s = at.monotonic_s + POLL_S[min(self._polls, len(POLL_S) - 1)]
        self._polls += 1
        return True

    def begin(self) -> None:
        """It was heard, or a person asks: begin with the short waits again."""
        self._polls = 0
        self._next_s = 0.0


def is_quiet(heard: Moment | None, at: Moment) -> bool:
    """Has the meter told no number of late?"""
    return heard is None or at.seconds_since(heard) > LIVE_S
