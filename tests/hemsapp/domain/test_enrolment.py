"""The meter is told which devices it speaks to about events, until it knows, and again when it may have forgotten."""

from dataclasses import replace
from datetime import timedelta

import pytest

from devices.demand_response import EnrolDevice
from devices.errors import RadioFault
from devices.messages import DeviceKind, DeviceLeft, DeviceReady, RadioChanged, RadioState
from devices.names import Eui64
from hemsapp import commands
from hemsapp.domain.enrolment import RETRY_S, Enrolment
from hemsapp.plans import DEFAULT_PLAN
from tests.hemsapp.events_home import HALL, METER, PCT, EventsHome

MINUTE = timedelta(minutes=1)
DISPLAY = Eui64("00:0d:6f:00:0a:00:00:14")


def an_enrolment(*out: Eui64) -> Enrolment:
    enrolment = Enrolment(lambda device: device not in out)
    enrolment.ready(PCT, 0.0)
    return enrolment


def order(*, is_enrolled: bool) -> EnrolDevice:
    return EnrolDevice(METER, PCT, is_enrolled=is_enrolled)


def test_a_client_is_enrolled_once_and_then_nothing_is_due() -> None:
    enrolment = an_enrolment()
    assert enrolment.due(METER, 0.0) == [order(is_enrolled=True)]
    assert enrolment.due(METER, 1.0) == []
    enrolment.delivered(order(is_enrolled=True))
    assert enrolment.due(METER, 1e9) == []
    assert enrolment.next_s is None


def test_what_was_not_delivered_is_tried_later_and_later_for_as_long_as_it_takes() -> None:
    enrolment, now_s, waits = an_enrolment(), 0.0, []
    for _ in range(6):
        (sent,) = enrolment.due(METER, now_s)
        enrolment.failed(sent, now_s)
        assert enrolment.next_s is not None
        waits.append(enrolment.next_s - now_s)
        assert enrolment.due(METER, enrolment.next_s - 0.1) == []
        now_s = enrolment.next_s
    assert waits == [*RETRY_S, RETRY_S[-1], RETRY_S[-1]]


@pytest.mark.parametrize("again", ["the meter", "the client"])
def test_whatever_was_set_up_again_is_told_again(again: str) -> None:
    enrolment = an_enrolment()
    enrolment.delivered(*enrolment.due(METER, 0.0))
    if again == "the meter":
        enrolment.begin(100.0)
    else:
        enrolment.ready(PCT, 100.0)
    assert enrolment.next_s == 100.0
    assert enrolment.due(METER, 100.0) == [order(is_enrolled=True)]


def test_an_answer_that_was_lost_with_the_meter_does_not_keep_it_waiting() -> None:
    enrolment = an_enrolment()
    assert enrolment.due(METER, 0.0)
    enrolment.begin(10.0)
    assert enrolment.due(METER, 10.0) == [order(is_enrolled=True)]


def test_a_device_that_left_is_withdrawn_but_not_asked_about_for_ever() -> None:
    enrolment, now_s, tries = an_enrolment(), 0.0, 0
    enrolment.delivered(*enrolment.due(METER, now_s))
    enrolment.left(PCT, now_s)
    while orders := enrolment.due(METER, now_s):
        assert orders == [order(is_enrolled=False)]
        enrolment.failed(orders[0], now_s)
        now_s, tries = enrolment.next_s or now_s, tries + 1
    assert tries == len(RETRY_S)
    assert enrolment.next_s is None


def test_one_that_came_back_is_enrolled_again() -> None:
    enrolment = an_enrolment()
    enrolment.delivered(*enrolment.due(METER, 0.0))
    enrolment.left(PCT, 1.0)
    enrolment.delivered(*enrolment.due(METER, 1.0))
    enrolment.ready(PCT, 2.0)
    assert enrolment.due(METER, 2.0) == [order(is_enrolled=True)]


# In the whole engine


def asked(home: EventsHome) -> list[tuple[Eui64, bool]]:
    found = [(each.client, each.is_enrolled) for each in home.asked if isinstance(each, EnrolDevice)]
    home.asked.clear()
    return found


@pytest.fixture
def home() -> EventsHome:
    home = EventsHome(devices=(HALL, PCT))
    home.run(MINUTE)
    return home


def test_the_meter_speaks_to_the_thermostat_that_acts_by_itself_and_to_no_other(home: EventsHome) -> None:
    """X-ENROL: one device, one commander"""
    assert set(asked(home)) == {(PCT, True)}
    home.run(60 * MINUTE)
    assert asked(home) == []


def test_a_plan_that_takes_part_in_nothing_withdraws_the_device_and_a_later_one_enrols_it(home: EventsHome) -> None:
    """X-CHOICE"""
    asked(home)
    home.hear(commands.SavePlan(PCT, replace(DEFAULT_PLAN, takes_part=frozenset())))
    home.run(MINUTE)
    assert asked(home) == [(PCT, False)]
    home.hear(commands.SavePlan(PCT, replace(DEFAULT_PLAN, takes_part=frozenset({"emergency"}))))
    home.run(MINUTE)
    assert asked(home) == [(PCT, True)]


def test_a_choice_that_the_meter_had_not_heard_of_survives_a_kill(home: EventsHome) -> None:
    home.is_meter_silent = True
    home.hear(commands.SavePlan(PCT, replace(DEFAULT_PLAN, takes_part=frozenset())))
    home.run(MINUTE)
    home.kill()
    home.is_meter_silent = False
    asked(home)
    home.boot()
    home.run(MINUTE)
    assert set(asked(home)) == {(PCT, False)}


def test_a_meter_that_was_silent_is_told_when_it_is_heard_again() -> None:
    home = EventsHome(devices=(PCT,))
    home.is_meter_silent = True
    home.run(10 * MINUTE)
    home.is_meter_silent = False
    asked(home)
    home.run(11 * MINUTE)
    assert asked(home) == [(PCT, True)]


def test_after_the_radio_was_gone_the_meter_is_told_again(home: EventsHome) -> None:
    asked(home)
    home.hear(RadioChanged(RadioState.LOST, "table", RadioFault.UNPLUGGED))
    home.run(MINUTE)
    assert asked(home) == []
    home.hear(RadioChanged(RadioState.READY, "table"))
    home.hear(DeviceReady(METER, DeviceKind.METER_GATEWAY, "Sample", "Meter"))
    home.run(MINUTE)
    assert set(asked(home)) == {(PCT, True)}


def test_a_display_has_no_plan_and_is_enrolled_until_it_leaves(home: EventsHome) -> None:
    """C1FR30"""
    asked(home)
    home.hear(DeviceReady(DISPLAY, DeviceKind.DISPLAY, "Sample", "D", is_event_client=True))
    home.run(MINUTE)
    assert asked(home) == [(DISPLAY, True)]
    home.hear(DeviceLeft(DISPLAY))
    home.run(MINUTE)
    assert asked(home) == [(DISPLAY, False)]
