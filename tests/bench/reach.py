"""An event to 100,000 meters behind 100 concentrators, over real MQTT: a fifth of X-NFR-500K."""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
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
from tests.bench.figure import Figure

METERS, CONCENTRATORS, PROCESSES = 100_000, 100, 2
_START = datetime(2026, 7, 14, 20, 1, tzinfo=UTC)  # no interval ends while it is measured
_PATIENCE_S = 240.0


def reach(meters: int = METERS, concentrators: int = CONCENTRATORS) -> Iterator[Figure]:
    """How soon the meters have it, by their own clocks, and how soon all receipts are counted."""
    yield from asyncio.run(_reach(meters, concentrators))


async def _reach(meters: int, concentrators: int) -> list[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        broker, since_s = stack.enter_context(BrokerProcess()).url, time.time()
        make_keys(folder / "keys", (), [f"C-{number}" for number in range(1, concentrators + 1)])
        async with Utility(Settings(broker, folder / "state", folder / "keys"), Clock(_START, 1.0, since_s)) as utility:
            ms = await utility.add_head_end()
            each = concentrators // PROCESSES
            for first in range(0, concentrators, each):
                numbers = {"meters": meters, "concentrators": concentrators, "first": first, "count": each}
                options = [f"--{name}={value}" for name, value in numbers.items()]
                options += [f"--broker={broker}", f"--keys={folder / 'keys'}", f"--start={_START.isoformat()}"]
                command = [sys.executable, "-m", "tests.bench.collectors", *options, f"--since={since_s!r}"]
                stack.callback(_ended, subprocess.Popen(command))  # noqa: ASYNC220 - it is begun, not waited for
            await _until(lambda: ms.field.map.count == meters and all(one["serves"] for one in ms.field.map.listed()))
            await asyncio.sleep(10.0)
            return await _measured(utility, ms, meters)


async def _measured(utility: Utility, ms: HeadEnd, meters: int) -> list[Figure]:
    ordered = utility.now()
    order = EventOrder(Program.EMERGENCY, ordered + timedelta(hours=1), 60, price=Decimal("0.62"))
    event = ms.schedule(order, ["all"], ordered).issuer_event_id
    utility.wake("MS")
    (number,) = ms.links.db.execute("SELECT max(id) FROM broadcasts WHERE issuer_event_id = ?", (event,)).fetchone()
    await _until(lambda: ms.field.broadcasts.counts(number)["left"] <= meters // 10_000)
    counted = (utility.now() - ordered).total_seconds()
    seconds = np.sort(ms.field.broadcasts.times_ms(number) - milliseconds(ordered)) / 1000
    how = f"{len(seconds)} of {meters} meters, by their own clocks; concentrators in memory, no records"
    last = len(seconds) - 1
    return [
        Figure(f"event at 50 % of {meters:,} meters", float(seconds[last // 2]), "s", 3.0, how),
        Figure(f"event at 99 % of {meters:,} meters", float(seconds[last * 99 // 100]), "s", 3.0, how),
        Figure(f"event at 99.99 % of {meters:,} meters", float(seconds[last]), "s", 10.0, how),
        Figure("receipts of 99.99 % counted at the head end", counted, "s", 10.0, how),
    ]


def _ended(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait()


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while not is_so():  # noqa: ASYNC110 - it is asked from outside, as an operator would
            await asyncio.sleep(0.1)
