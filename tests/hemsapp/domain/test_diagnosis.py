"""Find the problem: each part of the way has its own finding, with its evidence and its age (X-SELF-DIAGNOSE)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from devices.errors import RadioFault
from devices.messages import RadioState
from devices.self_report import CheckKind, Finding, Verdict
from hemsapp.domain.diagnosis import Evidence, is_well, walk
from hemsapp.snapshot import Battery, Check, Found, Snapshot
from ui.screens.cases import NOW, earlier, normal


def seen(snapshot: Snapshot, **other: object) -> Evidence:
    made = Evidence(snapshot.link, snapshot.health, snapshot.devices, None, NOW.utc - timedelta(hours=2))
    return replace(made, **other)  # type: ignore[arg-type]  # fields by name


def found(evidence: Evidence, check: CheckKind) -> Finding:
    return next(each for each in walk(evidence, NOW) if each.check is check)


def quiet() -> Snapshot:
    """Every device answers well."""
    s = normal()
    return replace(s, devices=tuple(replace(each, answered=50, heard=earlier(5), lqi=200) for each in s.devices))


def test_a_home_in_which_all_is_well_has_a_good_finding_for_each_part() -> None:
    findings = walk(seen(quiet()), NOW)
    assert {each.verdict for each in findings} == {Verdict.GOOD}
    assert [each.check for each in findings[:4]] == list(CheckKind)[:4]
    assert len(findings) == 4 + len(quiet().devices) - 1
    assert is_well(findings)


@pytest.mark.parametrize(
    ("change", "check", "what", "verdict"),
    [
        ({"link": {"radio": RadioState.LOST, "fault": RadioFault.UNPLUGGED}}, CheckKind.RADIO, Found.RADIO_LOST, "bad"),
        ({"link": {"radio": RadioState.CONNECTING}}, CheckKind.RADIO, Found.RADIO_STARTS, "unknown"),
        ({"link": {"meter": None}}, CheckKind.METER, Found.NO_METER, "bad"),
        ({"link": {"meter_clock_offset_s": 90}}, CheckKind.DISPLAY, Found.CLOCK_OFF, "doubtful"),
        ({"health": {"is_storage_working": False}}, CheckKind.DISPLAY, Found.STORAGE_FAILS, "bad"),
        ({"health": {"meter_scale_doubt": "4 kW beside 1 kWh"}}, CheckKind.METER, Found.METER_DOUBTED, "doubtful"),
    ],
)
def test_a_fault_is_found_where_it_is(
    change: dict[str, dict[str, object]], check: CheckKind, what: Found, verdict: str
) -> None:
    s = quiet()
    for part, fields in change.items():
        s = replace(s, **{part: replace(getattr(s, part), **fields)})
    finding = found(seen(s), check)
    assert (finding.found, finding.verdict.value) == (what.value, verdict)


def test_a_device_that_did_not_answer_the_roll_call_is_lost_with_its_counts_as_evidence() -> None:
    s = quiet()
    lost = s.devices[2].device
    check = Check(earlier(10), (lost,), (), (lost,), earlier(1))
    finding = next(each for each in walk(seen(s, check=check), NOW) if each.about == lost)
    assert (finding.verdict, finding.found, finding.evidence) == (Verdict.BAD, Found.DEVICE_LOST.value, "50/50")
    assert finding.known == earlier(5).utc


def test_a_low_battery_is_found_with_its_own_age() -> None:
    s = quiet()
    battery = Battery(12, is_low=True, heard=NOW.utc - timedelta(minutes=9))
    devices = (s.devices[0], replace(s.devices[1], battery=battery), *s.devices[2:])
    finding = found(seen(replace(s, devices=devices)), CheckKind.DEVICE)
    assert (finding.found, finding.evidence, finding.known) == (Found.BATTERY_LOW.value, "12", battery.heard)


@pytest.mark.parametrize(
    ("reached_hours", "waiting", "waits_minutes", "what"),
    [
        (2, 0, None, Found.ALL_WELL),
        (2, 1, 1, Found.LINK_WAITS),
        (2, 1, 6, Found.LINK_LATE),
        (30, 0, None, Found.LINK_LATE),
        (None, 0, None, Found.LINK_UNKNOWN),
    ],
)
def test_the_link_to_the_utility_is_judged_by_what_arrived(
    reached_hours: float | None, waiting: int, waits_minutes: float | None, what: Found
) -> None:
    reached = None if reached_hours is None else NOW.utc - timedelta(hours=reached_hours)
    since = None if waits_minutes is None else NOW.utc - timedelta(minutes=waits_minutes)
    finding = found(seen(quiet(), reached_ms=reached, waiting=waiting, waits_since=since), CheckKind.UTILITY)
    assert (finding.found, finding.known) == (what.value, reached)


def test_only_what_was_asked_for_is_looked_at() -> None:
    """C1NFR4: the parameters of a test say what it is about."""
    findings = walk(seen(quiet()), NOW, (CheckKind.RADIO, CheckKind.METER))
    assert [each.check for each in findings] == [CheckKind.RADIO, CheckKind.METER]
    assert not is_well(walk(seen(quiet(), reached_ms=None), NOW))
