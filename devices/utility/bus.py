"""The bus of the utility link: octets to a name. It promises nothing; receipts, counters and expiry live in messages.

A name on the bus is a connection's. A system that has a connection of its own is addressed by its own name; one behind
a collector by the collector's, and the envelope inside says for whom it is (docs/utility-link.md).
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Protocol

Hear = Callable[[Sequence[bytes]], None]


class Bus(Protocol):
    """What a station needs; nothing here waits."""

    def subscribe(self, name: str, hear: Hear) -> None:
        """Have `hear` called with whatever is sent to `name`: what came together, together."""

    def publish(self, target: str, source: str, data: bytes) -> None:
        """Send on, as soon as can be. Whether it arrived is known from an answer alone."""


@dataclass(slots=True)
class Faults:
    """What goes wrong on the way; may be changed while it runs.

    `silent` names hear and say nothing and what is sent meanwhile is lost; for `cut` ones it waits, as a broker with a
    persistent session lets it wait; a bus that `is_down` lets everything wait. `on_the_way` sees (target, source, data)
    and gives what goes on: nothing, something altered, several.
    """

    loss: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    delay: timedelta = timedelta(0)  # at most that much more, by chance
    is_down: bool = False
    silent: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)
    on_the_way: Callable[[str, str, bytes], Iterable[bytes]] | None = None


LATENCY = timedelta(milliseconds=20)
_LATE = timedelta(seconds=2)  # how far a message is thrown behind later ones


class LocalBus:
    """A bus in this process, in somebody else's time: the same seed, the same order. Loses nothing unless told to."""

    def __init__(self, clock: Callable[[], datetime], seed: int = 0, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self._clock = clock
        self._chance = random.Random(seed)  # noqa: S311 - a simulation, not a secret
        self._hear: dict[str, Hear] = {}
        self._number = 0
        self._under_way: list[tuple[datetime, int, str, str, bytes]] = []
        self._waiting: list[tuple[datetime, int, str, str, bytes]] = []

    def subscribe(self, name: str, hear: Hear) -> None:
        """Have `hear` called with whatever is sent to `name`; a later subscriber takes the place of an earlier one."""
        self._hear[name] = hear

    def publish(self, target: str, source: str, data: bytes) -> None:
        """Send on its way what is not lost at once."""
        if {target, source} & self.faults.silent:
            return
        going = self.faults.on_the_way(target, source, data) if self.faults.on_the_way else (data,)
        for one in going:
            if self._happens(self.faults.loss):
                continue
            self._send(target, source, one)
            if self._happens(self.faults.duplicate):
                self._send(target, source, one)

    def _happens(self, probability: float) -> bool:
        return probability > 0 and self._chance.random() < probability

    def _send(self, target: str, source: str, data: bytes) -> None:
        due = self._clock() + LATENCY + self.faults.delay * self._chance.random()
        if self._happens(self.faults.reorder):
            due += _LATE * self._chance.random()
        self._number += 1
        heappush(self._under_way, (due, self._number, target, source, data))

    @property
    def next_wake(self) -> datetime | None:
        """When the next message arrives; None: nothing is under way."""
        self._release()
        return self._under_way[0][0] if self._under_way else None

    def deliver(self) -> None:
        """Let arrive what is due by the clock, and what that causes at once."""
        self._release()
        while self._under_way and self._under_way[0][0] <= self._clock():
            one = heappop(self._under_way)
            _, _, target, source, data = one
            if self._is_held(target, source):
                self._waiting.append(one)
            elif target not in self.faults.silent and target in self._hear:
                self._hear[target]((data,))

    def _is_held(self, target: str, source: str) -> bool:
        return self.faults.is_down or bool({target, source} & self.faults.cut)

    def _release(self) -> None:
        """What waited and need no longer is under way again, in its old order."""
        held = [one for one in self._waiting if self._is_held(one[2], one[3])]
        for one in self._waiting:
            if one not in held:
                heappush(self._under_way, one)
        self._waiting = held
