"""Thermostats that do not hold what they are told: limits, dead bands, schedules of their own (users.md 18)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from devices.demand_response import ChangeSource
from devices.messages import DeviceKind, DeviceReady
from hemsapp.domain.comfort.contest import MOST, Contest
from hemsapp.domain.comfort.dead_band import kept_apart
from hemsapp.domain.comfort.decision import Decision, Side
from hemsapp.domain.comfort.facts import Kind, Override
from hemsapp.domain.comfort.steps import KnobTurned
from hemsapp.snapshot.comfort import Because
from tests.hemsapp.domain.comfort.world import BEGIN, F74, F78, HALL, World, an_event

COOL, HEAT = Side.COOLING, Side.HEATING


def decision(point: int) -> Decision:
    return Decision(point, point, None, point, ())


def test_the_side_that_nobody_means_gives_way_to_the_dead_band() -> None:
    """C1FR37: minimum set point dead band"""
    kept = kept_apart({COOL: decision(2300), HEAT: decision(2200)}, COOL, 250, lambda _: None)
    assert (kept[COOL].set_point_centi_c, kept[HEAT].set_point_centi_c) == (2300, 2050)
    assert [each.because for each in kept[HEAT].reasons] == [Because.DEVICE_LIMIT]
    assert kept[COOL].reasons == ()


def test_where_its_limit_is_in_the_way_the_other_side_moves_too() -> None:
    limits = {COOL: (1600, 3200), HEAT: (2150, 3000)}
    kept = kept_apart({COOL: decision(2300), HEAT: decision(2200)}, COOL, 250, limits.get)
    assert (kept[COOL].set_point_centi_c, kept[HEAT].set_point_centi_c) == (2400, 2150)


@pytest.mark.parametrize("band", [None, 100])
def test_what_is_apart_enough_stays(band: int | None) -> None:
    apart = {COOL: decision(2300), HEAT: decision(2200)}
    assert kept_apart(apart, HEAT, band, lambda _: None) == apart
    assert kept_apart({COOL: decision(2300)}, COOL, 250, lambda _: None) == {COOL: decision(2300)}


def test_a_schedule_is_set_back_three_times_and_not_a_fourth() -> None:
    contest = Contest()
    assert [contest.moved(7, BEGIN + timedelta(minutes=minutes)) for minutes in range(5)] == [
        *[True] * MOST,
        False,
        False,
    ]
    assert contest.moved(8, BEGIN + timedelta(minutes=9))
    assert (contest.times(8, BEGIN + timedelta(minutes=9)), contest.times(7, BEGIN)) == (1, 0)
    assert contest.moved(None, BEGIN + timedelta(hours=1))


def moved_by_schedule(world: World) -> None:
    """The thermostat's own schedule puts back 74 F, and says so."""
    wall = world.walls[HALL]
    wall.cooling, wall.source, wall.changed = F74, ChangeSource.SCHEDULE, world.utc.replace(microsecond=0)
    world.report()
    world.ahead(seconds=30)


def test_in_an_event_the_fight_with_its_own_schedule_ends_and_both_are_said() -> None:
    """users.md 18, C1FR37: never an endless fight; the customer and the utility know"""
    world = World()
    wall = world.thermostat()
    world.govern(an_event())
    held, reasons = [], []
    for _ in range(MOST + 2):
        world.ahead(minutes=5)
        moved_by_schedule(world)
        held.append(wall.cooling)
        reasons.append([each.because for each in world.seen().reasons])
    assert held == [F78 - 1] * MOST + [F74] * 2
    assert all(Because.CONTESTED in each for each in reasons[:MOST])
    assert Because.OWN_SCHEDULE in reasons[-1]
    (turned,) = world.said(KnobTurned)
    assert turned.issuer_event_id == an_event().issuer_event_id
    override = world.store[Override, HALL, an_event().issuer_event_id]
    assert isinstance(override, Override)
    assert (override.kind, override.by_whom) == (Kind.KNOB, "its own schedule")
    world.until(4.2)
    assert wall.cooling == F74


def test_a_silent_schedule_is_known_by_its_model() -> None:
    world = World()
    world.thermostat(HALL)
    ready = DeviceReady(HALL, DeviceKind.THERMOSTAT, "_TZE200_schedule", "TS0601")
    world.take(world.rooms.hear(ready, world.at))
    assert world.rooms._rooms[HALL].has_silent_schedule
    plain = replace(ready, manufacturer="Sierra Comfort", model="PT-10")
    world.take(world.rooms.hear(plain, world.at))
    assert not world.rooms._rooms[HALL].has_silent_schedule
