"""The simulated world in one object: clock, air, dongle, control socket; the only place here that asks the time."""

import asyncio
import json
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from devices.moment import Moment
from devices.sim.air import Air
from devices.sim.capture import Capture
from devices.sim.control import ControlPort
from devices.sim.faults import FaultyLink
from devices.sim.ncp.dongle import Dongle
from devices.sim.ncp.flash import Flash, new_flash
from devices.sim.ncp.server import Port
from devices.sim.node import Node

_SAVE_S = 0.2


@dataclass(frozen=True, slots=True)
class Clock:
    """Utility time, which may run faster than the wall; waiting is always real."""

    start: datetime
    speed: float
    origin_s: float

    def at(self, monotonic_s: float) -> Moment:
        """The moment at a monotonic instant."""
        return Moment(self.start + timedelta(seconds=(monotonic_s - self.origin_s) * self.speed), monotonic_s)


@dataclass(frozen=True, slots=True)
class Settings:
    """How the world is set up; ports of 0 are chosen freely, `state` is a directory that plays the flash.

    `since_s` is the wall's Unix time at which it was `start` (None: now), so that processes agree on the time.
    """

    listen: tuple[str, int] = ("127.0.0.1", 0)
    control: tuple[str, int] = ("127.0.0.1", 0)
    version: int = 14
    seed: int = 1
    speed: float = 1.0
    start: datetime | None = None
    since_s: float | None = None
    state: Path | None = None
    capture: Path | None = None


@dataclass(slots=True)
class Simulation:
    """`async with Simulation(settings, nodes)`: ports are open inside, everything is closed and saved after."""

    settings: Settings
    nodes: Iterable[Node] = ()
    clock: Clock = field(init=False)
    air: Air = field(init=False)
    dongle: Dongle = field(init=False)
    port: Port = field(init=False)
    control: ControlPort = field(init=False)
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    _timer: asyncio.TimerHandle | None = None
    _saving: asyncio.TimerHandle | None = None
    _saved_frame_counter: int = 0

    async def __aenter__(self) -> Self:
        """Open the ports."""
        settings, loop = self.settings, asyncio.get_running_loop()
        passed_s = 0.0 if settings.since_s is None else time.time() - settings.since_s
        begin = (settings.start or datetime.now(UTC)) + timedelta(seconds=passed_s * settings.speed)
        self.clock = Clock(begin, settings.speed, loop.time())
        self.air = Air(random.Random(f"air {settings.seed}"))  # noqa: S311 - reproducible, no secret
        if settings.capture:
            self.air.tap = Capture(settings.capture)
        link = FaultyLink(random.Random(f"link {settings.seed}"))  # noqa: S311 - reproducible, no secret
        self.dongle = Dongle(settings.version, self._load_flash(), self.air, settings.seed, self.now())
        for node in self.nodes:
            self.air.add(node)
        self._restore_stations()
        self.port = Port(self.dongle, link, self.now, self.pump)
        self.control = ControlPort(self)
        await self.port.open(*settings.listen)
        await self.control.open(*settings.control)
        self.pump()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the ports and save."""
        for timer in (self._timer, self._saving):
            if timer:
                timer.cancel()
        await self.port.close()
        await self.control.close()
        self.save()
        if isinstance(self.air.tap, Capture):
            self.air.tap.close()

    def now(self) -> Moment:
        """The instant at hand."""
        return self.clock.at(asyncio.get_running_loop().time())

    def pump(self) -> None:
        """Do what is due on the air, send what waits, and come back when the next thing is due."""
        self.air.run(self.now())
        self.port.pump()
        if self._timer:
            self._timer.cancel()
            self._timer = None
        due = [due_s for due_s in (self.air.next_due_s, self.port.deadline_s) if due_s is not None]
        if due:
            self._timer = asyncio.get_running_loop().call_at(min(due), self.pump)
        if self.settings.state and not self._saving and self._is_dirty():
            self._saving = asyncio.get_running_loop().call_later(_SAVE_S, self._save_later)

    def save(self) -> None:
        """Write flash and stations, if a state directory was given."""
        if self.settings.state is None:
            return
        self.settings.state.mkdir(parents=True, exist_ok=True)
        self.dongle.flash.save(self.settings.state / "dongle.json")
        stations = {eui64: station.state() for eui64, station in self.air.stations.items()}
        draft = self.settings.state / "stations.new"
        draft.write_text(json.dumps(stations, indent=1), encoding="utf-8")
        draft.replace(self.settings.state / "stations.json")
        self.dongle.is_dirty = False
        self._saved_frame_counter = self.dongle.flash.counters.nwk_frame

    def _is_dirty(self) -> bool:
        return self.dongle.is_dirty or self.dongle.flash.counters.nwk_frame - self._saved_frame_counter > 1000

    def _save_later(self) -> None:
        self._saving = None
        self.save()

    def _load_flash(self) -> Flash:
        stored = self.settings.state and self.settings.state / "dongle.json"
        return Flash.load(stored) if stored and stored.exists() else new_flash(self.settings.seed)

    def _restore_stations(self) -> None:
        stored = self.settings.state and self.settings.state / "stations.json"
        if stored and stored.exists():
            for eui64, state in json.loads(stored.read_text(encoding="utf-8")).items():
                station = self.air.stations.get(eui64)
                if station:
                    self.air.meet_coordinator(station)
                    station.restore(state)
