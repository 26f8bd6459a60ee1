"""A hand at the wall: found by the thermostat's own word, laid to the right event, never undone (S3, S6, C1FR36)."""

from datetime import timedelta

from devices.demand_response import ChangeSource, ReadTemperature
from devices.messages import TemperatureRead
from hemsapp.commands import HoldTemperature, OptIn, OptOut, SaveProgramme, SetRoomTemperature
from hemsapp.domain.comfort.steps import Confirmed, KnobTurned, Refused
from hemsapp.snapshot.comfort import Because
from tests.hemsapp.domain.comfort.test_rooms import OFFSET, PROGRAMME
from tests.hemsapp.domain.comfort.test_wishes import in_event
from tests.hemsapp.domain.comfort.world import BEGIN, F74, F76, F77, F78, F80, F82, HALL, World, an_event


def test_a_knob_turned_in_an_event_is_an_override_until_its_end() -> None:
    world, wall = in_event()
    world.ahead(minutes=10)
    world.turn(F76)
    world.ahead(minutes=30)
    assert wall.cooling == F76
    assert [(each.issuer_event_id, each.cooling_centi_c) for each in world.said(KnobTurned)] == [(7, F76)]
    assert world.seen().reasons[-1].because is Because.KNOB
    world.until(4.1)
    assert wall.cooling == F74


def test_a_knob_set_to_the_very_value_that_stood_there_still_counts() -> None:
    """F61: by the change's source and time, not by value."""
    world, wall = in_event()
    world.ahead(minutes=10)
    world.turn(F74 + OFFSET)
    world.wish(SaveProgramme(HALL, PROGRAMME))
    world.ahead(minutes=1)
    assert wall.cooling == F74 + OFFSET
    assert len(world.said(KnobTurned)) == 1


def test_the_same_report_twice_is_one_turn() -> None:
    world, _ = in_event()
    world.ahead(minutes=10)
    world.turn(F76)
    for _ in range(5):
        world.report()
    assert len(world.said(KnobTurned)) == 1


def test_a_knob_turned_while_we_were_down_is_not_written_over() -> None:
    world, wall = in_event()
    world.turn(F76, is_told=False)
    wall.changed = world.utc + timedelta(minutes=20)
    world.restart(down_minutes=40, is_heard=False)
    world.ahead(minutes=5)
    assert wall.cooling == F76
    assert [each.issuer_event_id for each in world.said(KnobTurned)] == [7]


def test_a_knob_turned_while_it_was_out_of_reach_is_not_written_over() -> None:
    world = World()
    wall = world.thermostat()
    wall.is_deaf = True
    world.govern(an_event())
    world.ahead(minutes=10)
    world.turn(F76, is_told=False)
    wall.is_deaf = False
    world.ahead(minutes=2)
    assert wall.cooling == F76


def test_a_turn_noticed_late_is_laid_to_the_event_that_was_in_force_when_it_was_made() -> None:
    """DR7: an emergency began in between; it holds, and the critical peak stays overridden."""
    world, wall = in_event()
    world.ahead(minutes=10)
    world.turn(F76, is_told=False)
    world.ahead(minutes=10)
    world.govern(an_event(8, after_minutes=20, minutes=60, is_emergency=True))
    world.report()
    assert [each.issuer_event_id for each in world.said(KnobTurned)] == [7]
    assert wall.cooling == F74 + OFFSET
    world.ahead(minutes=61)
    world.govern(an_event())
    assert wall.cooling == F76


def test_a_turn_just_before_the_start_is_the_customers_own_and_the_event_builds_on_it() -> None:
    world = World()
    wall = world.thermostat()
    world.govern(an_event(after_minutes=10))
    world.ahead(minutes=9, seconds=59)
    world.turn(F76)
    world.ahead(seconds=2)
    assert wall.cooling == F76 + OFFSET
    assert [each.issuer_event_id for each in world.said(KnobTurned)] == [None]


def test_a_turn_in_the_second_of_the_start_is_meant_for_the_event() -> None:
    """DR9."""
    world = World()
    wall = world.thermostat()
    world.govern(an_event(after_minutes=10))
    world.ahead(minutes=10)
    world.turn(F76)
    assert wall.cooling == F76
    assert [each.issuer_event_id for each in world.said(KnobTurned)] == [7]


def test_of_a_wish_and_a_hand_in_one_second_the_hand_holds_and_a_later_wish_does() -> None:
    """DR9."""
    world, wall = in_event()
    world.wish(OptIn(7, HALL))
    world.wish(SetRoomTemperature(HALL, F77))
    world.turn(F76)
    assert wall.cooling == F76
    world.turn(F80, is_told=False)
    world.ahead(seconds=2)
    world.wish(SetRoomTemperature(HALL, F77))
    assert wall.cooling == F77


def test_a_turn_after_opting_out_is_only_a_temperature() -> None:
    world, wall = in_event()
    world.wish(OptOut(7, HALL))
    world.ahead(minutes=5)
    world.turn(F76)
    assert wall.cooling == F76
    assert [each.issuer_event_id for each in world.said(KnobTurned)] == [None]


def test_a_locked_knob_is_turned_back_and_the_refusal_is_told_once() -> None:
    """C1FR40, S7."""
    world, wall = in_event(is_emergency=True, is_locked=True)
    world.ahead(minutes=1)
    world.turn(F74)
    world.report()
    assert wall.cooling == F74 + OFFSET
    assert len(world.said(Refused)) == 1


