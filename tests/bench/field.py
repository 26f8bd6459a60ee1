"""A thousand meters behind concentrators over real MQTT, in the embedded utility: how long everything takes."""

import asyncio
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from devices.utility.broker import BrokerProcess
from devices.utility.css.desk import ServiceDesk
from devices.utility.enrolment import make_keys
from devices.utility.field.simulated import concentrators_for, simulated
from devices.utility.mdms.records import Records
from devices.utility.ms.books import METER_TEST
from devices.utility.ms.head_end import HeadEnd
from devices.utility.ms.orders import EventOrder
from devices.utility.process import Clock, Settings, Utility
from devices.utility.stored import milliseconds
from devices.wan.meter_words import MeterCheck, MeterTest
from devices.wan.words import Program, Verb
from tests.bench.figure import Figure, percentile

METERS = 1_000
_PATIENCE_S = 120.0
_HOW = f"{METERS} simulated meters behind {len(concentrators_for(METERS))} concentrators, MQTT, files, one process"


def field() -> Iterator[Figure]:
    """C1NFR4, C1NFR5, C1NFR7, C1NFR9 and the reach of a real-time event."""
    yield from asyncio.run(_field())


async def _field() -> list[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        broker = stack.enter_context(BrokerProcess()).url
        names = concentrators_for(METERS)
        make_keys(folder / "keys", (), names)
        before_an_interval_ends = datetime.now(UTC).replace(minute=14, second=30, microsecond=0)
        settings = Settings(broker, folder / "state", folder / "keys")
        async with Utility(settings, Clock(before_an_interval_ends)) as utility:
            records, desk = await utility.add_records()
            ms = await utility.add_head_end()
            await utility.add_concentrators(simulated(METERS, names))
            await _until(lambda: ms.field.map.count == METERS and not ms.owed)
            return await _measured(utility, ms, records, desk)


async def _measured(utility: Utility, ms: HeadEnd, records: Records, desk: ServiceDesk) -> list[Figure]:
    ordered = utility.now()
    order = EventOrder(Program.CRITICAL_PEAK, ordered + timedelta(hours=2), 60, price=Decimal("0.62"))
    event = ms.schedule(order, ["all"], ordered).issuer_event_id
    utility.wake("MS")
    await _until(lambda: len(desk.standings(event)) == METERS)
    number = _last_broadcast(ms)
    reached = _seconds(ms.field.broadcasts.times_ms(number).tolist(), ordered)
    told = _weighted(desk, "SELECT at, 1 FROM standings WHERE issuer_event_id = ?", event)
    standing = _seconds(told, ordered)
    tested = utility.now()
    body = MeterTest("all", 1, tested, tuple(MeterCheck))
    with ms.links.transaction():
        test = ms.field.say(METER_TEST, Verb.CREATE, body, ms.field.map.everybody(), tested)
    utility.wake("MS")
    await _until(lambda: ms.field.broadcasts.counts(test)["left"] == 0)
    answered = _weighted(ms, "SELECT at, length(numbers) / 4 FROM field_receipts WHERE broadcast = ?", test)
    end = ordered.replace(second=0, microsecond=0, minute=15)
    await _until(lambda: _interval_rows(records) >= 0.99 * METERS)
    kept = _weighted(records, "SELECT at, count FROM field_arrivals WHERE kind = ?", "BatchReadings")
    passed = _weighted(records, "SELECT at - received, max(count, 1) FROM field_arrivals WHERE kind <> ?", "")
    return [
        *_two("a real-time event at the meters, by their own clocks", reached, 3.0, "X-NFR-500K at a thousandth"),
        *_two("event standing at customer service after the order (C1NFR5)", standing, 60.0, _HOW),
        *_two("test of a meter ordered to its answer counted (C1NFR4)", _seconds(answered, tested), 60.0, _HOW),
        *_two("received by the head end to kept by the records (C1NFR7)", [ms / 1000 for ms in passed], 3.0, _HOW),
        *_two("interval's end to its values in the records (C1NFR9)", _seconds(kept, end), 900.0, _HOW),
    ]


def _two(name: str, seconds: list[float], bar_s: float, how: str) -> Iterator[Figure]:
    for share, label in ((0.5, "p50"), (0.99, "p99")):
        yield Figure(f"{name}, {label}", percentile(seconds, share), "s", bar_s, f"of {len(seconds)}: {how}")


def _seconds(times_ms: Sequence[int], since: datetime) -> list[float]:
    return [(int(one) - milliseconds(since)) / 1000 for one in times_ms]


def _weighted(system: HeadEnd | Records | ServiceDesk, sql: str, value: object) -> list[int]:
    """A time for each meter, not for each message."""
    rows = system.links.db.execute(sql, (value,)).fetchall()
    return [at for at, count in rows for _ in range(count)]


def _interval_rows(records: Records) -> int:
    (count,) = records.links.db.execute("SELECT count(*) FROM meter_days").fetchone()
    return int(count)


def _last_broadcast(ms: HeadEnd) -> int:
    (number,) = ms.links.db.execute("SELECT max(id) FROM broadcasts").fetchone()
    return int(number)


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while not is_so():  # noqa: ASYNC110 - it is asked from outside, as an operator would
            await asyncio.sleep(0.02)
