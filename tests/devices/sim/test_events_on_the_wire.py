"""Events between the simulated meter and the kiosk's radio side, as bytes through bellows (C1FR25, C1NFR12)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from devices.demand_response import (
    CriticalPeakPublished,
    EventsListed,
    EventStatus,
    EventTold,
    LoadControl,
    LoadControlCancelled,
    MeterEventStatus,
    ReadEvents,
    Receipt,
    ReceiptLogged,
    SendReceipt,
)
from devices.han import Han
from devices.messages import Delivered, Eui64, RadioState
from devices.se.profile import DeviceId
from devices.wan.receipts import ReceiptKey
from devices.wan.signing import signed
from devices.zigbee import ZigbeeHan
from tests.devices.radio.world import CHANNEL, DATABASE, STATE, Ear, World, admit, simulator

KEY = ReceiptKey.generate(Eui64("00:0d:6f:00:00:00:00:01"))


class Kiosk:
    """A kiosk's radio side whose meter is ready."""

    def __init__(self, world: World, han: Han, ear: Ear, meter: Eui64) -> None:
        self.world, self.han, self.ear, self.meter = world, han, ear, meter

    async def drive(self, command: str, **arguments: object) -> object:
        return await self.world.ask("drive", device=self.meter, command=command, arguments=arguments)

    async def told(self, status: MeterEventStatus) -> EventTold:
        return await self.ear.first(EventTold, lambda told: told.status is status)


@asynccontextmanager
async def kiosk(folder: Path) -> AsyncIterator[Kiosk]:
    async with simulator(14, folder / STATE, "--devices", "meter") as world:
        ear = Ear()
        han = ZigbeeHan(world.port, folder / DATABASE, CHANNEL, sign=lambda receipt: signed(receipt, KEY))
        ear.serving = task = asyncio.create_task(han.run(ear))
        try:
            await ear.state(RadioState.READY)
            meter = await admit(world, han, ear, DeviceId.ENERGY_SERVICES_INTERFACE)
            yield Kiosk(world, han, ear, meter)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def soon(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


async def test_an_event_goes_down_and_its_receipt_comes_up(tmp_path: Path) -> None:
    """UC96.1.6 to UC96.1.9, UC96.1.15, UC96.1.23"""
    async with kiosk(tmp_path) as its:
        asked_s = asyncio.get_running_loop().time()
        start = soon(8)
        await its.drive("event", issuer_event_id=7, start=start, minutes=1, price="0.62", offset_c=2.2, reason="Hot")
        control = await its.ear.first(LoadControl)
        assert asyncio.get_running_loop().time() - asked_s < 1.0
        assert (control.issuer_event_id, control.duration_minutes, control.cooling_offset_centi_c) == (7, 1, 220)
        peak = await its.ear.first(CriticalPeakPublished)
        assert peak.price == Decimal("0.62")
        pending = await its.told(MeterEventStatus.PENDING)
        assert (pending.program, pending.reason, pending.price) == ("critical peak", "Hot", Decimal("0.62"))

        now = datetime.now(UTC).replace(microsecond=0)
        receipt = Receipt(1, 7, its.meter, EventStatus.RECEIVED, now, now, "shown", "America/Los_Angeles")
        its.han.send(1, SendReceipt(its.meter, receipt))
        assert (await its.ear.first(ReceiptLogged)).sequence == 1
        state = await its.drive("event_state")
        assert isinstance(state, dict)
        assert (state["receipts_logged"], state["receipts_owed"]) == (2, 1)  # over DRLC and signed; sent once

        active = await its.told(MeterEventStatus.ACTIVE)
        assert abs((active.at - active.start).total_seconds()) < 1.5
        await its.drive("cancel_event", issuer_event_id=7)
        assert (await its.ear.first(LoadControlCancelled)).issuer_event_id == 7
        await its.told(MeterEventStatus.CANCELLED)


async def test_a_kiosk_that_asks_after_a_power_failure_of_the_meter_hears_all(tmp_path: Path) -> None:
    """DR10: the tunnel is opened again, events are listed."""
    async with kiosk(tmp_path) as its:
        for number in (7, 8):
            await its.drive("event", issuer_event_id=number, start=soon(3600 * number), minutes=60)
        await its.ear.first(LoadControl, lambda control: control.issuer_event_id == 8)
        await its.world.ask("power_cycle", device=its.meter)
        before = len(its.ear.messages)
        its.han.send(5, ReadEvents(its.meter))
        listed = await its.ear.first(EventsListed, after=before)
        assert listed.issuer_event_ids == (7, 8)
        await its.ear.first(Delivered, lambda delivered: delivered.order_id == 5)
        await its.ear.first(EventTold, lambda told: told.issuer_event_id == 8, after=before)


async def test_a_meter_that_does_not_launch_says_nothing(tmp_path: Path) -> None:
    """UC96.3.4"""
    async with kiosk(tmp_path) as its:
        await its.drive("fault", kind="no-launch")
        await its.drive("event", issuer_event_id=7, start=soon(2), minutes=1)
        await its.told(MeterEventStatus.PENDING)
        with pytest.raises(TimeoutError):
            await its.ear.first(EventTold, lambda told: told.status is MeterEventStatus.ACTIVE, within_s=5)
