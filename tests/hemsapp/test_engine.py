"""The engine as users and utilities ask: named rules of what people complain about, and requirement ids."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from devices.errors import RadioFault
from devices.han import ConfirmText, ReadIntervals, ReadMeter, ReadPrices, ReadTime
from devices.messages import (
    DeviceKind,
    DeviceReady,
    Importance,
    IntervalChannel,
    IntervalsRead,
    MeterTime,
    RadioChanged,
    RadioState,
    Reading,
    TextCancelled,
    TextPublished,
    Undelivered,
)
from devices.moment import Moment
from hemsapp.commands import (
    AcknowledgeText,
    AnswerMeterReplaced,
    ChoosePriceSource,
    ClockSource,
    PriceSource,
    RunCheck,
    SaveTariff,
    SetBillDay,
    SetClock,
    StartBill,
    TierEntry,
)
from hemsapp.domain.facts import Happened, Interval, Quality, ReadDate
from hemsapp.effects import Record, SendOrder, StepClock
from hemsapp.rates import TariffVersion
from hemsapp.snapshot import Freshness, PriceLevel, freshness
from tests.hemsapp.domain.world import METER, MODULUS_WH, OTHER, World, utc


def home(start: str = "2026-07-13 17:00", **more: object) -> World:
    """A home whose first reading was just heard (10 AM of a Monday in Los Angeles)."""
    world = World(utc(start), **more)  # type: ignore[arg-type] # the table's shorthand
    world.report()
    return world


def orders(world: World, kind: type, since: int = 0) -> list[object]:
    sent = [effect.order for effect in world.effects[since:] if isinstance(effect, SendOrder)]
    return [order for order in sent if isinstance(order, kind)]


def happened(world: World, kind: Happened) -> int:
    return sum(each.kind is kind for each in world.disk.happenings)


# Money


def test_what_power_costs_now_is_the_tier_and_the_time_of_use() -> None:
    """C1FR32a, C1FR32b, C1FR32f, C1FR34c"""
    world = home()
    world.report(demand_w=1710)
    seen = world.seen()
    assert seen.power.demand_w == 1710
    assert seen.power.cost_per_hour == Decimal("0.2907")
    assert seen.prices.price == Decimal("0.17")
    assert seen.prices.level is PriceLevel.NORMAL
    assert seen.prices.until == utc("2026-07-13 21:00")
    assert [block.level for block in seen.prices.blocks[:4]] == [
        PriceLevel.NORMAL,
        PriceLevel.HIGH,
        PriceLevel.NORMAL,
        PriceLevel.LOW,
    ]


def test_the_prices_of_36_hours_are_shown_from_any_hour_of_the_day() -> None:
    """C1FR32f: the page of prices shows a day and a half ahead, without a hole."""
    for hour in range(0, 24, 5):
        world = home(start=f"2026-07-13 {hour:02}:10")
        blocks = world.seen().prices.blocks
        now = world.seen().at.utc
        assert blocks[0].start <= now
        assert all(one.end == other.start for one, other in pairwise(blocks))
        assert blocks[-1].end >= now + timedelta(hours=36)


def test_selling_is_a_negative_cost_per_hour() -> None:
    world = home()
    world.report(demand_w=-2000)
    assert world.seen().power.cost_per_hour == Decimal("-0.13")


@pytest.mark.parametrize(
    "change",
    [
        lambda world: world.publish("0.9", 1),
        lambda world: world.hear(ChoosePriceSource(PriceSource.PUBLISHED)),
        lambda world: world.hear(SaveTariff(date(2026, 7, 14), (TierEntry(None, Decimal("0.9")),))),
        lambda world: world.use(0, 7200),  # into the dear hours
    ],
)
def test_a_rate_change_moves_the_cost_by_nothing_at_that_instant(change: object) -> None:
    """users.md 1, F84"""
    world = home()
    for _ in range(60):
        world.use(50, 60)
    before = world.seen().bill.total
    change(world)  # type: ignore[operator] # the table's shorthand
    assert world.seen().bill.total == before


def test_each_stretch_of_a_quarter_hour_keeps_the_price_that_held() -> None:
    """F84: 100 Wh by the tariff, 100 at the first published price, 100 at the second, all between 10:00 and 10:15."""
    world = home()
    world.use(100, 120)
    world.publish("0.5", 1)
    world.hear(ChoosePriceSource(PriceSource.PUBLISHED))
    world.use(100, 120)
    world.publish("0.7", 2)
    world.use(100, 120)
    bill = world.seen().bill
    assert world.costs.tier == Decimal("0.017")
    assert world.costs.published == Decimal("0.05") + Decimal("0.07")
    assert bill.total == bill.energy_cost + bill.fixed_cost == sum(line.amount for line in bill.lines)
    world.flush()
    assert [(row.length_s, row.delivered_wh) for row in world.disk.of(Interval)] == [(120, 100), (120, 100), (660, 100)]


def test_when_the_published_price_expires_cost_stops_and_usage_goes_on() -> None:
    """ "Price expired": the honest thing to say."""
    world = home()
    world.publish("0.5", 1, minutes=10)
    world.hear(ChoosePriceSource(PriceSource.PUBLISHED))
    world.use(100, 600)
    cost = world.seen().bill.energy_cost
    assert cost == Decimal("0.05")
    world.use(100, 100)
    seen = world.seen()
    assert (seen.bill.energy_cost, seen.bill.used_wh) == (cost, 200)
    assert seen.prices.price is None
    assert seen.prices.source is PriceSource.PUBLISHED
    assert seen.prices.stored == Decimal("0.17")
    assert seen.power.cost_per_hour is None


def test_a_tariff_from_an_earlier_day_rates_from_its_midnight_and_keeps_the_old_version() -> None:
    """users.md 2, C1FR34a"""
    world = home()
    world.use(1000, 3600)
    world.hear(SaveTariff(date(2026, 7, 13), (TierEntry(None, Decimal("0.25180")),)))
    seen = world.seen()
    assert world.costs.tier == Decimal("0.2518")
    assert seen.bill.tier_cost == Decimal("0.25")
    assert [each.version for each in world.disk.of(TariffVersion)] == [1, 2]
    assert (seen.tariff.version, seen.tariff.is_sample) == (2, False)
    assert seen.tariff.fixed_per_day == Decimal("0.49")


def test_prices_that_make_no_tariff_are_refused() -> None:
    world = home()
    world.hear(SaveTariff(date(2026, 7, 13), (TierEntry(300, Decimal("0.2")),)))
    assert world.seen().tariff.version == 1
    assert happened(world, Happened.COMMAND_REFUSED) == 1


def test_fixed_charges_count_each_day_of_the_bill_and_lines_sum_exactly() -> None:
    """users.md 5, C1FR32e"""
    world = home()
    world.hear(SetBillDay(24))
    bill = world.seen().bill
    assert (bill.start, bill.end, bill.day, bill.days) == (date(2026, 6, 24), date(2026, 7, 24), 20, 30)
    assert bill.fixed_cost == Decimal("9.80")
    assert bill.total == bill.tier_cost + bill.time_of_use_cost + bill.fixed_cost + bill.events_cost + bill.sold_cost


def test_sold_energy_is_a_line_of_its_own() -> None:
    world = home()
    world.use(0, 10, received_wh=0)
    world.report(received_wh=100_000)
    world.hear(Reading(METER, world.register_wh, 100_050))
    bill = world.seen().bill
    assert (bill.sold_wh, world.costs.sold) == (50, Decimal("-0.00325"))
    assert bill.total == bill.energy_cost + bill.fixed_cost + bill.sold_cost


def test_no_projection_before_five_complete_days_then_a_range() -> None:
    """users.md 7, X-PROJECTED"""
    world = World(utc("2026-07-01 07:00"))
    world.report()
    for quarter_of_day in range(4 * 6):
        assert (world.seen().bill.projection is None) == (quarter_of_day < 4 * 5)
        for _ in range(24):
            world.use(200 + 10 * (quarter_of_day // 4), 900)
    projection = world.seen().bill.projection
    assert projection is not None
    assert projection.low <= projection.likely <= projection.high
    assert 31 * 96 * 200 < projection.likely_wh < 31 * 96 * 260


# Bills


def test_a_new_bill_starts_at_local_midnight_and_the_old_one_is_kept() -> None:
    """C1FR35, C1FR32c, M3"""
    world = home("2026-07-24 06:30")  # half past eleven at night on the 23rd
    world.hear(SetBillDay(24))
    for _ in range(6):
        world.use(100, 600)
    seen = world.seen()
    assert (seen.bill.start, seen.bill.used_wh, seen.today.used_wh) == (date(2026, 7, 24), 300, 300)
    closed = [each for each in world.disk.kept.values() if type(each).__name__ == "ClosedBill"]
    assert [(each.end, each.delivered_wh) for each in closed] == [(date(2026, 7, 24), 300)]  # type: ignore[union-attr] # the table's shorthand


def test_a_read_date_restarts_the_month_and_deletes_nothing() -> None:
    """C1FR35, users.md 3"""
    world = home()
    for _ in range(48 * 4):
        world.use(25, 900)
    before = world.counted_wh
    world.hear(StartBill(date(2026, 7, 15)))
    bill = world.seen().bill
    assert (bill.start, bill.is_read_date_known) == (date(2026, 7, 15), True)
    assert bill.used_wh == sum(wh for start, wh in world.rows.items() if start >= utc("2026-07-15 07:00"))
    assert world.counted_wh == before
    world.hear(StartBill(date(2026, 7, 14)))  # a slip of the finger is mended
    assert world.seen().bill.start == date(2026, 7, 14)
    assert ReadDate(date(2026, 7, 15), is_replaced=True) in world.disk.of(ReadDate)


# Readings and time


def test_a_replaced_meter_is_asked_about_and_history_is_joined() -> None:
    """users.md 8, users.md 14, F81"""
    world = home()
    world.use(100, 60)
    before = world.register_wh
    world.register_wh = 123
    for _ in range(4):
        world.use(10, 10)
    question = world.seen().question
    assert question is not None
    assert (question.before_wh, question.after_wh) == (before, 133)
    world.hear(AnswerMeterReplaced(is_replaced=True))
    world.use(10, 10)
    assert world.seen().question is None
    assert world.counted_wh == 100 + 30 + 10
    assert happened(world, Happened.METER_REPLACED) == 1


def test_a_glitch_is_ignored_and_withdraws_the_question() -> None:
    """users.md 8"""
    world = home()
    for _ in range(4):
        world.report(delivered_wh=0)
    assert world.seen().question is not None
    world.use(10, 10)
    assert world.seen().question is None
    assert world.counted_wh == 10
    assert happened(world, Happened.GLITCH_IGNORED) == 1


def test_a_new_meter_with_another_address_is_asked_about() -> None:
    """users.md 14: no ghost meter."""
    world = home()
    world.pass_time(0, 600)
    world.hear(DeviceReady(OTHER, DeviceKind.METER_GATEWAY, "Sample", "Meter"))
    for wh in (5, 10, 15, 20):
        world.pass_time(0, 10)
        world.hear(Reading(OTHER, wh, demand_w=700))
    assert world.seen().question is not None
    world.hear(AnswerMeterReplaced(is_replaced=True))
    world.pass_time(0, 10)
    world.hear(Reading(OTHER, 25, demand_w=700))
    assert world.seen().link.meter == OTHER
    assert world.counted_wh == 20


def test_a_rollover_is_counted_through() -> None:
    """F80"""
    world = home(register_wh=MODULUS_WH - 5)
    world.use(20, 10)
    assert world.seen().bill.used_wh == 20
    assert happened(world, Happened.ROLLOVER_ACCEPTED) == 1


def test_a_silence_is_not_itemised_until_the_meters_own_intervals_fill_it() -> None:
    """users.md 9, M1, F83"""
    world = home()
    world.is_meter_answering = False
    world.use(100, 420)
    world.use(2000, 3600)
    bill = world.seen().bill
    assert (bill.used_wh, bill.not_itemised_wh) == (2100, 2000)
    world.is_meter_answering = True
    for _ in range(20):
        world.use(10, 60)
        world.settle()
    bill = world.seen().bill
    assert (bill.used_wh, bill.not_itemised_wh) == (2300, 0)
    assert world.rows == world.profile
    assert Quality.PROFILE in {row.quality for row in world.disk.of(Interval)}


def test_the_bill_before_our_first_day_comes_from_the_meters_profile() -> None:
    """C1FR32d: month to date, though the display is new."""
    world = World(utc("2026-07-11 00:00"))
    world.pass_time(96 * 250 * 2, 2 * 86_400)
    world.report()
    world.use(0, 90)
    world.settle()
    assert world.seen().bill.used_wh == 96 * 250 * 2
    pages = [order for order in orders(world, ReadIntervals) if isinstance(order, ReadIntervals)]
    assert all(order.periods <= 24 for order in pages)
    ends = [order.end for order in pages if order.channel is IntervalChannel.DELIVERED and order.end is not None]
    of_bill = [end for end in ends if end > utc("2026-07-01 07:00")]
    assert ends[0] == min(of_bill)
    assert of_bill == sorted(of_bill)
    assert min(ends) < min(of_bill)  # and then the weeks before, which its days are compared with


def test_a_reading_that_tells_its_interval_is_counted_from_the_intervals_start() -> None:
    world = World(utc("2026-07-13 17:07"))
    world.report(interval_start=utc("2026-07-13 17:00"), interval_delivered_wh=70)  # type: ignore[arg-type] # the table's shorthand
    assert world.seen().bill.used_wh == 70
    world = World(utc("2026-07-13 17:07"))
    world.report()
    world.use(10, 10)
    world.report(interval_start=utc("2026-07-13 17:00"), interval_delivered_wh=80)  # type: ignore[arg-type] # the table's shorthand
    assert world.seen().bill.used_wh == 80


def test_values_age_and_a_silent_meter_is_a_gap_not_a_zero() -> None:
    """C1FR32g, users.md 9, 10"""
    world = home()
    for _ in range(60):
        world.use(3, 10)
    heard = world.seen().power.heard
    assert freshness(heard, world.at) is Freshness.LIVE
    assert world.engine.next_wake_s is not None
    world.pass_time(0, 600)
    world.wake()
    seen = world.seen()
    assert freshness(heard, world.at) is Freshness.SILENT
    assert heard is not None
    assert seen.power.gap_since == heard.utc
    assert seen.power.minutes_w[-5:] == (None,) * 5
    assert seen.power.minutes_w[-15] == 1000
    assert orders(world, ReadMeter)


@pytest.mark.parametrize(("day", "quarters"), [("2026-03-08", 92), ("2026-11-01", 100)])
def test_the_days_of_the_clock_change_have_all_their_quarters(day: str, quarters: int) -> None:
    """F42, users.md 11: America/Los_Angeles, both ways; the day's cost is that of its local hours."""
    start = utc(f"{day} 08:00") if quarters == 92 else utc(f"{day} 07:00")
    world = World(start - timedelta(days=1))
    world.report()
    for _ in range(96):
        world.use(100, 900)
    before, booked = world.seen().bill, world.costs.time_of_use
    for _ in range(quarters):
        world.use(100, 900)
    day_rows = [each for each in world.rows if each >= start]
    assert len(day_rows) == quarters
    bill = world.seen().bill
    assert bill.used_wh is not None
    assert before.used_wh is not None
    assert bill.used_wh - before.used_wh == quarters * 100
    night = 10 * 4 - 4 if quarters == 92 else 10 * 4 + 4
    expected = Decimal("0.1") * (6 * 4 * Decimal("0.094") - night * Decimal("0.09"))
    assert world.costs.time_of_use - booked == expected
    world.use(0, 1)
    assert world.seen().today.used_wh == 0


