"""`hemsapp demo` by itself: the real stack on the simulated dongle, to live values; and no secret left lying about."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from devices.messages import DeviceKind
from hemsapp import logs
from hemsapp.cli import demo, headless
from hemsapp.cli.assembly import make_service, start_logs
from hemsapp.cli.exits import Exit, Refused
from hemsapp.cli.simulator import Simulator, simulator
from hemsapp.clock import Clock
from hemsapp.snapshot import Freshness, Snapshot, freshness

PATIENCE_S = 60


class Home:
    """A demonstration that runs until what it shows satisfies the test."""

    def __init__(self, folder: Path, world: Simulator) -> None:
        self.world = world
        self.clock = Clock(start=world.utc, speed=world.speed)
        self.config = demo.demo_config(folder, world.port, "1024x600")
        start_logs(self.config)
        self.service = make_service(
            self.config, self.clock, lambda *parts: demo.DemoService(world, None, self.config, *parts)
        )
        self.service.subscribe(self.see)
        self.seen: Snapshot | None = None

    def see(self, snapshot: Snapshot) -> None:
        """Stop when all devices are ready and the meter is live."""
        self.seen = snapshot
        ready = {d.kind for d in snapshot.devices if d.is_ready}
        is_live = freshness(snapshot.power.heard, self.clock.now()) is Freshness.LIVE
        if is_live and ready == {DeviceKind.METER_GATEWAY, DeviceKind.THERMOSTAT, DeviceKind.LOAD_SWITCH}:
            self.service.stop()


@pytest.fixture
async def folder(tmp_path: Path) -> AsyncIterator[Path]:
    yield tmp_path
    logs.stop()


async def test_the_demonstration_lets_its_devices_in_shows_live_values_and_leaves_no_secret(folder: Path) -> None:
    """X-SECURITY: nothing outside the two vaults holds a key or an install code in any spelling."""
    with simulator(folder, speed=10, seed=3, start=None) as world:
        home = Home(folder, world)
        async with asyncio.timeout(PATIENCE_S):
            await home.service.run()
        keys = await world.ask("keys")
        codes = [device.install_code for device in await world.devices()]
    assert home.seen is not None
    assert home.seen.power.demand_w is not None
    assert home.seen.health.is_storage_working
    secrets = [bytes.fromhex(k) for k in (keys["network"], keys["trust_centre"], *keys["devices"].values()) if k]
    assert leaks(folder, {*secrets, *codes}) == []
    lines = [json.loads(line) for line in (folder / "hemsapp.log").read_text().splitlines()]
    assert any("DeviceReady" in line["message"] for line in lines)


def leaks(folder: Path, secrets: set[bytes]) -> list[str]:
    """The files outside the Zigbee network's own database that hold a secret in any spelling."""
    written = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith("zigbee.db")]
    assert {"hemsapp.log", "home.db", "simulator.log"} <= {path.name for path in written}
    return [
        path.name for path in written for secret in secrets if any(s in path.read_bytes() for s in spellings(secret))
    ]


def spellings(secret: bytes) -> list[bytes]:
    both = (secret, secret[::-1])
    texts = [t for b in both for t in (b.hex(), b.hex(":"), b.hex().upper(), b.hex(":").upper(), str(list(b))[1:-1])]
    return [*both, *(t.encode() for t in texts), *(base64.b64encode(b).rstrip(b"=") for b in both)]


async def test_a_simulator_that_ends_is_one_sentence(folder: Path) -> None:
    with simulator(folder, speed=1, seed=1, start=None) as world:
        home = Home(folder, world)
        world.process.kill()
        with pytest.raises(Refused, match="The simulator ended with code -9") as refused:
            await home.service.run()
        assert refused.value.code == Exit.SIMULATOR


async def test_headless_prints_what_it_knows(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with simulator(folder, speed=1, seed=1, start=None) as world:
        home = Home(folder, world)
        code = await headless.serve(lambda: home.service, home.clock, 0.2, is_state_wanted=True)
    assert code == 0
    state = json.loads(capsys.readouterr().out)
    assert state["link"]["port"] == world.port
    assert state["link"]["freshness"] == "never"
    assert state["power"]["demand_w"] is None
