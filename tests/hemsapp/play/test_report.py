"""A step is seen by what the systems logged, in its time and about its event; nothing else counts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

import pytest

from devices.wan.journal import Entry, Noted, System, receipt_detail
from hemsapp.play.report import Window, attempts, seen, text
from hemsapp.play.steps import P1, P2, P3, P4, SCENARIOS, Lack, Sign, Step, Time

START = datetime(2026, 7, 15, 0, 0, tzinfo=UTC)
WINDOW = Window(7, START, START + timedelta(hours=4))
ZONE = ZoneInfo("America/Los_Angeles")


def a_sign(signs: Sign | tuple[Sign, ...] | Lack) -> Sign:
    if isinstance(signs, Lack):
        return signs.noticed
    return signs[0] if isinstance(signs, tuple) else signs


def when(sign: Sign) -> datetime:
    times = {Time.FROM_END: WINDOW.end + timedelta(seconds=1), Time.FROM_START: START + timedelta(seconds=1)}
    return times.get(sign.time, START - timedelta(hours=1))


def all_signs(steps: tuple[Step, ...]) -> list[Entry]:
    signs = chain.from_iterable([a_sign(signs)] * a_sign(signs).least for step in steps for signs in step.signs)
    return [
        Entry(sign.system, when(sign) + timedelta(seconds=n), sign.noted, 7, detail=sign.says)
        for n, sign in enumerate(signs)
    ]


@pytest.mark.parametrize(("steps", "count"), [(P1, 32), (P2, 6), (P4, 9)])
def test_every_step_of_the_use_case_is_asked_for(steps: tuple[Step, ...], count: int) -> None:
    assert [step.identifier.rpartition(".")[2] for step in steps] == [str(n) for n in range(1, count + 1)]


def test_p3_is_the_fault_the_kiosks_steps_and_the_representatives_with_the_two_of_a_test_that_failed() -> None:
    """UC96.3.11.1, UC96.3.11.2"""
    wanted = [*(str(n) for n in range(1, 12)), "11.1", "11.2", "12", "13"]
    assert [step.identifier.removeprefix("UC96.3.") for step in P3] == wanted


@pytest.mark.parametrize("name", SCENARIOS)
def test_all_steps_are_seen_when_all_their_signs_are_logged(name: str) -> None:
    steps = SCENARIOS[name]
    assert all(each.is_seen for each in seen(steps, all_signs(steps), WINDOW))


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_step_without_one_of_its_signs_did_not_happen_and_is_named(name: str) -> None:
    steps = SCENARIOS[name]
    for step in steps:
        for signs in step.signs:
            choices = signs if isinstance(signs, tuple) else (a_sign(signs),)
            left = [e for e in all_signs(steps) if not any(sign.is_seen_in(e) for sign in choices)]
            result = {each.step.identifier: each for each in seen(steps, left, WINDOW)}[step.identifier]
            assert not result.is_seen
            assert result.missing
            assert f"{step.identifier:<12}{step.who:<5}did not happen" in text([result], ZONE, "a run")


@pytest.mark.parametrize(
    ("step", "happened"),
    [
        ("UC96.3.1", Entry(System.MTR, START, Noted.EVENT_LAUNCHED, 7)),
        ("UC96.3.2", Entry(System.MTR, START, Noted.FACE_ACTIVE, 7)),
        ("UC96.3.3", Entry(System.MTR, START, Noted.START_TOLD, 7)),
        ("UC96.3.3", Entry(System.HAN, START, Noted.DEVICE_ACTIVE, 7)),
    ],
)
def test_a_fault_is_seen_only_while_what_should_have_happened_did_not(step: str, happened: Entry) -> None:
    """UC96.3.1, UC96.3.2, UC96.3.3: what comes after it was noticed is the recovery."""
    steps, entries = P3[:3], all_signs(P3)
    later = replace(happened, at=START + timedelta(hours=2))
    assert all(each.is_seen for each in seen(steps, [*entries, later], WINDOW))
    failed = [each.step.identifier for each in seen(steps, [*entries, happened], WINDOW) if not each.is_seen]
    assert failed == [step]


def test_what_is_logged_about_another_event_shows_nothing() -> None:
    entries = [replace(entry, issuer_event_id=8) for entry in all_signs(P1)]
    assert not any(each.is_seen for each in seen(P1, entries, WINDOW))


def test_reads_that_were_raised_after_the_start_are_not_reads_before_it() -> None:
    late = [replace(e, at=START + timedelta(minutes=1)) for e in all_signs(P1) if e.noted is Noted.READING_RAISED]
    others = [e for e in all_signs(P1) if e.noted is not Noted.READING_RAISED]
    missing = [each.step.identifier for each in seen(P1, others + late, WINDOW) if not each.is_seen]
    assert missing == ["UC96.1.12"]


def test_two_resends_are_not_three() -> None:
    entries = all_signs(P2)
    entries.remove(next(entry for entry in entries if entry.noted is Noted.EVENT_RESENT))
    assert [each.step.identifier for each in seen(P2, entries, WINDOW) if not each.is_seen] == ["UC96.2.3"]


def test_the_report_tells_who_when_and_how_long() -> None:
    lines = text(seen(P2, all_signs(P2), WINDOW), ZONE, "p2").splitlines()
    assert lines[2].startswith("UC96.2.1    MS   16:00:00")
    assert "+1.0 s" in lines[3]
    assert lines[-1] == "6 of 6 steps happened."


def test_the_times_of_all_attempts_are_read_from_the_records() -> None:
    failed = Entry(System.MDMS, START, Noted.FAILURE_LOGGED, 7, detail="16:00:00, 16:01:00, 16:02:00, 16:03:00")
    assert attempts([failed, replace(failed, issuer_event_id=8)], WINDOW) == (failed.detail,)


def test_receipts_are_noted_in_words_that_the_steps_look_for() -> None:
    detail = receipt_detail(0x02, "00:0d:6f:00:0a:90:69:e7", 12)
    assert detail == "started 00:0d:6f:00:0a:90:69:e7 12"
    assert Sign(System.MTR, Noted.RECEIPT_LOGGED, "started ").is_seen_in(
        Entry(System.MTR, START, Noted.RECEIPT_LOGGED, 7, detail=detail)
    )
