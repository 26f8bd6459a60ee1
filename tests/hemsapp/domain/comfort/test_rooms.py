"""Rooms through events: set back and confirmed, prepared, put back (C1FR36, C1FR37, C1FR38, C1FR40, X-CHOICE)."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from devices.demand_response import ThermostatMode
from devices.messages import DeviceKind, DeviceLeft, DeviceReady
from hemsapp.commands import ReturnNow, SavePlan, SaveProgramme
from hemsapp.domain.comfort.programme import DEFAULT_PROGRAMME, EVERY_DAY, flat
from hemsapp.domain.comfort.steps import Confirmed, OptedOut, Refused, Restored
from hemsapp.plans import DEFAULT_PLAN, PRICE_OFFSETS_CENTI_C, ProgrammePeriod, Saving
from hemsapp.snapshot.comfort import Because
from hemsapp.snapshot.events import Part
from hemsapp.snapshot.home import PriceLevel
from tests.hemsapp.domain.comfort.world import (
    ATTIC,
    BEGIN,
    F64,
    F68,
    F74,
    F76,
    F77,
    F78,
    F82,
    HALL,
    World,
    an_event,
)

OFFSET = 222
SAVING = replace(DEFAULT_PLAN, saving=Saving.BALANCED, price_offsets_centi_c=PRICE_OFFSETS_CENTI_C[Saving.BALANCED])
# In Los Angeles the world begins at 1 PM: Day runs until 5 PM, then Evening until 10 PM.
PROGRAMME = tuple(
    ProgrammePeriod(EVERY_DAY, time(hour), name, cooling, F64)
    for hour, name, cooling in ((6, "Wake", F74), (8, "Day", F76), (17, "Evening", F74), (22, "Night", F77))
)


def part(world: World, **more: Any) -> Part:
    seen = world.rooms.participation(HALL, an_event(**more), world.at)
    assert seen is not None
    return seen.part


def test_an_event_raises_the_set_point_and_its_end_restores_it() -> None:
    """C1FR38: 4 F warmer while it runs, confirmed by the thermostat's own word."""
    world = World()
    wall = world.thermostat()
    world.govern(an_event())
    assert wall.cooling == F74 + OFFSET
    assert [each.cooling_centi_c for each in world.said(Confirmed)] == [F74 + OFFSET]
    assert part(world) is Part.SAVING
    world.until(4.1)
    assert wall.cooling == F74
    assert [each.issuer_event_id for each in world.said(Restored)] == [7]
    assert part(world) is Part.DONE


def test_a_governance_begins_by_itself_at_its_start_within_seconds() -> None:
    """C1NFR17: 120 s allowed; the write goes out at once."""
    world = World()
    wall = world.thermostat()
    world.govern(an_event(after_minutes=30))
    assert wall.cooling == F74
    world.ahead(minutes=30, seconds=1)
    assert wall.cooling == F74 + OFFSET


def test_heating_is_lowered() -> None:
    world = World()
    wall = world.thermostat(mode=ThermostatMode.HEAT)
    world.govern(an_event())
    assert (wall.cooling, wall.heating) == (F74, F68 - OFFSET)


def test_in_automatic_mode_both_give_way() -> None:
    world = World()
    wall = world.thermostat(mode=ThermostatMode.AUTO)
    world.govern(an_event())
    assert (wall.cooling, wall.heating) == (F74 + OFFSET, F68 - OFFSET)


def test_a_thermostat_that_is_off_is_not_written() -> None:
    world = World()
    wall = world.thermostat(mode=ThermostatMode.OFF)
    world.govern(an_event())
    world.until(5)
    assert wall.writes == []
    assert world.rooms.participation(HALL, an_event(), world.at) is not None


def test_one_switched_off_during_an_event_is_put_back_and_stays_off() -> None:
    world = World()
    wall = world.thermostat()
    world.govern(an_event())
    wall.mode = ThermostatMode.OFF
    world.report()
    assert wall.cooling == F74
    assert part(world) is Part.OFF
    wall.mode = ThermostatMode.COOL
    world.report()
    assert wall.cooling == F74 + OFFSET


def test_a_change_from_cooling_to_heating_in_an_event_puts_cooling_back() -> None:
    world = World()
    wall = world.thermostat()
    world.govern(an_event())
    wall.mode = ThermostatMode.HEAT
    world.report()
    assert (wall.cooling, wall.heating) == (F74, F68 - OFFSET)


