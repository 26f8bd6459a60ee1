"""`hemsapp demo`: a simulated house on a simulated dongle, and the real application on it."""

import argparse
import asyncio
import logging
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from devices.messages import Eui64, RadioState
from hemsapp.cli import display, headless
from hemsapp.cli.assembly import make_service, start_logs
from hemsapp.cli.exits import Exit, Refused
from hemsapp.cli.simulator import SimulatedDevice, Simulator, simulator
from hemsapp.clock import Clock
from hemsapp.commands import AllowJoin
from hemsapp.config import Config, Display, Log, Radio, Store, Utility
from hemsapp.service import Service
from hemsapp.snapshot import Snapshot

_CHANNEL = 15  # looking for a quiet one takes seconds, and there is no neighbour here
_LOOK_S = 0.25
_JOIN_S = 60.0

_log = logging.getLogger(__name__)


def run(wish: argparse.Namespace) -> int:
    """Start the simulator, form the network through the real stack, let its devices join, show what they say."""
    if not wish.headless:
        display.require(is_offscreen_enough=wish.screenshots is not None)
    with ExitStack() as stack:
        if wish.keep is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hemsapp-demo-")))
        else:
            folder = wish.keep.resolve()
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        world = stack.enter_context(simulator(folder, speed=wish.speed, seed=wish.seed, start=wish.start))
        config = _config(folder, world.port, wish.size)
        start_logs(config)
        clock = Clock(start=world.utc, speed=world.speed)

        def make() -> Service:
            return make_service(config, clock, lambda *parts: DemoService(world, *parts))

        if wish.headless:
            return asyncio.run(headless.serve(make, clock, wish.seconds, is_state_wanted=wish.state))
        return display.show(make, clock, config, wish, is_demo=True)


def _config(folder: Path, port: str, size: str) -> Config:
    return Config(
        radio=Radio(port=port, channel=_CHANNEL),
        store=Store(path=folder / "home.db"),
        utility=Utility(name="Sample Power & Light", phone="1-800-555-0100"),
        log=Log(path=folder / "hemsapp.log"),
        display=Display(size=size, fullscreen=False),
    )


class DemoService(Service):
    """A service whose simulated devices are let in, as a person with their labels would do it."""

    def __init__(self, world: Simulator, *parts: Any) -> None:
        super().__init__(*parts)
        self._world = world
        self._seen: Snapshot | None = None
        self.subscribe(self._see)

    async def run(self) -> None:
        """Serve, and introduce the devices meanwhile. Raises Refused if the simulator ends."""
        introduction = asyncio.create_task(self._introduce(), name="introduction")
        introduction.add_done_callback(lambda _: self.stop())
        try:
            await super().run()
        finally:
            introduction.cancel()
            await asyncio.wait({introduction})
        if not introduction.cancelled():
            introduction.result()

    def _see(self, snapshot: Snapshot) -> None:
        self._seen = snapshot

    async def _introduce(self) -> None:
        await self._until(lambda: self._seen is not None and self._seen.link.radio is RadioState.READY)
        for device in await self._world.devices():
            while not device.is_joined and not self._is_ready(device.device):
                await self._let_in(device)
        await self._until(lambda: False)

    async def _let_in(self, device: SimulatedDevice) -> None:
        self.submit(AllowJoin(device.device, device.install_code, seconds=int(_JOIN_S)))
        await self._world.ask("join", device=device.device, seconds=_JOIN_S)
        try:
            async with asyncio.timeout(_JOIN_S):
                await self._until(lambda: self._is_ready(device.device))
        except TimeoutError:
            _log.warning("%s did not join; once more", device.device)

    def _is_ready(self, device: Eui64) -> bool:
        return self._seen is not None and any(d.device == device and d.is_ready for d in self._seen.devices)

    async def _until(self, is_so: Callable[[], bool]) -> None:
        while not is_so():
            if self._world.process.poll() is not None:
                raise Refused(Exit.SIMULATOR, f"The simulator ended with code {self._world.process.returncode}.")
            await asyncio.sleep(_LOOK_S)
