"""A message acts once: what comes again is recognised, what was recorded and played back is an attempt."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.wan.replay import WINDOW, ReplayGuard, Verdict
from devices.wan.words import Body, ClockConfig, SecurityClass, Verified
from tests.devices.wan.world import AT, PEAK, WORDS, control


def said(counter: int, body: Body = PEAK, source: str = "MS", message_id: str = "") -> Verified:
    envelope = control(body, counter=counter, source=source, message_id=message_id or f"m{counter}")
    return Verified(envelope, SecurityClass.PUBLIC if body is WORDS else SecurityClass.CONTROL)


def test_a_counter_is_taken_once() -> None:
    guard = ReplayGuard()
    assert guard.judge(said(1), AT) is Verdict.NEW
    assert guard.judge(said(2), AT) is Verdict.NEW
    assert guard.judge(said(1), AT + timedelta(hours=1)) is Verdict.REPLAYED


def test_the_lines_doubling_is_no_attempt_but_a_later_copy_is() -> None:
    guard = ReplayGuard()
    guard.judge(said(5), AT)
    assert guard.judge(said(5), AT + timedelta(seconds=20)) is Verdict.DOUBLED
    assert guard.judge(said(5, message_id="other"), AT + timedelta(seconds=20)) is Verdict.REPLAYED
    assert guard.judge(said(5), AT + timedelta(minutes=10)) is Verdict.REPLAYED


def test_what_arrives_out_of_order_is_taken_within_a_window() -> None:
    guard = ReplayGuard()
    for counter in (100, 99, 101, 100 - WINDOW + 2):
        assert guard.judge(said(counter), AT) is Verdict.NEW
    assert guard.judge(said(101 - WINDOW), AT) is Verdict.REPLAYED


def test_a_clock_is_set_by_the_newest_message_only() -> None:
    guard = ReplayGuard()
    guard.judge(said(10), AT)
    assert guard.judge(said(9, ClockConfig(AT, 30)), AT) is Verdict.REPLAYED
    assert guard.judge(said(11, ClockConfig(AT, 30)), AT) is Verdict.NEW


def test_sources_count_for_themselves() -> None:
    guard = ReplayGuard()
    assert guard.judge(said(7), AT) is Verdict.NEW
    assert guard.judge(said(7, source="AGG"), AT) is Verdict.NEW


def test_a_public_message_cannot_shut_its_source_out() -> None:
    guard = ReplayGuard()
    assert guard.judge(said((1 << 63) - 1, WORDS), AT) is Verdict.NEW
    assert guard.judge(said((1 << 63) - 1, WORDS), AT) is Verdict.DOUBLED
    assert guard.judge(said(1), AT) is Verdict.NEW
    assert guard.judge(said(2, WORDS), AT) is Verdict.NEW


@given(st.lists(st.integers(1, 200), max_size=80), st.integers(0, 80))
def test_nothing_acts_twice_whatever_the_order_and_whenever_it_restarts(counters: list[int], restart: int) -> None:
    guard, acted = ReplayGuard(), list[int]()
    for index, counter in enumerate(counters):
        if index == restart:
            guard = ReplayGuard({"MS": guard.state_of("MS")})
        if guard.judge(said(counter), AT) is Verdict.NEW:
            acted.append(counter)
    assert len(acted) == len(set(acted))


def test_counters_never_go_back_over_a_restart() -> None:
    guard = ReplayGuard()
    given_out = [guard.next_counter("MTR-1") for _ in range(3)]
    again = ReplayGuard({"MTR-1": guard.state_of("MTR-1")})
    assert [*given_out, again.next_counter("MTR-1")] == [1, 2, 3, 4]
    assert again.next_counter("MTR-2") == 1


def test_what_is_kept_of_a_peer_is_small() -> None:
    guard = ReplayGuard()
    for counter in range(1, 500):
        guard.judge(said(counter), AT)
    assert len(guard.state_of("MS")) < 300


@pytest.mark.parametrize("step", [timedelta(hours=-1), timedelta(hours=1)])
def test_a_clock_that_is_set_lets_nothing_act_twice(step: timedelta) -> None:
    guard = ReplayGuard()
    guard.judge(said(3), AT)
    assert guard.judge(said(3), AT + step) is Verdict.REPLAYED
