"""M1-M4: whatever the meter, the air and the clock do, what was counted is what the register says."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from devices.messages import IntervalChannel, IntervalsRead
from hemsapp.units import cents, cost_of
from tests.hemsapp.domain.world import METER, SAMPLE, ZONE, World, bill_of, utc

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["hear", "hear", "hear", "miss", "silence", "kill", "back", "ahead", "duplicate", "glitch"]),
        st.integers(0, 300),
        st.integers(1, 600),
    ),
    min_size=1,
    max_size=60,
)


def run(world: World, steps: list[tuple[str, int, int]]) -> None:
    world.report()
    for kind, wh, seconds in steps:
        match kind:
            case "hear":
                world.use(min(wh, seconds), seconds)
            case "miss":
                world.use(min(wh, seconds), seconds, is_heard=False)
            case "silence":
                world.use(wh * 4, seconds * 20)
            case "kill":
                world.use(min(wh, seconds), seconds)
                world.kill()
            case "back":
                world.step_clock(-1)
            case "ahead":
                world.step_clock(1)
            case "duplicate":
                world.report()
            case "glitch":
                world.report(delivered_wh=wh)
        world.wake()
        if seconds % 3 == 0:
            world.seen()  # the bill is counted on from what was seen
    world.use(10, 10)
    world.use(0, 10)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_rows_and_gaps_sum_to_the_register_difference(steps: list[tuple[str, int, int]]) -> None:
    """M1, M2, F81, F83: to the watt-hour, whatever happens in between."""
    world = World(utc("2026-07-13 20:00"))
    run(world, steps)
    assert world.counted_wh == world.register_wh - world.first_wh
    assert all(entry.delivered_wh >= 0 for entry in world.engine._home.ledger.entries)
    assert world.seen().bill.lines == world.lines_from_scratch()


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_a_killed_home_comes_back_with_the_same_accounts(steps: list[tuple[str, int, int]]) -> None:
    """Nothing but the last seconds of samples is lost by SIGKILL: registers give the energy back."""
    world = World(utc("2026-07-13 20:00"))
    run(world, steps)
    world.flush()
    bill = world.seen().bill
    world.kill()
    world.use(0, 10)
    again = world.seen().bill
    assert again.used_wh == bill.used_wh
    # a wrong machine's clock follows the meter after the start: only then may the fixed charge be another day's
    assert again.total == bill.total or again.day != bill.day
    assert (again.energy_cost, again.sold_cost) == (bill.energy_cost, bill.sold_cost)
    assert again.not_itemised_wh == bill.not_itemised_wh


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 900), min_size=8, max_size=200), st.integers(0, 3))
def test_the_bill_is_that_of_the_straightforward_calculator(quarters: list[int], start_day: int) -> None:
    """F84, C1FR32e, C1FR34a, C1FR34c: tiers split at the block threshold, times of use by the local clock."""
    scale = 8  # eight times the energy climbs all tiers in two days
    world = World(utc("2026-07-01 07:00") + timedelta(days=start_day))
    world.is_meter_answering = False
    world.report()
    used = []
    for wh in quarters:
        start = world.now
        for _ in range(9):
            world.use(wh * scale // 9, 100)
        used.append((start, wh * scale // 9 * 9))
    tier_cost, time_cost = bill_of(SAMPLE, used, lambda when: when.astimezone(ZoneInfo(ZONE)))
    bill = world.seen().bill
    assert bill.used_wh == sum(wh for _, wh in used)
    assert (world.costs.tier, world.costs.time_of_use) == (tier_cost, time_cost)
    assert bill.total == sum(line.amount for line in bill.lines) == bill.energy_cost + bill.fixed_cost
    for rung in bill.tiers:
        assert rung.cost == cents(cost_of(rung.price, rung.used_wh))
    assert sum(tier.cost for tier in bill.tiers) == bill.tier_cost
    assert sum(tier.used_wh for tier in bill.tiers) == bill.used_wh


@settings(max_examples=30, deadline=None)
@given(
    st.permutations(range(10)),
    st.lists(st.integers(0, 9), max_size=5),
    st.lists(st.integers(0, 900), min_size=40, max_size=40),
)
def test_pages_of_the_profile_converge_in_any_order(order: list[int], repeated: list[int], energies: list[int]) -> None:
    """F83: missing, duplicate, late, overlapping and permuted intervals end in the same accounts."""
    world = World(utc("2026-07-13 20:07"))
    world.is_meter_answering = False
    world.use(0, 10)
    start = world.now
    for wh in energies:
        world.use(wh, 900, is_heard=False)
    world.use(0, 5)
    first = min(world.profile)
    for index in (*order, *repeated):
        slots = [first + timedelta(minutes=15) * (index * 4 + each) for each in range(6)]
        values = tuple(world.profile.get(slot) for slot in slots)
        end = slots[-1] + timedelta(minutes=15)
        world.hear(IntervalsRead(METER, IntervalChannel.DELIVERED, end, 15, values))
    world.seen()
    assert world.seen().bill.not_itemised_wh == 0
    assert world.counted_wh == sum(energies)
    assert {slot: wh for slot, wh in world.rows.items() if slot >= start - timedelta(minutes=15)} == world.profile
