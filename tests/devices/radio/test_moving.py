"""A home moves to another dongle: sealed, taken up elsewhere, and every device answers without a new joining."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from devices.han import ReadState
from devices.messages import Delivered, DeviceJoined, DeviceReady, Eui64, RadioState, Undelivered
from devices.moment import Moment
from devices.se.profile import DeviceId
from devices.sealing import sealer_of
from devices.sim.ncp.flash import new_flash, spelling_of
from devices.strongbox import Strongbox
from devices.zigbee import ZigbeeHan
from hemsapp.archive.kept import Source
from hemsapp.exchange.sealed_home import HomeFiles, devices_of
from hemsapp.store import Store
from hemsapp.waiting import take_up_parts
from hemsapp.work import Task, WorkKind
from hemsapp.works.contract import Surroundings
from hemsapp.works.sealed_backups import seal, unseal
from tests.devices.radio.test_at_rest import lies, spellings
from tests.devices.radio.world import DATABASE, STATE, THERMOSTAT, Ear, admit, serving, simulator
from tests.hemsapp.domain.world import SAMPLE, ZONE

WORDS = "a passphrase of the installer"


def around(folder: Path) -> Surroundings:
    return Surroundings(Source(folder / "home.db", ZONE, SAMPLE), datetime.now(UTC))


async def kept_of(folder: Path, devices: int) -> None:
    """Wait until the network with so many devices is kept: the window behind the last one closed."""
    await lies(folder / "network.sealed")
    strongbox = Strongbox(folder / "network.sealed", sealer_of(folder / "machine.key"))
    async with asyncio.timeout(20):
        while devices_of(strongbox.read().network or {}) < devices:  # noqa: ASYNC110 - a file sets no event
            await asyncio.sleep(0.05)


async def answered(han: ZigbeeHan, ear: Ear, order_id: int, device: Eui64) -> None:
    """Wait until the device is set up, and has answered a question."""
    await ear.first(DeviceReady, lambda m: m.device == device, within_s=60)
    han.send(order_id, ReadState(device))
    await ear.first(Delivered, lambda m: m.order_id == order_id, within_s=60)


async def test_a_home_moves_to_another_dongle_and_every_device_answers_without_joining_anew(tmp_path: Path) -> None:
    """Zigbee rule 20 of users: one backup file; X-SECURITY: nothing in it is readable without the words."""
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
    async with simulator(13, tmp_path / STATE) as world, serving(world.port, old / DATABASE) as (han, ear):
        await ear.state(RadioState.READY, within_s=60)
        devices = [await admit(world, han, ear, kind) for kind in (DeviceId.ENERGY_SERVICES_INTERFACE, THERMOSTAT)]
        await kept_of(old, len(devices))
        address, keys = han.own, await world.ask("keys")
    Store(old / "home.db", ZONE).close(Moment(datetime.now(UTC), 0.0))
    outcome = seal(
        around(old), Task(WorkKind.SEAL, str(tmp_path / "home.hemsapp"), passphrase=WORDS), lambda _, __: None
    )
    assert "2 devices" in outcome.sentence
    content = (tmp_path / "home.hemsapp").read_bytes()
    assert not any(each in content for each in spellings(bytes.fromhex(keys["network"])))

    other = new_flash(99)  # another dongle, fresh from the factory
    assert spelling_of(other.eui64) != address
    other.save(tmp_path / STATE / "dongle.json")
    unseal(around(new), Task(WorkKind.UNSEAL, str(tmp_path / "home.hemsapp"), passphrase=WORDS), lambda _, __: None)
    assert take_up_parts(HomeFiles(new / "home.db", new / "machine.key"))
    async with simulator(13, tmp_path / STATE) as world, serving(world.port, new / DATABASE) as (han, ear):
        await ear.state(RadioState.READY, within_s=90)
        assert han.own == address
        for order_id, device in enumerate(devices):
            await answered(han, ear, order_id, device)
        assert ear.all(Undelivered) == []
        assert ear.all(DeviceJoined) == []
        assert (await world.ask("keys"))["network"] == keys["network"]
