"""The twelve behaviour rules of DRLC, and what they do not say: nesting, elapsed time, silent meters."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from devices.demand_response import (
    CppAuth,
    CriticalPeakPublished,
    DeviceClass,
    EventsListed,
    EventStatus,
    MeterEventStatus,
)
from devices.wan.journal import Noted
from hemsapp.domain.event_book import Rules
from hemsapp.domain.event_table import EventState
from hemsapp.domain.event_windows import draw, effective_end, effective_start
from hemsapp.plans import Policy
from hemsapp.snapshot.events import Program
from tests.hemsapp.domain.events_bench import (
    BEDROOM,
    HALL,
    HOUR,
    METER,
    MINUTE,
    NOON,
    OWN,
    RULES,
    Bench,
    event,
)

S = EventStatus


def test_rule_1_an_event_for_other_loads_or_another_group_is_ignored_without_a_receipt() -> None:
    """F68"""
    bench = Bench(HALL, rules=replace(RULES, enrollment_group=3))
    bench.announce(event(device_class=DeviceClass.ELECTRIC_VEHICLE))
    bench.announce(event(8, enrollment_group=4))
    assert bench.events.book.events == {}
    assert bench.receipts == []
    bench.announce(event(9, enrollment_group=3))
    bench.announce(event(10, start=NOON + 5 * HOUR, enrollment_group=0))
    assert bench.state(9) is bench.state(10) is EventState.SCHEDULED


def test_rule_1_a_home_of_no_group_takes_every_group() -> None:
    bench = Bench(HALL)
    bench.announce(event(enrollment_group=4))
    assert bench.state() is EventState.SCHEDULED


@pytest.mark.parametrize("criticality", [0, 16, 255])
def test_rule_2_a_reserved_criticality_is_refused(criticality: int) -> None:
    bench = Bench(HALL)
    bench.announce(event(criticality=criticality))
    assert bench.statuses() == [S.REJECTED]


@pytest.mark.parametrize(
    ("minutes", "status"),
    [(0, S.REJECTED), (1, S.RECEIVED), (1440, S.RECEIVED), (1441, S.REJECTED), (65535, S.REJECTED)],
)
def test_rule_3_the_duration_is_one_minute_to_a_day(minutes: int, status: EventStatus) -> None:
    """F56"""
    bench = Bench()
    bench.announce(event(minutes=minutes))
    assert bench.statuses() == [status]


def test_rule_3_an_event_that_comes_after_its_end_has_expired() -> None:
    """F55"""
    bench = Bench(HALL)
    bench.announce(event(start=NOON - HOUR, minutes=60))
    bench.announce(event(start=NOON - HOUR, minutes=60))
    assert bench.statuses() == [S.EXPIRED]
    assert bench.state() is EventState.REJECTED


def test_rule_3_a_full_table_refuses() -> None:
    bench = Bench()
    for number in range(101):
        bench.announce(event(number, start=NOON + (number + 1) * HOUR))
    assert bench.statuses(OWN, 99) == [S.RECEIVED]
    assert bench.statuses(OWN, 100) == [S.REJECTED]


def test_rule_4_a_duplicate_changes_nothing_and_owes_nothing() -> None:
    """F50"""
    bench = Bench(HALL)
    for _ in range(100):
        bench.announce(event())
    bench.pass_time(HOUR)
    bench.restart()
    for _ in range(100):
        bench.announce(event())
    bench.confirm(HALL)
    bench.pass_time(HOUR)
    bench.restore(HALL)
    bench.announce(event())
    assert bench.statuses() == [S.RECEIVED, S.STARTED, S.COMPLETED]
    assert bench.statuses(HALL) == [S.RECEIVED, S.STARTED, S.COMPLETED]


def test_rule_4_now_said_again_does_not_move_the_event() -> None:
    """DR11"""
    bench = Bench(HALL)
    bench.announce(event(start=None))
    bench.pass_time(20 * MINUTE)
    bench.announce(event(start=None))
    assert effective_end(bench.events.book.events[7]) == NOON + HOUR
    assert bench.statuses() == [S.RECEIVED, S.STARTED]


def test_rule_5_a_start_in_the_past_runs_at_once_and_keeps_its_end() -> None:
    bench = Bench()
    bench.announce(event(start=NOON - 40 * MINUTE))
    assert bench.state() is EventState.ACTIVE
    bench.pass_time(19 * MINUTE)
    assert bench.state() is EventState.ACTIVE
    bench.pass_time(MINUTE)
    assert bench.state() is EventState.ENDED


def test_rule_6_a_newer_event_supersedes_one_that_it_overlaps_and_an_older_one_is_refused() -> None:
    bench = Bench()
    bench.announce(event(7))
    bench.announce(event(8, start=NOON + 90 * MINUTE))
    bench.announce(event(6, start=NOON + 100 * MINUTE))
    assert bench.statuses(OWN, 7) == [S.RECEIVED, S.SUPERSEDED]
    assert bench.statuses(OWN, 6) == [S.REJECTED]
    assert bench.events.book.events[8].moved_from == NOON + HOUR


def test_rule_6_back_to_back_is_no_overlap() -> None:
    bench = Bench()
    bench.announce(event(7))
    bench.announce(event(8, start=NOON + 2 * HOUR))
    assert bench.state(7) is bench.state(8) is EventState.SCHEDULED


def test_rule_6_a_newer_event_for_less_than_the_older_ones_loads_leaves_it_standing() -> None:
    bench = Bench()
    bench.announce(event(7, device_class=DeviceClass.HVAC | DeviceClass.WATER_HEATER))
    bench.announce(event(8))
    assert bench.state(7) is bench.state(8) is EventState.SCHEDULED


def test_rule_7_a_running_event_is_superseded_when_the_newer_one_starts_with_no_gap() -> None:
    bench = Bench(HALL)
    bench.announce(event(7))
    bench.pass_time(HOUR)
    bench.confirm(HALL)
    bench.announce(event(8, start=NOON + 90 * MINUTE))
    assert bench.state(7) is EventState.ACTIVE
    bench.pass_time(30 * MINUTE)
    assert bench.state(7) is EventState.SUPERSEDED
    assert bench.events.governors()[HALL].issuer_event_id == 8
    assert bench.statuses(HALL) == [S.RECEIVED, S.STARTED, S.SUPERSEDED]


def test_rule_7_a_newer_event_that_is_cancelled_in_time_leaves_the_running_one_alone() -> None:
    bench = Bench()
    bench.announce(event(7))
    bench.pass_time(HOUR)
    bench.announce(event(8, start=NOON + 90 * MINUTE))
    bench.cancel(8)
    bench.pass_time(59 * MINUTE)
    assert bench.state(7) is EventState.ACTIVE


def test_rule_8_a_delayed_start_delays_the_end_and_the_draw_is_made_once() -> None:
    """F58"""
    bench = Bench(HALL)
    bench.announce(event(is_start_randomised=True))
    drawn = bench.events.book.events[7]
    assert 0 < drawn.start_delay_s <= 1800
    assert effective_end(drawn) - effective_start(drawn) == HOUR
    bench.restart()
    bench.announce(event(is_start_randomised=True))
    assert bench.events.book.events[7] == drawn
    bench.pass_time(HOUR)
    assert bench.state() is EventState.SCHEDULED
    bench.pass_time(timedelta(seconds=drawn.start_delay_s))
    assert bench.state() is EventState.STARTING


def test_rule_8_draws_lie_in_their_range_and_differ_between_homes() -> None:
    draws = [draw(f"home {number}", 7, 30) for number in range(200)]
    assert 0 <= min(draws) < 200
    assert 1600 < max(draws) <= 1800
    assert len(set(draws)) > 150
    assert draw("home", 7, 0) == 0


def test_rule_8_the_delayed_tail_of_an_event_ends_where_its_successor_starts() -> None:
    bench = Bench()
    bench.announce(event(7, is_start_randomised=True))
    bench.announce(event(8, start=NOON + 2 * HOUR))
    bench.pass_time(HOUR + 31 * MINUTE)
    assert bench.state(7) is EventState.ACTIVE
    bench.pass_time(29 * MINUTE)
    assert bench.statuses(OWN, 7) == [S.RECEIVED, S.STARTED, S.COMPLETED]
    assert bench.state(8) is EventState.ACTIVE


def test_rule_9_a_cancel_before_the_start_is_reported_at_once() -> None:
    """F53"""
    bench = Bench(HALL)
    bench.announce(event())
    bench.cancel()
    bench.cancel()
    assert bench.statuses() == bench.statuses(HALL) == [S.RECEIVED, S.CANCELLED]


def test_rule_9_a_cancel_of_a_running_event_is_owed_by_a_device_when_it_is_back() -> None:
    """R3"""
    bench = Bench(HALL)
    bench.announce(event())
    bench.pass_time(HOUR)
    bench.confirm(HALL)
    bench.cancel()
    assert bench.statuses() == [S.RECEIVED, S.STARTED, S.CANCELLED]
    assert bench.statuses(HALL) == [S.RECEIVED, S.STARTED]
    assert bench.events.governors() == {}
    bench.restore(HALL)
    assert bench.statuses(HALL) == [S.RECEIVED, S.STARTED, S.CANCELLED]
    assert len(bench.noted(Noted.ORIGINAL_STATE)) == 1


def test_rule_9_a_randomised_cancel_waits_for_the_draw_that_was_made() -> None:
    bench = Bench()
    bench.announce(event(is_start_randomised=True))
    delay = timedelta(seconds=bench.events.book.events[7].start_delay_s)
    bench.pass_time(HOUR + delay)
    bench.cancel(is_randomised=True)
    bench.pass_time(delay - timedelta(seconds=1))
    assert bench.state() is EventState.ACTIVE
    bench.pass_time(timedelta(seconds=1))
    assert bench.statuses()[-1] is S.CANCELLED


def test_rule_9_a_cancel_for_others_or_after_the_end_is_refused() -> None:
    bench = Bench()
    bench.announce(event(device_class=DeviceClass.WATER_HEATER))
    bench.cancel()
    bench.announce(event(8))
    bench.cancel(8, effective=NOON + 2 * HOUR)
    assert bench.statuses(OWN, 7) == [S.RECEIVED, S.INVALID_CANCEL]
    assert bench.statuses(OWN, 8) == [S.RECEIVED, S.INVALID_EFFECTIVE_TIME]
    assert bench.state(7) is bench.state(8) is EventState.SCHEDULED


def test_rule_9_a_cancel_before_its_event_leaves_a_tombstone() -> None:
    """F52"""
    bench = Bench(HALL)
    bench.cancel()
    bench.cancel()
    bench.restart()
    bench.announce(event())
    bench.announce(event())
    bench.pass_time(HOUR)
    assert bench.state() is EventState.CANCELLED
    assert bench.statuses() == [S.UNDEFINED_EVENT, S.CANCELLED]
    assert bench.statuses(HALL) == []


def test_rule_9_a_cancel_of_all_takes_every_event_and_needs_none() -> None:
    bench = Bench()
    bench.cancel(None)
    assert bench.receipts == []
    bench.announce(event(7))
    bench.announce(event(8, start=NOON + 5 * HOUR))
    bench.cancel(None)
    assert bench.state(7) is bench.state(8) is EventState.CANCELLED


def test_rule_10_an_opt_out_before_the_start_is_told_at_the_start() -> None:
    bench = Bench(HALL)
    bench.announce(event())
    bench.keep(bench.events.answer(7, bench.at, is_skipped=True))
    assert bench.statuses(HALL) == [S.RECEIVED]
    bench.pass_time(HOUR)
    assert bench.state() is EventState.OVERRIDDEN
    bench.at_home.add(HALL)
    bench.pass_time(HOUR)
    expected = [S.RECEIVED, S.OPTED_OUT, S.NO_PARTICIPATION]
    assert bench.statuses() == bench.statuses(HALL) == expected


@pytest.mark.parametrize(
    ("choices", "statuses"),
    [
        ("", [S.COMPLETED]),
        ("out", [S.OPTED_OUT, S.PARTIAL_OPT_OUT]),
        ("out in", [S.OPTED_OUT, S.OPTED_IN, S.PARTIAL_OPT_IN]),
        ("out in out", [S.OPTED_OUT, S.OPTED_IN, S.OPTED_OUT, S.PARTIAL_OPT_OUT]),
        ("eased", [S.PARTIAL_OPT_OUT]),
    ],
)
def test_rule_10_choices_during_an_event_are_told_at_once_and_again_at_its_end(
    choices: str, statuses: list[EventStatus]
) -> None:
    bench = Bench(HALL)
    bench.announce(event())
    bench.pass_time(HOUR)
    bench.confirm(HALL)
    for choice in choices.split():
        bench.pass_time(MINUTE)
        if choice == "eased":
            bench.events.course.eased(HALL, 7)
        else:
            (bench.leave if choice == "out" else bench.come_back)(HALL)
    bench.pass_time(HOUR)
    bench.restore(HALL)
    assert bench.statuses(HALL) == [S.RECEIVED, S.STARTED, *statuses]


def test_rule_10_toggling_without_rest_is_told_when_it_rests() -> None:
    """F63"""
    bench = Bench(HALL)
    bench.announce(event())
    bench.pass_time(HOUR)
    bench.confirm(HALL)
    for _ in range(51):
        bench.leave(HALL)
        bench.come_back(HALL)
    bench.leave(HALL)
    bench.pass_time(MINUTE)
    assert bench.statuses(HALL) == [S.RECEIVED, S.STARTED, S.OPTED_OUT]
    bench.come_back(HALL)
    bench.leave(HALL)
    bench.come_back(HALL)
    assert bench.statuses(HALL)[-1] is S.OPTED_IN
    bench.pass_time(MINUTE)
    assert bench.statuses(HALL) == [S.RECEIVED, S.STARTED, S.OPTED_OUT, S.OPTED_IN]


def test_rule_10_a_choice_taken_back_at_once_is_told_once_for_us_and_for_each_room() -> None:
    """F63, R1: all rest together, and what one is told of does not undo what another was told of."""
    bench = Bench(HALL, BEDROOM)
    bench.announce(event())
    bench.pass_time(HOUR)
    for device in (HALL, BEDROOM):
        bench.confirm(device)
    for device in (HALL, BEDROOM):
        bench.leave(device)
    bench.pass_time(timedelta(seconds=3))
    for device in (HALL, BEDROOM):
        bench.come_back(device)
    bench.pass_time(timedelta(seconds=3))
    for device in (HALL, BEDROOM):
        bench.events.course.eased(device, 7)
    bench.wake()
    for _ in range(5):
        bench.pass_time(timedelta(seconds=10))
    for subject in (OWN, HALL, BEDROOM):
        assert bench.statuses(subject) == [S.RECEIVED, S.STARTED, S.OPTED_OUT, S.OPTED_IN]


def test_rule_11_of_events_that_nest_the_most_critical_governs_and_the_other_resumes() -> None:
    """S9, F54"""
    for order in permutations([(7, 2, 120), (8, 7, 30), (9, 8, 10)]):
        bench = Bench(HALL)
        for number, criticality, minutes in order:
            bench.announce(event(number, criticality=criticality, minutes=minutes))
        governing: list[int] = []
        for _ in range(5):
            bench.pass_time(HOUR if not governing else 10 * MINUTE)
            governing.append(bench.events.governors()[HALL].issuer_event_id)
        assert governing[0] == 9
        assert governing[-1] == 7
        assert bench.state(7) is EventState.STARTING


def test_rule_11_who_left_the_emergency_is_not_taken_by_the_critical_peak_under_it() -> None:
    """S3, DR7"""
    bench = Bench(HALL)
    bench.announce(event(7, minutes=120))
    bench.announce(event(8, criticality=7, minutes=30))
    bench.pass_time(HOUR + MINUTE)
    bench.leave(HALL, 8)
    assert bench.statuses(HALL, 7)[-1] is bench.statuses(HALL, 8)[-1] is S.OPTED_OUT
    bench.pass_time(30 * MINUTE)
    assert bench.events.governors() == {}
    bench.restart()
    bench.wake()
    assert bench.events.governors() == {}


def test_rule_12_received_started_and_one_end() -> None:
    bench = Bench(HALL, BEDROOM)
    bench.announce(event())
    bench.pass_time(HOUR)
    assert bench.statuses() == [S.RECEIVED, S.STARTED]
    bench.confirm(HALL, cooling_centi_c=2556)
    started = bench.receipts[-1]
    assert (started.subject, started.cooling_set_point_centi_c, started.action) == (HALL, 2556, "set to cooling 78 F")
    assert started.received == NOON
    assert started.acted == bench.now
    bench.pass_time(HOUR)
    assert bench.state() is EventState.RECOVERING
    bench.restore(HALL)
    assert bench.state() is EventState.RECOVERING
    bench.restore(BEDROOM)
    assert bench.state() is EventState.ENDED
    assert bench.statuses(HALL) == [S.RECEIVED, S.STARTED, S.COMPLETED]
    assert [entry.noted for entry in bench.journal if "receipt" not in entry.noted.value] == [
        Noted.EVENT_HEARD,
        Noted.EVENT_STARTED,
        Noted.SET_POINT_CONFIRMED,
        Noted.EVENT_ENDED,
        Noted.RESTORED,
        Noted.RESTORED,
        Noted.ORIGINAL_STATE,
    ]


def test_a_change_counts_from_what_was_said_last() -> None:
    """F51, C1FR30"""
    bench = Bench(HALL)
    bench.announce(event())
    bench.announce(event(start=NOON + 3 * HOUR))
    changed = bench.events.book.events[7]
    assert (changed.revision, changed.moved_from) == (2, NOON + HOUR)
    bench.pass_time(2 * HOUR)
    assert bench.state() is EventState.CHANGED
    bench.pass_time(HOUR)
    bench.confirm(HALL)
    bench.pass_time(HOUR)
    bench.restore(HALL)
    bench.announce(event())
    assert bench.state() is EventState.ENDED
    assert bench.statuses(HALL) == [S.RECEIVED, S.RECEIVED, S.STARTED, S.COMPLETED]


def test_a_running_event_that_is_shortened_ends_earlier() -> None:
    bench = Bench(HALL)
    bench.announce(event())
    bench.pass_time(HOUR + 10 * MINUTE)
    bench.confirm(HALL)
    bench.announce(event(minutes=20))
    assert bench.state() is EventState.ACTIVE
    bench.pass_time(10 * MINUTE)
    assert bench.state() is EventState.RECOVERING


def test_a_window_of_the_past_changes_nothing_of_an_event_whose_devices_are_on_their_way_back() -> None:
    bench = Bench(HALL)
    bench.announce(event())
    bench.pass_time(HOUR)
    bench.confirm(HALL)
    bench.pass_time(HOUR)
    bench.announce(event(start=NOON, minutes=30))
    bench.restore(HALL)
    assert bench.state() is EventState.ENDED
    assert bench.statuses() == bench.statuses(HALL) == [S.RECEIVED, S.STARTED, S.COMPLETED]


def test_a_skip_outlives_a_change() -> None:
    """S3"""
    bench = Bench(HALL)
    bench.announce(event())
    bench.keep(bench.events.answer(7, bench.at, is_skipped=True))
    bench.announce(event(start=NOON + 3 * HOUR))
    bench.restart()
    bench.pass_time(3 * HOUR)
    assert bench.events.governors() == {}
    assert bench.state() is EventState.OVERRIDDEN


def test_all_orders_of_arrival_end_alike() -> None:
    """F52, E3: the cancel, and each message twice, in every order."""
    ends = set()
    for order in set(permutations(["create", "create", "cancel", "cancel"])):
        bench = Bench(HALL)
        for word in order:
            if word == "create":
                bench.announce(event())
            else:
                bench.cancel()
        bench.pass_time(90 * MINUTE)
        ends.add((bench.state(), bench.statuses()[-1], len(bench.events.governors())))
    assert ends == {(EventState.CANCELLED, S.CANCELLED, 0)}


@pytest.mark.parametrize("hours", [-30, -2, 2, 30])
def test_no_wall_clock_makes_an_event_hold_longer_than_it_is(hours: int) -> None:
    """T1"""
    bench = Bench(HALL)
    bench.announce(event())
    bench.pass_time(HOUR)
    bench.confirm(HALL)
    bench.pass_time(10 * MINUTE, wall=hours * HOUR)
    bench.pass_time(49 * MINUTE)
    bench.pass_time(MINUTE)
    assert bench.state() is EventState.RECOVERING


def test_a_clock_set_back_while_it_was_off_does_not_begin_the_hour_again() -> None:
    """T1: up to the five minutes that were not kept."""
    bench = Bench(HALL)
    bench.announce(event(start=None))
    for _ in range(50):
        bench.pass_time(MINUTE)
    bench.now = NOON
    bench.restart()
    bench.wake()
    for _ in range(15):
        bench.pass_time(MINUTE)
    assert bench.state() is EventState.RECOVERING


def test_with_a_doubtful_clock_only_what_begins_now_begins() -> None:
    """T2, F57"""
    bench = Bench(HALL)
    bench.events.course.is_clock_trusted = False
    bench.announce(event(7))
    bench.announce(event(8, start=None, device_class=DeviceClass.WATER_HEATER))
    bench.pass_time(HOUR)
    assert bench.state(7) is EventState.SCHEDULED
    assert bench.state(8) is EventState.RECOVERING
    bench.events.course.is_clock_trusted = True
    bench.wake()
    assert bench.state(7) is EventState.STARTING


def test_an_event_that_passed_while_the_display_was_off_was_missed_and_says_so() -> None:
    """L6"""
    bench = Bench(HALL)
    bench.announce(event())
    bench.now += 5 * HOUR
    bench.restart()
    bench.wake()
    assert bench.statuses() == bench.statuses(HALL) == [S.RECEIVED, S.NO_PARTICIPATION]


def test_a_start_that_the_meter_does_not_tell_is_said_and_the_plan_goes_on_by_our_own_clock() -> None:
    """UC96.3.4, UC96.3.5, UC96.3.13, C1FR31"""
    bench = Bench(HALL)
    bench.announce(event())
    bench.tell(MeterEventStatus.PENDING)
    bench.pass_time(HOUR)
    bench.confirm(HALL)
    assert bench.noted(Noted.STATUS_MISSING) == []
    bench.pass_time(MINUTE)
    assert bench.state() is EventState.ACTIVE
    assert len(bench.noted(Noted.STATUS_MISSING)) == len(bench.noted(Noted.UTILITY_SHOWN)) == 1


def test_an_end_that_the_meter_does_not_tell_is_said_and_devices_are_put_back_all_the_same() -> None:
    """UC96.3.1, UC96.3.13"""
    bench = Bench(HALL)
    bench.announce(event())
    bench.pass_time(HOUR)
    bench.tell(MeterEventStatus.ACTIVE)
    bench.confirm(HALL)
    bench.pass_time(HOUR)
    assert bench.events.governors() == {}
    bench.pass_time(MINUTE)
    assert len(bench.noted(Noted.STATUS_MISSING)) == 1


def test_the_meters_word_clears_what_was_missing() -> None:
    bench = Bench(HALL)
    bench.announce(event())
    bench.tell(MeterEventStatus.PENDING)
    bench.pass_time(HOUR + MINUTE)
    assert bench.events.book.events[7].is_status_missing
    assert len(bench.noted(Noted.PLAN_BY_OWN_CLOCK)) == 1
    bench.tell(MeterEventStatus.ACTIVE)
    assert not bench.events.book.events[7].is_status_missing


def test_a_meter_that_never_tells_its_status_is_not_missed() -> None:
    bench = Bench()
    bench.announce(event())
    bench.pass_time(HOUR + 2 * MINUTE)
    assert bench.noted(Noted.STATUS_MISSING) == []


def test_the_plan_can_wait_for_the_meters_word() -> None:
    """C1FR31 by the customer's setting"""
    bench = Bench(HALL, rules=replace(RULES, keeps_plan_by_own_clock=False))
    bench.announce(event())
    bench.tell(MeterEventStatus.PENDING)
    bench.pass_time(HOUR + 2 * MINUTE)
    assert bench.state() is EventState.SCHEDULED
    assert len(bench.noted(Noted.STATUS_MISSING)) == 1
    assert bench.noted(Noted.PLAN_BY_OWN_CLOCK) == []
    bench.tell(MeterEventStatus.ACTIVE)
    assert bench.state() is EventState.STARTING


