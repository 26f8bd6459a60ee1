"""Devices that can less than others: a thermostat of home automation, a meter that knows neither tunnels nor events."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest_asyncio

from devices.demand_response import (
    AskForPractice,
    EventsListed,
    ReadEvents,
    ReceiptLogged,
    SendReceipt,
    SetTemperature,
)
from devices.messages import DeviceReady, Eui64, RadioState, TemperatureRead, Undelivered
from devices.moment import Moment
from devices.se.profile import TUNNELING
from devices.sim.house.neighbourhood import make_nodes as make_home_nodes
from devices.sim.meter.node import MeterNode
from devices.sim.node import Node
from tests.devices.drivers.test_events_on_air import RECEIPT, Street
from tests.devices.drivers.test_real_frames import Clerk
from tests.devices.radio.world import DATABASE, STATE, THERMOSTAT, Home, admit, serving, simulator

FACTORY = "tests.devices.drivers.test_plain_devices:make_nodes"
HOME_AUTOMATION = 0x0104


def make_nodes(kinds: Sequence[str], *, seed: int, start: Moment, profile_id: int, state: Path | None) -> list[Node]:
    """For `--nodes`: a meter without tunnels, and thermostats of home automation."""
    del profile_id, state
    meters = make_home_nodes(["meter"], seed=seed, start=start, profile_id=0x0109, state=None)
    for meter in meters:
        assert isinstance(meter, MeterNode)
        del meter.server.endpoints[1].servers[TUNNELING]
    others = [kind for kind in kinds if kind != "meter"]
    return [*meters, *make_home_nodes(others, seed=seed, start=start, profile_id=HOME_AUTOMATION, state=None)]


@pytest_asyncio.fixture
async def plain(tmp_path: Path) -> AsyncIterator[Home]:
    arguments = ("--nodes", FACTORY, "--devices", "meter,thermostat")
    async with (
        simulator(14, tmp_path / STATE, *arguments) as world,
        serving(world.port, tmp_path / DATABASE, sign=lambda _: b"never sent") as (han, ear),
    ):
        await ear.state(RadioState.READY)
        meter = await admit(world, han, ear, 0x0500)
        yield Street(world, han, ear, Eui64(meter))


async def test_a_meter_without_tunnels_pays_receipts_with_its_answer(plain: Home) -> None:
    """UC96.1.9: what is acknowledged is logged, at the meter's own time"""
    clerk = Clerk(plain)
    await clerk.expect(ReadEvents(plain.meter))
    assert plain.ear.all(EventsListed)[-1] == EventsListed(plain.meter, ())
    await clerk.expect(SendReceipt(plain.meter, RECEIPT))
    (logged,) = plain.ear.all(ReceiptLogged)
    assert logged.sequence == RECEIPT.sequence
    assert logged.at > RECEIPT.acted
    refused = await clerk.carry(AskForPractice(plain.meter, 15))
    assert isinstance(refused, Undelivered)
    assert "passes no wishes on" in refused.why


async def test_a_thermostat_of_home_automation_reports_to_our_endpoint_of_its_profile(plain: Home) -> None:
    await asyncio.sleep(0.3)  # the network locks itself behind the meter
    thermostat = await admit(plain.world, plain.han, plain.ear, THERMOSTAT)
    ready = next(ready for ready in plain.ear.all(DeviceReady) if ready.device == thermostat)
    assert not ready.is_event_client
    await Clerk(plain).expect(SetTemperature(thermostat, cooling_centi_c=2600))
    before = len(plain.ear.messages)
    arguments = {"celsius": 24.0}
    await plain.world.ask("drive", device=thermostat, command="set_point", arguments=arguments)
    await plain.ear.first(TemperatureRead, lambda m: m.cooling_set_point_centi_c == 2400, after=before, within_s=5)
