"""A device that sleeps: what did not reach it waits until it is heard, and that it waits is told.

Its parent holds a frame for 7.68 s. A device that asks more often is reached by any order; one that sleeps longer is
reached only when it woke by itself, to report or to check in, so its orders wait for that.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from devices.messages import Awaited, Eui64, Message

LONGEST_SLEEP_S: Final = 3600.0
"""After that it is not asleep but gone, and what waits is answered."""


class Slumber:
    """Whether one device is thought to sleep; `wake` when it is heard."""

    def __init__(self, name: Eui64, deliver: Callable[[Message], None]) -> None:
        self._name, self._deliver = name, deliver
        self._since_s: float | None = None
        self._is_given_up = False

    @property
    def is_asleep(self) -> bool:
        """Does something wait for it?"""
        return self._since_s is not None

    def may_wait(self) -> bool:
        """It did not answer: may the order wait for it? Not for one that is gone."""
        if self._is_given_up:
            return False
        if self._since_s is None:
            self._since_s = asyncio.get_running_loop().time()
            self._deliver(Awaited(self._name, is_awaited=True))
        return True

    def is_over(self) -> bool:
        """Did it sleep longer than any device does? Then it is gone until it is heard."""
        if self._since_s is None or asyncio.get_running_loop().time() - self._since_s < LONGEST_SLEEP_S:
            return False
        self._is_given_up = True
        self._end()
        return True

    def wake(self) -> bool:
        """It was heard; was anything waiting for that?"""
        self._is_given_up = False
        was_asleep = self.is_asleep
        self._end()
        return was_asleep

    def _end(self) -> None:
        if self._since_s is not None:
            self._since_s = None
            self._deliver(Awaited(self._name, is_awaited=False))