def test_it_is_known_since_when_the_meter_was_heard() -> None:
    """C1FR32b: a minute before the first reading is no gap."""
    world = home()
    world.use(100, 60)
    since = world.seen().power.heard_since
    assert since is not None
    world.use(100, 600)
    assert world.seen().power.heard_since == since


def test_a_demonstration_at_sixty_times_counts_and_is_no_gap() -> None:
    world = home(speed=60.0)
    for _ in range(60):
        world.use(50, 120)
    seen = world.seen()
    assert (seen.bill.used_wh, seen.bill.not_itemised_wh) == (3000, 0)
    assert None not in seen.power.minutes_w


def test_the_clock_follows_the_meter_unless_set_by_hand() -> None:
    """C1NFR13.2, F43"""
    world = home()
    world.hear(SetClock(utc("2026-07-13 18:00")))
    assert world.seen().preferences.clock_source is ClockSource.HAND
    assert StepClock(utc("2026-07-13 18:00")) in world.effects
    sent = len(world.effects)
    world.hear(MeterTime(METER, utc("2026-07-13 17:00"), is_synchronized=True))
    assert not [effect for effect in world.effects[sent:] if isinstance(effect, StepClock)]
    assert world.seen().link.meter_clock_offset_s == -3600
    world.hear(SetClock(None))
    assert world.seen().preferences.clock_source is ClockSource.METER
    world.hear(MeterTime(METER, utc("2026-07-13 17:00"), is_synchronized=True))
    assert StepClock(utc("2026-07-13 17:00")) in world.effects[sent:]


