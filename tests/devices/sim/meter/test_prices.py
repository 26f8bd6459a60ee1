"""C1FR32f, C1FR34c: prices that the meter publishes ahead, and what the utility publishes over them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zigpy.zcl.foundation import Status

from devices.se.messaging import Messaging
from devices.se.price import Price
from devices.sim.common_clusters import ZCL_EPOCH_S
from devices.sim.meter.prices import AHEAD_S, MIN_AHEAD, PriceBook
from tests.devices.sim.meter.bench import LOS_ANGELES, NOON, MeterBench, parsed

NOON_S = int(NOON.timestamp())


def local(event: Any) -> tuple[str, int, int]:
    start = datetime.fromtimestamp(event.start_time + ZCL_EPOCH_S, LOS_ANGELES)
    return start.strftime("%d %H:%M"), event.duration_in_minutes, event.price


def scheduled(bench: MeterBench, start: int = 0, count: int = 0) -> list[Any]:
    return bench.command(Price, "get_scheduled_prices", start_time=start, number_of_events=count)


def test_a_time_of_use_day_is_published_ahead() -> None:
    assert [local(event) for event in scheduled(MeterBench())] == [
        ("14 12:00", 120, 24_600),
        ("14 14:00", 360, 34_000),
        ("14 20:00", 120, 24_600),
        ("14 22:00", 600, 15_600),
        ("15 08:00", 360, 24_600),
    ]


def test_a_number_of_events_and_a_start_limit_what_is_asked_for() -> None:
    bench = MeterBench()
    assert [local(one)[0] for one in scheduled(bench, count=2)] == ["14 12:00", "14 14:00"]
    after_the_peak = NOON_S - ZCL_EPOCH_S + 8 * 3_600
    assert local(scheduled(bench, start=after_the_peak)[0])[0] == "14 20:00"
    (nothing,) = scheduled(bench, start=after_the_peak + 100 * 86_400)
    assert nothing.status == Status.NOT_FOUND


def test_the_current_price_changes_with_the_hour() -> None:
    bench = MeterBench()
    bench.wait(2 * 3_600)
    (price,) = bench.command(Price, "get_current_price", command_options=1)
    assert (price.rate_label, price.price) == (b"High", 34_000)
    assert price.price_trailing_digit_and_price_tier == 0x53
    assert price.number_of_price_tiers_and_register_tier == 0x33


@pytest.mark.parametrize(("date", "minutes"), [((2026, 3, 7), 540), ((2026, 10, 31), 660)])
def test_the_night_of_a_clock_change_is_an_hour_shorter_or_longer(date: tuple[int, int, int], minutes: int) -> None:
    """F42"""
    evening = datetime(*date, 22, tzinfo=LOS_ANGELES).astimezone(UTC)
    (price,) = MeterBench(evening).command(Price, "get_current_price", command_options=0)
    assert (price.rate_label, price.duration_in_minutes) == (b"Low", minutes)


def test_a_price_over_the_schedule_cuts_what_it_covers_and_gives_the_rest_a_higher_number() -> None:
    bench = MeterBench()
    before = {event.issuer_event_id for event in scheduled(bench)}
    bench.drive("price", price="0.62", minutes=240, start="2026-07-14T17:00:00-07:00")
    events = scheduled(bench)
    assert [local(event) for event in events] == [
        ("14 12:00", 120, 24_600),
        ("14 14:00", 180, 34_000),
        ("14 17:00", 240, 62_000),
        ("14 21:00", 60, 24_600),
        ("14 22:00", 600, 15_600),
        ("15 08:00", 360, 24_600),
    ]
    assert min(events[2].issuer_event_id, events[3].issuer_event_id) > max(before)


def test_a_new_price_is_told_to_whoever_listens() -> None:
    bench = MeterBench()
    bench.node.bind(1, 0x0700, 1, True)
    bench.drive("price", price="0.62", minutes=30)
    published = [parsed(Price, frame) for frame in bench.wait(0.1) if frame.cluster_id == 0x0700]
    assert [local(event) for event in published] == [("14 12:00", 30, 62_000), ("14 12:30", 90, 24_600)]


def test_another_tariff_holds_from_this_minute_on() -> None:
    bench = MeterBench()
    bench.drive("tariff", day=[["00:00", "off-peak", "0.09"], ["14:00", "peak", "0.31"], ["20:00", "off-peak", "0.09"]])
    assert [local(event)[0::2] for event in scheduled(bench, count=3)] == [
        ("14 12:00", 9_000),
        ("14 14:00", 31_000),
        ("14 20:00", 9_000),
    ]
    assert bench.read(Price, "tier1_price_label", "tier2_price_label")["tier2_price_label"] == b"peak"


@given(st.lists(st.tuples(st.integers(-60, 2_880), st.integers(1, 1_500), st.integers(0, 600)), max_size=6))
def test_published_prices_never_overlap_and_reach_a_day_ahead(wishes: list[tuple[int, int, int]]) -> None:
    book = PriceBook(LOS_ANGELES)
    book.reach_ahead(NOON_S)
    ids = [event.issuer_event_id for event in book.events]
    for in_minutes, minutes, wait_minutes in wishes:
        now_s = NOON_S + wait_minutes * 60
        changed = book.publish(now_s + max(0, in_minutes) * 60, minutes, Decimal("0.5"), "x", 4, now_s)
        assert max(event.issuer_event_id for event in changed) > max(ids)
        ids += [event.issuer_event_id for event in changed]
        assert all(one.end_s == next_one.start_s for one, next_one in pairwise(book.events) if one.end_s > now_s)
        assert book.events[-1].end_s >= now_s + AHEAD_S
        assert len(book.scheduled(now_s, 0)) >= MIN_AHEAD


def test_a_block_period_is_published_with_its_thresholds_and_prices() -> None:
    """C1FR34d"""
    bench = MeterBench()
    (none,) = bench.command(Price, "get_block_periods", start_time=0, number_of_events=0)
    assert none.status == Status.NOT_FOUND
    bench.drive("blocks", thresholds_kwh=[300, 600.5], prices=["0.15726", "0.20056", "0.2507"], minutes=43_200)
    (period,) = bench.command(Price, "get_block_periods", start_time=0, number_of_events=0)
    assert (period.block_period_start_time, period.block_period_duration) == (NOON_S - ZCL_EPOCH_S, 43_200)
    read = bench.read(
        Price, "number_of_block_thresholds_in_use", "block1_threshold", "block2_threshold", "threshold_divisor",
        "no_tier_block1_price", "no_tier_block3_price", "price_trailing_digit",
    )  # fmt: skip
    assert [int(value) for value in read.values()] == [2, 300_000, 600_500, 1_000, 15_726, 25_070, 0x50]


@pytest.mark.parametrize(
    "arguments",
    [{"price": -1, "minutes": 5}, {"price": "0.123456", "minutes": 5}, {"price": 1}, {"price": 1, "minutes": 0}],
)
def test_a_price_that_cannot_be_is_refused_with_a_sentence(arguments: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="price"):
        MeterBench().drive("price", **arguments)


# Texts


def test_one_message_stands_at_a_time_and_a_newer_one_takes_its_place() -> None:
    bench = MeterBench()
    (none,) = bench.command(Messaging, "get_last_message")
    assert none.status == Status.NOT_FOUND
    first = bench.drive("message", text="one")["message_id"]
    second = bench.drive("message", text="two")["message_id"]
    (text,) = bench.command(Messaging, "get_last_message")
    assert second > first
    assert (text.message_id, text.message, text.duration_in_minutes) == (second, b"two", 0xFFFF)


def test_a_message_ends_with_its_duration() -> None:
    bench = MeterBench()
    bench.drive("message", text="soon over", minutes=10)
    bench.wait(600)
    (none,) = bench.command(Messaging, "get_last_message")
    assert none.status == Status.NOT_FOUND


def test_a_cancelled_message_is_cancelled_on_the_air() -> None:
    bench = MeterBench()
    bench.node.bind(1, 0x0703, 1, True)
    message_id = bench.drive("message", text="never mind")["message_id"]
    bench.drive("cancel_message")
    displayed, cancelled = (parsed(Messaging, frame) for frame in bench.wait(0.1))
    assert (displayed.message_id, cancelled.message_id, cancelled.message_control) == (message_id, message_id, 0)
    with pytest.raises(ValueError, match="no message"):
        bench.drive("cancel_message")


def test_a_confirmation_is_remembered() -> None:
    bench = MeterBench()
    message_id = bench.drive("message", text="read me", confirm=True)["message_id"]
    at = NOON_S - ZCL_EPOCH_S + 5
    (done,) = bench.command(Messaging, "message_confirmation", message_id=message_id, confirmation_time=at)
    assert done.status == Status.SUCCESS
    assert bench.drive("confirmations") == [{"message_id": message_id, "at_s": NOON_S + 5}]


def test_a_long_message_is_cut_between_characters() -> None:
    bench = MeterBench()
    bench.node.bind(1, 0x0703, 1, True)
    bench.drive("message", text="ä" * 60)
    (frame,) = bench.wait(timedelta(seconds=0.1).total_seconds())
    assert len(frame.payload) <= 73
    assert parsed(Messaging, frame).message.decode() == "ä" * 29
