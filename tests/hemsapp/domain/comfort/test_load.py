"""Load switches: off, a part of the time, and as they were before (C1FR36, X-CHOICE, X-PRICE-RESPONSE)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from devices.messages import DeviceKind, DeviceReady, SwitchRead
from hemsapp.commands import Ease, OptIn, OptOut, SavePlan, TakeBreak
from hemsapp.domain.comfort.governance import Governance
from hemsapp.domain.comfort.load import cycle_at, duty_percent
from hemsapp.domain.comfort.steps import Confirmed, KnobTurned, Refused, Restored, Unreachable
from hemsapp.plans import DEFAULT_PLAN, PRICE_OFFSETS_CENTI_C, Saving
from hemsapp.snapshot.events import Part
from hemsapp.snapshot.home import PriceLevel
from tests.hemsapp.domain.comfort.world import BEGIN, HEATER, World, an_event


def a_world(*, is_on: bool = True) -> World:
    world = World()
    world.switch(is_on=is_on)
    return world


def part(world: World) -> Part:
    seen = world.rooms.participation(HEATER, an_event(), world.at)
    assert seen is not None
    return seen.part


def test_an_event_switches_off_and_its_end_puts_it_back() -> None:
    world = a_world()
    world.govern(an_event(), HEATER)
    assert world.switches[HEATER] is False
    assert (part(world), len(world.said(Confirmed))) == (Part.SAVING, 1)
    world.until(4.1)
    assert world.switches[HEATER] is True
    assert (part(world), len(world.said(Restored))) == (Part.DONE, 1)
    assert world.rooms.view(world.at).switches[0].wanted is None


def test_a_switch_that_was_off_is_never_switched_on() -> None:
    world = a_world(is_on=False)
    world.govern(an_event(duty_cycle_percent=50), HEATER)
    seen = []
    for hour in (0.1, 0.4, 0.6, 0.9, 4.1):
        world.until(hour)
        seen.append(world.switches[HEATER])
    assert seen == [False] * 5


def test_a_duty_cycle_runs_off_before_on() -> None:
    world = a_world()
    world.govern(an_event(duty_cycle_percent=50), HEATER)
    seen = []
    for minute in (1, 14, 16, 29, 31, 46):
        world.until(minute / 60)
        seen.append(world.switches[HEATER])
    assert seen == [False, False, True, True, False, True]
    assert len(world.said(Confirmed)) == 1


@pytest.mark.parametrize(
    ("event", "percent"),
    [
        (an_event(), 0),
        (an_event(duty_cycle_percent=40, load_adjustment_percent=-90), 40),
        (an_event(load_adjustment_percent=-30), 70),
        (an_event(load_adjustment_percent=20), 100),
    ],
)
def test_the_part_of_the_time_is_what_the_signal_leaves(event: Governance, percent: int) -> None:
    assert duty_percent(event) == percent


def test_a_part_shorter_than_three_minutes_is_left_out() -> None:
    assert cycle_at(an_event(duty_cycle_percent=9), BEGIN + timedelta(minutes=29)) == (False, None)
    assert cycle_at(an_event(duty_cycle_percent=95), BEGIN) == (True, None)
    assert cycle_at(an_event(duty_cycle_percent=10), BEGIN + timedelta(minutes=28))[0] is True


def test_a_break_an_opt_out_and_the_way_back_in() -> None:
    world = a_world()
    world.govern(an_event(), HEATER)
    world.wish(TakeBreak(7, HEATER, 30))
    assert (world.switches[HEATER], part(world)) == (True, Part.EASED)
    world.ahead(minutes=31)
    assert world.switches[HEATER] is False
    world.wish(OptOut(7, HEATER))
    assert (world.switches[HEATER], part(world)) == (True, Part.OPTED_OUT)
    world.wish(OptIn(7, HEATER))
    assert world.switches[HEATER] is False


def test_degrees_mean_nothing_to_a_switch() -> None:
    world = a_world()
    world.govern(an_event(), HEATER)
    world.wish(Ease(7, HEATER, 56))
    assert len(world.said(Refused)) == 1
    assert world.switches[HEATER] is False


def test_a_hand_at_the_switch_holds_for_the_event() -> None:
    world = a_world()
    world.govern(an_event(), HEATER)
    world.ahead(minutes=5)
    world.flip()
    world.until(5)
    assert world.switches[HEATER] is True
    assert [each.issuer_event_id for each in world.said(KnobTurned)] == [7]


def test_in_a_locked_emergency_the_hand_is_undone() -> None:
    """C1FR40."""
    world = a_world()
    world.govern(an_event(is_emergency=True, is_locked=True), HEATER)
    world.ahead(minutes=5)
    world.flip()
    assert world.switches[HEATER] is False
    assert "locked" in world.said(Refused)[0].why


def test_a_late_report_of_the_state_before_is_no_hand() -> None:
    world = a_world()
    world.govern(an_event(), HEATER)
    world.take(world.rooms.hear(SwitchRead(HEATER, is_on=True), world.at))
    assert world.said(KnobTurned) == []
    assert world.switches[HEATER] is False


def test_the_state_before_survives_a_restart() -> None:
    world = a_world()
    world.govern(an_event(), HEATER)
    world.restart(down_minutes=300, is_heard=False)
    world.take(world.rooms.hear(SwitchRead(HEATER, is_on=False), world.at))
    assert world.switches[HEATER] is True


def test_a_plan_may_leave_it_out_and_a_price_may_rest_it() -> None:
    world = a_world()
    plan = replace(
        DEFAULT_PLAN,
        takes_part=frozenset({"emergency"}),
        saving=Saving.BALANCED,
        price_offsets_centi_c=PRICE_OFFSETS_CENTI_C[Saving.BALANCED],
    )
    world.wish(SavePlan(HEATER, plan))
    world.govern(an_event(), HEATER)
    assert (world.switches[HEATER], part(world)) == (True, Part.NOT_ENROLLED)
    world.charge(PriceLevel.HIGH)
    assert world.switches[HEATER] is False
    world.charge(PriceLevel.NORMAL)
    assert world.switches[HEATER] is True


def test_a_switch_that_does_not_answer_is_tried_for_as_long_as_it_takes() -> None:
    world = a_world()
    world.deaf_switches.add(HEATER)
    world.govern(an_event(), HEATER)
    world.until(5)
    assert (len(world.said(Unreachable)), part(world)) == (1, Part.UNREACHABLE)
    world.deaf_switches.clear()
    world.ahead(minutes=1)
    assert world.switches[HEATER] is True


def test_rules_beyond_reason_and_rules_of_a_locked_switch_are_refused() -> None:
    world = a_world()
    world.wish(SavePlan(HEATER, replace(DEFAULT_PLAN, lowest_centi_c=2700)))
    world.govern(an_event(is_emergency=True, is_locked=True), HEATER)
    world.wish(SavePlan(HEATER, DEFAULT_PLAN))
    assert len(world.said(Refused)) == 2


def a_client() -> World:
    """A load switch that is a DRLC client itself, on, in an event that the meter told it of."""
    world = World()
    world.switches[HEATER] = True
    world.take(world.rooms.hear(DeviceReady(HEATER, DeviceKind.LOAD_SWITCH, "", "", is_event_client=True), world.at))
    world.take(world.rooms.hear(SwitchRead(HEATER, is_on=True), world.at))
    world.govern(an_event(), HEATER)
    assert world.switches[HEATER] is True
    world.flip()  # it switches itself off
    return world


def test_a_switch_that_carries_events_out_itself_is_watched_and_not_commanded() -> None:
    """F69: one commander."""
    world = a_client()
    assert (len(world.said(Confirmed)), world.said(KnobTurned)) == (1, [])
    world.until(4.1)
    assert world.switches[HEATER] is False
    world.flip()
    assert len(world.said(Restored)) == 1


def test_a_customers_opt_out_switches_it_on_once_as_a_hand_would() -> None:
    world = a_client()
    world.wish(OptOut(7, HEATER))
    assert world.switches[HEATER] is True
    world.ahead(minutes=1)
    world.flip()
    world.ahead(minutes=5)
    assert world.switches[HEATER] is False


def test_a_device_that_nobody_recognised_yet_is_not_commanded() -> None:
    world = World()
    world.switches[HEATER] = True
    world.take(world.rooms.hear(SwitchRead(HEATER, is_on=True), world.at))
    world.govern(an_event(), HEATER)
    assert world.switches[HEATER] is True


def of_kind(kind: DeviceKind, *, is_on: bool = True) -> World:
    world = a_world(is_on=is_on)
    world.take(world.rooms.hear(DeviceReady(HEATER, kind, "", ""), world.at))
    return world


def test_a_cars_charger_rests_throughout_and_gets_back_what_was_taken() -> None:
    """C1FR36: each interruption ends a charge, so it is not cycled"""
    world = of_kind(DeviceKind.EV_CHARGER)
    world.govern(an_event(duty_cycle_percent=50), HEATER)
    seen = []
    for minute in (1, 16, 29, 31, 46):
        world.until(minute / 60)
        seen.append(world.switches[HEATER])
    assert seen == [False] * 5
    world.until(4.1)
    assert world.switches[HEATER] is True
    assert cycle_at(an_event(duty_cycle_percent=100), BEGIN, is_cycled=False) == (True, None)


def test_a_cars_charger_that_was_off_is_never_switched_on_by_us() -> None:
    world = of_kind(DeviceKind.EV_CHARGER, is_on=False)
    world.govern(an_event(), HEATER)
    world.until(1)
    world.wish(OptOut(7, HEATER))
    world.until(5)
    assert world.switches[HEATER] is False


def test_i_need_it_now_gives_a_car_its_charge_back_at_once() -> None:
    """UC96.1.22: an opt-out puts back what was; the event goes on for the others"""
    world = of_kind(DeviceKind.EV_CHARGER)
    world.govern(an_event(), HEATER)
    world.until(1)
    assert world.switches[HEATER] is False
    world.wish(OptOut(7, HEATER))
    assert world.switches[HEATER] is True
    world.until(2)
    assert world.switches[HEATER] is True


def test_a_smart_plug_takes_part_in_nothing_until_its_owner_says_so() -> None:
    """X-CHOICE: nobody knows what is plugged in"""
    world = of_kind(DeviceKind.SMART_PLUG)
    world.govern(an_event(), HEATER)
    world.until(1)
    assert world.switches[HEATER] is True
    world.wish(SavePlan(HEATER, DEFAULT_PLAN))
    world.until(1.1)
    assert world.switches[HEATER] is False