def test_today_is_compared_with_the_same_weekdays_by_this_time() -> None:
    """Users' compare pattern, C1FR32c: 12 % less than a usual Monday by now."""
    world = World(utc("2026-06-08 07:00"))
    world.is_meter_answering = False
    world.report()
    for quarter in range(35 * 96 + 40):
        weight = 50 if quarter >= 35 * 96 else 100
        world.use(weight, 900)
        world.monotonic_s -= 890
    assert world.seen().today.usual_percent == -50
    assert world.seen().power.usual_w == (400, 400)


# Orders and texts


def test_a_meter_that_is_ready_is_asked_for_everything_and_again_by_the_hour() -> None:
    world = home()
    assert {type(order) for order in orders(world, object)} >= {ReadTime, ReadMeter, ReadPrices}
    sent = len(world.effects)
    for _ in range(61):
        world.use(5, 60)
        world.wake()
    assert len(orders(world, ReadPrices, sent)) == 1
    assert orders(world, ReadTime, sent) == []
    world.hear(RunCheck())
    world.wake()
    assert len(orders(world, ReadTime, sent)) == 1


def test_an_order_that_failed_is_tried_again_later() -> None:
    world = home()
    world.is_meter_answering = False
    world.hear(RunCheck())
    world.wake()
    failed = [each for each in world.effects if isinstance(each, SendOrder) and isinstance(each.order, ReadTime)][-1]
    world.hear(Undelivered(failed.order_id, "no route"))
    sent = len(world.effects)
    world.pass_time(0, 4)
    world.wake()
    assert orders(world, type(failed.order), sent) == []
    world.pass_time(0, 2)
    world.wake()
    assert len(orders(world, type(failed.order), sent)) == 1
    assert world.seen().health.undelivered == 1


