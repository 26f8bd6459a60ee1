"""While an event is in force its price holds: on the screen, in the ledger and in the bill."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from devices.demand_response import (
    CppAuth,
    CriticalPeakPublished,
    DeviceClass,
    EventTold,
    LoadControl,
    LoadControlCancelled,
    MeterEventStatus,
)
from hemsapp.commands import AnswerEvent, ChoosePriceSource, PriceSource
from hemsapp.domain.entries import Row
from hemsapp.snapshot import PriceBlock, PriceLevel
from hemsapp.units import cents
from tests.hemsapp.domain.world import METER, World, utc

MINUTE = timedelta(minutes=1)
BEGIN = utc("2026-07-13 17:00")
START = utc("2026-07-13 17:07")
END = utc("2026-07-13 17:27")
PEAK = CriticalPeakPublished(METER, 1, 7, START, 20, 0, CppAuth.FORCED, Decimal("0.62"))
CONTROL = LoadControl(METER, 7, DeviceClass.HVAC, 0, START, 20, 2, cooling_offset_centi_c=220)
CANCEL = LoadControlCancelled(METER, 7, DeviceClass.HVAC, 0)
KWH = 1000


def world_with(*messages: object) -> World:
    """A home that uses 100 Wh a minute, and has heard these two minutes ago."""
    world = World(BEGIN)
    world.report()
    world.use(200, 120)
    for message in messages:
        world.hear(message)  # type: ignore[arg-type] # the table's shorthand
    world.use(200, 120)
    return world


def run(world: World, minutes: int) -> None:
    for _ in range(minutes):
        world.use(100, 60)
        world.wake()


def usual(world: World) -> Decimal:
    """Dollars per kWh by the stored rates; they do not change in these tests."""
    stored = world.seen().prices.stored
    assert stored is not None
    return stored


def added(world: World, wh: int, price: str = "0.62") -> Decimal:
    return (Decimal(price) - usual(world)) * wh / KWH


def booked(world: World) -> Decimal:
    """What events added, exactly; the bill says it to the cent."""
    assert world.seen().bill.events_cost == cents(world.costs.events)
    return world.costs.events


def check_bill(world: World) -> None:
    """The lines are the bill, and every watt-hour is in it."""
    bill = world.seen().bill
    assert bill.energy_cost == bill.tier_cost + bill.time_of_use_cost + bill.published_cost
    assert bill.total == bill.energy_cost + bill.fixed_cost + bill.events_cost + bill.sold_cost
    assert bill.total == sum(line.amount for line in bill.lines)
    assert bill.lines == world.lines_from_scratch()
    assert bill.used_wh == world.counted_wh == world.register_wh - world.first_wh
    assert sum(tier.cost for tier in bill.tiers) == bill.tier_cost


def accounts(world: World) -> list[tuple[object, ...]]:
    """All that the ledger says, entry by entry; a gap that is wholly itemised says nothing and is forgotten in time."""
    world.seen()
    return [
        (entry.start_s, entry.delivered_wh, entry.price, entry.costs)
        for entry in world.engine._home.ledger.entries
        if isinstance(entry, Row) or entry.left_wh
    ]


def test_the_price_of_an_event_is_shown_before_while_and_after_it_holds() -> None:
    """C1FR32a, C1FR32f, UC96.1.14, UC96.1.22"""
    world = world_with(PEAK)
    before = world.seen().prices
    stored = usual(world)
    block = PriceBlock(START, END, Decimal("0.62"), PriceLevel.CRITICAL)
    assert (before.price, before.level, before.until) == (stored, PriceLevel.NORMAL, START)
    assert [before.blocks[0].end, before.blocks[1]] == [START, block]
    run(world, 3)
    during = world.seen()
    assert (during.prices.price, during.prices.level) == (Decimal("0.62"), PriceLevel.CRITICAL)
    assert (during.prices.until, during.prices.is_event, during.prices.stored) == (END, True, stored)
    assert during.prices.rates_level is PriceLevel.NORMAL
    assert during.prices.blocks[0] == block
    assert (during.prices.blocks[1].start, during.prices.blocks[1].price) == (END, stored)
    assert during.power.cost_per_hour == Decimal("0.62")  # at a kilowatt
    run(world, 19)
    assert world.seen().prices.price == Decimal("0.62")
    run(world, 1)
    after = world.seen()
    assert (after.prices.price, after.prices.level, after.prices.is_event) == (stored, PriceLevel.NORMAL, False)
    assert after.power.cost_per_hour == stored


def test_the_energy_of_an_event_costs_its_price_to_the_watt_hour() -> None:
    """C1FR32e, C1FR34a: the tiers go on by the energy, and what the event adds is a line of its own."""
    world = world_with(PEAK)
    run(world, 60)
    assert booked(world) == added(world, 2000)
    assert world.seen().today.cost == world.costs.tier + world.costs.time_of_use + booked(world)
    check_bill(world)
    rows = {(row.start_s, row.length_s) for row in world.engine._home.ledger.rows(0, 1 << 40) if row.price is not None}
    start_s = int(START.timestamp())
    assert rows == {(start_s, 480), (start_s + 480, 720)}


def test_a_reading_across_its_edges_is_shared_by_time() -> None:
    """C1FR32e"""
    world = world_with(PEAK)  # it is 17:04
    world.use(600, 360)  # half of it before 17:07
    assert booked(world) == added(world, 300)
    run(world, 15)
    world.use(400, 240)  # half of it after 17:27
    assert booked(world) == added(world, 300 + 1500 + 200)
    check_bill(world)


@pytest.mark.parametrize("is_skipped", [True, False])
def test_who_takes_no_part_pays_the_price_as_well(is_skipped: bool) -> None:
    """C1FR32e"""
    world = world_with(CONTROL, PEAK)
    world.hear(AnswerEvent(7, is_skipped=is_skipped))
    run(world, 30)
    assert booked(world) == added(world, 2000)


def test_the_price_may_come_over_the_tunnel() -> None:
    """C1FR32f"""
    told = EventTold(METER, 7, MeterEventStatus.PENDING, BEGIN, START, END, "critical peak", Decimal("0.62"))
    world = world_with(CONTROL, told)
    run(world, 30)
    assert booked(world) == added(world, 2000)
    practice = world_with(CONTROL, replace(told, is_test=True))
    run(practice, 5)
    assert practice.seen().prices.price == usual(practice)
    run(practice, 25)
    assert booked(practice) == 0


def test_what_turns_out_to_be_practice_is_taken_back() -> None:
    """C1FR32e: the price is heard first, and some of it is booked."""
    world = world_with(CONTROL, PEAK)
    run(world, 8)
    assert booked(world) == added(world, 500)
    told = EventTold(METER, 7, MeterEventStatus.ACTIVE, world.now, START, END, "critical peak", is_test=True)
    world.hear(told)
    assert booked(world) == 0
    assert not world.seen().prices.is_event
    run(world, 30)
    assert booked(world) == 0
    check_bill(world)


def test_a_cancelled_event_gives_back_its_hours_from_then_on() -> None:
    """C1FR32e"""
    early = world_with(CONTROL, PEAK, CANCEL)
    run(early, 30)
    assert booked(early) == 0
    world = world_with(CONTROL, PEAK)
    run(world, 8)
    world.hear(CANCEL)  # at 17:12
    assert world.seen().prices.price == usual(world)
    world.kill()
    run(world, 30)
    assert booked(world) == added(world, 500)
    check_bill(world)


def test_a_moved_event_keeps_what_was_used_and_gives_back_the_rest() -> None:
    """C1FR32e"""
    world = world_with(CONTROL, PEAK)
    run(world, 8)
    world.hear(replace(CONTROL, start=START + 60 * MINUTE))
    world.kill()
    run(world, 20)
    assert booked(world) == added(world, 500)
    run(world, 60)
    assert booked(world) == added(world, 2500)
    check_bill(world)


def test_a_price_that_is_heard_late_holds_from_its_start() -> None:
    """C1FR32e: what was counted since then is shared by time."""
    world = world_with(CONTROL)
    run(world, 13)
    assert booked(world) == 0
    world.hear(PEAK)  # at 17:17, ten minutes late
    assert booked(world) == added(world, 1000)
    run(world, 20)
    assert booked(world) == added(world, 2000)
    check_bill(world)


@pytest.mark.parametrize("is_told_before", [True, False])
def test_energy_that_the_profile_fills_in_costs_the_price_of_its_hour(is_told_before: bool) -> None:
    """C1FR32e, F83: whether the event was known before the silence or only after it."""
    world = world_with(*[PEAK] if is_told_before else [])
    world.is_meter_answering = False
    world.use(6000, 3600)
    assert world.seen().bill.not_itemised_wh == 6000
    if is_told_before:
        assert booked(world) == added(world, 2000)
    check_bill(world)
    world.is_meter_answering = True
    run(world, 14)
    world.settle()
    if not is_told_before:
        world.hear(replace(PEAK, duration_minutes=120))
    world.settle()
    assert world.seen().bill.not_itemised_wh == 0
    in_force_wh = 2000 if is_told_before else world.counted_wh - 700
    off = booked(world) - added(world, in_force_wh)
    assert abs(off) <= (0 if is_told_before else added(world, 1))  # a watt-hour of what was shared by time
    check_bill(world)


def test_beside_published_prices_the_price_of_the_event_takes_their_place() -> None:
    """C1FR32f"""
    world = world_with()
    world.publish("0.10", 1)
    world.hear(ChoosePriceSource(PriceSource.PUBLISHED))
    before = world.costs.published
    world.hear(PEAK)
    run(world, 5)
    assert (world.seen().prices.price, world.seen().prices.until) == (Decimal("0.62"), END)
    run(world, 25)
    assert world.seen().prices.price == Decimal("0.10")
    assert world.costs.published - before == Decimal("0.62") * 2 + Decimal("0.10")
    check_bill(world)


def test_after_an_event_the_stored_rates_hold_in_gaps_too() -> None:
    """F83: the row before a gap may be an event's; its price is not handed on."""
    world = world_with(replace(PEAK, duration_minutes=8))  # until 17:15
    run(world, 11)
    world.use(3000, 1800, is_heard=False)
    world.kill()
    world.use(0, 10)
    world.settle()
    assert booked(world) == added(world, 800)
    assert world.seen().bill.published_cost == 0
    check_bill(world)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["hear", "hear", "hear", "hear", "silence", "kill", "event", "cancel", "move"]),
        st.integers(0, 300),
        st.integers(1, 400),
    ),
    min_size=4,
    max_size=30,
)


