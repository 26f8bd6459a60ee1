"""The meters of a concentrator by place, and what it keeps of each: replay state, clock stamp, log record."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from sqlite_utils import Database

from devices.utility.stored import milliseconds
from devices.wan.bits import Bits, Numbers, none_of

_SPARE = 256
_ARRAYS = ("event", "revision", "taken_ms", "stamp_ms", "heard_ms", "entries")


class Directory:
    """Arrays with a cell for each place, durable with `save`; every call is within the caller's transaction.

    `event`, `revision`, `taken_ms`: the order that each meter took last, when by its own clock; `stamp_ms`: what its
    clock was when it last said something, `heard_ms`: when that came; `entries`: how many things it has said so far.
    """

    def __init__(self, db: Database, meters_at_most: int) -> None:
        self._db = db
        self._most = meters_at_most
        self.names: list[str] = [name for (name,) in db.execute("SELECT meter_id FROM places ORDER BY place")]
        self.served: Bits = none_of(len(self.names))
        self._cells = {name: np.zeros(len(self.names) + _SPARE, np.int64) for name in _ARRAYS}
        for name, cells in db.execute("SELECT name, cells FROM arrays").fetchall():
            kept = np.frombuffer(cells, np.int64)
            self._cells[name][: len(kept)] = kept

    @property
    def count(self) -> int:
        """How many places are given."""
        return len(self.names)

    @property
    def room(self) -> int:
        """How many more meters may be registered."""
        return max(self._most - self.count, 0)

    def add(self, names: Sequence[str], at: datetime) -> None:
        """Give the next places to these meters, which `room` must hold."""
        rows = [(self.count + number, name, milliseconds(at)) for number, name in enumerate(names)]
        self._db.conn.executemany("INSERT INTO places VALUES (?, ?, ?)", rows)
        self.names += names
        self.served = np.append(self.served, none_of(len(names)))
        for name, cells in self._cells.items():
            if len(cells) < self.count:
                self._cells[name] = np.append(cells, np.zeros(self.count + _SPARE - len(cells), np.int64))

    def has_taken(self, event: int, revision: int, targets: Bits) -> Bits:
        """Which of the targets took that order, or a later revision of it, before."""
        same = self._cells["event"][: self.count] == event
        taken: Bits = targets & same & (self._cells["revision"][: self.count] >= revision)
        return taken

    def note_taken(self, event: int, revision: int, places: Numbers, times_ms: Numbers) -> None:
        """These meters took an order; each takes it once."""
        self._cells["event"][places], self._cells["revision"][places] = event, revision
        self._cells["taken_ms"][places] = times_ms

    def note_heard(self, places: Numbers, times_ms: Numbers, at: datetime) -> None:
        """These meters said something, each at its own time."""
        self._cells["stamp_ms"][places], self._cells["heard_ms"][places] = times_ms, milliseconds(at)
        self._cells["entries"][places] += 1

    def taken_ms(self, places: Numbers) -> Numbers:
        """When by their own clocks these meters took their last order."""
        return self._cells["taken_ms"][places]

    def clock_errors_ms(self, places: Numbers) -> Numbers:
        """How far these meters' clocks were ahead of what was heard when; the way of the message is in it."""
        return self._cells["stamp_ms"][places] - self._cells["heard_ms"][places]

    def entries(self) -> Numbers:
        """How many things each meter has said."""
        return self._cells["entries"][: self.count].copy()

    def save(self) -> None:
        """Keep the arrays."""
        rows = [(name, cells[: self.count].tobytes()) for name, cells in self._cells.items()]
        self._db.conn.executemany("INSERT OR REPLACE INTO arrays VALUES (?, ?)", rows)