def test_a_dongle_that_is_gone_is_a_state_with_its_reason() -> None:
    world = home()
    world.hear(RadioChanged(RadioState.LOST, "/dev/ttyUSB0", RadioFault.UNPLUGGED, 4.0))
    seen = world.seen()
    assert (seen.link.radio, seen.link.fault, seen.link.retry_s) == (RadioState.LOST, RadioFault.UNPLUGGED, 4.0)
    assert not any(device.is_ready for device in seen.devices)
    sent = len(world.effects)
    world.pass_time(0, 300)
    world.wake()
    assert orders(world, object, sent) == []


def test_a_text_is_shown_confirmed_and_cancelled() -> None:
    world = home()
    world.hear(TextPublished(METER, 7, "Heat warning", Importance.HIGH, None, 60, is_confirmation_required=True))
    assert [text.text for text in world.seen().texts] == ["Heat warning"]
    world.hear(AcknowledgeText(7))
    world.wake()
    assert world.seen().texts[0].is_acknowledged
    assert [order.message_id for order in orders(world, ConfirmText) if isinstance(order, ConfirmText)] == [7]
    world.hear(TextCancelled(METER, 7))
    assert world.seen().texts == ()


# The shape


def test_parts_that_did_not_change_keep_their_identity() -> None:
    world = home("2026-07-13 17:01")
    first = world.seen()
    assert world.engine.snapshot(Moment(world.now, world.monotonic_s + 1)) is first
    world.use(10, 10)
    second = world.seen()
    assert second is not first
    assert second.tariff is first.tariff
    assert second.prices is first.prices
    assert second.preferences is first.preferences
    assert second.bill is not first.bill


