"""A meter comes in over the real stack and the simulated dongle, or the screen says why it did not."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from devices.errors import JoinFault
from devices.messages import DeviceKind, Eui64, RadioState
from devices.radio import admission
from hemsapp.cli.assembly import make_service
from hemsapp.cli.demo import demo_config
from hemsapp.cli.simulator import Simulator, simulator
from hemsapp.clock import Clock
from hemsapp.commands import AllowJoin, StopJoin
from hemsapp.snapshot import Join, JoinState, Snapshot
from hemsapp.state_json import to_json
from ui.presenters.connect import ConnectPresenter

OTHER_CODE = bytes.fromhex("83fed3407a939723a5c639b26916d505c3b5")
PATIENCE_S = 40


class Home:
    """A service on a simulated dongle that no device has joined yet."""

    def __init__(self, folder: Path, world: Simulator) -> None:
        self.world = world
        self.clock = Clock(start=world.utc)
        self.service = make_service(demo_config(folder, world.port, "1024x600"), self.clock)
        self.service.subscribe(self._see)
        self.presenter = ConnectPresenter()
        self.titles: list[str] = []
        self.states: list[JoinState | None] = []
        self._seen: Snapshot | None = None
        self._news = asyncio.Event()

    def _see(self, snapshot: Snapshot) -> None:
        self._seen = snapshot
        state = snapshot.join.state if snapshot.join else None
        if not self.states or self.states[-1] is not state:
            self.states.append(state)
        self._news.set()

    async def let_in(self, wish: AllowJoin) -> None:
        """Submit it, and let the device look for a network as soon as one is open."""
        self.service.submit(wish)
        await self.ended(JoinState.WAITING)
        await self.world.ask("join", device=wish.device)

    async def until(self, is_so: Callable[[Snapshot], bool]) -> Snapshot:
        """The first snapshot that is so; what the page said on the way is kept."""
        async with asyncio.timeout(PATIENCE_S):
            while self._seen is None or not is_so(self._seen):
                self._news.clear()
                await self._news.wait()
        progress = self.presenter.present(self._seen, self.clock.now()).progress
        self.titles += [progress.card.title] if progress else []
        return self._seen

    async def ended(self, state: JoinState) -> Join:
        snapshot = await self.until(lambda seen: seen.join is not None and seen.join.state is state)
        assert snapshot.join is not None
        return snapshot.join


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[Home]:
    with simulator(folder, speed=1, seed=3, start=None) as world:
        home = Home(folder, world)
        serving = asyncio.create_task(home.service.run())
        try:
            await home.until(lambda seen: seen.link.radio is RadioState.READY)
            yield home
        finally:
            home.service.stop()
            await serving


async def test_a_wrong_code_is_said_and_the_right_one_brings_the_meter_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TM7, X-SECURITY: over ASH, EZSP and the air; the codes are nowhere in what may be seen."""
    monkeypatch.setattr(admission, "PROOF_S", 1.0)
    async with served(tmp_path) as home:
        meter, *_ = await home.world.devices()
        await home.let_in(AllowJoin(meter.device, OTHER_CODE))
        wrong = await home.ended(JoinState.FAILED)
        assert (wrong.fault, wrong.joined) == (JoinFault.CODE_WRONG, None)
        assert wrong.found is not None
        await home.let_in(AllowJoin(meter.device, meter.install_code))
        await home.ended(JoinState.READY)
        live = await home.until(lambda seen: seen.power.demand_w is not None)
    assert home.titles[:4] == [
        "Now let the meter join.",
        "The code does not match this meter.",
        "Now let the meter join.",
        "Your meter is connected.",
    ]
    stages = [state for state in home.states if state is not JoinState.SET_UP]
    assert stages[-4:] == [JoinState.FOUND, JoinState.JOINED, JoinState.IDENTIFIED, JoinState.READY]
    assert [(device.device, device.kind) for device in live.devices] == [(meter.device, DeviceKind.METER_GATEWAY)]
    seen = str(to_json(live, home.clock.now()))
    assert not any(code.hex() in seen for code in (OTHER_CODE, meter.install_code))


async def test_a_code_that_is_none_and_an_absent_device_are_said(tmp_path: Path) -> None:
    absent = Eui64("00:0d:6f:00:0a:90:69:e7")
    async with served(tmp_path) as home:
        home.service.submit(AllowJoin(absent, OTHER_CODE[:-1] + b"\0"))
        assert (await home.ended(JoinState.FAILED)).fault is JoinFault.CODE_WRONG
        home.service.submit(AllowJoin(absent, OTHER_CODE, seconds=1))
        await home.ended(JoinState.WAITING)
        assert (await home.ended(JoinState.FAILED)).fault is JoinFault.NOBODY_CAME
        home.service.submit(AllowJoin(absent, OTHER_CODE))
        await home.ended(JoinState.WAITING)
        home.service.submit(StopJoin())
        snapshot = await home.until(lambda seen: seen.join is None)
    assert snapshot.devices == ()
