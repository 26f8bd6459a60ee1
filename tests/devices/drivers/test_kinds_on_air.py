"""Kinds of device over a dongle, in bytes: a plug that measures, loads that tell their class, gas and water."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from devices.demand_response import SwitchLoad
from devices.errors import JoinRefused
from devices.messages import (
    Commodity,
    DeviceKind,
    DeviceReady,
    Eui64,
    LoadMeasured,
    RadioState,
    Reading,
    SwitchRead,
    Unprotected,
    VolumeRead,
    VolumeUnit,
)
from devices.se.profile import DeviceId
from tests.devices.drivers.test_events_on_air import Street
from tests.devices.drivers.test_real_frames import Clerk
from tests.devices.radio.world import DATABASE, STATE, serving, simulator

pytestmark = pytest.mark.asyncio(loop_scope="module")
KINDS = "mirroring-meter,smart-plug,water-heater,ev-charger,gas-meter"
SMART_PLUG = 0x0051


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def street(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Street]:
    directory = tmp_path_factory.mktemp("kinds")
    async with (
        simulator(14, directory / STATE, "--devices", KINDS) as world,
        serving(world.port, directory / DATABASE, sign=lambda _: b"never sent") as (han, ear),
    ):
        await ear.state(RadioState.READY, within_s=60)
        meter, install_code = await world.device(DeviceId.ENERGY_SERVICES_INTERFACE)
        home = Street(world, han, ear, meter)
        await join(home, meter, install_code.hex())
        yield home


async def join(street: Street, device: Eui64, install_code: str) -> DeviceReady:
    """Let a device in as soon as the network is locked behind the one before."""
    async with asyncio.timeout(60):
        while True:
            try:
                await street.han.permit(device, bytes.fromhex(install_code), 30)
                break
            except JoinRefused:
                await asyncio.sleep(0.1)
        await street.world.ask("join", device=device)
        return await street.ear.first(DeviceReady, lambda m: m.device == device, within_s=60)


async def joined(street: Street, device_id: int) -> list[DeviceReady]:
    """Join every device of that identifier."""
    entries = await street.world.ask("list")
    such = [each for each in entries if device_id in {one["device_id"] for one in each["endpoints"]}]
    return [
        await join(street, Eui64(each["device"]), each["install_code"])
        for each in such
        if each["device"] != street.meter
    ]


async def test_a_gateways_mirrors_are_gas_and_water_and_its_own_register_electricity(street: Street) -> None:
    """X-GATEWAY: endpoints of one device are told apart"""
    volumes = {each.endpoint: each for each in street.ear.all(VolumeRead)}
    assert [(each, volumes[each].commodity) for each in sorted(volumes)] == [(2, Commodity.GAS), (3, Commodity.WATER)]
    assert volumes[3].unit is VolumeUnit.US_GALLON
    readings = [each.delivered_wh for each in street.ear.all(Reading) if each.delivered_wh is not None]
    assert max(readings) - min(readings) < 1000


async def test_a_smart_plug_tells_its_load_without_a_link_key(street: Street) -> None:
    (ready,) = await joined(street, SMART_PLUG)
    plug = ready.device
    before = len(street.ear.messages)
    arguments = {"name": "washer", "switch": "on"}
    await street.world.ask("drive", device=plug, command="appliance", arguments=arguments)
    await street.ear.first(LoadMeasured, lambda m: m.device == plug and m.power_w == 450, after=before, within_s=15)
    await Clerk(street).expect(SwitchLoad(plug, is_on=False))
    assert street.ear.all(SwitchRead)[-1] == SwitchRead(plug, is_on=False)
    assert ready.kind is DeviceKind.SMART_PLUG
    assert plug not in {each.device for each in street.ear.all(Unprotected)}
    assert plug not in {each.device for each in street.ear.all(Reading)}


async def test_a_load_control_device_tells_what_it_switches(street: Street) -> None:
    """C1FR36: load control by class of device"""
    kinds = [(ready.kind, ready.is_event_client) for ready in await joined(street, DeviceId.LOAD_CONTROL_DEVICE)]
    assert kinds == [(DeviceKind.WATER_HEATER, True), (DeviceKind.EV_CHARGER, True)]


async def test_a_gas_meter_of_its_own_is_no_gateway(street: Street) -> None:
    (ready,) = await joined(street, DeviceId.METERING_DEVICE)
    gas = ready.device
    assert ready.kind is DeviceKind.GAS_METER
    volume = await street.ear.first(VolumeRead, lambda m: m.device == gas)
    assert volume.commodity is Commodity.GAS
    assert gas not in {each.device for each in street.ear.all(Reading)}