def test_outside_events_a_turn_holds_until_the_next_period() -> None:
    world = World()
    wall = world.thermostat()
    world.wish(SaveProgramme(HALL, PROGRAMME))
    world.ahead(minutes=5)
    world.turn(F80)
    assert wall.cooling == F80
    world.until(4.1)
    assert wall.cooling == F74


def test_a_turn_of_a_past_period_changes_nothing_any_more() -> None:
    world = World()
    wall = world.thermostat()
    world.wish(SaveProgramme(HALL, PROGRAMME))
    world.ahead(minutes=5)
    world.turn(F80, is_told=False)
    world.until(4.1)
    world.report()
    assert wall.cooling == F74


def test_a_held_room_is_held_where_the_hand_put_it() -> None:
    world = World()
    wall = world.thermostat()
    world.wish(SaveProgramme(HALL, PROGRAMME))
    world.wish(HoldTemperature(HALL, is_held=True))
    world.ahead(minutes=5)
    world.turn(F80)
    world.until(10)
    assert (wall.cooling, world.seen().is_held) == (F80, True)


def test_the_baseline_is_never_read_from_a_set_point_of_ours() -> None:
    """S6: a restart in the middle of an event finds the event's value, and knows whose it is."""
    world, wall = in_event()
    world.restart()
    assert wall.cooling == F74 + OFFSET
    world.until(4.1)
    assert wall.cooling == F74


def test_a_late_write_of_ours_is_not_taken_for_a_hand() -> None:
    """S4: an order that was believed lost and arrives after the event must not set the house back for ever."""
    world, wall = in_event()
    world.until(4.1)
    wall.cooling, wall.source, wall.changed = F74 + OFFSET, ChangeSource.EXTERNAL, world.utc
    world.report()
    assert wall.cooling == F74
    assert world.said(KnobTurned) == []


def test_a_set_point_that_nobody_here_asked_for_is_another_displays() -> None:
    world, wall = in_event()
    world.ahead(minutes=10)
    wall.cooling, wall.source, wall.changed = F77, ChangeSource.EXTERNAL, world.utc
    world.report()
    assert wall.cooling == F77
    assert [each.issuer_event_id for each in world.said(KnobTurned)] == [7]
    assert world.seen().reasons[-1].detail == "another display"


def test_a_thermostat_that_keeps_no_word_of_changes_is_judged_by_value() -> None:
    world = World()
    wall = world.thermostat(changed=None)
    world.govern(an_event())
    world.ahead(minutes=10)
    wall.cooling, wall.source, wall.changed = F76, ChangeSource.MANUAL, None
    world.report()
    assert wall.cooling == F76
    assert [each.issuer_event_id for each in world.said(KnobTurned)] == [7]


def test_its_own_schedule_is_the_customers_where_there_is_no_programme_here() -> None:
    world, wall = in_event()
    wall.cooling, wall.source, wall.changed = F77, ChangeSource.SCHEDULE, world.utc
    world.report()
    assert wall.cooling == 2667  # 77 F and 4 F more, never above 80 F
    world.until(4.1)
    assert wall.cooling == F77


def test_a_wall_clock_that_runs_ahead_means_now() -> None:
    world, wall = in_event()
    world.ahead(minutes=10)
    world.turn(F76, is_told=False)
    wall.changed = world.utc + timedelta(days=400)
    world.report()
    assert wall.cooling == F76
    assert world.said(KnobTurned)[0].at == world.utc


def test_a_thermostat_that_carries_events_out_itself_is_never_written_for_one() -> None:
    """F69: one commander."""
    world = World()
    wall = world.thermostat(is_event_client=True)
    world.govern(an_event())
    wall.cooling, wall.source, wall.changed = F74 + 220, ChangeSource.EXTERNAL, world.utc
    world.report()
    assert [each.cooling_centi_c for each in world.said(Confirmed)] == [F74 + 220]
    world.ahead(minutes=10)
    world.restart()
    wall.cooling = F74
    world.until(4.1)
    world.report()
    assert wall.writes == []
    assert wall.cooling == F74


def test_a_customers_override_may_write_it_as_a_knob_would() -> None:
    world = World()
    wall = world.thermostat(is_event_client=True)
    world.govern(an_event())
    wall.cooling, wall.source, wall.changed = F74 + 222, ChangeSource.EXTERNAL, world.utc
    world.report()
    world.wish(OptOut(7, HALL))
    assert wall.cooling == F74
    world.ahead(minutes=5)
    wall.cooling = F82
    world.report()
    assert wall.cooling == F82  # written once, and not held there
    assert world.utc > BEGIN


def test_a_hand_that_nobody_heard_is_read_before_the_event_writes_over_it() -> None:
    """DR7: it is the customer's own from then on, in the event and after it."""
    world = World()
    wall = world.thermostat()
    world.govern(an_event(after_minutes=7, minutes=20))
    world.ahead(minutes=4)
    world.turn(F76, is_told=False)
    world.ahead(minutes=4)
    assert wall.writes == [(F76 + OFFSET, None)]
    world.ahead(minutes=20)
    assert wall.cooling == F76


def test_a_read_that_tells_no_set_point_is_tried_ever_more_rarely() -> None:
    world = World()
    wall = world.thermostat()
    world.ahead(minutes=4)
    world.is_carrying_out = False
    world.govern(an_event(after_minutes=4))
    reads = 0
    for _ in range(600):
        while world.waiting:
            steered = world.waiting.popleft()
            assert isinstance(steered.order, ReadTemperature)
            reads += 1
            world.take(world.rooms.hear(TemperatureRead(HALL, F78), world.at))
            world.take(world.rooms.delivered(steered.purpose, world.at))
        world.ahead(seconds=1)
    assert 10 < reads < 40
    assert wall.writes == []
