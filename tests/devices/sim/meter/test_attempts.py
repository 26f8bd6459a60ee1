"""C1FR41 to C1FR43: unauthorised attempts are counted in a sliding hour, alarmed once, reported, logged in bounds."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from devices.demand_response import EventStatus
from devices.se.drlc import Drlc
from devices.sim.meter.attempts import MAX_SOURCES, MAX_VERBATIM, Attempts
from devices.wan.journal import Noted
from devices.wan.system import Cause, Refusal
from devices.wan.words import Alarm, AttemptsReport, MeterConfig, Noun, SecurityClass, Verb
from tests.devices.sim.meter.bench import NOON
from tests.devices.sim.meter.event_bench import EventBench, peak

HOUR_S = 3600.0


def alarms(attempts: Attempts, times_s: list[float], source: str = "x") -> list[float]:
    """The instants at which an alarm was due."""
    return [
        at_s
        for at_s in times_s
        if attempts.count(source, "wrong key", NOON + timedelta(seconds=at_s), is_inbound=True) is not None
    ]


def test_ten_in_an_hour_raise_no_alarm_and_the_eleventh_raises_one() -> None:
    assert alarms(Attempts(NOON), [float(n) for n in range(10)]) == []
    assert alarms(Attempts(NOON), [float(n) for n in range(50)]) == [10.0]


def test_the_hour_slides_and_is_open_at_its_old_end() -> None:
    ten = [0.0, *(float(n) for n in range(100, 1000, 100))]
    assert alarms(Attempts(NOON), [*ten, HOUR_S - 0.1]) == [HOUR_S - 0.1]
    assert alarms(Attempts(NOON), [*ten, HOUR_S]) == []


def test_an_alarm_is_armed_again_when_the_hour_holds_ten_or_fewer() -> None:
    burst = [float(n) for n in range(11)]
    again = [2 * HOUR_S + n for n in range(11)]
    assert alarms(Attempts(NOON), [*burst, *again]) == [10.0, 2 * HOUR_S + 10]


def test_a_flood_from_one_source_does_not_hide_another() -> None:
    attempts = Attempts(NOON)
    assert len(alarms(attempts, [n / 10 for n in range(1_000)], "a")) == 1
    assert len(alarms(attempts, [200.0 + n for n in range(11)], "b")) == 1


def test_many_sources_that_stay_below_the_rate_are_counted_together() -> None:
    attempts = Attempts(NOON)
    raised = [one for n in range(20) for one in alarms(attempts, [float(n)], f"source {n}")]
    assert raised == [10.0]


def test_sources_that_nobody_can_count_are_counted_as_others() -> None:
    attempts = Attempts(NOON)
    for n in range(10_000):
        alarms(attempts, [n / 100], f"source {n}")
    assert len(attempts.sources) <= MAX_SOURCES + 1
    assert len(attempts.total.times) == 11


@given(st.lists(st.integers(0, 900), max_size=120))
def test_there_are_as_many_alarms_as_excursions(gaps_s: list[int]) -> None:
    """R7: compared with counting everything anew at each attempt."""
    times_s, at_s = [], 0.0
    for gap_s in gaps_s:
        at_s += gap_s
        times_s.append(at_s)
    expected, is_above = [], False
    for index, now_s in enumerate(times_s):
        before = sum(now_s - HOUR_S < one <= now_s for one in times_s[:index])
        is_above = is_above and before > 10
        if not is_above and before + 1 > 10:
            is_above = True
            expected.append(now_s)
    assert alarms(Attempts(NOON), times_s) == expected


def test_what_was_counted_survives_in_the_values_of_json() -> None:
    attempts = Attempts(NOON)
    alarms(attempts, [float(n) for n in range(15)])
    again = Attempts.of(attempts.save())
    assert alarms(again, [20.0, 21.0]) == []
    assert again.report(NOON).inbound == (("wrong key", 17),)


# The meter


def refused(bench: EventBench, count: int, cause: Cause = Cause.WRONG_KEY, source: str = "mallory") -> None:
    for _ in range(count):
        bench.dispatches += bench.duties.refused(Refusal(cause, "its key is none of ours", source), bench.now.utc)


def test_the_meter_sends_one_alarm_and_logs_every_attempt() -> None:
    bench = EventBench()
    refused(bench, 10)
    assert bench.sent(Alarm) == []
    refused(bench, 5)
    (alarm,) = bench.sent(Alarm)
    assert alarm.detail == "more than 10 unauthorised attempts in an hour from mallory"
    assert len(bench.noted(Noted.ATTEMPT_REFUSED)) == 15
    assert len(bench.noted(Noted.ALARM_RAISED)) == 1


def test_an_alarm_is_raised_once_over_a_power_failure() -> None:
    bench = EventBench()
    refused(bench, 12)
    bench.node.reset(bench.now)
    refused(bench, 3)
    alarms_sent = [
        one for one in bench.dispatches if isinstance(one.body, Alarm) and one.body.kind == "unauthorised attempts"
    ]
    assert len({one.message_id for one in alarms_sent}) == 1


def test_the_log_of_a_flood_is_bounded_and_its_count_is_not() -> None:
    bench = EventBench()
    refused(bench, 3 * MAX_VERBATIM)
    assert len(bench.noted(Noted.ATTEMPT_REFUSED)) == MAX_VERBATIM
    assert bench.drive("event_state")["attempts"]["inbound"] == {"wrong key": 3 * MAX_VERBATIM}


def test_a_line_that_doubled_a_message_is_no_attempt() -> None:
    bench = EventBench()
    refused(bench, 20, Cause.DOUBLED)
    assert bench.noted(Noted.ATTEMPT_REFUSED) == []


def test_attempts_are_reported_at_the_frequency_that_the_utility_sets() -> None:
    """C1FR42"""
    bench = EventBench()
    bench.reply(MeterConfig(attempts_report_minutes=30, attempts_per_hour=3), Verb.CHANGE, noun=Noun.END_DEVICE_CONFIG)
    refused(bench, 3, Cause.REPLAYED)
    assert bench.sent(Alarm) == []
    refused(bench, 1)
    assert len(bench.sent(Alarm)) == 1
    bench.pass_time(3_700)
    first, second = bench.sent(AttemptsReport)
    assert first.inbound == (("replayed", 3), ("wrong key", 1))
    assert (second.inbound, second.since) == ((), first.until)
    assert second.until - second.since == timedelta(minutes=30)


def test_an_event_that_was_not_verified_as_control_moves_nothing_and_is_an_attempt() -> None:
    """C1FR9, C1FR44"""
    bench = EventBench()
    bench.bind()
    for security in (SecurityClass.PUBLIC, SecurityClass.PRIVATE):
        assert bench.send(peak(), security=security) == []
    assert bench.duties.events.book.events == {}
    assert bench.frames() == []
    assert [one.detail.split(":")[0] for one in bench.noted(Noted.ATTEMPT_REFUSED)] == ["inbound, downgraded class"] * 2


def test_a_third_party_does_not_speak_for_the_utility() -> None:
    bench = EventBench()
    assert bench.send(peak(), source="aggregator") == []
    assert bench.duties.events.book.events == {}
    (entry,) = bench.noted(Noted.ATTEMPT_REFUSED)
    assert (entry.who, "not authorised" in entry.detail) == ("aggregator", True)


def test_what_the_home_may_not_send_is_logged_as_outbound() -> None:
    """C1FR43"""
    bench = EventBench()
    report = {
        "issuer_event_id": 99,
        "event_status": int(EventStatus.STARTED),
        "event_status_time": 1,
        "criticality_level_applied": 1,
        "cooling_temperature_set_point_applied": 0x8000,
        "heating_temperature_set_point_applied": 0x8000,
        "average_load_adjustment_percentage_applied": -128,
        "duty_cycle_applied": 0xFF,
        "event_control": 0,
        "signature_type": 0,
    }
    bench.ask(Drlc, "report_event_status", peer="00:0d:6f:00:00:00:00:09", **report)
    (entry,) = bench.noted(Noted.ATTEMPT_REFUSED)
    assert (entry.who, entry.detail.split(",")[0]) == ("00:0d:6f:00:00:00:00:09", "outbound")
    assert bench.drive("event_state")["attempts"]["outbound"] == {"a report of an unknown event": 1}
