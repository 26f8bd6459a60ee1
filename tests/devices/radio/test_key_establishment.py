"""Key establishment with simulated devices through a real stack: who gets in by a certificate, who not, and why."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from devices.cbke import certificate_file
from devices.cbke.exchange import Patience
from devices.errors import JoinFault
from devices.messages import (
    DeviceLeft,
    DeviceReady,
    Eui64,
    JoinFailed,
    KeyEstablished,
    RadioState,
    Reading,
    Unprotected,
)
from devices.radio.key_establishment import Means
from devices.se import profile
from devices.se.profile import DeviceId
from devices.zigbee import ZigbeeHan
from tests.devices.radio.world import DATABASE, THERMOSTAT, Ear, World, serving

IMPATIENT = Patience(first_answer_s=1.0, allowance_s=1.0, attempts=2, pause_s=0.1)
CLAIMED_REPORT = "18010a000025010000000000"
METER = DeviceId.ENERGY_SERVICES_INTERFACE
SWITCH = DeviceId.LOAD_CONTROL_DEVICE


async def means_of(world: World, suites: list[int]) -> Means:
    """What the demonstration authority gives the simulated dongle."""
    return Means(certificate_file.parse(await world.ask("certificate", suites=suites)), IMPATIENT)


@asynccontextmanager
async def certified(world: World, database: Path, suites: list[int]) -> AsyncIterator[tuple[ZigbeeHan, Ear]]:
    """A home whose kiosk has a certificate."""
    async with serving(world.port, database, means=await means_of(world, suites)) as (han, ear):
        await ear.state(RadioState.READY)
        yield han, ear


async def let_in(world: World, han: ZigbeeHan, device_id: int, **how: object) -> Eui64:
    """Permit one device, tell it how to behave, and have it join."""
    name, install_code = await world.device(device_id)
    if how:
        await world.ask("drive", device=name, command="key_establishment", arguments=how)
    await han.permit(name, install_code, 30)
    await world.ask("join", device=name)
    return name


async def link_key_of(world: World, device: Eui64) -> str:
    return str((await world.ask("keys"))["devices"][device])


@pytest_asyncio.fixture
async def guarded(world: World, tmp_path: Path) -> AsyncIterator[tuple[World, ZigbeeHan, Ear]]:
    """A home whose meter joined before there was a certificate."""
    async with certified(world, tmp_path / "home" / DATABASE, [1]) as (han, ear):
        yield world, han, ear


async def test_a_device_that_joins_proves_who_it_is_before_anything_of_smart_energy_is_said(
    guarded: tuple[World, ZigbeeHan, Ear],
) -> None:
    """C1FR44, X-SECURITY: the new link key is in the dongle and in the device, and in no message."""
    world, han, ear = guarded
    name, _ = await world.device(SWITCH)
    before = await link_key_of(world, name)
    await let_in(world, han, SWITCH)
    ready = await ear.first(DeviceReady, lambda m: m.device == name)
    established = await ear.first(KeyEstablished, lambda m: m.device == name)
    assert established.suite == 1
    assert ear.messages.index(established) < ear.messages.index(ready)
    after = await link_key_of(world, name)
    assert after != before
    assert after not in repr(ear.messages)


async def test_a_home_that_gets_a_certificate_asks_its_meter_to_prove_itself_and_keeps_the_key_over_a_restart(
    world: World, tmp_path: Path
) -> None:
    """X-SECURITY: what joined before is not trusted for it; what was proved once is not asked again."""
    database = tmp_path / "home" / DATABASE
    async with certified(world, database, [1]) as (_, ear):
        reading = await ear.first(Reading)
        established = await ear.first(KeyEstablished)
        assert ear.messages.index(established) < ear.messages.index(reading)
        key = await link_key_of(world, reading.device)
    async with certified(world, database, [1]) as (_, ear):
        await ear.first(Reading)
        assert ear.all(KeyEstablished) == []
        assert await link_key_of(world, reading.device) == key


FAULTS = ["unknown issuer", "forged", "bad confirm", "invalid certificate", "silent"]


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_device_that_cannot_prove_who_it_is_does_not_stay(
    guarded: tuple[World, ZigbeeHan, Ear], fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    """X-SECURITY: impersonation; the cause is the standard's own."""
    world, han, ear = guarded
    name = await let_in(world, han, SWITCH, fault=fault)
    failure = await ear.first(JoinFailed, lambda m: m.device == name)
    assert failure.why is JoinFault.KEY_FAILED
    causes = {"forged": "bad key confirm", "bad confirm": "bad key confirm", "silent": "did not answer in time"}
    assert causes.get(fault, fault) in caplog.text
    await gone(world, name)
    assert [m for m in ear.messages if isinstance(m, DeviceReady | KeyEstablished) and m.device == name] == []


