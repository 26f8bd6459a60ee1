"""Living conformance: what is asked, and what was measured in this home."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from devices.moment import Moment
from hemsapp.domain.power import Demand
from hemsapp.duties import DUTIES, HEARTBEAT, LIT, RECEIPT, RECORDED, REFRESH, STARTED, THERMOSTATS, Measured, measure
from hemsapp.snapshot import Snapshot
from ui.screens.cases import CASES, NOW

REGISTER = (Path(__file__).parents[2] / "docs" / "requirements.md").read_text(encoding="utf-8")


def of(snapshot: Snapshot) -> dict[str, Measured]:
    return {each.duty.key: each for each in measure(snapshot, NOW)}


def test_every_duty_stands_in_the_register() -> None:
    assert {name for duty in DUTIES for name in duty.ids if f"| {name} |" not in REGISTER} == set()


def test_the_refresh_of_real_time_values_is_measured_report_by_report() -> None:
    """C1FR32g: at least every 30 s; 2 s typically here, and once 12 s."""
    demand, start = Demand(), datetime(2026, 7, 13, 20, tzinfo=UTC)
    assert demand.refresh() is None
    at = 0.0
    for gap in (0, *(2,) * 9, 12, *(2,) * 9):
        at += gap
        demand.hear(1_700, Moment(start + timedelta(seconds=at), 500 + at))
    refresh = demand.refresh()
    assert refresh is not None
    assert (refresh.typical_s, refresh.worst_s, refresh.count) == (2.0, 12.0, 19)


def test_a_home_that_was_not_measured_keeps_no_duty() -> None:
    figures = of(CASES["loading"]())
    assert figures[REFRESH.key].is_kept is None
    assert figures[STARTED.key].value is None
    assert figures[HEARTBEAT.key].is_kept is None


def test_what_is_slower_than_asked_is_not_kept() -> None:
    s = CASES["normal"]()
    assert s.power.refresh is not None
    assert of(s)[REFRESH.key].is_kept
    slow = replace(s, power=replace(s.power, refresh=replace(s.power.refresh, typical_s=31.0)))
    assert of(slow)[REFRESH.key].is_kept is False
    assert of(s)[LIT.key].is_kept


def test_the_receipts_tell_how_soon_a_thermostat_followed_and_who_knew_of_it_when() -> None:
    """C1NFR17 (120 s), C1FR23 and C1NFR5 (60 s each): the receipts of an event carry each station's own time."""
    figures = of(CASES["event-finished"]())
    assert (figures[STARTED.key].value, figures[STARTED.key].is_kept) == (2.0, True)
    assert (figures[RECEIPT.key].value, figures[RECEIPT.key].is_kept) == (7.0, True)
    assert (figures[RECORDED.key].value, figures[RECORDED.key].is_kept) == (22.0, True)


def test_thermostats_answer_ninety_nine_times_of_a_hundred_or_it_is_said() -> None:
    """C1NFR8.1."""
    figures = of(CASES["normal"]())
    assert figures[THERMOSTATS.key].is_kept is False
    worst, value = figures[THERMOSTATS.key].worst, figures[THERMOSTATS.key].value
    assert worst is not None
    assert value is not None
    assert worst <= value