def test_samples_may_wait_and_everything_else_is_urgent() -> None:
    world = home()
    sent = len(world.effects)
    world.use(10, 10)
    (record,) = world.effects[sent:]
    assert isinstance(record, Record)
    assert (len(record.facts), record.is_urgent) == (1, False)
    world.hear(SetBillDay(3))
    assert isinstance(world.effects[-1], Record)
    assert world.effects[-1].is_urgent


def test_fifty_devices_once_a_second_are_all_heard() -> None:
    world = home()
    devices = [replace(DeviceReady(METER, DeviceKind.LOAD_SWITCH, "", ""), device=f"{each:02x}") for each in range(49)]  # type: ignore[arg-type] # the table's shorthand
    for each in devices:
        world.hear(each)
    for _ in range(60):
        world.use(1, 1)
        for each in devices:
            world.hear(Reading(each.device, 5, demand_w=5))
    assert world.seen().bill.used_wh == 60
    assert len(world.seen().devices) == 50


def test_a_known_meter_that_keeps_silent_is_asked_for_its_registers() -> None:
    world = home()
    world.flush()
    world.is_meter_answering = False
    world.engine = type(world.engine)(world.engine.settings, world.disk.restored())
    sent = len(world.effects)
    world.perform(world.engine.start(world.at))
    world.hear(RadioChanged(RadioState.READY, "/dev/ttyUSB0"))
    world.wake()
    assert orders(world, ReadMeter, sent) == [ReadMeter(METER)]


