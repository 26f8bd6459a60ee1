"""Events on the simulated air: real bellows, a real socket, real frames, the meter's own event book behind them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from devices.demand_response import (
    AnswerCriticalPeak,
    AskForPractice,
    ChangeSource,
    CppAuth,
    CriticalPeakPublished,
    DeviceClass,
    EnrolDevice,
    EventsListed,
    EventStatus,
    EventTold,
    LoadControl,
    LoadControlCancelled,
    MeterEventStatus,
    ReadEvents,
    ReadTemperature,
    Receipt,
    ReceiptLogged,
    ReceiptProgress,
    SendReceipt,
    SetTemperature,
    SwitchLoad,
    ThermostatMode,
)
from devices.messages import DeviceLeft, DeviceReady, Eui64, SwitchRead, TemperatureRead, Undelivered, Unprotected
from devices.se.profile import DeviceId
from devices.wan.receipts import ReceiptKey, verified
from devices.wan.signing import signed
from tests.devices.drivers.event_home import FACTORY, KINDS
from tests.devices.drivers.test_real_frames import Clerk
from tests.devices.radio.world import DATABASE, STATE, THERMOSTAT, Home, copy_home, make_home, serving, simulator

ARGUMENTS = ("--nodes", FACTORY, "--devices", KINDS)
KIOSK = Eui64("00:0d:6f:00:00:00:00:0a")
KEY = ReceiptKey.generate(KIOSK)
ACTED = datetime(2026, 7, 14, 19, 0, tzinfo=UTC)
RECEIPT = Receipt(1, 7, KIOSK, EventStatus.STARTED, ACTED, ACTED, "cooling to 78 F", "America/Los_Angeles", 2, 2555)


@pytest.fixture(scope="session")
def event_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("events")
    asyncio.run(make_home(directory, 14, DeviceId.ENERGY_SERVICES_INTERFACE, arguments=ARGUMENTS))
    return directory


class Street(Home):
    """A home with a meter that hears a utility, and whatever devices a test lets in."""

    async def utility(self, verb: str, **arguments: object) -> Any:
        return await self.world.ask("drive", device=self.meter, command=f"utility_{verb}", arguments=arguments)

    async def admit(self, model: str) -> Eui64:
        """Let the device of that model in, and have it announced."""
        device_ids = {"PT-10": THERMOSTAT, "PCT-20": 0x0503, "LCD-10": 0x0504, "IHD-7": 0x0502, "PT-5": THERMOSTAT}
        entries = [
            entry
            for entry in await self.world.ask("list")
            if device_ids[model] in [endpoint["device_id"] for endpoint in entry["endpoints"]]
        ]
        entry = entries[1] if model == "PT-5" else entries[0]
        device = Eui64(entry["device"])
        await asyncio.sleep(0.3)  # the network locks itself behind the last one
        await self.han.permit(device, bytes.fromhex(entry["install_code"]), 30)
        await self.world.ask("join", device=device)
        ready = await self.ear.first(DeviceReady, lambda m: m.device == device)
        assert ready.model == model
        return device

    async def drive(self, device: Eui64, command: str, **arguments: object) -> Any:
        return await self.world.ask("drive", device=device, command=command, arguments=arguments)


@pytest_asyncio.fixture
async def street(event_home: Path, tmp_path: Path) -> AsyncIterator[Street]:
    home = copy_home(event_home, tmp_path)
    async with (
        simulator(14, home / STATE, *ARGUMENTS) as world,
        serving(world.port, home / DATABASE, sign=lambda receipt: signed(receipt, KEY)) as (han, ear),
    ):
        ready = await ear.first(DeviceReady)
        yield Street(world, han, ear, ready.device)


@pytest.fixture
def clerk(street: Street) -> Clerk:
    return Clerk(street)


async def test_an_event_is_heard_and_told_and_listed_until_it_is_cancelled(street: Street, clerk: Clerk) -> None:
    """C1FR30, UC96.1.6, UC96.1.7, DR10"""
    await clerk.expect(ReadEvents(street.meter))
    assert street.ear.all(EventsListed)[-1] == EventsListed(street.meter, ())
    await street.utility("event", id=7, in_s=3_600)
    heard = await street.ear.first(LoadControl, within_s=5)
    told = await street.ear.first(EventTold, within_s=5)
    assert (heard.issuer_event_id, heard.duration_minutes, heard.criticality) == (7, 60, 2)
    assert (heard.device_class, heard.cooling_offset_centi_c) == (DeviceClass.HVAC, 220)
    assert (told.issuer_event_id, told.status, told.reason) == (7, MeterEventStatus.PENDING, "Very hot")
    assert told.start == heard.start
    await street.utility("event", id=8, in_s=10_800)
    await street.ear.first(LoadControl, lambda m: m.issuer_event_id == 8)
    before = len(street.ear.messages)
    await clerk.expect(ReadEvents(street.meter))
    assert street.ear.all(EventsListed)[-1] == EventsListed(street.meter, (7, 8))
    again = [message for message in street.ear.messages[before:] if isinstance(message, LoadControl)]
    assert again[0] == heard
    await street.utility("cancel", id=7)
    cancelled = await street.ear.first(LoadControlCancelled)
    assert (cancelled.issuer_event_id, cancelled.effective) == (7, None)
    await street.ear.first(EventTold, lambda m: m.status is MeterEventStatus.CANCELLED)


async def test_a_critical_peak_comes_with_its_price_and_is_answered(street: Street, clerk: Clerk) -> None:
    """C1FR1, C1FR33"""
    await street.utility("event", id=9, in_s=3_600, program="critical peak", price="0.62")
    peak = await street.ear.first(CriticalPeakPublished, within_s=5)
    assert (peak.issuer_event_id, peak.price, peak.authorisation) == (9, Decimal("0.62"), CppAuth.PENDING)
    assert len(street.ear.all(CriticalPeakPublished)) == 1
    await clerk.expect(AnswerCriticalPeak(street.meter, 9, is_accepted=True))
    assert "critical peak" in str(await street.drive(street.meter, "journal")).lower()


async def test_a_receipt_is_logged_by_the_meter_within_two_seconds_and_followed_beyond(
    street: Street, clerk: Clerk
) -> None:
    """UC96.1.8, UC96.1.9, C1NFR12"""
    await street.utility("event", id=7, in_s=3_600)
    await street.ear.first(LoadControl)
    started_s = asyncio.get_running_loop().time()
    await clerk.expect(SendReceipt(street.meter, RECEIPT))
    logged = await street.ear.first(ReceiptLogged, within_s=2)
    assert asyncio.get_running_loop().time() - started_s < 2
    assert logged.sequence == 1
    journal = await street.drive(street.meter, "journal")
    assert [entry["detail"] for entry in journal if entry["noted"] == "receipt logged"]
    await street.utility("stage", sequence=1)
    reached = await street.ear.first(ReceiptProgress)
    assert (reached.sequence, reached.stage) == (1, "MS")


async def test_a_tunnel_that_the_meter_forgot_is_opened_again(street: Street, clerk: Clerk) -> None:
    """X-SELF-HEALING: a meter's power failure loses no receipt"""
    await street.utility("event", id=7, in_s=3_600)
    await street.ear.first(LoadControl)
    await street.world.ask("drive", device=street.meter, command="reboot", arguments={})
    await clerk.expect(SendReceipt(street.meter, RECEIPT))
    assert (await street.ear.first(ReceiptLogged, within_s=5)).sequence == 1


