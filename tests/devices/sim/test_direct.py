"""The house in objects: the same words as over the air, whole days in milliseconds."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from zigpy.zcl import foundation

from devices import codec
from devices.errors import InstallCodeInvalid, JoinFault, RadioFault
from devices.han import ConfirmText, Han, Order, PollFast, ReadIntervals, ReadMeter, ReadPrices, ReadText, ReadTime
from devices.messages import (
    Delivered,
    DeviceFound,
    DeviceJoined,
    DeviceKind,
    DeviceReady,
    Eui64,
    Exchanged,
    IntervalChannel,
    IntervalsRead,
    JoinFailed,
    Message,
    MeterDescribed,
    PricePublished,
    RadioChanged,
    RadioState,
    Reading,
    SwitchRead,
    TemperatureRead,
    TextCancelled,
    TextPublished,
    Undelivered,
)
from devices.moment import Moment
from devices.se.messaging import Messaging
from devices.se.metering import Metering
from devices.se.price import Price
from devices.se.time import Time
from devices.sim.direct import DirectHan
from devices.sim.house.neighbourhood import make_nodes
from devices.sim.meter import words
from tests.devices.sim.meter.bench import NOON, MeterBench

START = Moment(datetime(2026, 7, 14, 7, 0, tzinfo=UTC), 100.0)


def later(seconds: float) -> Moment:
    return Moment(START.utc + timedelta(seconds=seconds), START.monotonic_s + seconds)


class Street:
    """A home in objects, and what it said."""

    def __init__(self, *, is_joined: bool = True, report_s: float = 10.0) -> None:
        nodes = make_nodes(["meter", "thermostat", "load-switch"], seed=1, start=START, profile_id=0x0109, state=None)
        self.han = DirectHan(nodes, START, report_s=report_s, is_joined=is_joined)
        self.meter, self.thermostat, self.switch = (Eui64(node.eui64) for node in nodes)
        self.code = nodes[0].install_code
        self.heard: list[tuple[datetime, Message]] = []

    def connect(self) -> "Street":
        self.han.connect(lambda message: self.heard.append((self.han.now.utc, message)))
        return self

    def all(self, kind: type[Any]) -> list[Any]:
        return [message for _, message in self.heard if isinstance(message, kind)]

    def ask(self, order: Order) -> list[Message]:
        before = len(self.heard)
        self.han.send(7, order)
        return [message for _, message in self.heard[before:] if not isinstance(message, Exchanged)]


@pytest.fixture
def street() -> Street:
    return Street().connect()


def test_it_is_a_home_area_network(street: Street) -> None:
    han: Han = street.han
    assert han is street.han


def test_on_connecting_every_device_is_read_and_ready(street: Street) -> None:
    assert [message.state for message in street.all(RadioChanged)] == [RadioState.CONNECTING, RadioState.READY]
    assert [message.kind for message in street.all(DeviceReady)] == [
        DeviceKind.METER_GATEWAY,
        DeviceKind.THERMOSTAT,
        DeviceKind.LOAD_SWITCH,
    ]
    (described,), (reading,) = street.all(MeterDescribed), street.all(Reading)
    assert described.register_modulus_wh == 10**9
    assert reading.interval_start == START.utc
    assert len(street.all(TemperatureRead)) == len(street.all(SwitchRead)) == 1


def test_a_day_has_8640_readings_and_its_price_changes_at_their_instants(street: Street) -> None:
    street.heard.clear()
    street.han.advance(later(86_400))
    assert len(street.all(Reading)) == 8_640
    published = [(at, message.rate_label) for at, message in street.heard if isinstance(message, PricePublished)]
    local_hours = [(at - START.utc).total_seconds() / 3_600 for at, _ in published]
    assert local_hours == [8, 14, 20, 22]
    assert [label for _, label in published] == ["Normal", "High", "Normal", "Low"]


def test_the_readings_follow_the_registers_to_the_watt_hour(street: Street) -> None:
    street.han.advance(later(86_400))
    before = street.all(Reading)[0].delivered_wh
    last = street.all(Reading)[-1].delivered_wh
    intervals: list[int | None] = []
    end = None
    while len(intervals) < 96:
        read, delivered = street.ask(ReadIntervals(street.meter, IntervalChannel.DELIVERED, end, 16))
        assert isinstance(read, IntervalsRead)
        assert delivered == Delivered(7)
        intervals[:0] = read.values_wh
        end = read.end - timedelta(minutes=15 * len(read.values_wh))
    assert sum(value for value in intervals if value is not None) == last - before


def test_a_verb_is_told_at_once(street: Street) -> None:
    street.han.advance(later(13))
    street.heard.clear()
    street.han.drive(street.meter, "load", {"watts": 2_900})
    (reading,) = street.all(Reading)
    assert reading.demand_w > 2_900


def test_every_order_gets_exactly_one_outcome(street: Street) -> None:
    street.han.drive(street.meter, "message", {"text": "Hello", "confirm": True})
    orders: list[tuple[Order, int]] = [
        (ReadMeter(street.meter), 1),
        (ReadPrices(street.meter), 6),
        (ReadTime(street.meter), 1),
        (ReadText(street.meter), 1),
        (ConfirmText(street.meter, 1, START.utc), 0),
        (PollFast(street.meter, 2, 5), 0),
    ]
    for order, answers in orders:
        said = street.ask(order)
        assert said[-1] == Delivered(7)
        assert len(said) - 1 == answers
    refused = street.ask(ReadMeter(street.thermostat))
    assert [type(message) for message in refused] == [Undelivered]


def test_a_silent_meter_is_not_heard_and_then_set_up_anew(street: Street) -> None:
    street.han.silence(street.meter, is_silent=True)
    street.heard.clear()
    street.han.advance(later(600))
    assert street.all(Reading) == []
    assert street.ask(ReadMeter(street.meter)) == [Undelivered(7, "no answer in time")]
    street.han.silence(street.meter, is_silent=False)
    assert len(street.all(MeterDescribed)) == len(street.all(Reading)) == 1


def test_a_pulled_cable_is_a_state_and_heals(street: Street) -> None:
    street.han.unplug()
    lost = street.all(RadioChanged)[-1]
    assert (lost.state, lost.fault) == (RadioState.LOST, RadioFault.UNPLUGGED)
    street.heard.clear()
    street.han.advance(later(60))
    assert street.heard == []
    street.han.plug_in()
    assert street.all(RadioChanged)[-1].state is RadioState.READY
    assert street.all(Reading)[-1].interval_start is not None


def test_a_divisor_of_zero_silences_the_meter_s_numbers(street: Street) -> None:
    """F82"""
    street.han.drive(street.meter, "scale", {"divisor": 0})
    street.heard.clear()
    street.han.advance(later(60))
    assert street.all(Reading) == []
    street.han.drive(street.meter, "scale", {"divisor": 100})
    assert street.all(MeterDescribed)[-1].divisor == 100
    assert street.all(Reading)[-1].delivered_wh % 10 == 0


async def test_a_device_joins_with_the_code_on_its_label() -> None:
    street = Street(is_joined=False).connect()
    assert street.all(DeviceReady) == []
    with pytest.raises(InstallCodeInvalid):
        await street.han.permit(street.meter, street.code[:-1] + b"\0", 60)
    await street.han.permit(street.thermostat, street.code, 60)  # another device's label
    assert street.all(DeviceJoined) == []
    await street.han.permit(street.meter, street.code, 60)
    assert street.all(DeviceJoined) == [DeviceJoined(street.meter)]
    assert street.all(DeviceReady)[0].kind is DeviceKind.METER_GATEWAY


async def test_a_device_that_does_not_come_in_is_said_when_it_is_clear() -> None:
    street = Street(is_joined=False).connect()
    absent = Eui64("00:0d:6f:00:00:00:00:01")
    await street.han.permit(absent, street.code, 60)
    street.han.advance(later(59))
    assert street.all(JoinFailed) == []
    street.han.advance(later(61))
    assert street.heard[-1] == (later(60).utc, JoinFailed(absent, JoinFault.NOBODY_CAME))
    await street.han.permit(street.thermostat, street.code, 60)  # another device's label
    assert street.all(DeviceFound) == [DeviceFound(street.thermostat)]
    street.han.advance(later(80))
    assert street.all(JoinFailed)[1:] == [JoinFailed(street.thermostat, JoinFault.CODE_WRONG)]
    await street.han.permit(absent, street.code, 60)
    await street.han.permit(absent, b"", 0)
    street.han.advance(later(200))
    assert len(street.all(JoinFailed)) == 2


async def test_it_serves_until_it_is_cancelled() -> None:
    street = Street()
    serving = asyncio.create_task(street.han.run(lambda message: street.heard.append((START.utc, message))))
    await asyncio.sleep(0)
    assert len(street.all(DeviceReady)) == 3
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving


# The contract between the two couplings: what the codec makes of the meter's frames is what the meter says in words.

DEVICE = Eui64("00:11:22:33:44:55:66:77")
TOGETHER = (0x0000, 0x0001, 0x0400, 0x0200, 0x0405, 0x0406, 0x0407, 0x0408)


@pytest.fixture(params=[(1, 1_000), (1, 100), (10, 1_000)], ids=["Wh", "10 Wh", "tens"])
def bench(request: pytest.FixtureRequest) -> MeterBench:
    made = MeterBench(base_w=1_234, base_wh=98_765_432)
    multiplier, divisor = request.param
    made.drive("scale", multiplier=multiplier, divisor=divisor)
    made.drive("solar", peak_watts=3_000)
    made.wait(2_345)
    made.home.advance(made.now)
    made.meter.announcements.clear()
    return made


def records(bench: MeterBench, cluster: type[Any], ids: tuple[int, ...]) -> dict[int, Any]:
    response = bench.general(cluster, foundation.GeneralCommand.Read_Attributes, attribute_ids=list(ids))
    return codec.read(response.status_records)


def test_a_reading_is_the_same_by_frame_and_by_word(bench: MeterBench) -> None:
    description = records(bench, Metering, codec.METER_DESCRIPTION)
    scale = codec.meter_scale(description)
    registers = records(bench, Metering, TOGETHER)
    assert codec.reading(DEVICE, registers, scale) == words.read(bench.meter, DEVICE)
    assert codec.meter_described(DEVICE, description | registers, scale) == words.described(bench.meter, DEVICE)


def test_intervals_are_the_same_by_frame_and_by_word(bench: MeterBench) -> None:
    scale = codec.meter_scale(records(bench, Metering, codec.METER_DESCRIPTION))
    for channel in IntervalChannel:
        (response,) = bench.command(
            Metering, "get_profile", interval_channel=int(channel), end_time=0, number_of_periods=8
        )
        assert codec.intervals_read(DEVICE, channel, response, scale) == words.intervals(
            bench.meter, DEVICE, channel, None, 8
        )


def test_prices_and_texts_are_the_same_by_frame_and_by_word(bench: MeterBench) -> None:
    bench.drive("price", price="0.62001", minutes=90)
    frames = bench.command(Price, "get_scheduled_prices", start_time=0, number_of_events=0)
    by_frame = [codec.price_published(DEVICE, frame) for frame in frames]
    assert by_frame == [
        words.price(bench.meter, DEVICE, event) for event in bench.meter.prices.scheduled(bench.meter.now_s, 0)
    ]
    bench.drive("message", text="Wärme!", importance="critical", minutes=5, confirm=True)
    (text,) = bench.command(Messaging, "get_last_message")
    assert bench.meter.text is not None
    assert codec.text_published(DEVICE, text) == words.text(bench.meter.text, DEVICE)
    assert codec.meter_time(DEVICE, records(bench, Time, (0, 1))) == words.time(bench.meter, DEVICE)


def test_what_the_meter_sends_by_itself_is_the_same_by_frame_and_by_word() -> None:
    bench, twin = MeterBench(), MeterBench()
    bench.node.bind(1, Price.cluster_id, 1, True)
    bench.node.bind(1, Messaging.cluster_id, 1, True)
    for one in (bench, twin):
        one.drive("price", price="0.62", minutes=30)
        one.drive("message", text="now")
        one.drive("cancel_message")
    by_frame: list[Message] = []
    for frame in bench.wait(0.1):
        by_frame += codec.decode_frame(DEVICE, frame.cluster_id, frame.payload, None)
    by_word = [m for one in twin.meter.announcements for m in words.announced(twin.meter, DEVICE, one)]
    assert by_frame == by_word
    kinds = [PricePublished, PricePublished, TextPublished, TextCancelled]
    assert [type(message) for message in by_frame] == kinds


def test_a_block_tariff_is_the_same_by_frame_and_by_word() -> None:
    bench = MeterBench(NOON)
    bench.drive("blocks", thresholds_kwh=[300, 600.5], prices=["0.15726", "0.20056", "0.2507"], minutes=43_200)
    ids = (0x0100, 0x0101, 0x0200, 0x0201, 0x0202, 0x0203, 0x0400, 0x0401, 0x0402)
    read = records(bench, Price, ids[:5]) | records(bench, Price, ids[5:]) | records(bench, Price, (0x0612, 0x0617))
    assert bench.meter.blocks is not None
    assert codec.blocks_published(DEVICE, read) == words.blocks(bench.meter.blocks, DEVICE)
