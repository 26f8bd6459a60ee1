"""A kiosk on the real stack whose dongle fails at a frame that the test chooses."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from enum import Enum

from devices.messages import Eui64
from devices.moment import Moment
from devices.se.profile import PROFILE_ID
from devices.sim.faults import Direction, FaultyLink
from devices.sim.house.neighbourhood import make_nodes
from devices.sim.ncp.ash import ResetCode
from devices.sim.ncp.joining import start_joining
from devices.sim.simulation import Settings as World
from devices.sim.simulation import Simulation
from devices.zigbee import ZigbeeHan
from hemsapp.clock import Clock
from hemsapp.effects import Record
from hemsapp.engine import Engine, Settings
from hemsapp.service import Service
from hemsapp.snapshot import Snapshot
from tests.devices.radio.world import CHANNEL
from tests.hemsapp.domain.world import SAMPLE, ZONE

START = datetime(2026, 7, 14, 19, tzinfo=UTC)
BACK_S = 0.02
PATIENCE_S = 180.0  # forming a network, where others work too


class Failure(Enum):
    """How a dongle fails."""

    DROPPED = "the connection breaks"
    MUTE = "it falls silent"
    GARBAGE = "it babbles"
    RESET = "it resets itself"
    FAILED = "it enters ASH's failed state"


class Trap(FaultyLink):
    """Counts the frames between host and dongle, and springs at one of them, once."""

    def __init__(self) -> None:
        super().__init__(random.Random(7))
        self.frames = 0
        self.at: int | None = None
        self.spring: Callable[[], None] = lambda: None
        self.babbles = 0

    def set(self, at: int, spring: Callable[[], None]) -> None:
        """At the frame `at` from now on (0: the next), `spring`."""
        self.frames, self.at, self.spring = 0, at, spring

    @property
    def is_sprung(self) -> bool:
        """Did it come so far?"""
        return self.at is None

    def carry(self, frame: bytes, direction: Direction) -> list[tuple[float, bytes]]:
        """What arrives, and when."""
        if self.frames == self.at:
            self.at = None
            self.spring()
        self.frames += 1
        if self.babbles and direction is Direction.TO_HOST:
            self.babbles -= 1
            return [(0.0, self.rng.randbytes(len(frame)) + b"\x7e")]
        return super().carry(frame, direction)


class Notebook:
    """Keeps nothing, fails never."""

    problem: str | None = None
    due_s: float | None = None

    def record(self, record: Record, at: Moment) -> None:
        """Take it."""

    def settle(self, at: Moment) -> None:
        """Nothing is due."""

    def catch_up(self, at: Moment) -> None:
        """Nothing is behind."""

    def close(self, at: Moment | None = None) -> None:
        """Nothing is open."""


class TrappedHome:
    """A service, as the kiosk runs it, before a simulated dongle; `serving` ends when the kiosk does."""

    def __init__(self, simulation: Simulation, trap: Trap) -> None:
        self.simulation, self.trap = simulation, trap
        host, port = simulation.port.address
        clock = Clock(start=START)
        self.service = Service(
            ZigbeeHan(f"socket://{host}:{port}", None, CHANNEL), Engine(Settings(ZONE, SAMPLE)), Notebook(), clock
        )
        self.seen: list[Snapshot] = []
        self._news = asyncio.Event()
        self.service.subscribe(self._see)
        self.serving: asyncio.Task[None]
        self.stations = list(simulation.air.stations.values())

    def _see(self, snapshot: Snapshot) -> None:
        self.seen.append(snapshot)
        self._news.set()

    def name(self, place: int) -> Eui64:
        """Of the device at that place in the list of kinds."""
        return Eui64(self.stations[place].node.eui64)

    def look(self, place: int) -> None:
        """That device looks for a network from now on."""
        start_joining(self.simulation.air, self.stations[place], self.simulation.now(), is_insisting=False)
        self.simulation.pump()

    def fail(self, failure: Failure) -> None:
        """It happens now, and is over by itself a moment later."""
        port, loop = self.simulation.port, asyncio.get_running_loop()
        match failure:
            case Failure.DROPPED:
                port.pull(BACK_S)
            case Failure.MUTE:
                self.trap.faults = self.trap.faults.changed({"mute": True})
                loop.call_later(6.0, self._speak)
            case Failure.GARBAGE:
                self.trap.babbles = 5
            case Failure.RESET:
                loop.call_soon(port.reset, ResetCode.WATCHDOG)
            case Failure.FAILED:
                loop.call_soon(port.fail, ResetCode.ACK_TIMEOUTS)

    def _speak(self) -> None:
        self.trap.faults = self.trap.faults.changed({"mute": False})

    async def until(self, is_so: Callable[[Snapshot], bool], since: int = 0, within_s: float = PATIENCE_S) -> Snapshot:
        """The first snapshot that is so. Raises what ended the kiosk."""
        async with asyncio.timeout(within_s):
            while True:
                for snapshot in self.seen[since:]:
                    if is_so(snapshot):
                        return snapshot
                since = len(self.seen)
                if self.serving.done():
                    self.serving.result()
                    raise AssertionError("the kiosk ended")
                self._news.clear()
                waiting = asyncio.ensure_future(self._news.wait())
                await asyncio.wait({waiting, self.serving}, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()


@asynccontextmanager
async def trapped_home(*kinds: str, version: int = 14, seed: int = 5) -> AsyncIterator[TrappedHome]:
    """A kiosk that is about to start, and devices of these kinds around it."""
    moment = Moment(START, asyncio.get_running_loop().time())
    nodes = make_nodes(kinds, seed=seed, start=moment, profile_id=PROFILE_ID, state=None)
    async with Simulation(World(seed=seed, start=START, version=version), nodes) as simulation:
        simulation.port.link = trap = Trap()
        home = TrappedHome(simulation, trap)
        home.serving = asyncio.create_task(home.service.run())
        try:
            yield home
        finally:
            home.service.stop()
            await asyncio.gather(home.serving, return_exceptions=True)
