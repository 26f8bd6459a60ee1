"""Drivers on the simulated air: real bellows, a real socket, real frames."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio

from devices.han import (
    ConfirmText,
    Order,
    PollFast,
    ReadIntervals,
    ReadMeter,
    ReadPrices,
    ReadText,
    ReadTime,
    RealTime,
)
from devices.messages import (
    BlocksPublished,
    Delivered,
    DeviceKind,
    DeviceReady,
    Eui64,
    IntervalChannel,
    IntervalsRead,
    MeterDescribed,
    MeterStatus,
    MeterTime,
    PricePublished,
    Reading,
    SignalHeard,
    SwitchRead,
    TemperatureRead,
    TextCancelled,
    TextPublished,
    Undelivered,
)
from devices.se.profile import DeviceId
from tests.devices.radio.world import DATABASE, STATE, THERMOSTAT, Home, World, admit, make_home, serving, simulator


class Clerk:
    """Sends orders and waits for their answers."""

    def __init__(self, home: Home) -> None:
        self.home, self.number = home, 0

    async def carry(self, order: Order) -> Delivered | Undelivered:
        self.number += 1
        number, before = self.number, len(self.home.ear.messages)
        self.home.han.send(number, order)
        is_mine = lambda m: isinstance(m, Delivered | Undelivered) and m.order_id == number  # noqa: E731 - a predicate
        answer = await self.home.ear.first(object, is_mine, after=before)
        assert isinstance(answer, Delivered | Undelivered)
        return answer

    async def expect(self, order: Order) -> None:
        assert await self.carry(order) == Delivered(self.number)


@pytest.fixture
def clerk(home: Home) -> Clerk:
    return Clerk(home)


async def drive(home: Home, command: str, **arguments: object) -> object:
    return await home.world.ask("drive", device=home.meter, command=command, arguments=arguments)


async def test_each_order_brings_its_message(home: Home, clerk: Clerk) -> None:
    """C1FR32"""
    meter = home.meter
    before = len(home.ear.messages)
    await clerk.expect(ReadMeter(meter))
    reading = await home.ear.first(Reading, lambda m: m.interval_start is not None, after=before)
    assert reading.delivered_wh is not None
    assert reading.interval_delivered_wh is not None
    assert reading.interval_start is not None
    assert reading.interval_start.minute % 15 == 0
    await clerk.expect(ReadIntervals(meter, IntervalChannel.DELIVERED, None, 4))
    intervals = home.ear.all(IntervalsRead)[-1]
    assert (len(intervals.values_wh), intervals.interval_minutes, intervals.end) == (4, 15, reading.interval_start)
    await clerk.expect(ReadPrices(meter))
    assert len(home.ear.all(PricePublished)) >= 2
    await clerk.expect(ReadTime(meter))
    assert home.ear.all(MeterTime)[-1].device == meter
    await clerk.expect(PollFast(meter, 1, 1))
    await clerk.expect(ReadText(meter))
    assert home.ear.all(TextPublished) == []


async def test_an_older_page_of_intervals_ends_where_it_is_asked_to(home: Home, clerk: Clerk) -> None:
    await clerk.expect(ReadIntervals(home.meter, IntervalChannel.RECEIVED, None, 2))
    newest = home.ear.all(IntervalsRead)[-1]
    end = newest.end.replace(minute=0)
    await clerk.expect(ReadIntervals(home.meter, IntervalChannel.RECEIVED, end, 3))
    older = home.ear.all(IntervalsRead)[-1]
    assert (older.end, older.channel, len(older.values_wh)) == (end, IntervalChannel.RECEIVED, 3)


async def test_a_change_of_100_watts_is_heard_within_two_seconds(home: Home) -> None:
    """C1NFR12.1"""
    power_w = home.ear.all(Reading)[-1].demand_w
    assert power_w is not None
    before = len(home.ear.messages)
    await drive(home, "load", watts=2900)
    await home.ear.first(Reading, lambda m: (m.demand_w or 0) >= power_w + 2000, after=before, within_s=2)


async def test_a_meter_that_is_not_followed_reports_at_its_leisure(world: World, tmp_path: Path) -> None:
    """C1NFR12.1: real-time usage can be switched off; C1FR32g: what is shown still updates by itself."""
    async with serving(world.port, tmp_path / "home" / DATABASE, RealTime(is_on=False)) as (han, ear):
        meter = (await ear.first(DeviceReady, lambda m: m.kind is DeviceKind.METER_GATEWAY)).device
        home = Home(world, han, ear, meter)
        before = len(ear.messages)
        await drive(home, "load", watts=2900)
        with pytest.raises(TimeoutError):
            await ear.first(Reading, after=before, within_s=3)
        await Clerk(home).expect(ReadMeter(meter))


async def test_a_text_is_shown_confirmed_and_taken_back(home: Home, clerk: Clerk) -> None:
    answer = await drive(home, "message", text="Peak event at 5 pm", importance="high", confirm=True)
    text = await home.ear.first(TextPublished)
    assert {"message_id": text.message_id} == answer
    assert (text.text, text.is_confirmation_required) == ("Peak event at 5 pm", True)
    await clerk.expect(ReadText(home.meter))
    assert len(home.ear.all(TextPublished)) == 2
    await clerk.expect(ConfirmText(home.meter, text.message_id, datetime(2026, 7, 1, tzinfo=UTC)))
    confirmed = await drive(home, "confirmations")
    assert isinstance(confirmed, list)
    assert confirmed[0]["message_id"] == text.message_id
    await drive(home, "cancel_message")
    assert (await home.ear.first(TextCancelled)).message_id == text.message_id


async def test_a_block_tariff_is_read_when_the_meter_announces_it(home: Home) -> None:
    await drive(home, "blocks", thresholds_kwh=[300, 600], prices=["0.15", "0.22", "0.31"])
    blocks = await home.ear.first(BlocksPublished)
    assert blocks.thresholds_wh == (300_000, 600_000)
    assert blocks.prices == (Decimal("0.15"), Decimal("0.22"), Decimal("0.31"))


async def test_a_critical_price_is_heard_when_it_is_published(home: Home) -> None:
    await drive(home, "price", price="0.62", minutes=240, label="Critical")
    price = await home.ear.first(PricePublished, lambda m: m.rate_label == "Critical")
    assert (price.price, price.duration_minutes) == (Decimal("0.62"), 240)


async def test_a_meter_that_changes_its_units_is_read_anew(home: Home) -> None:
    """F82"""
    before = len(home.ear.messages)
    await drive(home, "scale", divisor=100, digits_right=2)
    described = await home.ear.first(MeterDescribed, after=before)
    assert described.divisor == 100
    reading = await home.ear.first(Reading, lambda m: m.delivered_wh is not None, after=before)
    truth = await drive(home, "registers")
    assert isinstance(truth, dict)
    assert reading.delivered_wh is not None
    assert abs(reading.delivered_wh - truth["delivered_shown"] * 10) <= 20


async def test_a_divisor_of_zero_is_never_divided_by(home: Home, clerk: Clerk) -> None:
    """F82"""
    before = len(home.ear.messages)
    await drive(home, "scale", divisor=0)
    await asyncio.sleep(1)
    answer = await clerk.carry(ReadMeter(home.meter))
    assert isinstance(answer, Undelivered)
    assert [m for m in home.ear.messages[before:] if isinstance(m, MeterDescribed)] == []


async def test_status_bits_are_told(home: Home) -> None:
    await drive(home, "status", bits=0x06)
    both = MeterStatus.LOW_BATTERY | MeterStatus.TAMPER_DETECT
    await home.ear.first(Reading, lambda m: m.status == both)


async def test_a_silent_meter_leaves_its_orders_undelivered(home: Home, clerk: Clerk) -> None:
    await home.world.ask("device", device=home.meter, silent=True)
    answer = await clerk.carry(ReadMeter(home.meter))
    assert isinstance(answer, Undelivered)
    await home.world.ask("clear")
    await clerk.expect(ReadMeter(home.meter))


async def test_an_order_for_a_stranger_is_undelivered(home: Home, clerk: Clerk) -> None:
    answer = await clerk.carry(ReadMeter(Eui64("00:00:00:00:00:00:00:01")))
    assert isinstance(answer, Undelivered)
    assert "no such device" in answer.why


async def test_a_full_outbox_answers_at_once(home: Home) -> None:
    await home.world.ask("device", device=home.meter, silent=True)
    for number in range(40):
        home.han.send(number, ReadMeter(home.meter))
    await home.ear.first(Undelivered, lambda m: "too many" in m.why, within_s=2)
    await home.world.ask("unplug", seconds=0)
    await home.ear.first(Undelivered, lambda m: m.order_id == 31)
    await asyncio.sleep(0)
    answered = [message.order_id for message in home.ear.all(Undelivered)]
    assert sorted(answered) == list(range(40))


async def test_a_rebooted_meter_reports_again(home: Home) -> None:
    """F81"""
    before = len(home.ear.messages)
    await home.world.ask("power_cycle", device=home.meter)
    await home.ear.first(MeterDescribed, after=before)
    await home.ear.first(DeviceReady, after=before)


async def test_a_thermostat_that_reports_is_read_now_and_then_for_the_weather(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.drivers.thermostat._OUTDOORS_S", 0.3)
    await drive(home, "outside", celsius=31.5)
    await admit(home.world, home.han, home.ear, THERMOSTAT)
    await home.ear.first(TemperatureRead, lambda m: m.outdoor_centi_c == 3150)
    before = len(home.ear.messages)
    await drive(home, "outside", celsius=-3.5)
    await home.ear.first(TemperatureRead, lambda m: m.outdoor_centi_c == -350, after=before)


async def test_a_thermostat_and_a_switch_are_read(home: Home, clerk: Clerk) -> None:
    thermostat = await admit(home.world, home.han, home.ear, THERMOSTAT)
    read = await home.ear.first(TemperatureRead)
    assert read.device == thermostat
    assert read.local_centi_c is not None
    assert read.cooling_set_point_centi_c is not None
    before = len(home.ear.messages)
    arguments = {"celsius": 27.5, "kind": "cooling"}
    await home.world.ask("drive", device=thermostat, command="set_point", arguments=arguments)
    await home.ear.first(TemperatureRead, lambda m: m.cooling_set_point_centi_c == 2750, after=before)
    refused = await clerk.carry(ReadMeter(thermostat))
    assert isinstance(refused, Undelivered)
    assert refused.why == "a thermostat cannot do that"
    await asyncio.sleep(0.3)  # the network locks itself behind the thermostat
    switch = await admit(home.world, home.han, home.ear, DeviceId.LOAD_CONTROL_DEVICE)
    assert (await home.ear.first(SwitchRead)).device == switch
    kinds = {ready.device: ready.kind for ready in home.ear.all(DeviceReady)}
    assert kinds[thermostat] is DeviceKind.THERMOSTAT
    assert kinds[switch] is DeviceKind.LOAD_SWITCH
    assert kinds[home.meter] is DeviceKind.METER_GATEWAY


async def test_the_signal_is_told_at_most_every_ten_seconds(home: Home) -> None:
    await home.ear.first(Reading, after=len(home.ear.messages))
    signals = [signal for signal in home.ear.all(SignalHeard) if signal.device == home.meter]
    assert len(signals) == 1
    assert signals[0].lqi == 255


@pytest_asyncio.fixture
async def older_home(tmp_path: Path) -> AsyncIterator[Home]:
    await make_home(tmp_path, 13, DeviceId.ENERGY_SERVICES_INTERFACE)
    async with (
        simulator(13, tmp_path / STATE) as world,
        serving(world.port, tmp_path / DATABASE) as (han, ear),
    ):
        yield Home(world, han, ear, (await ear.first(Reading)).device)


async def test_ezsp_13_serves_as_well(older_home: Home) -> None:
    clerk = Clerk(older_home)
    await clerk.expect(ReadMeter(older_home.meter))
    await clerk.expect(ReadPrices(older_home.meter))
    await clerk.expect(ReadIntervals(older_home.meter, IntervalChannel.DELIVERED, None, 4))


async def test_corrupted_ash_frames_lose_no_reading_for_good(home: Home) -> None:
    """F5, F7"""
    await home.world.ask("link", corruption=0.2)
    await asyncio.sleep(4)
    await home.world.ask("clear")
    before = len(home.ear.messages)
    reading = await home.ear.first(Reading, lambda m: m.delivered_wh is not None, after=before, within_s=30)
    truth = await drive(home, "registers")
    assert isinstance(truth, dict)
    assert reading.delivered_wh is not None
    assert 0 <= truth["delivered_shown"] - reading.delivered_wh <= 20
