"""The simulator beside the test, on its own sockets, and an ear for messages."""

import asyncio
import json
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from zigpy.profiles import zha

from devices.drivers import Sign
from devices.han import FOLLOWED, RealTime
from devices.messages import DeviceReady, Eui64, Message, RadioChanged, RadioState
from devices.radio.key_establishment import NO_MEANS, Means
from devices.sim.__main__ import arguments as command_line
from devices.sim.__main__ import running
from devices.zigbee import NETWORK_NAME, ZigbeeHan

_Kind = TypeVar("_Kind")
CHANNEL = 15
THERMOSTAT = int(zha.DeviceType.THERMOSTAT)
STATE, DATABASE = "flash", "zigbee.db"


class World:
    """A running simulator and its control socket."""

    def __init__(self, hello: dict[str, Any], kill: Callable[[], None] = lambda: None) -> None:
        self.kill = kill
        self.port = f"socket://{hello['ezsp'].removeprefix('socket://')}"
        host, _, port = hello["control"].rpartition(":")
        self._control = host, int(port)

    async def ask(self, do: str, **arguments: Any) -> Any:
        """One verb of the control socket; its result."""
        reader, writer = await asyncio.open_connection(*self._control)
        try:
            writer.write(json.dumps({"do": do, **arguments}).encode() + b"\n")
            answer = json.loads(await reader.readline())
        finally:
            writer.close()
            await writer.wait_closed()
        assert answer["ok"], answer
        return answer["result"]

    async def device(self, device_id: int) -> tuple[Eui64, bytes]:
        """Address and install code of the device with that Smart Energy device identifier."""
        for entry in await self.ask("list"):
            if device_id in [endpoint["device_id"] for endpoint in entry["endpoints"]]:
                return Eui64(entry["device"]), bytes.fromhex(entry["install_code"])
        raise LookupError(f"the simulator has no device 0x{device_id:04x}")


class Ear:
    """Keeps what was delivered, and waits for what is to come."""

    def __init__(self, serving: asyncio.Task[None] | None = None) -> None:
        self.messages: list[Message] = []
        self.serving = serving
        self._news = asyncio.Event()

    def __call__(self, message: Message) -> None:
        self.messages.append(message)
        self._news.set()

    def all(self, kind: type[_Kind]) -> list[_Kind]:
        """Everything of that kind so far."""
        return [message for message in self.messages if isinstance(message, kind)]

    async def first(
        self, kind: type[_Kind], such: Callable[[_Kind], bool] = lambda _: True, *, after: int = 0, within_s: float = 60
    ) -> _Kind:
        """The first message of that kind behind the `after` first messages."""
        async with asyncio.timeout(within_s):
            while True:
                for message in self.messages[after:]:
                    if isinstance(message, kind) and such(message):
                        return message
                self._news.clear()
                if self.serving is not None and self.serving.done():
                    self.serving.result()
                await self._news.wait()

    async def state(self, state: RadioState, *, after: int = 0, within_s: float = 60) -> RadioChanged:
        """The radio entered that state."""
        return await self.first(RadioChanged, lambda m: m.state is state, after=after, within_s=within_s)


class Home:
    """A served network whose meter has spoken."""

    def __init__(self, world: World, han: ZigbeeHan, ear: Ear, meter: Eui64) -> None:
        self.world, self.han, self.ear, self.meter = world, han, ear, meter


@asynccontextmanager
async def simulator(version: int, state: Path, *arguments: str) -> AsyncIterator[World]:
    """Run the simulator with its flash in `state`, on its sockets, in this loop: a process costs two seconds."""
    async with running(command_line().parse_args(_asked(version, state, arguments))) as (_, hello):
        yield World(hello)


@asynccontextmanager
async def simulator_process(version: int, state: Path, *arguments: str) -> AsyncIterator[World]:
    """Run it as a process of its own, which can be killed."""
    command = ("-m", "devices.sim", *_asked(version, state, arguments))
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield World(json.loads(await process.stdout.readline()), process.kill)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


def _asked(version: int, state: Path, arguments: tuple[str, ...]) -> list[str]:
    return ["--version", str(version), "--seed", "1", "--state", str(state), *arguments]


@asynccontextmanager
async def serving(
    port: str,
    database: Path | None,
    real_time: RealTime = FOLLOWED,
    sign: Sign | None = None,
    means: Means = NO_MEANS,
) -> AsyncIterator[tuple[ZigbeeHan, Ear]]:
    """A `ZigbeeHan` that runs on `port`."""
    ear = Ear()
    han = ZigbeeHan(port, database, CHANNEL, real_time, sign, means=means)
    ear.serving = task = asyncio.create_task(han.run(ear))
    try:
        yield han, ear
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def admit(world: World, han: ZigbeeHan, ear: Ear, device_id: int) -> Eui64:
    """Permit and join one device, and wait until it is ready."""
    name, install_code = await world.device(device_id)
    await han.permit(name, install_code, 30)
    await world.ask("join", device=name)
    await ear.first(DeviceReady, lambda m: m.device == name)
    return name


async def make_home(directory: Path, version: int, *device_ids: int, arguments: tuple[str, ...] = ()) -> None:
    """Form a network, join devices, and leave flash and database in `directory`."""
    async with (
        simulator(version, directory / STATE, *arguments) as world,
        serving(world.port, directory / DATABASE) as (han, ear),
    ):
        await ear.state(RadioState.READY)
        for device_id in device_ids:
            await admit(world, han, ear, device_id)
        if device_ids:
            await _kept(directory / NETWORK_NAME)


async def _kept(network: Path) -> None:
    """Wait until the window behind the last device is closed: its key is kept then."""
    is_there = network.exists
    async with asyncio.timeout(60):
        while not is_there():  # noqa: ASYNC110 - a file sets no event
            await asyncio.sleep(0.02)


def copy_home(home: Path, target: Path) -> Path:
    """A copy of a home that a test may change."""
    shutil.copytree(home, target / "home")
    return target / "home"