FORGOTTEN_GAPS = [
    *[("hear", 0, 241), ("silence", 0, 257), ("hear", 0, 36), ("silence", 0, 236), ("hear", 0, 340)],
    *[("silence", 0, 339), ("hear", 0, 229), ("hear", 0, 255)],
]
MOVED_TWICE = [
    *[("hear", 225, 286), ("event", 225, 338), ("move", 0, 1), ("hear", 0, 1), ("hear", 238, 400), ("move", 0, 72)],
    ("move", 0, 1),
]
A_BURST = [("move", 29, 384), ("hear", 4, 174), ("cancel", 0, 1), ("silence", 300, 2)]


@settings(max_examples=25, deadline=None)
@example(FORGOTTEN_GAPS)
@example(A_BURST)
@example(MOVED_TWICE)
@given(STEPS)
def test_whatever_events_do_the_lines_are_the_bill_also_after_a_kill(
    steps: list[tuple[str, int, int]],
) -> None:
    """M1, M2, C1FR32e, F84"""
    world = world_with(CONTROL, PEAK)
    newest = 7
    for kind, wh, seconds in steps:
        match kind:
            case "hear":
                world.use(min(wh, seconds), seconds)
            case "silence":
                world.use(min(wh * 4, seconds * 5), seconds * 5)  # more than a home can use is no use, but a doubt
            case "kill":
                world.kill()
            case "event":
                newest += 1
                start = world.now + timedelta(seconds=(seconds - 200) * 3)
                world.hear(replace(PEAK, issuer_event_id=newest, start=start, price=Decimal(wh) / 100))
            case "cancel":
                world.hear(replace(CANCEL, issuer_event_id=newest))
            case "move":
                world.hear(replace(CONTROL, issuer_event_id=newest, start=world.now + timedelta(seconds=seconds)))
        world.wake()
    world.use(10, 10)
    world.settle()
    check_bill(world)
    world.flush()
    before = accounts(world)
    world.kill()
    assert accounts(world) == before
