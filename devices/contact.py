"""How well a device answers: each exchange with it is told, a report that did not come as well (users.md 21)."""

import asyncio
from collections.abc import Callable
from typing import Final

from devices.drivers.exchange import Unanswered
from devices.messages import Eui64, Exchanged, Message

COUNTED_S: Final = 10.0
"""Reports and polls are counted at most that often: who reports each second says no more than its neighbours."""
_LATE: Final = 1.5  # of the longest time between two reports


class Contact:
    """Delivers an `Exchanged` for what one device was asked, or was to tell by itself."""

    def __init__(self, name: Eui64, deliver: Callable[[Message], None]) -> None:
        self._name, self._deliver = name, deliver
        self._counted_at_s = float("-inf")
        self.missed_at_s = float("inf")

    def asked(self, why: Exception | None = None) -> None:
        """A question came to its end: None, with an answer; a refusal is an answer as well."""
        self._deliver(Exchanged(self._name, is_answered=not isinstance(why, (TimeoutError, Unanswered))))

    def polled(self, why: Exception | None = None) -> None:
        """A question that is asked again and again came to its end."""
        if self._is_counted():
            self.asked(why)

    def reported(self) -> None:
        """It told something by itself."""
        if self._is_counted():
            self._deliver(Exchanged(self._name, is_answered=True))

    def expect(self, within_s: float | None, *, is_missed: bool = False) -> None:
        """A report is to come each `within_s`; None: none is. `is_missed`: the last one did not."""
        if is_missed and self._is_counted():
            self._deliver(Exchanged(self._name, is_answered=False))
        intervals = 1.0 if is_missed else _LATE
        self.missed_at_s = float("inf") if within_s is None else _now_s() + intervals * within_s

    def _is_counted(self) -> bool:
        now_s = _now_s()
        if now_s - self._counted_at_s < COUNTED_S:
            return False
        self._counted_at_s = now_s
        return True


def _now_s() -> float:
    return asyncio.get_running_loop().time()
