"""How the engine looks after what it is told: a silent meter, many gaps, a wrong scale, a wish that cannot be."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from devices.han import ReadMeter
from devices.messages import MeterTime, Undelivered
from hemsapp.commands import RunCheck, SaveTariff, SetBillDay, TierEntry
from hemsapp.domain.entries import Hole
from hemsapp.domain.facts import Gap, Happened
from hemsapp.effects import SendOrder
from tests.hemsapp.domain.world import METER, World, utc


def home() -> World:
    """A home whose first reading was just heard (10 AM of a Monday in Los Angeles)."""
    world = World(utc("2026-07-13 17:00"))
    world.report()
    return world


def asked_for_numbers(world: World, since: int = 0) -> int:
    sent = [effect.order for effect in world.effects[since:] if isinstance(effect, SendOrder)]
    return sum(isinstance(order, ReadMeter) for order in sent)


def live_silently(world: World, seconds: int, step_s: int = 5) -> int:
    """Let the meter be silent, every order fail, and count how often it was asked for its numbers."""
    since = len(world.effects)
    world.is_meter_answering = False
    for _ in range(seconds // step_s):
        world.pass_time(1, step_s)
        seen = len(world.effects)
        world.wake()
        for effect in world.effects[seen:]:
            if isinstance(effect, SendOrder):
                world.hear(Undelivered(effect.order_id, "no answer"))
    return asked_for_numbers(world, since)


def test_a_silent_meter_is_asked_ever_more_rarely() -> None:
    world = home()
    assert 3 <= live_silently(world, 600) <= 6
    assert 4 <= live_silently(world, 3600) <= 8
    assert world.seen().health.undelivered < 60


def test_a_silent_meter_that_says_anything_is_asked_at_once() -> None:
    world = home()
    live_silently(world, 3600)
    world.hear(MeterTime(METER, world.now, is_synchronized=True))
    since = len(world.effects)
    world.wake()
    assert asked_for_numbers(world, since) == 1


def test_a_person_who_runs_a_check_has_the_silent_meter_asked_at_once() -> None:
    world = home()
    live_silently(world, 3600)
    world.hear(RunCheck())
    since = len(world.effects)
    world.wake()
    assert asked_for_numbers(world, since) == 1


def test_gaps_that_were_filled_do_not_pile_up_over_a_month_of_bad_radio() -> None:
    """M1: every watt-hour stays where it is, in memory and after a kill."""
    world = home()
    most = 0
    for _ in range(400):
        world.use(400, 1800)
        for _ in range(3):
            world.use(10, 60)
            world.settle()
        most = max(most, sum(isinstance(entry, Hole) for entry in world.engine._home.ledger.entries))
    assert most <= 12
    assert world.disk.of(Gap)
    assert world.counted_wh == world.register_wh - world.first_wh
    for _ in range(30):
        world.use(10, 60)
        world.settle()
    assert world.seen().bill.not_itemised_wh == 0
    before = world.rows
    world.flush()
    world.kill()
    assert world.rows == before
    world.use(30, 60)
    assert world.counted_wh == world.register_wh - world.first_wh


@pytest.mark.parametrize(
    ("factor", "is_doubted"), [(1, False), (10, True), (60, True), (100, True), (3, False)], ids=str
)
def test_a_meter_whose_power_and_energy_differ_by_a_lasting_factor_is_doubted(factor: int, is_doubted: bool) -> None:
    """users.md 13: demand x time against the register; a CT ratio of 60 or a divisor of 10 is said, once."""
    world = home()
    for _ in range(6 * 120):
        world.pass_time(5 * factor, 10)
        world.report(demand_w=1800)
    doubt = world.seen().health.meter_scale_doubt
    assert (doubt is not None) == is_doubted
    assert is_doubted == (f"{factor} times" in (doubt or ""))
    assert [each.kind for each in world.disk.happenings].count(Happened.SCALE_DOUBTED) == is_doubted


def test_a_doubt_of_the_scale_goes_when_power_and_energy_agree_again() -> None:
    world = home()
    for _ in range(6 * 120):
        world.pass_time(50, 10)
        world.report(demand_w=1800)
    for _ in range(6 * 30):
        world.pass_time(5, 10)
        world.report(demand_w=1800)
    assert world.seen().health.meter_scale_doubt is None
    assert Happened.SCALE_CONFIRMED in {each.kind for each in world.disk.happenings}


def test_a_wish_that_cannot_be_is_refused_with_a_sentence_until_the_next_one() -> None:
    """C1FR34a"""
    world = home()
    world.hear(SaveTariff(date(2026, 7, 13), (TierEntry(300, Decimal("0.2")),)))
    refusal = world.seen().refusal
    assert refusal is not None
    why = "the last tier must have no limit: leave its up_to_kwh or up_to_percent out"
    assert refusal.sentence == f"The prices were not saved: {why}."
    assert refusal.at == world.at
    world.pass_time(0, int(timedelta(minutes=1).total_seconds()))
    world.hear(SetBillDay(24))
    assert world.seen().refusal is None
