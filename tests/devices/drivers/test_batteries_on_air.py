"""A thermostat on batteries, through the dongle's bytes and zigpy's own Power Configuration cluster."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from devices.han import ReadState
from devices.messages import BatteryRead, Delivered, Eui64, Exchanged, RadioChanged, RadioState, Undelivered
from tests.devices.drivers.test_real_frames import Clerk
from tests.devices.radio.world import DATABASE, STATE, THERMOSTAT, Home, admit, serving, simulator


@pytest_asyncio.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Home]:
    """`meter` is the thermostat: it is all that this home has."""
    async with (
        simulator(14, tmp_path / STATE, "--devices", "battery-thermostat", "--profile", "0x0104") as world,
        serving(world.port, tmp_path / DATABASE) as (han, ear),
    ):
        await ear.state(RadioState.READY)
        yield Home(world, han, ear, Eui64(await admit(world, han, ear, THERMOSTAT)))


async def test_a_battery_is_read_at_set_up_and_then_reports_by_itself(hall: Home) -> None:
    """C1NFR13.4, F16: real frames, and the indicator within one reporting interval"""
    first = hall.ear.all(BatteryRead)[0]
    assert (first.device, first.rated_mv, first.is_alarmed) == (hall.meter, 3000, False)
    assert first.percent == 89  # it hung there for 45 days
    assert first.voltage_mv == 2900
    before = len(hall.ear.messages)
    await hall.world.ask("drive", device=hall.meter, command="battery", arguments={"percent": 8})
    low = await hall.ear.first(BatteryRead, lambda m: m.percent == 8, after=before, within_s=25)
    assert low.voltage_mv == 2100
    await hall.ear.first(BatteryRead, lambda m: m.is_alarmed is True, after=before, within_s=25)


async def test_every_exchange_is_told_and_a_silent_device_does_not_answer(hall: Home) -> None:
    """users.md 21: what the success rate of the last 50 messages is made of"""
    clerk = Clerk(hall)
    assert Exchanged(hall.meter, is_answered=True) in hall.ear.messages
    assert isinstance(await clerk.carry(ReadState(hall.meter)), Delivered)
    await hall.world.ask("device", device=hall.meter, silent=True)
    before = len(hall.ear.messages)
    assert isinstance(await clerk.carry(ReadState(hall.meter)), Undelivered)
    assert Exchanged(hall.meter, is_answered=False) in hall.ear.messages[before:]


async def test_the_channel_is_told_with_the_radio(hall: Home) -> None:
    ready = [each for each in hall.ear.all(RadioChanged) if each.state is RadioState.READY][-1]
    assert ready.channel in range(11, 27)
