"""A home to be killed: `python -m tests.hemsapp.crashing_home FOLDER START [corrected]`, all but radio and screen.

The meter's register is a function of its clock, so whoever starts it again finds what a real one would show.
An hour of the home passes in a second. It prints a line when it serves.
"""

import asyncio
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from random import Random

from devices.han import Order
from devices.messages import (
    Delivered,
    DeviceKind,
    DeviceReady,
    Eui64,
    Message,
    MeterDescribed,
    RadioChanged,
    RadioState,
    Reading,
)
from hemsapp import store as stores
from hemsapp.clock import Clock
from hemsapp.commands import AmendHistory, UndoAmendment
from hemsapp.domain import tariff
from hemsapp.engine import Engine, Settings
from hemsapp.service import Service
from hemsapp.store import Store

ZONE = "America/Los_Angeles"
METER = Eui64("00:0d:6f:00:0a:90:69:e7")
BEGIN = datetime(2026, 7, 13, 12, 0, tzinfo=UTC)
SPEED = 3600.0
FIRST_WH = 1_000_000


def register_wh(utc: datetime) -> int:
    """A load that changes by the quarter-hour, between 0.4 and 3.2 kW."""
    quarters, rest_s = divmod(int((utc - BEGIN).total_seconds()), 900)
    watts = [400 + 200 * (n * 7 % 15) for n in range(15)]
    whole = quarters // 15 * sum(watts) + sum(watts[: quarters % 15])
    return FIRST_WH + (whole * 900 + watts[quarters % 15] * rest_s) // 3600


class ScriptedHan:
    """A meter that reports each 20 ms."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._deliver: Callable[[Message], None] = lambda _: None

    async def run(self, deliver: Callable[[Message], None]) -> None:
        """Report until cancelled."""
        self._deliver = deliver
        deliver(RadioChanged(RadioState.READY, "scripted"))
        deliver(DeviceReady(METER, DeviceKind.METER_GATEWAY, "ACME", "M1"))
        deliver(MeterDescribed(METER, "1", 1, 1000, 10**9))
        while True:
            utc = self._clock.now().utc
            deliver(Reading(METER, register_wh(utc), 0, 1500))
            await asyncio.sleep(0.02)

    def send(self, order_id: int, order: Order) -> None:
        """Take the order; there is nothing to say."""
        del order
        asyncio.get_running_loop().call_soon(self._deliver, Delivered(order_id))

    async def permit(self, device: Eui64, install_code: bytes, seconds: int) -> None:
        """Nobody joins here."""

    async def remove(self, device: Eui64) -> None:
        """Nobody leaves here."""

    async def renew_network_key(self) -> None:
        """There is no key."""

    async def scan_air(self) -> None:
        """Nobody listens here."""

    async def await_rejoins(self, *, is_awaited: bool) -> None:
        """Nobody comes back."""


async def correct(service: Service, clock: Clock) -> None:
    """A person who corrects some past hour, or takes that back, each 30 ms; seeded by the time."""
    dice = Random(clock.now().utc.isoformat())
    while True:
        await asyncio.sleep(0.03)
        hour = clock.now().utc.replace(minute=0, second=0, microsecond=0) - timedelta(hours=dice.randrange(1, 6))
        said = dice.choice([None, 100, 700, 4321])
        is_undoing = dice.random() < 0.3
        service.submit(UndoAmendment(hour) if is_undoing else AmendHistory(hour, hour + timedelta(hours=1), said))


async def serve(service: Service, clock: Clock, *, is_corrected: bool) -> None:
    """Run it, and the person beside it."""
    person = asyncio.create_task(correct(service, clock)) if is_corrected else None
    try:
        await service.run()
    finally:
        if person is not None:
            person.cancel()


def main(folder: Path, start: datetime, *, is_corrected: bool) -> None:
    """Serve until killed."""
    stores.BATCH_S = 0.1  # as often as a simulated six minutes
    clock = Clock(start=start, speed=SPEED)
    sample = files("resources").joinpath("tariffs", "tiers-and-times.toml").read_text(encoding="utf-8")
    store = Store(folder / "home.db", ZONE)
    engine = Engine(Settings(ZONE, tariff.parse(sample), speed=SPEED), store.restore(clock.now().utc))
    service = Service(ScriptedHan(clock), engine, store, clock)
    sys.stdout.write("serving\n")
    sys.stdout.flush()
    asyncio.run(serve(service, clock, is_corrected=is_corrected))


if __name__ == "__main__":
    main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), is_corrected="corrected" in sys.argv)
