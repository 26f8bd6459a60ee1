"""`hemsapp demo`: a simulated house, meter and utility, the real application on it, and a critical peak day."""

import argparse
import asyncio
import logging
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from devices.messages import Eui64, RadioState
from hemsapp.cli import display, headless
from hemsapp.cli.assembly import make_service, sealer, start_logs
from hemsapp.cli.exits import Exit, Refused
from hemsapp.cli.simulator import SimulatedDevice, Simulator, simulator
from hemsapp.cli.utility import listening, said
from hemsapp.cli.utility_side import ACCOUNT, METER, UtilitySide, has_web_framework, utility_side
from hemsapp.clock import Clock, WorldTime
from hemsapp.commands import AllowJoin
from hemsapp.config import Config, Display, Log, Radio, Store, Utility
from hemsapp.receipt_key import read_key
from hemsapp.service import Service
from hemsapp.site_pass import SitePass, SitePassBox
from hemsapp.snapshot import JoinState, Snapshot

if TYPE_CHECKING:
    from devices.zigbee import ZigbeeHan  # it takes long to import: the first frame does not wait for it

_CHANNEL = 15  # looking for a quiet one takes seconds, and there is no neighbour here
_LOOK_S = 0.25
_JOIN_S = 60.0
_ZONE = ZoneInfo("America/Los_Angeles")
_AFTERNOON = time(15, 15)
_DAY_SPEED = 60.0
_NOTICE = timedelta(minutes=35)
_QUARTER_MINUTES = 15
_EVENT_MINUTES = 60
_EVENT_PRICE = "0.62"

_SUITE: Final = 1
"""Of key establishment: the quicker one, so that a house is there at once."""

_log = logging.getLogger(__name__)


def run(wish: argparse.Namespace) -> int:
    """Start the simulator, form the network through the real stack, let its devices join, show what they say."""
    if wish.scenario is not None or wish.record is not None:
        from hemsapp.cli import staged  # noqa: PLC0415 - scenarios are loaded only by those who play one

        return staged.run(wish)
    if not wish.headless:
        display.require(is_offscreen_enough=wish.screenshots is not None)
    seed = wish.seed or 1
    speed = wish.speed or (1.0 if wish.no_event else _DAY_SPEED)
    with ExitStack() as stack:
        if wish.keep is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hemsapp-demo-")))
        else:
            folder = wish.keep.resolve()
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        world_time = WorldTime.beginning(wish.start or _begin(is_event_wanted=not wish.no_event), speed)
        is_looked_at = not wish.headless and wish.screenshots is None
        listen = listening() if is_looked_at and has_web_framework() else ""
        utility = stack.enter_context(
            utility_side(folder / "utility", world_time, listen=listen, neighbours=wish.neighbours)
        )
        if listen:
            sys.stdout.write(said(utility))
            sys.stdout.flush()
        more = ["--since", repr(world_time.since_s), *utility.meter_options]
        world = stack.enter_context(simulator(folder, speed=speed, seed=seed, start=world_time.start, more=more))
        config = demo_config(folder, world.port, wish.size, asyncio.run(certificate(world, folder)))
        start_logs(config)
        clock = Clock(start=world_time.now, speed=speed)
        connect(config, utility, clock.now().utc)
        day = None if wish.no_event else world_time

        def make() -> Service:
            return make_service(config, clock, lambda *parts: DemoService(world, utility, config, *parts, day=day))

        if wish.headless:
            return asyncio.run(headless.serve(make, clock, wish.seconds, is_state_wanted=wish.state))
        return display.show(make, clock, config, wish, is_demo=True)


def _begin(*, is_event_wanted: bool) -> datetime:
    """A hot afternoon before the peak; without an event, now."""
    today = Clock().now().utc.astimezone(_ZONE)
    if not is_event_wanted:
        return today.astimezone(UTC)
    return datetime.combine(date(today.year, 7, 14), _AFTERNOON, _ZONE).astimezone(UTC)


async def certificate(world: Simulator, folder: Path) -> Path:
    """A file with the dongle's certificate of the demonstration authority, as a real one comes from Certicom."""
    path = folder / "device.certificate"
    text = await world.ask("certificate", suites=[_SUITE])
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    return path