def test_a_plan_that_was_stopped_lets_the_devices_go() -> None:
    """UC96.3.13"""
    bench = Bench(HALL)
    bench.announce(event())
    bench.tell(MeterEventStatus.PENDING)
    bench.pass_time(HOUR + 2 * MINUTE)
    bench.keep(bench.events.stop_plan(7, bench.at))
    assert bench.events.governors() == {}
    assert bench.state() is EventState.OVERRIDDEN
    assert bench.statuses(HALL)[-1] is S.OPTED_OUT


def test_the_meters_word_of_an_event_moves_no_load() -> None:
    """S8: status, program, price and reason are told beside DRLC, and only inform."""
    bench = Bench(HALL)
    bench.tell(MeterEventStatus.ACTIVE, start=NOON, end=NOON + HOUR)
    assert bench.events.governors() == {}
    bench.announce(event())
    known = bench.events.book.events[7]
    assert (known.program, known.meter_status) == (Program.CRITICAL_PEAK, MeterEventStatus.ACTIVE)
    bench.tell(MeterEventStatus.CANCELLED)
    assert bench.state() is EventState.SCHEDULED


def test_a_cancel_that_was_lost_is_made_up_for_when_the_meter_lists_its_events() -> None:
    """DR10"""
    bench = Bench(HALL)
    bench.announce(event(7))
    bench.announce(event(8, start=NOON + 5 * HOUR))
    asked = bench.now + MINUTE
    bench.pass_time(2 * MINUTE)
    bench.announce(event(9, start=NOON + 9 * HOUR))
    bench.keep(bench.events.listed(EventsListed(METER, (7,)), asked, bench.at))
    assert [bench.state(each) for each in (7, 8, 9)] == [
        EventState.SCHEDULED,
        EventState.CANCELLED,
        EventState.SCHEDULED,
    ]


