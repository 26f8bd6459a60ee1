"""The demonstration's utility with a thousand neighbours, in a process of its own: C1NFR4, C1NFR5, C1NFR7, C1NFR9.

What `hemsapp demo --neighbours 1000` starts (but for the website), ordered over its control sockets, and read from its
files while it runs.
"""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from devices.utility.control import request
from devices.utility.field.simulated import concentrators_for
from devices.utility.stored import milliseconds
from devices.wan.bits import unpack_times
from hemsapp.cli.utility_side import utility_side
from hemsapp.clock import WorldTime
from tests.bench.figure import Figure, percentile

METERS = 1_000
_PATIENCE_S = 180.0
_HOW = (
    f"{METERS} meters behind {len(concentrators_for(METERS))} concentrators in the utility of `hemsapp demo`, speed 1"
)


def field() -> Iterator[Figure]:
    """C1NFR4, C1NFR5, C1NFR7, C1NFR9 and the reach of a real-time event."""
    before_an_interval_ends = datetime.now(UTC).replace(minute=13, second=30, microsecond=0)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        world = WorldTime.beginning(before_an_interval_ends, 1.0)
        side = stack.enter_context(utility_side(folder / "utility", world, neighbours=METERS))
        read = stack.enter_context(closing(_Files(side.folder)))
        _until(lambda: sum(one["serves"] for one in _ask(side.folder, "concentrators")) == METERS)
        time.sleep(5.0)
        yield from _event(side.folder, read)
        yield from _test(side.folder, read)
        yield from _interval(read, milliseconds(before_an_interval_ends.replace(minute=15, second=0)))


class _Files:
    """What the utility has written, for reading alone."""

    def __init__(self, folder: Path) -> None:
        self._open = {
            name: sqlite3.connect(f"file:{folder / name}.db?mode=ro", uri=True) for name in ("ms", "mdms", "css")
        }

    def close(self) -> None:
        """Let go of them."""
        for db in self._open.values():
            db.close()

    def rows(self, name: str, sql: str, *values: object) -> list[Any]:
        """The answer of one of them."""
        return self._open[name].execute(sql, values).fetchall()


def _event(folder: Path, read: _Files) -> Iterator[Figure]:
    given = {"program": "critical-peak", "to": ["all"], "start": "+2h", "duration_minutes": 60, "price": "0.62"}
    event = _ask(folder, "schedule", **given, delivery="real-time")["issuer_event_id"]
    told = "SELECT at FROM standings WHERE issuer_event_id = ? AND state = 'notified' AND meter_id LIKE 'N%'"
    _until(lambda: len(read.rows("css", told, event)) == METERS)
    ((ordered,),) = read.rows("ms", "SELECT min(at) FROM broadcast_sends")
    taken = read.rows("ms", "SELECT since, times_ms FROM field_receipts WHERE issuer_event_id = ?", event)
    times = np.concatenate([unpack_times(times, since, len(times) // 4) for since, times in taken])
    yield from _two("a real-time event at the meters, by their own clocks", (times - ordered).tolist(), 3.0)
    standing = [at - ordered for (at,) in read.rows("css", told, event)]
    yield from _two("event standing at customer service after the sending (C1NFR5)", standing, 60.0)


def _test(folder: Path, read: _Files) -> Iterator[Figure]:
    number = _ask(folder, "test-meter", to=["all"])["test"]
    sql = "SELECT ended - ordered FROM meter_tests WHERE number = ? AND ended IS NOT NULL AND meter_id LIKE 'N%'"
    _until(lambda: len(read.rows("ms", sql, number)) == METERS)
    took = [ms for (ms,) in read.rows("ms", sql, number)]
    yield from _two("test of a meter ordered to its result at the head end (C1NFR4)", took, 60.0)
    shown = "SELECT at - ordered FROM meter_tests WHERE number = ? AND at IS NOT NULL AND meter_id LIKE 'N%'"
    _until(lambda: len(read.rows("mdms", shown, number)) == METERS)
    kept = [ms for (ms,) in read.rows("mdms", "SELECT at - received FROM meter_tests WHERE number = ?", number)]
    yield from _two("the same, received by the head end to recorded for each meter", kept, 60.0)


def _interval(read: _Files, end_ms: int) -> Iterator[Figure]:
    sql = "SELECT count(*) FROM meter_days WHERE meter_id LIKE 'N%'"
    _until(lambda: read.rows("mdms", sql)[0][0] >= 0.999 * METERS)
    rows = read.rows("mdms", "SELECT at, count FROM journal j, (SELECT 1 AS count) WHERE noted = 'intervals logged'")
    kept = [at - end_ms for at, _ in rows if at >= end_ms]
    yield from _two("interval's end to its values in the records (C1NFR9), by message", kept, 900.0)
    passed = read.rows("mdms", "SELECT at - received, max(count, 1) FROM field_arrivals")
    weighted = [ms for ms, count in passed for _ in range(count)]
    yield from _two("received by the head end to kept by the records (C1NFR7)", weighted, 3.0)


def _two(name: str, times_ms: list[int], bar_s: float) -> Iterator[Figure]:
    for share, label in ((0.5, "p50"), (0.99, "p99")):
        value = percentile([float(one) for one in times_ms], share) / 1000
        yield Figure(f"{name}, {label}", value, "s", bar_s, f"of {len(times_ms)}: {_HOW}")


def _ask(folder: Path, verb: str, **given: object) -> Any:
    return request(folder / "ms.sock", verb, given)


def _until(is_so: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + _PATIENCE_S
    while not is_so():
        if time.monotonic() > deadline_s:
            raise TimeoutError("the utility did not get so far")
        time.sleep(0.1)