def test_the_end_restores_what_the_programme_says_then() -> None:
    """The period changes from Day to Evening within the event: offsets refer to the programme's value for now."""
    world = World()
    wall = world.thermostat()
    world.wish(SaveProgramme(HALL, PROGRAMME))
    assert wall.cooling == F76
    world.govern(an_event(minutes=300))
    assert wall.cooling == F76 + OFFSET
    world.until(4.01)
    assert wall.cooling == F74 + OFFSET
    world.until(5.01)
    assert wall.cooling == F74
    assert world.seen().programme_name == "Evening"


def test_a_programme_edited_during_an_event_holds_after_it() -> None:
    world = World()
    wall = world.thermostat()
    world.govern(an_event())
    world.wish(SaveProgramme(HALL, flat(F76, F64)))
    assert wall.cooling == F76 + OFFSET
    world.until(4.1)
    assert wall.cooling == F76


def test_a_programme_is_followed_from_period_to_period() -> None:
    world = World()
    wall = world.thermostat()
    world.wish(SaveProgramme(HALL, PROGRAMME))
    at_hours = []
    for hour in (1, 4.01, 9.01, 17.01):
        world.until(hour)
        at_hours.append(wall.cooling)
    assert at_hours == [F76, F74, F77, F74]


def test_an_overlapping_event_takes_over_without_a_gap_and_offsets_never_add_up() -> None:
    """S5: each write is the programme's value, or that with exactly one event's offset."""
    world = World()
    wall = world.thermostat()
    world.govern(an_event())
    world.ahead(minutes=30)
    world.govern(an_event(8, after_minutes=30, is_emergency=True, cooling_offset_centi_c=300))
    assert [cooling for cooling, _ in wall.writes] == [F74 + OFFSET, F74 + 300]
    world.govern(an_event())
    assert wall.cooling == F74 + OFFSET
    world.govern(None)
    assert wall.cooling == F74


def test_the_same_governance_again_writes_nothing() -> None:
    world = World()
    wall = world.thermostat()
    for _ in range(100):
        world.govern(an_event())
        world.report()
    assert len(wall.writes) == 1


def test_a_cancelled_event_is_put_back_at_once() -> None:
    world = World(recovery_minutes=40)
    wall = world.thermostat()
    world.govern(an_event())
    world.ahead(minutes=20)
    world.govern(None)
    assert wall.cooling == F74


def test_after_a_long_event_a_house_comes_back_gradually_and_a_person_may_cut_it_short() -> None:
    world = World(recovery_minutes=40)
    wall = world.thermostat()
    world.govern(an_event())
    world.until(4.01)
    assert F74 < wall.cooling < F74 + OFFSET
    assert world.seen().reasons[-1].because is Because.RECOVERING
    assert part(world) is Part.RESTORING
    world.until(4.34)
    assert F74 < wall.cooling < F74 + OFFSET / 2
    world.wish(ReturnNow(7))
    assert wall.cooling == F74
    assert len(world.said(Restored)) == 1


def test_the_way_back_ends_by_itself() -> None:
    world = World(recovery_minutes=40)
    wall = world.thermostat()
    world.govern(an_event())
    world.until(4.7)
    assert wall.cooling == F74
    assert len(world.said(Restored)) == 1


def test_a_restart_on_the_way_back_goes_on_with_it() -> None:
    world = World(recovery_minutes=40)
    wall = world.thermostat()
    world.govern(an_event())
    world.until(4.01)
    world.governances.clear()
    world.restart(down_minutes=12)
    assert F74 < wall.cooling < F74 + OFFSET
    world.ahead(minutes=40)
    assert wall.cooling == F74


def test_a_room_is_prepared_before_the_start() -> None:
    world = World()
    wall = world.thermostat()
    world.wish(SavePlan(HALL, replace(DEFAULT_PLAN, pre_cool_centi_c=111, pre_cool_minutes=60)))
    world.govern(an_event(after_minutes=90, pre_cool_from=BEGIN + timedelta(minutes=30)))
    world.ahead(minutes=31)
    assert wall.cooling == F74 - 111
    world.ahead(minutes=60)
    assert wall.cooling == F74 + OFFSET


def test_a_device_whose_plan_leaves_the_program_out_is_never_written_for_it() -> None:
    """S10, X-CHOICE."""
    world = World()
    wall = world.thermostat()
    world.wish(SavePlan(HALL, replace(DEFAULT_PLAN, takes_part=frozenset({"emergency"}))))
    world.govern(an_event())
    world.until(5)
    assert wall.writes == []
    assert part(world) is Part.NOT_ENROLLED


def test_leaving_the_program_during_an_event_puts_the_room_back() -> None:
    world = World()
    wall = world.thermostat()
    world.govern(an_event())
    world.wish(SavePlan(HALL, replace(DEFAULT_PLAN, takes_part=frozenset())))
    assert wall.cooling == F74
    assert len(world.said(Restored)) == 1