def test_a_critical_peak_that_comes_as_a_price_is_an_event_and_joins_its_load_control() -> None:
    peak = CriticalPeakPublished(METER, 1, 7, NOON + HOUR, 60, 0, CppAuth.PENDING)
    bench = Bench(HALL)
    bench.keep(bench.events.priced(peak, bench.at))
    bench.announce(event(cooling_offset_centi_c=220))
    assert bench.statuses() == [S.RECEIVED]
    assert bench.events.book.events[7].cooling_offset_centi_c == 220
    assert bench.events.unanswered_peaks() == []
    bench.keep(bench.events.answer(7, bench.at, is_skipped=False))
    assert bench.events.unanswered_peaks() == [(7, True)]
    bench.keep(bench.events.peak_answered(7, is_accepted=True))
    assert bench.events.unanswered_peaks() == []


@pytest.mark.parametrize(
    ("policy", "is_exempt", "criticality", "is_locked"),
    [
        (Policy.UC96_2007, False, 7, True),
        (Policy.UC96_2007, False, 8, True),
        (Policy.UC96_2007, False, 9, True),
        (Policy.UC96_2007, True, 7, False),
        (Policy.UC96_2007, False, 6, False),
        (Policy.JA5, False, 7, False),
    ],
)
def test_an_emergency_locks_by_the_policy_of_the_home(
    policy: Policy, is_exempt: bool, criticality: int, is_locked: bool
) -> None:
    """C1FR40, S7"""
    bench = Bench(HALL, rules=Rules(OWN, policy=policy, is_exempt=is_exempt))
    bench.announce(event(criticality=criticality))
    known = bench.events.book.events[7]
    assert bench.events.governance(known).is_locked is is_locked
    assert (bench.events.refusal(7) is not None) is is_locked


def test_an_emergency_is_not_pre_cooled_for() -> None:
    bench = Bench(HALL, lead_minutes=60)
    bench.announce(event(criticality=7))
    assert bench.state() is EventState.SCHEDULED
    bench.announce(event(8, start=NOON + 150 * MINUTE))
    bench.pass_time(91 * MINUTE)
    assert bench.state(8) is EventState.PRE_COOLING
    assert bench.events.governors()[HALL].issuer_event_id == 7


def test_it_says_when_it_is_next_needed() -> None:
    bench = Bench(HALL)
    assert bench.events.next_wake_s(bench.at) is None
    bench.announce(event())
    assert bench.events.next_wake_s(bench.at) == bench.monotonic_s + 3600
    bench.pass_time(HOUR)
    bench.confirm(HALL)
    due_s = bench.events.next_wake_s(bench.at)
    assert due_s is not None
    assert due_s <= bench.monotonic_s + 300
