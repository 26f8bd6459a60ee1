"""An event to 500,000 meters behind 500 concentrators, over real MQTT: X-NFR-500K, and C1NFR7 of all their receipts."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np

from devices.utility.broker import BrokerProcess
from devices.utility.enrolment import make_keys
from devices.utility.ms.head_end import HeadEnd
from devices.utility.ms.orders import EventOrder
from devices.utility.process import Clock, Settings, Utility
from devices.utility.stored import milliseconds
from devices.wan.words import Program
from tests.bench.figure import Figure, percentile
from tests.bench.mosquitto import Mosquitto

METERS, CONCENTRATORS, PROCESSES = 500_000, 500, 2
_START = datetime(2026, 7, 14, 20, 1, tzinfo=UTC)  # no interval ends while it is measured
_PATIENCE_S = 400.0
_REST_S = 10.0
"""So long nothing happens before the order, so that nothing of the registration is left."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What came of it. Times of meters are seconds after the order, by their own clocks."""

    registered_s: float
    registered_cpu_s: float
    seconds: "np.ndarray[tuple[int], np.dtype[np.float64]]"
    counted_s: float
    cpu_s: float
    passed_on_s: tuple[float, ...]
    in_records: int


def reach(meters: int = METERS, concentrators: int = CONCENTRATORS) -> Iterator[Figure]:
    """How soon the meters have it, by their own clocks, and how soon all receipts are counted and in the records."""
    yield from figures(asyncio.run(reached(meters, concentrators)), meters)


def figures(found: Reached, meters: int) -> Iterator[Figure]:
    """The figures beside their bars."""
    load = f"load {os.getloadavg()[0]:.1f}"
    how = f"{len(found.seconds):,} of {meters:,} meters, by their own clocks, from the order; {load}"
    last = len(found.seconds) - 1
    yield Figure(
        f"{meters:,} meters registered", found.registered_s, "s", 600.0, f"{found.registered_cpu_s:.1f} CPU s of MS"
    )
    for share in (50, 99):
        at = float(found.seconds[last * share // 100])
        yield Figure(f"event at {share} % of {meters:,} meters (X-NFR-500K)", at, "s", 3.0, how)
    yield Figure(f"event at the last of {meters:,} meters (X-NFR-500K)", float(found.seconds[last]), "s", 10.0, how)
    counted = f"every meter's receipt, durable in the head end's file; {found.cpu_s:.1f} CPU s of MS"
    yield Figure("receipts of all meters counted at the head end", found.counted_s, "s", 10.0, counted)
    passed = f"{found.in_records:,} meters' receipts in {len(found.passed_on_s)} messages, of another process"
    yield Figure("receipts in the records after the head end had them (C1NFR7), p99", _p99(found), "s", 3.0, passed)
    yield Figure("the same, the slowest", max(found.passed_on_s), "s", 3.0, passed)


def _p99(found: Reached) -> float:
    return percentile(list(found.passed_on_s), 0.99)


async def reached(meters: int, concentrators: int, broker: "BrokerProcess | Mosquitto | None" = None) -> Reached:
    """Order an event for all of them, and wait until the records have everybody's receipt."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        chosen = broker or _broker()
        stack.enter_context(chosen)
        url = chosen.url
        make_keys(folder / "keys", (), [f"C-{number}" for number in range(1, concentrators + 1)])
        since_s = time.time()
        common = [f"--broker={url}", f"--keys={folder / 'keys'}", f"--start={_START.isoformat()}"]
        common.append(f"--since={since_s!r}")
        _begin(stack, "devices.utility", "records", *common, f"--state={folder / 'state'}", "--with-parent")
        async with Utility(Settings(url, folder / "state", folder / "keys"), Clock(_START, 1.0, since_s)) as utility:
            ms = await utility.add_head_end()
            began_s, began_cpu_s = time.monotonic(), time.process_time()
            each = -(-concentrators // PROCESSES)
            for first in range(0, concentrators, each):
                numbers = {"meters": meters, "concentrators": concentrators, "first": first, "count": each}
                options = [f"--{name}={value}" for name, value in numbers.items()]
                _begin(stack, "tests.bench.collectors", *options, *common)
            await _until(lambda: ms.field.map.count == meters and ms.field.map.served == meters and not ms.owed)
            registered = time.monotonic() - began_s, time.process_time() - began_cpu_s
            await asyncio.sleep(_REST_S)
            return await _measured(utility, ms, folder / "state" / "mdms.db", registered)


async def _measured(utility: Utility, ms: HeadEnd, records: Path, registered: tuple[float, float]) -> Reached:
    meters, began_cpu_s, ordered = ms.field.map.count, time.process_time(), utility.now()
    order = EventOrder(Program.EMERGENCY, ordered + timedelta(hours=1), 60, price=Decimal("0.62"))
    event = ms.schedule(order, ["all"], ordered).issuer_event_id
    utility.wake("MS")
    (number,) = ms.links.db.execute("SELECT max(id) FROM broadcasts WHERE issuer_event_id = ?", (event,)).fetchone()
    await _until(lambda: ms.field.broadcasts.counts(number)["left"] == 0)
    counted_s, cpu_s = (utility.now() - ordered).total_seconds(), time.process_time() - began_cpu_s
    with closing(sqlite3.connect(f"file:{records}?mode=ro", uri=True)) as db:
        await _until(lambda: _in_records(db) >= meters)
        rows = db.execute("SELECT at - received FROM field_arrivals WHERE kind = 'BatchReceipt'").fetchall()
        in_records = _in_records(db)
    seconds = np.sort(ms.field.broadcasts.times_ms(number) - milliseconds(ordered)) / 1000
    return Reached(*registered, seconds, counted_s, cpu_s, tuple(ms / 1000 for (ms,) in rows), in_records)


def _in_records(db: sqlite3.Connection) -> int:
    sql = "SELECT coalesce(sum(count), 0) FROM field_arrivals WHERE kind = 'BatchReceipt'"
    (count,) = db.execute(sql).fetchone()
    return int(count)


def _broker() -> "BrokerProcess | Mosquitto":
    """Mosquitto where it is installed, as a utility of this size would; else our own."""
    return Mosquitto() if shutil.which("mosquitto") else BrokerProcess()


def _begin(stack: ExitStack, module: str, *options: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", module, *options], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    stack.callback(_ended, process)


def _ended(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.communicate()


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while not is_so():  # noqa: ASYNC110 - it is asked from outside, as an operator would
            await asyncio.sleep(0.25)
