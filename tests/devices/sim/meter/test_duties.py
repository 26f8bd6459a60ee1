"""What the meter does with the utility's messages, by its own clock."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from devices.demand_response import MeterEventStatus
from devices.messages import Importance
from devices.sim.meter.forwarding import LoadControlForwarded, LoadControlWithdrawn
from devices.wan.codec import encode_record
from devices.wan.journal import Noted
from devices.wan.words import (
    Body,
    ClockConfig,
    Dispatch,
    EventCancel,
    LogPage,
    LogRequest,
    MeterConfig,
    MeterEvent,
    Noun,
    Origin,
    Readings,
    ReadSchedule,
    Reply,
    SecurityClass,
    TextControl,
    Verb,
)
from tests.devices.sim.meter.bench import NOON
from tests.devices.sim.meter.event_bench import START, EventBench, peak

HOUR = timedelta(hours=1)
CONFIG: dict[str, Any] = {"verb": Verb.CHANGE, "noun": Noun.END_DEVICE_CONFIG}
SCHEDULE: dict[str, Any] = {"noun": Noun.METER_READ_SCHEDULE}


def kinds(bench: EventBench) -> list[Noted]:
    return [entry.noted for entry in bench.noted() if entry.noted is not Noted.ANSWER_MISSING]  # no head end answers


def test_the_meter_does_its_steps_of_p1_in_their_order() -> None:
    """UC96.1.2, UC96.1.3, UC96.1.4, UC96.1.6, UC96.1.13, UC96.1.14, UC96.1.21, UC96.1.22, UC96.1.31"""
    bench = EventBench()
    bench.bind()
    reply = bench.reply(peak())
    assert (reply.is_ok, reply.meter_time, reply.issuer_event_id) == (True, NOON, 7)
    bench.frames()
    bench.pass_time(10 * 3600)
    assert kinds(bench) == [
        Noted.EVENT_LOGGED,
        Noted.FACE_PENDING,
        Noted.EVENT_CONFIRMED,
        Noted.EVENT_FORWARDED,
        Noted.EVENT_LAUNCHED,
        Noted.FACE_ACTIVE,
        Noted.EVENT_TERMINATED,
        Noted.FACE_ENDED,
        Noted.FACE_NORMAL,
    ]
    at = {entry.noted: entry.at for entry in bench.noted()}
    assert at[Noted.EVENT_LAUNCHED] == START
    assert at[Noted.EVENT_TERMINATED] == START + 4 * HOUR
    assert at[Noted.FACE_NORMAL] == START + 4 * HOUR + timedelta(minutes=5)
    told = list(dict.fromkeys(one.kind for one in bench.sent(MeterEvent)))  # again, for want of an answer
    assert told == [Noted.EVENT_LAUNCHED.value, Noted.EVENT_TERMINATED.value]


def test_the_meters_own_clock_stamps_and_launches() -> None:
    """C1FR22, C1FR29: 90 s fast, it stamps and acts 90 s early."""
    bench = EventBench()
    bench.drive("clock", step_s=90)
    reply = bench.reply(peak(start=NOON + HOUR))
    assert reply.meter_time == NOON + timedelta(seconds=90)
    bench.pass_time(3600 - 91)
    assert bench.noted(Noted.EVENT_LAUNCHED) == []
    bench.pass_time(1)
    assert [entry.at for entry in bench.noted(Noted.EVENT_LAUNCHED)] == [NOON + HOUR]
    assert bench.noted(Noted.EVENT_LOGGED)[0].detail.endswith(f"sent {NOON.isoformat()}")


def test_an_event_is_logged_with_both_times_its_window_and_both_prices() -> None:
    """C1FR22"""
    bench = EventBench()
    bench.reply(peak())
    (entry,) = bench.noted(Noted.EVENT_LOGGED)
    assert (entry.at, entry.who) == (NOON, bench.duties.name)
    assert entry.detail == (
        "critical peak, revision 1, 2026-07-15T00:00:00+00:00 to 2026-07-15T04:00:00+00:00,"
        " 0.62 $/kWh, regularly 0.34000 $/kWh, sent 2026-07-14T19:00:00+00:00"
    )


def test_a_duplicate_is_answered_again_and_acted_on_once() -> None:
    """C1FR20, F50, F87"""
    bench = EventBench()
    bench.bind()
    first = bench.reply(peak())
    bench.frames()
    before = kinds(bench)
    bench.pass_time(60)
    again = bench.reply(peak())
    assert again == first
    assert bench.frames() == []
    assert kinds(bench) == [*before, Noted.EVENT_CONFIRMED]


def test_forty_eight_events_of_a_day_are_each_launched_and_ended() -> None:
    """C1NFR6, C1NFR11"""
    bench = EventBench()
    for number in range(48):
        start = NOON + HOUR / 2 * (number + 1)
        assert bench.reply(peak(issuer_event_id=100 + number, start=start, duration_minutes=20)).is_ok
    bench.pass_time(26 * 3600)
    for noted in (Noted.EVENT_LOGGED, Noted.EVENT_LAUNCHED, Noted.EVENT_TERMINATED, Noted.FACE_NORMAL):
        assert [entry.issuer_event_id for entry in bench.noted(noted)] == list(range(100, 148))


def test_a_week_of_forty_eight_events_a_day_is_accounted_for_to_the_last() -> None:
    """C1NFR6, C1NFR11, F67: and the meter wants no more memory for it than for the last weeks."""
    bench = EventBench()
    numbers: list[int] = []
    for day in range(7):
        for number in range(48):
            numbers.append(len(numbers) + 1)
            start = NOON + timedelta(days=day) + HOUR / 2 * (number + 1)
            assert bench.reply(peak(issuer_event_id=numbers[-1], start=start, duration_minutes=25)).is_ok
        bench.pass_time(86_400)
    bench.pass_time(7_200)
    for noted in (Noted.EVENT_LOGGED, Noted.EVENT_LAUNCHED, Noted.EVENT_TERMINATED, Noted.FACE_NORMAL):
        assert [entry.issuer_event_id for entry in bench.noted(noted)] == numbers
    bench.pass_time(60 * 86_400)
    assert bench.duties.events.book.events == {}


def test_a_refused_event_is_answered_with_a_sentence_and_logged() -> None:
    bench = EventBench()
    reply = bench.reply(peak(start=NOON - 9 * HOUR))
    assert (reply.is_ok, reply.error) == (False, "its time is over")
    assert [entry.detail for entry in bench.noted(Noted.MESSAGE_REFUSED)] == ["its time is over"]


def test_a_reschedule_moves_the_event_its_price_and_what_the_home_was_told() -> None:
    """C1FR30, F51"""
    bench = EventBench()
    bench.reply(peak())
    bench.meter.announcements.clear()
    later = peak(revision=2, start=START + HOUR, duration_minutes=60)
    assert bench.reply(later, Verb.CHANGE).is_ok
    assert LoadControlForwarded(later) in bench.meter.announcements
    assert prices_at(bench, START, START + 1.5 * HOUR) == [Decimal("0.34000"), Decimal("0.62")]
    assert [entry.detail for entry in bench.noted(Noted.EVENT_CHANGED)] == [
        f"from {(START + HOUR).isoformat()} for 60 min"
    ]
    assert bench.reply(peak(), Verb.CREATE).is_ok  # the older revision comes late: answered, ignored
    assert bench.duties.events.book.events[7].start == START + HOUR


def test_a_cancellation_takes_the_event_back_everywhere() -> None:
    """C1FR30, F53"""
    bench = EventBench()
    bench.reply(peak())
    bench.pass_time(6 * 3600)
    bench.meter.announcements.clear()
    assert bench.reply(EventCancel(7, is_randomised=True)).is_ok
    assert LoadControlWithdrawn(peak(), is_randomised=True) in bench.meter.announcements
    assert prices_at(bench, START + 1.5 * HOUR, START + 3.5 * HOUR) == [Decimal("0.34000"), Decimal("0.24600")]
    assert kinds(bench)[-2:] == [Noted.EVENT_CANCELLED, Noted.FACE_NORMAL]
    assert bench.reply(EventCancel(7)).is_ok
    assert len(bench.noted(Noted.EVENT_CANCELLED)) == 1


def test_a_cancellation_that_comes_first_is_remembered() -> None:
    """C1FR30, F52"""
    bench = EventBench()
    bench.bind()
    assert bench.reply(EventCancel(7)).is_ok
    reply = bench.reply(peak())
    assert (reply.is_ok, reply.error) == (False, "event 7 is cancelled")
    assert bench.frames() == []


def test_an_ended_event_is_not_cancelled() -> None:
    bench = EventBench()
    bench.reply(peak())
    bench.pass_time(10 * 3600)
    assert bench.reply(EventCancel(7)).error == "event 7 has ended"


def test_one_cancellation_ends_all() -> None:
    """F53"""
    bench = EventBench()
    for number in range(3):
        bench.reply(peak(issuer_event_id=number + 1, start=START + number * 5 * HOUR))
    assert bench.reply(EventCancel(None)).is_ok
    assert bench.duties.events.book.live() == []
    assert [entry.issuer_event_id for entry in bench.noted(Noted.EVENT_CANCELLED)] == [1, 2, 3]


def test_a_displaced_event_is_logged_told_and_withdrawn() -> None:
    """C1FR27"""
    bench = EventBench()
    bench.reply(peak(issuer_event_id=20, origin=Origin.THIRD_PARTY), source="aggregator")
    bench.reply(peak())
    assert [entry.detail for entry in bench.noted(Noted.EVENT_DISPLACED)] == ["by event 7"]
    assert Noted.EVENT_DISPLACED.value in [one.kind for one in bench.sent(MeterEvent)]
    assert bench.duties.events.book.events[20].status is MeterEventStatus.CANCELLED
    assert prices_at(bench, START) == [Decimal("0.62")]


def test_ranks_that_the_utility_set_survive_a_power_failure() -> None:
    bench = EventBench()
    ranks = ("third party", "utility")
    assert bench.reply(MeterConfig(origin_ranks=ranks), **CONFIG).is_ok
    assert not bench.reply(MeterConfig(origin_ranks=("utility",)), **CONFIG).is_ok
    bench.node.reset(bench.now)
    assert bench.duties.events.book.ranks == ranks


def prices_at(bench: EventBench, *times: object) -> list[Decimal]:
    found = []
    for at in times:
        event = bench.meter.prices.active(int(at.timestamp()))  # type: ignore[attr-defined]  # they are datetimes
        assert event is not None
        found.append(event.price)
    return found


def test_an_events_price_holds_in_its_hours_and_the_schedule_after() -> None:
    """UC96.1.22"""
    bench = EventBench()
    bench.reply(peak())
    around = (START - HOUR / 60, START, START + 4 * HOUR - HOUR / 60, START + 4 * HOUR)
    assert prices_at(bench, *around) == [Decimal(one) for one in ("0.34000", "0.62", "0.62", "0.24600")]


def test_a_practice_costs_nobody_anything() -> None:
    bench = EventBench()
    bench.reply(peak(is_test=True))
    assert prices_at(bench, START) == [Decimal("0.34000")]


def test_a_meter_that_does_not_launch_tells_nobody_and_stays_pending() -> None:
    """UC96.3"""
    bench = EventBench()
    bench.bind()
    bench.reply(peak())
    bench.frames()
    bench.drive("fault", kind="no-launch")
    bench.node.reset(bench.now)
    bench.frames()
    assert [one for one in bench.pass_time(10 * 3600) if one.cluster_id == 0x0701] == []
    assert bench.duties.events.book.events[7].status is MeterEventStatus.PENDING
    assert bench.noted(Noted.EVENT_LAUNCHED) == []
    bench.drive("fault", launches=True)
    assert [event["status"] for event in bench.drive("event_state")["events"]] == ["ended"]


def test_intervals_around_an_event_are_sent_as_each_ends() -> None:
    """UC96.1.12, C1NFR2"""
    bench = EventBench(base_w=4_000)
    schedule = ReadSchedule(7, 15, NOON + HOUR / 2, NOON + 1.5 * HOUR)
    assert bench.reply(schedule, **SCHEDULE).is_ok
    bench.pass_time(3 * 3600)
    delivered = dict.fromkeys(one for one in bench.sent(Readings) if one.channel == 0)  # again where nobody answers
    assert [one.start for one in delivered] == [NOON + HOUR / 4 * number for number in range(2, 6)]
    assert {one.values_wh for one in delivered} == {(1_000,)}
    assert bench.duties.collections.running == []


def test_intervals_of_a_power_failure_are_sent_after_it_in_one_message() -> None:
    bench = EventBench(base_w=4_000)
    bench.reply(ReadSchedule(7, 15, NOON, NOON + 4 * HOUR), **SCHEDULE)
    bench.pass_time(1800)
    bench.dispatches.clear()
    bench._come_to(NOON + 2 * HOUR)
    bench.node.reset(bench.now)
    bench.dispatches += bench.duties.wake(bench.now.utc)
    (delivered,) = [one for one in bench.sent(Readings) if one.channel == 0 and one.start >= NOON + HOUR / 2]
    assert (delivered.start, delivered.values_wh) == (NOON + HOUR / 2, (1_000,) * 6)


def test_a_closed_schedule_sends_no_more() -> None:
    bench = EventBench()
    schedule = ReadSchedule(7, 15, NOON, NOON + 4 * HOUR)
    bench.reply(schedule, **SCHEDULE)
    bench.reply(schedule, Verb.CLOSE, **SCHEDULE)
    bench.pass_time(3600)
    assert bench.sent(Readings) == []


def test_a_clock_out_of_tolerance_is_logged_told_and_set() -> None:
    """C1FR11, C1FR21, C1NFR10"""
    bench = EventBench()
    bench.drive("clock", step_s=-7)
    bench.reply(ClockConfig(NOON, 10), **CONFIG)
    assert bench.sent(MeterEvent) == []
    assert bench.duties.log.now == NOON - timedelta(seconds=7)
    bench.reply(ClockConfig(NOON, 5), **CONFIG)
    told = {one.kind: one.detail for one in bench.sent(MeterEvent)}
    assert told["clock out of tolerance"] == "-7.0 s, tolerated 5 s"
    assert bench.duties.log.now == NOON
    assert bench.noted(Noted.CLOCK_SET)[0].at == NOON


def test_a_clock_that_is_set_past_a_start_launches() -> None:
    bench = EventBench()
    bench.drive("clock", step_s=-120)
    bench.reply(peak(start=NOON - HOUR / 60))
    bench.reply(ClockConfig(NOON, 5), **CONFIG)
    assert len(bench.noted(Noted.EVENT_LAUNCHED)) == 1


def test_a_recording_interval_changes_at_the_top_of_the_hour_only() -> None:
    """C1FR13, X-FR-INTERVAL"""
    bench = EventBench(NOON + HOUR / 4)
    assert bench.reply(MeterConfig(interval_minutes=5), **CONFIG).is_ok
    bench.pass_time(1800)
    assert bench.meter.recorder.length_s == 900
    bench.pass_time(1000)
    assert bench.meter.recorder.length_s == 300
    assert "minutes" in bench.reply(MeterConfig(interval_minutes=7), **CONFIG).error


def test_a_public_sentence_is_shown_in_the_home() -> None:
    bench = EventBench()
    text = TextControl("Very hot today", 2, NOON, 60, is_confirmation_required=False)
    assert bench.reply(text, security=SecurityClass.PUBLIC, source="css").is_ok
    shown = bench.meter.text
    assert shown is not None
    assert (shown.text, shown.importance) == ("Very hot today", Importance.HIGH)


def test_the_log_is_read_in_pages() -> None:
    """C1FR3"""
    bench = EventBench()
    for number in range(30):
        bench.reply(peak(issuer_event_id=number + 1, start=START + number * 5 * HOUR))
    answers = bench.send(LogRequest(NOON), Verb.GET, Noun.END_DEVICE_EVENTS, SecurityClass.PRIVATE)
    pages = [one.body for one in answers if isinstance(one.body, LogPage)]
    assert [page.is_last for page in pages] == [False, True]
    assert sum(len(page.entries) for page in pages) == len(bench.noted()) == 90
    assert pages[0].entries[0].kind == Noted.EVENT_LOGGED.value


def test_an_answer_is_not_answered() -> None:
    bench = EventBench()
    answer = Reply(is_ok=True, meter_time=NOON)
    assert bench.send(answer, Verb.REPLY, Noun.END_DEVICE_EVENTS, SecurityClass.PRIVATE) == []


def launched(dispatches: list[Dispatch]) -> list[Dispatch]:
    return [one for one in dispatches if isinstance(one.body, MeterEvent)]


def test_what_is_owed_goes_out_again_after_a_power_failure_under_the_same_message_id() -> None:
    """The broker's word is no receipt: whoever was told twice tells twins apart by the id."""
    bench = EventBench()
    bench.reply(peak())
    bench.pass_time(5 * 3600 + 10)
    told = launched(bench.dispatches)
    assert len(told) == 1
    assert launched(bench.duties.wake(bench.now.utc)) == []
    bench.node.reset(bench.now)
    assert launched(bench.duties.wake(bench.now.utc)) == told


