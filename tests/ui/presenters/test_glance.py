"""The resting screen, state by state: what it says, and what it never says (users.md 3.4)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from devices.moment import Moment
from hemsapp.snapshot import PriceLevel, Snapshot
from ui.i18n import EN_DASH, UNKNOWN
from ui.presenters.blank import blank
from ui.presenters.glance import glance
from ui.screens.cases import CASES, NOW, earlier, normal
from ui.screens.event_cases import announced_event, with_events
from ui.views import Level, plain


def in_two_hours(snapshot: Snapshot, minutes: int = 108) -> Snapshot:
    start = NOW.utc + timedelta(minutes=minutes)
    return with_events(snapshot, replace(announced_event(), start=start, end=start + timedelta(hours=4)))


@pytest.mark.parametrize(
    ("case", "caption", "number", "line"),
    [
        ("normal", "Normal price", "$0.42/h", "until 2 PM, then High"),
        ("high-price", "High price", "$1.22/h", "until 8 PM, then Normal"),
        ("old", "Normal price", "$0.42/h", "until 2 PM, then High"),
        ("silent", "No signal from meter", UNKNOWN, "last heard at 1:08 PM"),
        ("radio-lost", "No signal from meter", UNKNOWN, "last heard at 1:08 PM"),
        ("loading", "Listening to the meter…", UNKNOWN, ""),
        ("exporting", "Selling", "$0.11/h", "until 2 PM, then High"),
        ("big-numbers", "Normal price", "$16.40/h", "until 2 PM, then High"),
        ("no-tariff", "No price yet", "1.71 kW", ""),
        ("price-expired", "Price expired", "1.71 kW", ""),
        ("event-active", "Critical price · 1 h 48 m left", "$0.52/h", "until 3 PM"),
        ("event-emergency", "Grid emergency · 1 h 48 m left", "$0.42/h", "until 3 PM"),
        ("event-soon", "Normal price", "$0.42/h", f"Event in 28 m · 1:40{EN_DASH}5:40 PM"),
    ],
)
def test_it_says_what_holds_and_until_when(case: str, caption: str, number: str, line: str) -> None:
    view = glance(CASES[case](), NOW)
    assert (plain(view.caption).strip(), f"{view.number}{view.unit}", view.line) == (caption, number, line)


def test_an_event_that_is_near_is_told_with_its_hours() -> None:
    assert glance(in_two_hours(normal()), NOW).line == f"Event in 1 h 48 m · 3{EN_DASH}7 PM"
    assert glance(in_two_hours(normal(), 7 * 60), NOW).line == "until 2 PM, then High"


def test_a_level_is_its_shape_and_its_word() -> None:
    levels = {level: CASES[case]() for case, level in (("normal", Level.NORMAL), ("high-price", Level.HIGH))}
    assert all(glance(home, NOW).caption[0].level is level for level, home in levels.items())
    assert glance(CASES["event-active"](), NOW).caption[0].level is Level.CRITICAL
    assert glance(CASES["event-emergency"](), NOW).caption[0].level is Level.EMERGENCY


@pytest.mark.parametrize("case", ["silent", "radio-lost", "loading", "radio-missing-at-start", "event-meter-silent"])
def test_no_number_looks_live_when_the_meter_is_not_heard(case: str) -> None:
    """C1FR32g"""
    view = glance(CASES[case](), NOW)
    assert (view.number, view.unit) == (UNKNOWN, "")
    assert "$" not in view.sentence


def test_an_event_goes_on_while_the_meter_is_silent_and_says_so() -> None:
    view = glance(CASES["event-meter-silent"](), NOW)
    assert plain(view.caption).startswith("Critical price")
    assert view.line == "until 3 PM · No signal from meter"


def test_before_the_engine_spoke_nothing_is_said() -> None:
    view = glance(blank(NOW), NOW)
    assert (view.number, view.line, view.clock, view.indoors) == (UNKNOWN, "", "", "")


def test_time_and_room_stand_in_the_corners_and_a_lost_room_does_not() -> None:
    assert (glance(normal(), NOW).clock, glance(normal(), NOW).indoors) == ("1:12 PM", "75° indoors")
    lost = replace(normal(), devices=tuple(replace(each, heard=earlier(600)) for each in normal().devices))
    assert glance(lost, NOW).indoors == ""


def test_assistive_technology_hears_the_whole_screen_as_sentences() -> None:
    assert glance(normal(), NOW).sentence == "Normal price. $0.42/h. until 2 PM, then High. 1:12 PM. 75° indoors"
    told = glance(CASES["event-emergency"](), NOW).sentence
    assert told.startswith("Grid emergency, 1 h 48 m left. $0.42/h. until 3 PM")


def test_it_stands_elsewhere_each_minute_and_nowhere_else_within_one() -> None:
    steps = [glance(normal(), Moment(NOW.utc, 60.0 * minute + second)).step for minute in (7, 8) for second in (0, 59)]
    assert steps == [7, 7, 8, 8]


def test_a_minute_after_three_at_night_every_pixel_works_but_not_in_an_event() -> None:
    def at(hour: int, minute: int, second: int = 20) -> Moment:
        return Moment(datetime(2026, 7, 14, hour, minute, second, tzinfo=UTC), NOW.monotonic_s)

    assert [glance(normal(), each).exercise for each in (at(10, 0), at(10, 1), at(9, 59))] == [20, None, None]
    assert glance(CASES["event-active"](), at(10, 0)).exercise is None
    assert glance(CASES["event-recovering"](), at(10, 0)).exercise is None


def test_a_price_that_only_changes_its_amount_is_not_told_as_another_word() -> None:
    home = normal()
    now, then, *later = home.prices.blocks
    same = (now, replace(then, level=PriceLevel.NORMAL), *later)
    assert glance(replace(home, prices=replace(home.prices, blocks=same)), NOW).line == "until 2 PM"