async def gone(world: World, device: Eui64) -> None:
    for _ in range(200):
        if await membership(world, device) != "joined":
            return
        await asyncio.sleep(0.05)
    pytest.fail("the device is still on the network")


async def membership(world: World, device: Eui64) -> str:
    return next(str(one["membership"]) for one in await world.ask("list") if one["device"] == device)


async def test_a_device_that_is_busy_is_asked_again(guarded: tuple[World, ZigbeeHan, Ear]) -> None:
    world, han, ear = guarded
    name = await let_in(world, han, SWITCH, fault="busy")
    await ear.first(DeviceReady, lambda m: m.device == name)
    assert [m.device for m in ear.all(KeyEstablished)].count(name) == 1


async def test_a_device_that_begins_by_itself_is_answered(guarded: tuple[World, ZigbeeHan, Ear]) -> None:
    """A joining device of the standard begins, and the trust centre answers; both ways lead to one key."""
    world, _, ear = guarded
    name, _ = await world.device(METER)
    await ear.first(Reading)
    key, before = await link_key_of(world, name), len(ear.messages)
    await world.ask("drive", device=name, command="key_establishment", arguments={"begin": True})
    await ear.first(KeyEstablished, lambda m: m.device == name, after=before)
    assert await link_key_of(world, name) != key
    await ear.first(Reading, after=len(ear.messages))


async def test_a_plain_thermostat_has_no_certificate_and_never_sees_smart_energy_data(
    guarded: tuple[World, ZigbeeHan, Ear],
) -> None:
    """C1FR44: it is let in by its install code, and serves no Key Establishment."""
    world, han, ear = guarded
    name = await let_in(world, han, THERMOSTAT)
    await ear.first(DeviceReady, lambda m: m.device == name)
    assert [m for m in ear.all(KeyEstablished) if m.device == name] == []
    before = len(ear.messages)
    frame = {"cluster_id": profile.METERING, "destination_endpoint": 10, "payload": CLAIMED_REPORT}
    await world.ask("transmit", device=name, encrypted=True, **frame)
    await ear.first(Reading, after=before)
    assert [m for m in ear.messages[before:] if isinstance(m, Reading) and m.device == name] == []


async def test_a_meter_that_did_not_prove_itself_is_not_believed_even_under_its_install_codes_key(
    world: World, tmp_path: Path
) -> None:
    """C1FR44: its frames are dropped as unprotected, and nothing of Smart Energy is sent to it."""
    name, _ = await world.device(METER)
    await world.ask("drive", device=name, command="key_establishment", arguments={"fault": "silent"})
    async with certified(world, tmp_path / "home" / DATABASE, [1]) as (_, ear):
        frame = {"cluster_id": profile.METERING, "destination_endpoint": 10, "payload": CLAIMED_REPORT}
        await world.ask("transmit", device=name, encrypted=True, **frame)
        dropped = await ear.first(Unprotected)
        assert (dropped.device, dropped.cluster_id) == (name, profile.METERING)
        assert ear.all(Reading) == []
        assert ear.all(JoinFailed) == []
        assert await membership(world, name) == "joined"


async def test_a_device_that_leaves_takes_no_key_with_it(guarded: tuple[World, ZigbeeHan, Ear]) -> None:
    """TM12: the key of a device that left opens nothing; it proves itself again when it comes back."""
    world, han, ear = guarded
    name = await let_in(world, han, SWITCH)
    await ear.first(DeviceReady, lambda m: m.device == name)
    key = await link_key_of(world, name)
    await world.ask("leave", device=name)
    await ear.first(DeviceLeft, lambda m: m.device == name)
    before = len(ear.messages)
    await let_in(world, han, SWITCH)
    await ear.first(KeyEstablished, lambda m: m.device == name, after=before)
    assert await link_key_of(world, name) != key


async def test_both_suites_are_offered_and_the_stronger_one_is_taken(world: World, tmp_path: Path) -> None:
    async with certified(world, tmp_path / "home" / DATABASE, [1, 2]) as (_, ear):
        assert (await ear.first(KeyEstablished)).suite == 2
        await ear.first(Reading)