def test_what_the_head_end_does_not_answer_goes_out_again_and_again_but_ever_more_seldom() -> None:
    """A broker or a head end that died with it in its hands."""
    bench = EventBench()
    bench.reply(peak())
    bench.pass_time(5 * 3600 + 10)
    (told,) = launched(bench.dispatches)
    bench.pass_time(40)
    assert launched(bench.dispatches) == [told]
    bench.pass_time(2 * 3600)
    assert launched(bench.dispatches) == [told] * 5  # after 1, 6, 21 and 81 minutes
    answer = Reply(is_ok=True, meter_time=NOON)
    how: dict[str, Any] = {"security": SecurityClass.PRIVATE, "correlation_id": told.message_id}
    bench.send(answer, Verb.REPLY, Noun.END_DEVICE_EVENTS, **how)
    bench.pass_time(86_400)
    assert launched(bench.dispatches).count(told) == 5


@pytest.mark.parametrize("is_answered", [True, False])
def test_what_the_head_end_answered_or_a_day_has_passed_over_is_owed_no_more(is_answered: bool) -> None:
    bench = EventBench()
    bench.reply(peak())
    bench.pass_time(5 * 3600 + 10)
    if is_answered:
        (told,) = launched(bench.dispatches)
        answer = Reply(is_ok=True, meter_time=NOON)
        how: dict[str, Any] = {"security": SecurityClass.PRIVATE, "correlation_id": told.message_id}
        bench.send(answer, Verb.REPLY, Noun.END_DEVICE_EVENTS, **how)
    else:
        bench.pass_time(3 * 86_400)
    bench.node.reset(bench.now)
    assert launched(bench.duties.wake(bench.now.utc)) == []


def test_everything_that_it_sends_has_a_place_on_the_wire() -> None:
    bench = EventBench()
    bench.reply(ReadSchedule(7, 15, NOON, NOON + 4 * HOUR), **SCHEDULE)
    bench.reply(peak())
    bench.pass_time(26 * 3600)
    assert len({type(one.body) for one in bench.dispatches}) >= 3
    for dispatch in bench.dispatches:
        assert encode_record(dispatch.body, Body)


@pytest.mark.parametrize("seconds", [1, 7, 3_599, 86_400])
def test_it_never_wants_to_be_woken_for_nothing(seconds: int) -> None:
    bench = EventBench()
    bench.reply(peak())
    bench.reply(ReadSchedule(7, 15, NOON, NOON + 4 * HOUR), **SCHEDULE)
    bench.pass_time(seconds)
    bench.duties.wake(bench.now.utc)
    bench.duties.wake(bench.now.utc)
    assert bench.duties.next_wake > bench.now.utc