def test_a_room_beyond_the_safety_limit_is_released_even_from_a_locked_emergency() -> None:
    """C1FR40, S7: the safety valve wins."""
    world = World()
    wall = world.thermostat()
    world.govern(an_event(is_emergency=True, is_locked=True))
    assert wall.cooling == F74 + OFFSET
    wall.indoor = 2950
    world.report()
    assert wall.cooling == F74
    assert world.said(OptedOut)[0].by_whom == "safety limit"
    assert not world.seen().is_locked
    wall.indoor = F78
    world.report()
    assert wall.cooling == F74


def test_the_rules_of_a_locked_room_wait() -> None:
    world = World()
    wall = world.thermostat()
    world.govern(an_event(is_emergency=True, is_locked=True))
    world.wish(SavePlan(HALL, replace(DEFAULT_PLAN, emergency_offset_centi_c=0)))
    assert wall.cooling == F74 + OFFSET
    assert len(world.said(Refused)) == 1


def test_an_everyday_price_moves_a_room_as_the_plan_says_and_lets_it_go() -> None:
    """X-PRICE-RESPONSE."""
    world = World()
    wall = world.thermostat()
    world.charge(PriceLevel.NORMAL)
    world.wish(SavePlan(HALL, SAVING))
    world.charge(PriceLevel.HIGH)
    assert wall.cooling == F74 + 111
    world.govern(an_event())
    assert wall.cooling == F74 + OFFSET
    world.govern(None)
    assert wall.cooling == F74 + 111
    world.charge(PriceLevel.LOW)
    assert wall.cooling == F74


def test_a_price_never_fights_a_hand() -> None:
    world = World()
    wall = world.thermostat()
    world.wish(SavePlan(HALL, SAVING))
    world.charge(PriceLevel.HIGH)
    world.ahead(minutes=1)
    world.turn(F76)
    assert wall.cooling == F76
    world.ahead(minutes=30)
    assert wall.cooling == F76


def test_an_edited_price_table_of_a_preset_is_not_kept() -> None:
    world = World()
    world.thermostat()
    world.wish(SavePlan(HALL, replace(SAVING, price_offsets_centi_c=(0, 0, 0, 400))))
    assert world.seen().plan == SAVING


def test_a_plan_beyond_reason_is_refused_and_the_old_one_holds() -> None:
    world = World()
    world.thermostat()
    world.wish(SavePlan(HALL, replace(DEFAULT_PLAN, highest_centi_c=3100)))
    assert "between 50 and 85" in world.said(Refused)[0].why
    assert world.seen().plan == DEFAULT_PLAN


def test_rooms_are_steered_each_for_itself() -> None:
    world = World()
    hall, attic = world.thermostat(), world.thermostat(ATTIC, cooling=F77)
    world.govern(an_event())
    assert (hall.cooling, attic.cooling) == (F74 + OFFSET, F77)
    world.govern(an_event(), ATTIC)
    assert attic.cooling == 2667  # never above 80 F


def test_a_device_that_left_is_not_steered_and_found_again_where_it_was() -> None:
    world = World()
    wall = world.thermostat()
    world.govern(an_event())
    world.take(world.rooms.hear(DeviceLeft(HALL), world.at))
    world.until(5)
    assert wall.cooling == F74 + OFFSET
    assert world.rooms.devices() == ()
    world.take(world.rooms.hear(DeviceReady(HALL, DeviceKind.THERMOSTAT, "", ""), world.at))
    world.report()
    assert wall.cooling == F74


def test_a_thermostat_without_a_programme_keeps_what_it_was_found_at() -> None:
    world = World()
    wall = world.thermostat(cooling=F82)
    world.until(48)
    assert wall.writes == []
    assert [period.cooling_centi_c for period in world.seen().periods] == [F82] * 4


def test_a_programme_that_is_saved_is_followed_at_once() -> None:
    assert len(DEFAULT_PROGRAMME) == 4
    world = World()
    wall = world.thermostat()
    world.wish(SaveProgramme(HALL, DEFAULT_PROGRAMME))
    assert wall.cooling == 2944


def test_what_will_be_is_told_ahead_of_the_event() -> None:
    world = World()
    world.thermostat()
    world.wish(SaveProgramme(HALL, PROGRAMME))
    seen = world.rooms.participation(HALL, an_event(after_minutes=300), world.at)  # at 6 PM, in the Evening
    assert seen is not None
    assert (seen.part, seen.normal_centi_c, seen.planned_centi_c) == (Part.PLANNED, F74, F74 + OFFSET)
    assert seen.limit_centi_c == 2667