def demo_config(folder: Path, port: str, size: str, certificate: Path | None = None) -> Config:
    """The kiosk of a demonstration, all of it in `folder`."""
    return Config(
        radio=Radio(port=port, channel=_CHANNEL, certificate=certificate),
        store=Store(path=folder / "home.db"),
        utility=Utility(name="Sample Power & Light", phone="1-800-555-0100"),
        log=Log(path=folder / "hemsapp.log"),
        display=Display(size=size, fullscreen=False),
    )


def connect(config: Config, utility: UtilitySide, at: datetime) -> None:
    """The kiosk shows at the utility's website what its customer got there for it, if there is a website."""
    if utility.token:
        kept = SitePass(utility.web, utility.token, ACCOUNT, since=round(at.timestamp()))
        SitePassBox(config.store.website, sealer(config)).write(kept)


class DemoService(Service):
    """A service whose simulated devices are let in, as a person with their labels would do it.

    `settled` is set then, and the kiosk is registered with the utility if there is one; with `day` the head end
    announces a critical peak.
    """

    def __init__(
        self,
        world: Simulator,
        utility: UtilitySide | None,
        config: Config,
        han: "ZigbeeHan",
        *parts: Any,
        day: WorldTime | None = None,
    ) -> None:
        super().__init__(han, *parts)
        self._radio = han
        self._world = world
        self._utility = utility
        self._config = config
        self._day = day
        self.seen: Snapshot | None = None
        self.settled = asyncio.Event()
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
        self.seen = snapshot

    async def _introduce(self) -> None:
        await self._until(lambda: self.seen is not None and self.seen.link.radio is RadioState.READY)
        for device in await self._world.devices():
            while not device.is_joined and not self._is_ready(device.device):
                await self._let_in(device)
        if self._utility is not None:
            await self._register(self._utility)
        self.settled.set()
        if self._utility is not None and self._utility.web:
            await self._utility.read_past(self._clock.now().utc)
        if self._utility is not None and self._day is not None:
            await _announce(self._utility, self._day)
        await self._until(lambda: False)

    async def _register(self, utility: UtilitySide) -> None:
        """The utility is told which key signs this kiosk's receipts."""
        await self._until(lambda: self._radio.own is not None)
        own = self._radio.own
        assert own is not None
        key = read_key(self._config.store.receipt_key, own)
        assert key is not None, "the key is made at the first start"
        await asyncio.to_thread(utility.register, own, key.public)

    async def _let_in(self, device: SimulatedDevice) -> None:
        self.submit(AllowJoin(device.device, device.install_code, seconds=int(_JOIN_S)))
        await self._world.ask("join", device=device.device, seconds=_JOIN_S)
        await asyncio.sleep(_LOOK_S)  # a refusal of the time before is still seen
        try:
            async with asyncio.timeout(_JOIN_S):
                await self._until(lambda: self._is_ready(device.device) or self._is_refused(device.device))
        except TimeoutError:
            _log.warning("%s did not join; once more", device.device)

    def _is_refused(self, device: Eui64) -> bool:
        """Does the radio still close the network after the device before?"""
        join = None if self.seen is None else self.seen.join
        return join is not None and join.device == device and join.state is JoinState.FAILED

    def _is_ready(self, device: Eui64) -> bool:
        return self.seen is not None and any(d.device == device and d.is_ready for d in self.seen.devices)

    async def _until(self, is_so: Callable[[], bool]) -> None:
        while not is_so():
            if self._world.process.poll() is not None:
                raise Refused(Exit.SIMULATOR, f"The simulator ended with code {self._world.process.returncode}.")
            await asyncio.sleep(_LOOK_S)


async def _announce(utility: UtilitySide, day: WorldTime) -> None:
    """A critical peak price, soon; the price is the sample programme's."""
    soonest = day.now.replace(second=0, microsecond=0) + _NOTICE
    start = soonest + timedelta(minutes=-soonest.minute % _QUARTER_MINUTES)
    await utility.ask(
        "ms",
        "schedule",
        program="critical-peak",
        to=[METER],
        start=start.isoformat(),
        duration_minutes=_EVENT_MINUTES,
        price=_EVENT_PRICE,
    )
