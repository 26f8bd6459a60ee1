"""Firmware over the air on the real stack: image notify to the device's return with the new version (C1FR44)."""

import asyncio
from pathlib import Path
from typing import Final

import pytest
from zigpy.profiles import zha

from devices.firmware.words import (
    EndFirmware,
    FirmwareEnded,
    FirmwareGiven,
    FirmwareTold,
    GiveFirmware,
    HoldFirmware,
    Outcome,
)
from devices.messages import Delivered, RadioState, Undelivered, Unprotected
from devices.names import Eui64
from devices.se.profile import PROFILE_ID, DeviceId
from devices.sim import pct
from devices.sim.firmware_file import upgrade_image
from devices.sim.upgrading import SHIPPED_VERSION
from devices.zigbee import ZigbeeHan
from tests.devices.radio.world import STATE, Ear, World, admit, serving, simulator

PCT: Final = int(DeviceId.PROGRAMMABLE_COMMUNICATING_THERMOSTAT)
THERMOSTAT: Final = int(zha.DeviceType.THERMOSTAT)
NEXT: Final = 0x15000000


async def upgraded(ear: Ear, device: Eui64, version: int) -> FirmwareTold:
    """The device says that it runs that version."""
    return await ear.first(FirmwareTold, lambda m: (m.device, m.version) == (device, version))


async def test_a_smart_energy_thermostat_is_upgraded_under_its_link_key_and_returns_with_the_new_version(
    tmp_path: Path,
) -> None:
    """X-REMOTE-DOWNLOAD, C1FR44: notify, query, blocks, end, apply; held for an event, resumed after a power cut."""
    arguments = ("--devices", "meter,pct", "--profile", f"{PROFILE_ID:#06x}")
    async with (
        simulator(13, tmp_path / STATE, *arguments) as world,
        serving(world.port, None) as (han, ear),
    ):
        await ear.state(RadioState.READY)
        thermostat = await admit(world, han, ear, PCT)
        told = await upgraded(ear, thermostat, SHIPPED_VERSION)
        assert (told.manufacturer_id, told.image_type, told.hardware) == (0x1166, pct.IMAGE_TYPE, 3)

        await _held_and_cut_short(world, han, ear, thermostat)
        ended = await ear.first(FirmwareEnded, lambda m: m.outcome is Outcome.DONE)
        assert ended.device == thermostat
        await upgraded(ear, thermostat, NEXT)
        given = [m.done for m in ear.all(FirmwareGiven)]
        assert given == sorted(given), "what was received before the power cut is not asked for again"
        assert {m.total for m in ear.all(FirmwareGiven)} == {given[-1]}
        assert not [m for m in ear.all(Unprotected) if m.cluster_id == 0x0019]

        await _refused(han, ear, thermostat)


async def _held_and_cut_short(world: World, han: ZigbeeHan, ear: Ear, thermostat: Eui64) -> None:
    han.send(900, GiveFirmware(thermostat, upgrade_image(pct.IMAGE_TYPE, NEXT, size_octets=1_500)))
    await ear.first(FirmwareGiven, lambda m: m.done > 300)
    han.send(901, HoldFirmware(thermostat, is_held=True))
    await asyncio.sleep(0.3)
    held = ear.all(FirmwareGiven)[-1]
    await asyncio.sleep(0.3)
    assert ear.all(FirmwareGiven)[-1] == held, "while an event holds it nothing is given"
    han.send(902, HoldFirmware(thermostat, is_held=False))
    await ear.first(FirmwareGiven, lambda m: m.done > held.done)
    await world.ask("power_cycle", device=thermostat)


async def _refused(han: ZigbeeHan, ear: Ear, thermostat: Eui64) -> None:
    """Another maker's, another device type's, other hardware's: none of them reaches it."""
    others = (
        upgrade_image(pct.IMAGE_TYPE, 0x16000000, manufacturer_id=0x1234),
        upgrade_image(pct.IMAGE_TYPE + 1, 0x16000000),
        upgrade_image(pct.IMAGE_TYPE, 0x16000000, hardware=(4, 9)),
        upgrade_image(pct.IMAGE_TYPE, SHIPPED_VERSION),
    )
    for number, image in enumerate(others):
        seen = len(ear.messages)
        han.send(910 + number, GiveFirmware(thermostat, image))
        ended = await ear.first(FirmwareEnded, after=seen)
        assert ended.outcome is Outcome.REFUSED
    han.send(920, EndFirmware(thermostat))
    await ear.first(Delivered, lambda m: m.order_id == 920)


@pytest.mark.soak
async def test_a_device_of_home_automation_is_upgraded_too_and_a_stranger_takes_nothing(tmp_path: Path) -> None:
    arguments = ("--devices", "thermostat", "--profile", f"{zha.PROFILE_ID:#06x}")
    async with (
        simulator(13, tmp_path / STATE, *arguments) as world,
        serving(world.port, None) as (han, ear),
    ):
        await ear.state(RadioState.READY)
        thermostat = await admit(world, han, ear, THERMOSTAT)
        han.send(900, GiveFirmware(thermostat, upgrade_image(0x0101, NEXT, size_octets=600)))
        await upgraded(ear, thermostat, NEXT)
        han.send(901, EndFirmware(Eui64("00:0d:6f:00:00:00:00:99")))
        assert "firmware" in (await ear.first(Undelivered, lambda m: m.order_id == 901)).why
