"""Why a device is not in is said, the network is closed behind it, and the next try finds it open."""

import asyncio

import pytest

from devices.errors import JoinFault, JoinRefused
from devices.messages import (
    DeviceFound,
    DeviceIdentified,
    DeviceJoined,
    DeviceKind,
    DeviceReady,
    Eui64,
    JoinFailed,
    RadioState,
)
from devices.radio import admission, door
from devices.radio.application import eui64_of
from tests.devices.radio.world import THERMOSTAT, Home, admit

OTHER_CODE = bytes.fromhex("83fed3407a939723a5c639b26916d505c3b5")


async def test_each_stage_is_told_once_and_in_order(home: Home) -> None:
    before = len(home.ear.messages)
    name = await admit(home.world, home.han, home.ear, THERMOSTAT)
    told = DeviceFound | DeviceJoined | DeviceIdentified | DeviceReady
    stages = [m for m in home.ear.messages[before:] if isinstance(m, told) and m.device == name]
    assert [type(m) for m in stages] == [DeviceFound, DeviceJoined, DeviceIdentified, DeviceReady]
    (identified,) = [m for m in stages if isinstance(m, DeviceIdentified)]
    assert (identified.kind, bool(identified.model), identified.firmware) == (DeviceKind.THERMOSTAT, True, "1")


async def test_a_device_that_was_reset_is_let_in_anew(home: Home) -> None:
    name, code = await home.world.device(THERMOSTAT)
    for _ in range(2):
        before = len(home.ear.messages)
        await home.world.ask("join", device=name)
        await home.han.permit(name, code, 30)
        await home.ear.first(DeviceReady, lambda m: m.device == name, after=before)
        stages = [m for m in home.ear.messages[before:] if isinstance(m, DeviceFound | DeviceJoined)]
        assert [type(m) for m in stages if m.device == name] == [DeviceFound, DeviceJoined]
    assert home.ear.all(JoinFailed) == []


async def test_a_device_with_another_code_is_found_and_never_joins(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """TM7: nothing is heard from it, so it could not read the network key"""
    monkeypatch.setattr(admission, "PROOF_S", 0.5)
    name, code = await home.world.device(THERMOSTAT)
    await home.han.permit(name, OTHER_CODE, 30)
    await home.world.ask("join", device=name)
    assert await home.ear.first(JoinFailed) == JoinFailed(name, JoinFault.CODE_WRONG)
    assert home.ear.all(DeviceFound) == [DeviceFound(name)]
    assert [m for m in home.ear.all(DeviceJoined) if m.device == name] == []
    assert home.han._session is not None
    assert home.han._session._app is not None
    assert name not in [eui64_of(address) for address in home.han._session._app.devices]
    await home.han.permit(name, code, 30)
    await home.world.ask("join", device=name)
    await home.ear.first(DeviceReady, lambda m: m.device == name)


async def test_a_permit_that_nobody_uses_ends_and_says_so(home: Home) -> None:
    name, code = await home.world.device(THERMOSTAT)
    await home.han.permit(name, code, 1)
    assert await home.ear.first(JoinFailed) == JoinFailed(name, JoinFault.NOBODY_CAME)
    await home.han.permit(name, code, 30)


async def test_a_device_that_falls_silent_after_joining_is_said(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "INTERVIEW_S", 0.5)
    name, code = await home.world.device(THERMOSTAT)
    await home.world.ask("device", device=name, trouble="mute")
    await home.han.permit(name, code, 30)
    await home.world.ask("join", device=name)
    assert await home.ear.first(JoinFailed) == JoinFailed(name, JoinFault.INTERVIEW_STUCK)
    assert DeviceJoined(name) in home.ear.messages


async def test_a_permit_is_ended_in_silence_or_given_anew(home: Home) -> None:
    name, code = await home.world.device(THERMOSTAT)
    await home.han.permit(name, OTHER_CODE, 30)
    await home.han.permit(name, code, 30)
    await home.han.permit(name, b"", 0)
    await home.han.permit(name, b"", 0)
    assert home.ear.all(JoinFailed) == []


async def test_a_full_dongle_refuses_before_it_opens(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "LINK_KEY_ENTRIES", 1)
    name, code = await home.world.device(THERMOSTAT)
    with pytest.raises(JoinRefused) as refused:
        await home.han.permit(name, code, 30)
    assert refused.value.fault is JoinFault.FULL
    with pytest.raises(JoinRefused, match="is not a device address"):
        await home.han.permit(Eui64("nobody"), code, 30)


async def test_a_lost_dongle_takes_the_permit_along(home: Home) -> None:
    name, code = await home.world.device(THERMOSTAT)
    await home.han.permit(name, code, 30)
    assert home.han._session is not None
    home.han._session.connection_lost(None)
    await home.ear.state(RadioState.LOST)
    await asyncio.sleep(0)
    assert home.ear.all(JoinFailed) == []
