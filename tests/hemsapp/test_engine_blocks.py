"""The meter's own blocks: which ladder is shown, and which price holds (SE Price: PublishPrice, block thresholds)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from devices.messages import BlocksPublished
from hemsapp.commands import ChoosePriceSource, PriceSource, StartBill
from hemsapp.domain.facts import PublishedBlocks
from tests.hemsapp.domain.world import METER, OTHER, World, utc

BLOCKS = BlocksPublished(
    METER, (1_000, 3_000), (Decimal("0.10"), Decimal("0.20"), Decimal("0.40")), utc("2026-07-13 17:00"), 14 * 1440
)


def home(blocks: BlocksPublished | None = BLOCKS) -> World:
    """A home whose meter's prices hold (10 AM of a Monday in Los Angeles)."""
    world = World(utc("2026-07-13 17:00"))
    world.report()
    if blocks is not None:
        world.hear(blocks)
    world.hear(ChoosePriceSource(PriceSource.PUBLISHED))
    return world


def test_energy_is_split_at_the_meters_block_thresholds_while_it_publishes_no_price() -> None:
    """C1FR34c, C1FR34d"""
    world = home()
    for _ in range(7):
        world.use(500, 600)
    bill = world.seen().bill
    assert bill.published_cost == Decimal("0.10") + 2 * Decimal("0.20") + Decimal("0.5") * Decimal("0.40")
    assert (bill.current_tier, bill.left_wh) == (3, None)
    assert [(tier.price, tier.size_wh, tier.used_wh, tier.cost) for tier in bill.tiers] == [
        (Decimal("0.10"), 1000, 1000, Decimal("0.10")),
        (Decimal("0.20"), 2000, 2000, Decimal("0.40")),
        (Decimal("0.40"), None, 500, Decimal("0.20")),
    ]
    assert bill.total == bill.energy_cost + bill.fixed_cost
    assert world.seen().prices.price == Decimal("0.40")


def test_a_published_price_holds_and_the_blocks_make_the_ladder_alone() -> None:
    """Standards 1.2: the Price in PublishPrice is the price that holds now, under any charging scheme."""
    world = home()
    world.use(0, 60)
    world.publish("0.5", 1)
    world.use(1500, 600)
    seen = world.seen()
    assert seen.bill.published_cost == Decimal("0.75")
    assert seen.prices.price == Decimal("0.5")
    assert (seen.bill.current_tier, seen.bill.left_wh) == (2, 1500)


def test_a_block_period_that_ends_begins_anew_whatever_the_bill() -> None:
    """users.md 4: the tier follows its own period."""
    world = home(replace(BLOCKS, period_start=utc("2026-07-13 17:00"), period_minutes=1440))
    for _ in range(24):
        world.use(100, 3600)
    assert world.seen().bill.current_tier == 1
    world.use(100, 600)
    assert [tier.used_wh for tier in world.seen().bill.tiers] == [100, 0, 0]


def test_a_new_bill_within_a_block_period_does_not_restart_its_blocks() -> None:
    world = home()
    for _ in range(24):
        world.use(100, 3600)
    world.hear(StartBill(date(2026, 7, 14)))
    bill = world.seen().bill
    assert bill.used_wh == 1000
    assert (bill.current_tier, bill.left_wh) == (2, 600)


def test_without_a_block_period_the_blocks_follow_the_bill() -> None:
    world = home(replace(BLOCKS, period_start=None, period_minutes=None))
    world.use(700, 600)
    assert world.seen().bill.left_wh == 300


def test_with_the_stored_tariff_the_meters_blocks_change_nothing() -> None:
    world = home(None)
    world.hear(ChoosePriceSource(PriceSource.STORED))
    world.use(500, 600)
    before = world.seen().bill
    world.hear(BLOCKS)
    assert world.seen().bill == before


def test_blocks_survive_a_kill_and_are_recorded_once() -> None:
    world = home()
    for _ in range(3):
        world.use(500, 600)
    world.hear(BLOCKS)
    world.hear(replace(BLOCKS, device=OTHER, prices=(Decimal(1), Decimal(2), Decimal(3))))
    world.flush()
    before = world.seen().bill
    assert len(world.disk.of(PublishedBlocks)) == 1
    world.kill()
    assert world.seen().bill == before


def test_other_blocks_hold_from_when_they_were_heard_and_move_no_cost() -> None:
    """users.md 1"""
    world = home()
    for _ in range(3):
        world.use(500, 600)
    before = world.seen().bill.published_cost
    world.hear(replace(BLOCKS, prices=(Decimal(1), Decimal(2), Decimal(3))))
    assert world.seen().bill.published_cost == before
    world.pass_time(0, int(timedelta(minutes=16).total_seconds()))
    world.report()
    world.use(100, 60)
    assert world.seen().bill.published_cost == before + Decimal("0.2")
