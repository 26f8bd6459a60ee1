"""The trust centre admits each device under its own code, and believes only what the link key proves."""

import asyncio
from pathlib import Path

import pytest

from devices.errors import InstallCodeInvalid, RadioGone
from devices.messages import DeviceJoined, DeviceReady, Eui64, Reading, Unprotected
from devices.se import profile
from devices.se.profile import DeviceId
from devices.zigbee import ZigbeeHan
from tests.devices.radio.world import THERMOSTAT, Home, admit

CLAIMED_REPORT = "18010a000025010000000000"  # CurrentSummationDelivered = 1


async def test_a_device_joins_only_with_its_install_code(home: Home) -> None:
    """TM7, TM13"""
    name, code = await home.world.device(THERMOSTAT)
    other, _ = await home.world.device(DeviceId.LOAD_CONTROL_DEVICE)
    await home.world.ask("join", device=name, seconds=60)
    await home.han.permit(other, code, 30)  # the wrong device's code
    await asyncio.sleep(2.2)
    assert home.ear.all(DeviceJoined) == []
    await home.han.permit(name, code, 30)  # its own code, beside the other's
    joined = await home.ear.first(DeviceJoined)
    assert joined.device == name


async def test_the_window_closes_behind_the_device(home: Home) -> None:
    """TM13: policy, permit and transient key are as before"""
    await admit(home.world, home.han, home.ear, THERMOSTAT)
    await asyncio.sleep(0.2)
    other, code = await home.world.device(DeviceId.LOAD_CONTROL_DEVICE)
    joins = home.ear.all(DeviceJoined)
    await home.world.ask("join", device=other, seconds=1)
    await asyncio.sleep(1.5)
    assert home.ear.all(DeviceJoined) == joins
    await home.han.permit(other, code, 1)  # and it opens again


@pytest.mark.parametrize("code", [b"", bytes(18), bytes(7), b"x" * 40])
async def test_a_wrong_install_code_is_refused_before_the_network_opens(home: Home, code: bytes) -> None:
    with pytest.raises(InstallCodeInvalid):
        await home.han.permit(Eui64("00:0d:6f:00:0a:90:69:e7"), code, 30)


async def test_a_radio_that_is_not_ready_admits_nobody(tmp_path: Path) -> None:
    with pytest.raises(RadioGone):
        await ZigbeeHan("/dev/none", tmp_path / "zigbee.db").permit(Eui64("00:0d:6f:00:0a:90:69:e7"), b"", 30)


async def test_a_frame_without_the_link_key_changes_nothing(home: Home) -> None:
    """C1FR44"""
    before = len(home.ear.messages)
    frame = {"cluster_id": profile.METERING, "destination_endpoint": 10, "payload": CLAIMED_REPORT}
    await home.world.ask("transmit", device=home.meter, encrypted=False, **frame)
    dropped = await home.ear.first(Unprotected, after=before)
    assert (dropped.device, dropped.cluster_id) == (home.meter, profile.METERING)
    await home.world.ask("transmit", device=home.meter, encrypted=True, **frame)
    await home.ear.first(Reading, lambda m: m.delivered_wh == 1, after=before)
    assert [m.delivered_wh for m in home.ear.messages[before:] if isinstance(m, Reading)].count(1) == 1


async def test_nobody_becomes_the_meter_by_saying_so(home: Home) -> None:
    """TM1: a spoofed Device_annce does not move the meter's address"""
    thief = await admit(home.world, home.han, home.ear, THERMOSTAT)
    before = len(home.ear.messages)
    await home.world.ask("spoof", device=thief, **{"as": home.meter})
    await home.ear.first(Unprotected, lambda m: m.device == home.meter, after=before)
    frame = {"cluster_id": profile.METERING, "destination_endpoint": 10, "payload": CLAIMED_REPORT}
    await home.world.ask("transmit", device=thief, encrypted=True, **frame)
    await home.ear.first(Reading, after=len(home.ear.messages))
    heard = [m for m in home.ear.messages[before:] if isinstance(m, Reading)]
    assert 1 not in [m.delivered_wh for m in heard if m.device == home.meter]


async def test_a_flood_from_one_device_leaves_the_meter_heard(home: Home) -> None:
    """TM11"""
    pest = await admit(home.world, home.han, home.ear, DeviceId.LOAD_CONTROL_DEVICE)
    before = len(home.ear.messages)
    for _ in range(300):
        await home.world.ask(
            "transmit", device=pest, cluster_id=profile.BASIC, destination_endpoint=10, payload="18010a0000"
        )
    await home.ear.first(Reading, lambda m: m.device == home.meter, after=len(home.ear.messages), within_s=10)
    assert [m for m in home.ear.messages[before:] if isinstance(m, DeviceReady)] == []
