"""A serial port: a pseudo-terminal in front of the simulated dongle; closing it is pulling the plug."""

import asyncio
import os
import tty
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from devices.errors import RadioFault
from devices.messages import RadioState, Reading
from tests.devices.radio.world import DATABASE, World, serving


@asynccontextmanager
async def serial_port(world: World) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """The path of a terminal that is wired to the dongle, and the event that unplugs it."""
    loop, unplugged = asyncio.get_running_loop(), asyncio.Event()
    host, _, number = world.port.removeprefix("socket://").rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(number))
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    os.set_blocking(ours, False)
    loop.add_reader(ours, lambda: writer.write(os.read(ours, 4096)))

    async def pump() -> None:
        while octets := await reader.read(4096):
            os.write(ours, octets)

    async def wire() -> None:
        pumping = asyncio.create_task(pump())
        await unplugged.wait()
        pumping.cancel()
        await asyncio.gather(pumping, return_exceptions=True)
        loop.remove_reader(ours)
        os.close(theirs)
        os.close(ours)
        writer.close()

    wiring = asyncio.create_task(wire())
    try:
        yield os.ttyname(theirs), unplugged
    finally:
        unplugged.set()
        await wiring


async def test_a_serial_dongle_serves_and_is_noticed_when_it_is_pulled(world: World, tmp_path: Path) -> None:
    """F1"""
    async with (
        serial_port(world) as (path, unplugged),
        serving(path, tmp_path / "home" / DATABASE) as (_, ear),
    ):
        await ear.first(Reading, lambda m: m.delivered_wh is not None)
        unplugged.set()
        lost = await ear.state(RadioState.LOST, within_s=5)
        assert (lost.fault, lost.port) == (RadioFault.UNPLUGGED, path)
        missing = await ear.state(RadioState.LOST, after=len(ear.messages), within_s=5)
        assert missing.fault is RadioFault.NOT_FOUND