@pytest.mark.parametrize("minutes", [5, 10, 30, 60, 15])
def test_intervals_of_other_lengths_fill_gaps_to_the_watt_hour(minutes: int) -> None:
    """F83: 5 to 60 minutes."""
    world = home("2026-07-13 18:00")
    world.is_meter_answering = False
    world.use(1200, 2 * 3600)
    world.use(0, 10)
    count = 120 // minutes
    values = (1200 // count,) * count
    for _ in range(2):
        world.hear(IntervalsRead(METER, IntervalChannel.DELIVERED, utc("2026-07-13 20:00"), minutes, values))
    assert world.seen().bill.not_itemised_wh == 0
    assert {wh for start, wh in world.rows.items() if start < utc("2026-07-13 20:00")} == {150}


def test_intervals_that_end_at_no_interval_are_counted_as_malformed() -> None:
    world = home()
    world.hear(IntervalsRead(METER, IntervalChannel.DELIVERED, utc("2026-07-13 16:07"), 15, (100,)))
    assert world.seen().health.malformed == 1


def test_a_clock_behind_the_last_reading_is_not_trusted_until_the_meter_tells_the_time() -> None:
    """F41, T2: booted in 1970; nothing is counted into the wrong year, and nothing is lost."""
    world = home()
    world.use(100, 60)
    world.flush()
    world.engine = type(world.engine)(world.engine.settings, world.disk.restored())
    now, world.now = world.now, utc("1970-01-01 00:00")
    world.perform(world.engine.start(world.at))
    world.register_wh += 50
    world.report()
    assert world.counted_wh == 100
    world.now = now
    world.pass_time(0, 60)
    world.hear(MeterTime(METER, world.now, is_synchronized=True))
    world.report()
    assert world.counted_wh == 150
    assert min(world.rows) >= utc("2026-07-13 17:00")


def test_a_channel_that_the_meter_refuses_is_asked_less_and_less() -> None:
    world = home()
    world.is_meter_answering = False
    world.hear(RunCheck())
    asked = 0
    for _ in range(600):
        sent = len(world.effects)
        world.wake()
        for effect in world.effects[sent:]:
            if isinstance(effect, SendOrder):
                asked += isinstance(effect.order, ReadIntervals)
                world.hear(Undelivered(effect.order_id, "channel not supported"))
        world.use(0, 1)
    assert 3 <= asked <= 6