async def test_a_practice_is_asked_for_through_the_meter(street: Street, clerk: Clerk) -> None:
    await clerk.expect(AskForPractice(street.meter, 15))


async def test_a_thermostat_is_set_read_back_and_refuses_with_its_limits(street: Street, clerk: Clerk) -> None:
    """DR3, C1NFR12: order to confirmation well under two seconds"""
    thermostat = await street.admit("PT-10")
    ready = next(ready for ready in street.ear.all(DeviceReady) if ready.device == thermostat)
    assert not ready.is_event_client
    before, started_s = len(street.ear.messages), asyncio.get_running_loop().time()
    await clerk.expect(SetTemperature(thermostat, cooling_centi_c=2555, heating_centi_c=1900))
    assert asyncio.get_running_loop().time() - started_s < 2
    read = await street.ear.first(TemperatureRead, after=before, within_s=1)
    assert (read.cooling_set_point_centi_c, read.heating_set_point_centi_c) == (2555, 1900)
    assert (read.mode, read.source, read.is_held) == (ThermostatMode.AUTO, ChangeSource.EXTERNAL, False)
    assert read.changed is not None
    assert read.outdoor_centi_c is not None
    assert (read.cooling_limits_centi_c, read.heating_limits_centi_c) == ((1600, 3200), (700, 3000))
    refused = await clerk.carry(SetTemperature(thermostat, cooling_centi_c=3300))
    assert isinstance(refused, Undelivered)
    assert "keeps cooling at 25.55 C, not 33.00 C (it can do 16.00 C to 32.00 C)" in refused.why
    before = len(street.ear.messages)
    await street.drive(thermostat, "set_point", celsius=24.0)
    moved = await street.ear.first(TemperatureRead, lambda m: m.cooling_set_point_centi_c == 2400, after=before)
    assert moved.source in (ChangeSource.MANUAL, None)
    await clerk.expect(ReadTemperature(thermostat))
    assert street.ear.all(TemperatureRead)[-1].source is ChangeSource.MANUAL
    written = [entry["detail"] for entry in await street.drive(thermostat, "journal") if entry["noted"] == "written"]
    assert written == ["cooling 25.55 C", "heating 19.00 C"]


async def test_a_plain_thermostat_that_lacks_much_is_still_set(street: Street, clerk: Clerk) -> None:
    thermostat = await street.admit("PT-5")
    await clerk.expect(SetTemperature(thermostat, cooling_centi_c=2600))
    read = street.ear.all(TemperatureRead)[-1]
    assert (read.cooling_set_point_centi_c, read.is_held, read.source, read.changed) == (2600, None, None, None)
    assert (read.outdoor_centi_c, read.local_centi_c is not None) == (None, True)


