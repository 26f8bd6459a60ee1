"""Models of the field over a dongle, in bytes: one that sleeps, one that shows a side it cannot do (users.md 18)."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from devices.demand_response import SetTemperature, ThermostatMode
from devices.messages import DeviceReady, Eui64, RadioState, TemperatureRead
from tests.devices.drivers.test_events_on_air import Street
from tests.devices.drivers.test_kinds_on_air import joined
from tests.devices.drivers.test_real_frames import Clerk
from tests.devices.radio.world import DATABASE, STATE, THERMOSTAT, serving, simulator

pytestmark = pytest.mark.asyncio(loop_scope="module")
KINDS = "sinope-th1123zb,danfoss-etrv0103"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Street, list[DeviceReady]]]:
    directory = tmp_path_factory.mktemp("field")
    async with (
        simulator(14, directory / STATE, "--devices", KINDS) as world,
        serving(world.port, directory / DATABASE) as (han, ear),
    ):
        await ear.state(RadioState.READY, within_s=60)
        street = Street(world, han, ear, Eui64(""))
        yield street, await joined(street, THERMOSTAT)


async def test_one_that_heats_alone_has_no_cooling_set_point(home: tuple[Street, list[DeviceReady]]) -> None:
    """C1FR37: ControlSequenceOfOperation"""
    street, (sinope, _) = home
    assert (sinope.manufacturer, sinope.model, sinope.is_sleepy) == ("Sinope Technologies", "TH1123ZB", False)
    told = [each for each in street.ear.all(TemperatureRead) if each.device == sinope.device]
    assert {each.cooling_set_point_centi_c for each in told} == {None}
    assert told[0].mode is ThermostatMode.HEAT


async def test_half_a_degree_is_as_near_as_it_gets_and_counts_as_done(home: tuple[Street, list[DeviceReady]]) -> None:
    """users.md 18: write, read back, confirm"""
    street, (sinope, _) = home
    await Clerk(street).expect(SetTemperature(sinope.device, heating_centi_c=2022))
    told = [each for each in street.ear.all(TemperatureRead) if each.device == sinope.device]
    assert told[-1].heating_set_point_centi_c == 2000


async def test_one_that_sleeps_is_reached_when_it_asks_its_parent(home: tuple[Street, list[DeviceReady]]) -> None:
    """X-GATEWAY: battery devices; its parent holds the order until it wakes"""
    street, (_, danfoss) = home
    assert danfoss.is_sleepy
    await Clerk(street).expect(SetTemperature(danfoss.device, heating_centi_c=1850))
    told = [each for each in street.ear.all(TemperatureRead) if each.device == danfoss.device]
    assert told[-1].heating_set_point_centi_c == 1850
