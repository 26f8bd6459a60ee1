"""Stepping out by degrees, by time, all out, back in; another temperature; undo; locks (C1FR36, C1FR40, X-CHOICE)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from devices.demand_response import ThermostatMode
from hemsapp.commands import (
    Ease,
    HoldTemperature,
    OptIn,
    OptOut,
    SaveMore,
    SavePlan,
    SaveProgramme,
    SetRoomTemperature,
    TakeBreak,
    UndoOverride,
)
from hemsapp.domain.comfort.programme import flat
from hemsapp.domain.comfort.rooms import Wish
from hemsapp.domain.comfort.steps import Confirmed, Eased, OnBreak, OptedIn, OptedOut, Refused, Restored
from hemsapp.plans import DEFAULT_PLAN
from hemsapp.snapshot.comfort import Because
from hemsapp.snapshot.events import Part
from tests.hemsapp.domain.comfort.test_rooms import OFFSET, PROGRAMME, part
from tests.hemsapp.domain.comfort.world import (
    ATTIC,
    BEGIN,
    F64,
    F68,
    F74,
    F76,
    F77,
    F80,
    F82,
    HALL,
    HEATER,
    Wall,
    World,
    an_event,
)


def in_event(**more: Any) -> tuple[World, Wall]:
    world = World()
    wall = world.thermostat()
    world.govern(an_event(**more))
    return world, wall


def test_a_degree_is_taken_and_another_and_no_more_than_there_are() -> None:
    world, wall = in_event()
    world.wish(Ease(7, HALL, 56))
    assert wall.cooling == F74 + 166
    world.wish(Ease(7, HALL, 56))
    assert wall.cooling == F74 + 110
    assert part(world) is Part.EASED
    world.wish(Ease(7, HALL, 400))
    assert wall.cooling == F74
    world.wish(Ease(7, HALL, 56))
    assert "normal" in world.said(Refused)[0].why
    assert [each.cooling_centi_c for each in world.said(Eased)] == [F74 + 166, F74 + 110, F74]
    assert [each.cooling_centi_c for each in world.said(Confirmed)] == [F74 + OFFSET, F74 + 166, F74 + 110, F74]


def test_doing_more_goes_up_to_the_comfort_limit() -> None:
    world, wall = in_event()
    world.wish(SaveMore(7, 56))
    assert wall.cooling == F74 + OFFSET + 56
    world.wish(SaveMore(7, 56))
    assert wall.cooling == F80
    world.wish(SaveMore(7, 56))
    assert "limit" in world.said(Refused)[0].why


def test_a_break_is_the_programme_for_its_minutes_and_then_the_event_again() -> None:
    world, wall = in_event()
    world.wish(TakeBreak(7, HALL, 30))
    assert wall.cooling == F74
    assert world.seen().reasons[-1].because is Because.BREAK
    world.ahead(minutes=29)
    assert wall.cooling == F74
    world.ahead(minutes=2)
    assert wall.cooling == F74 + OFFSET
    assert world.said(OnBreak)[0].until == world.said(OptedIn)[0].at
    assert part(world) is Part.SAVING


def test_a_break_over_a_restart_ends_when_it_was_to_end() -> None:
    world, wall = in_event()
    world.wish(TakeBreak(7, HALL, 30))
    world.restart(down_minutes=10)
    assert wall.cooling == F74
    world.ahead(minutes=21)
    assert wall.cooling == F74 + OFFSET


def test_opting_out_restores_the_programme_and_nothing_brings_it_back() -> None:
    """S3: across duplicates, other governances and restarts."""
    world, wall = in_event()
    world.wish(OptOut(7, HALL))
    assert wall.cooling == F74
    assert len(world.said(OptedOut)) == len(world.said(Restored)) == 1
    world.govern(an_event(8, is_emergency=True, minutes=10))
    assert wall.cooling == F74 + OFFSET
    world.ahead(minutes=11)
    world.govern(an_event())
    world.restart(down_minutes=5)
    world.govern(an_event(minutes=300))
    assert wall.cooling == F74
    assert part(world) is Part.OPTED_OUT


def test_one_opted_out_follows_its_programme_and_may_be_set_freely() -> None:
    world, wall = in_event(minutes=400)
    world.wish(SaveProgramme(HALL, PROGRAMME))
    world.wish(OptOut(7, HALL))
    world.wish(SetRoomTemperature(HALL, F77))
    assert wall.cooling == F77
    world.until(4.1)
    assert wall.cooling == F74  # the Evening began
    assert part(world, minutes=400) is Part.OPTED_OUT


def test_coming_back_in_takes_up_the_event_where_it_is() -> None:
    world, wall = in_event()
    world.wish(OptOut(7, HALL))
    world.wish(OptIn(7, HALL))
    assert wall.cooling == F74 + OFFSET
    assert len(world.said(OptedIn)) == 1
    world.wish(OptIn(7, HALL))
    assert "in the event" in world.said(Refused)[0].why


def test_a_hundred_changes_of_mind_end_in_the_last_choice_and_spare_the_radio() -> None:
    world, wall = in_event()
    for _ in range(50):
        world.wish(OptOut(7, HALL))
        world.wish(OptIn(7, HALL))
        world.ahead(seconds=0.1)
    world.wish(OptOut(7, HALL))
    assert len(wall.writes) <= 11
    world.ahead(seconds=61)
    assert wall.cooling == F74


def test_one_may_opt_out_before_the_start() -> None:
    world = World()
    wall = world.thermostat()
    world.wish(OptOut(7, None))
    world.govern(an_event(after_minutes=10))
    world.until(2)
    assert wall.writes == []
    assert part(world) is Part.OPTED_OUT


def test_all_rooms_step_out_together() -> None:
    world = World()
    hall, attic = world.thermostat(), world.thermostat(ATTIC)
    world.switch()
    for device in (HALL, ATTIC, HEATER):
        world.govern(an_event(), device)
    world.wish(Ease(7, None, 56))
    assert (hall.cooling, attic.cooling) == (F74 + 166, F74 + 166)
    assert world.switches == {HEATER: False}
    world.wish(OptOut(7, None))
    assert (hall.cooling, attic.cooling, world.switches[HEATER]) == (F74, F74, True)
    assert len(world.said(OptedOut)) == 3


def test_a_temperature_set_in_an_event_holds_until_its_end() -> None:
    world, wall = in_event()
    world.wish(SetRoomTemperature(HALL, F76))
    assert wall.cooling == F76
    world.wish(Ease(7, HALL, 56))
    assert wall.cooling == F76 - 56
    world.until(4.1)
    assert wall.cooling == F74


def test_a_temperature_set_outside_events_holds_until_the_next_period() -> None:
    world = World()
    wall = world.thermostat()
    world.wish(SaveProgramme(HALL, PROGRAMME))
    world.wish(SetRoomTemperature(HALL, F77))
    assert (wall.cooling, world.seen().reasons[0].until) == (F77, world.seen().next_change)
    world.until(4.1)
    assert wall.cooling == F74


def test_a_temperature_beyond_the_thermostat_is_refused() -> None:
    world = World()
    wall = world.thermostat(limits=(1600, 2700))
    world.wish(SetRoomTemperature(HALL, F82))
    assert wall.writes == []
    assert "that far" in world.said(Refused)[0].why


def test_hold_suspends_the_programme_is_suspended_by_an_event_and_resumes() -> None:
    world = World()
    wall = world.thermostat()
    world.wish(SaveProgramme(HALL, PROGRAMME))
    world.wish(HoldTemperature(HALL, is_held=True))
    world.until(4.1)
    assert wall.cooling == F76  # the Day's, in the Evening
    world.govern(an_event(after_minutes=250, minutes=60))
    world.until(4.5)
    assert wall.cooling == F76 + OFFSET
    world.until(6)
    assert (wall.cooling, world.seen().is_held) == (F76, True)
    world.wish(HoldTemperature(HALL, is_held=False))
    assert (wall.cooling, world.seen().is_held) == (F74, False)


@pytest.mark.parametrize(
    "wish",
    [
        Ease(7, HALL, 56),
        TakeBreak(7, HALL, 30),
        OptOut(7, HALL),
        OptOut(7, None),
        SaveMore(7, 56),
        SetRoomTemperature(HALL, F76),
        HoldTemperature(HALL, is_held=True),
    ],
    ids=lambda wish: type(wish).__name__,
)
def test_a_locked_emergency_refuses_and_says_why(wish: Wish) -> None:
    """C1FR40, S7."""
    world, wall = in_event(is_emergency=True, is_locked=True)
    world.wish(wish)
    assert wall.cooling == F74 + OFFSET
    assert "locked" in world.said(Refused)[0].why
    assert world.seen().is_locked


def test_an_exempt_or_unlocked_room_may_leave_an_emergency() -> None:
    """C1FR40: engine and policy decide the lock; without it every wish is done."""
    world, wall = in_event(is_emergency=True, is_locked=True)
    world.govern(an_event(is_emergency=True, is_locked=False))
    world.wish(OptOut(7, HALL))
    assert wall.cooling == F74


@pytest.mark.parametrize("wish", [Ease(7, HALL, 56), TakeBreak(7, HALL, 5)], ids=lambda wish: type(wish).__name__)
def test_where_no_event_runs_there_is_nothing_to_step_out_of(wish: Wish) -> None:
    world = World()
    world.thermostat()
    world.wish(wish)
    assert "not running" in world.said(Refused)[0].why


def test_one_switched_off_is_not_eased() -> None:
    world = World()
    world.thermostat(mode=ThermostatMode.OFF)
    world.govern(an_event())
    world.wish(Ease(7, HALL, 56))
    assert "off" in world.said(Refused)[0].why


def test_the_last_override_can_be_taken_back_for_ten_seconds() -> None:
    world, wall = in_event()
    world.wish(Ease(7, HALL, 56))
    world.take(world.rooms.wish(OptOut(7, HALL), world.at, Decimal("1.90")))
    undo = world.rooms.undo
    assert undo is not None
    assert (undo.device, undo.set_point_centi_c, undo.cost) == (HALL, F74, Decimal("1.90"))
    world.ahead(seconds=9)
    world.wish(UndoOverride())
    assert wall.cooling == F74 + 166
    assert world.rooms.undo is None
    assert [type(each) for each in world.outcomes][-2:] == [Eased, Confirmed]


def test_after_ten_seconds_it_is_too_late() -> None:
    world, wall = in_event()
    world.wish(OptOut(7, HALL))
    world.ahead(seconds=11)
    world.wish(UndoOverride())
    assert wall.cooling == F74
    assert "too late" in world.said(Refused)[0].why


def test_a_temperature_that_was_set_can_be_taken_back_too() -> None:
    world = World()
    wall = world.thermostat()
    world.wish(SetRoomTemperature(HALL, F77))
    world.wish(UndoOverride())
    assert wall.cooling == F74


def test_an_order_accepted_while_the_thermostat_is_away_is_carried_out_when_it_is_back() -> None:
    """DR8, across a restart."""
    world, wall = in_event()
    wall.is_deaf = True
    world.wish(OptOut(7, HALL))
    world.ahead(minutes=3)
    assert part(world) is Part.UNREACHABLE
    world.restart(down_minutes=30, is_heard=False)
    world.ahead(minutes=5)
    assert wall.cooling == F74 + OFFSET
    wall.is_deaf = False
    world.ahead(seconds=60)
    assert wall.cooling == F74


def test_two_displays_that_override_at_once_end_in_the_later_wish() -> None:
    world, wall = in_event()
    world.wish(OptOut(7, HALL, by_whom="the bedroom's display"))
    world.wish(OptOut(7, HALL))
    assert len(world.said(OptedOut)) == 1
    assert "already" in world.said(Refused)[0].why
    assert wall.cooling == F74


def test_a_programme_with_two_periods_is_refused() -> None:
    world = World()
    world.thermostat()
    world.wish(SaveProgramme(HALL, flat(F74, F68)[:2]))
    assert "at least 4" in world.said(Refused)[0].why


def test_a_device_of_no_home_has_no_wishes() -> None:
    world = World()
    world.wish(SetRoomTemperature(ATTIC, F76))
    assert "not of the home" in world.said(Refused)[0].why


def test_a_heated_room_is_eased_upwards() -> None:
    world = World()
    wall = world.thermostat(mode=ThermostatMode.HEAT)
    world.govern(an_event())
    world.wish(Ease(7, HALL, 56))
    assert wall.heating == F68 - 166
    world.wish(SetRoomTemperature(HALL, F64))
    assert wall.heating == F64


def test_an_automatic_thermostat_keeps_cooling_and_heating_apart() -> None:
    world = World()
    wall = world.thermostat(mode=ThermostatMode.AUTO, heating=F74 - 200)
    world.wish(SetRoomTemperature(HALL, F74 - 150))
    assert "fight" in world.said(Refused)[0].why
    world.wish(SavePlan(HALL, replace(DEFAULT_PLAN, pre_cool_centi_c=333, pre_cool_minutes=60)))
    world.govern(an_event(after_minutes=60, pre_cool_from=BEGIN))
    assert (wall.cooling, wall.heating) == (F74 - 100, F74 - 200)