async def test_an_enrolled_thermostat_is_commanded_by_the_meter_alone(street: Street, clerk: Clerk) -> None:
    """C1FR44, UC96.1.16, UC96.1.17: one device, one commander"""
    pct = await street.admit("PCT-20")
    assert next(ready for ready in street.ear.all(DeviceReady) if ready.device == pct).is_event_client
    await clerk.expect(EnrolDevice(street.meter, pct, is_enrolled=True))
    before = len(street.ear.messages)
    await street.utility("event", id=7, minutes=60)
    read = await street.ear.first(TemperatureRead, lambda m: m.cooling_set_point_centi_c == 2553, after=before)
    assert read.device == pct
    await asyncio.sleep(6)  # a report may be as late as five seconds
    journal = await street.drive(pct, "journal")
    assert [entry["noted"] for entry in journal] == ["device active", "device reported", "device reported"]
    logged = [entry for entry in await street.drive(street.meter, "journal") if entry["noted"] == "receipt logged"]
    assert [entry["who"] for entry in logged] == [pct, pct]
    assert (await street.world.ask("statistics"))["air"]["between_devices"] >= 3
    await clerk.expect(EnrolDevice(street.meter, pct, is_enrolled=False))
    await street.utility("event", id=8, in_s=10_800)
    await street.ear.first(LoadControl, lambda m: m.issuer_event_id == 8)
    assert [event["issuer_event_id"] for event in await street.drive(pct, "events")] == [7]


async def test_a_plain_thermostat_is_no_event_client(street: Street, clerk: Clerk) -> None:
    thermostat = await street.admit("PT-10")
    refused = await clerk.carry(EnrolDevice(street.meter, thermostat, is_enrolled=True))
    assert isinstance(refused, Undelivered)
    assert "no event client" in refused.why


async def test_a_switch_is_switched_and_read_back(street: Street, clerk: Clerk) -> None:
    switch = await street.admit("LCD-10")
    await clerk.expect(SwitchLoad(switch, is_on=False))
    assert street.ear.all(SwitchRead)[-1] == SwitchRead(switch, is_on=False)
    await clerk.expect(SwitchLoad(switch, is_on=True))
    assert street.ear.all(SwitchRead)[-1] == SwitchRead(switch, is_on=True)


async def test_a_second_display_hears_events_and_its_person_opts_out(street: Street, clerk: Clerk) -> None:
    """C1FR30"""
    display = await street.admit("IHD-7")
    await clerk.expect(EnrolDevice(street.meter, display, is_enrolled=True))
    await street.utility("event", id=7)
    await street.ear.first(LoadControl)
    await asyncio.sleep(0.5)
    assert (await street.drive(display, "shown"))["event"] == 7
    await street.drive(display, "opt_out")
    await asyncio.sleep(6)
    logged = [entry for entry in await street.drive(street.meter, "journal") if entry["noted"] == "receipt logged"]
    assert [entry["detail"].split(" ")[0] for entry in logged][-1] == "opted"


async def test_a_device_that_left_can_still_be_withdrawn(street: Street, clerk: Clerk) -> None:
    """X-ENROL"""
    display = await street.admit("IHD-7")
    await clerk.expect(EnrolDevice(street.meter, display, is_enrolled=True))
    await street.world.ask("leave", device=display)
    await street.ear.first(DeviceLeft, within_s=5)
    await clerk.expect(EnrolDevice(street.meter, display, is_enrolled=False))


EVENT_FRAME = "09 42 00" + "63000000 0100 00 00000000 3c00 07 16 ff 0080 0080 80 ff 00"


async def test_an_event_is_believed_only_from_the_meter_and_under_its_key(street: Street) -> None:
    """C1FR44, TM1: neither in the clear, nor from another device of the network under that device's own key"""
    pct = await street.admit("PCT-20")
    frame = {"cluster_id": 0x0701, "destination_endpoint": 10, "payload": EVENT_FRAME}
    await street.world.ask("transmit", device=street.meter, **frame, encrypted=False)
    dropped = await street.ear.first(Unprotected, within_s=5)
    assert (dropped.device, dropped.cluster_id) == (street.meter, 0x0701)
    await street.world.ask("transmit", device=pct, **frame, encrypted=True)
    await asyncio.sleep(0.5)
    assert street.ear.all(LoadControl) == []
    await street.world.ask("transmit", device=street.meter, **frame, encrypted=True)
    heard = await street.ear.first(LoadControl, within_s=5)
    assert (heard.device, heard.issuer_event_id) == (street.meter, 0x63)


def test_what_is_sent_signed_is_what_was_meant() -> None:
    """UC96.1.8: the meter passes the octets on; anybody with the kiosk's public key verifies them"""
    told = verified(signed(replace(RECEIPT, sequence=3), KEY), lambda _: KEY.public)
    assert told == replace(RECEIPT, sequence=3)
