"""Light and rest as pure rules: any sequence of touches, time and news."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.moment import Moment
from hemsapp.daylight import Coordinates
from hemsapp.manners import DEFAULT_MANNERS, LIT_SECONDS_LEAST, Manners
from ui.presenters.light import day_share, light_percent
from ui.presenters.rest import ASLEEP, Phase, Rest
from ui.screens.cases import NOW, normal, with_manners

START = Moment(datetime(2026, 7, 13, 20, tzinfo=UTC), 1000.0)

lit = st.integers(LIT_SECONDS_LEAST, 600)
bright = st.integers(10, 100)
manners = st.builds(
    lambda lit_seconds, bright_percent, rest_share, does_rest, follows: Manners(
        lit_seconds=lit_seconds,
        bright_percent=bright_percent,
        rest_percent=bright_percent * rest_share // 100,
        does_rest=does_rest,
        does_light_follow_sun=follows,
    ).checked(),
    lit,
    bright,
    st.integers(0, 100),
    st.booleans(),
    st.booleans(),
)
deeds = st.lists(
    st.tuples(st.sampled_from(["press", "release", "move", "wake", "wait"]), st.floats(0, 700, width=32)), max_size=40
)


def after(seconds: float) -> Moment:
    return Moment(START.utc + timedelta(seconds=seconds), START.monotonic_s + seconds)


@pytest.mark.parametrize(
    ("seconds", "phase"),
    [
        (0, Phase.LIT),
        (14.9, Phase.LIT),
        (15, Phase.SOFT),
        (59.9, Phase.SOFT),
        (60, Phase.DIMMED),
        (299.9, Phase.DIMMED),
        (300, Phase.GLANCE),
        (86_400, Phase.GLANCE),
    ],
)
def test_the_screen_goes_to_rest_step_by_step(seconds: float, phase: Phase) -> None:
    """C1NFR13.3: bright for 15 s at least after a touch; Home after 60 s, the glance screen after 5 min."""
    assert Rest(START).phase(DEFAULT_MANNERS, after(seconds)) is phase


def test_who_wants_no_rest_has_a_dim_home_instead_of_the_glance_screen() -> None:
    assert Rest(START).phase(replace(DEFAULT_MANNERS, does_rest=False), after(86_400)) is Phase.DIMMED


def test_ten_bright_minutes_put_everything_else_off() -> None:
    slow = replace(DEFAULT_MANNERS, lit_seconds=600)
    assert [Rest(START).phase(slow, after(s)) for s in (599, 600)] == [Phase.LIT, Phase.GLANCE]


def test_a_page_that_is_read_or_filled_in_is_not_dimmed_meanwhile() -> None:
    rest = Rest(START)
    rest.kept_s = 300
    assert [rest.phase(DEFAULT_MANNERS, after(s)) for s in (61, 299, 300)] == [Phase.SOFT, Phase.SOFT, Phase.GLANCE]
    assert not rest.pressed(DEFAULT_MANNERS, after(299))


@pytest.mark.parametrize("slept_s", [60, 300])
def test_the_first_touch_only_wakes_and_so_does_everything_within_350_ms(slept_s: float) -> None:
    """users.md 24"""
    rest = Rest(START)
    told = [rest.pressed(DEFAULT_MANNERS, after(slept_s)), rest.moved(after(slept_s + 0.05))]
    told.append(rest.released(after(slept_s + 0.1)))
    told += [rest.pressed(DEFAULT_MANNERS, after(slept_s + 0.34)), rest.released(after(slept_s + 0.5))]
    assert told == [True] * 5
    assert (rest.pressed(DEFAULT_MANNERS, after(slept_s + 0.6)), rest.released(after(slept_s + 0.7))) == (False, False)


def test_a_finger_that_wakes_and_stays_is_kept_until_it_is_lifted() -> None:
    rest = Rest(START)
    rest.pressed(DEFAULT_MANNERS, after(300))
    assert (rest.moved(after(302)), rest.released(after(303))) == (True, True)


def test_a_touch_on_a_screen_that_can_be_read_does_what_it_says() -> None:
    assert not Rest(START).pressed(DEFAULT_MANNERS, after(59))


@given(manners, deeds)
def test_it_is_never_dark_under_a_finger(chosen: Manners, done: list[tuple[str, float]]) -> None:
    """C1NFR13.3, users.md 24: whatever happens in whatever order."""
    rest, at = Rest(START), 0.0
    for deed, seconds in done:
        at += seconds
        was = rest.phase(chosen, after(at))
        if deed == "press":
            assert rest.pressed(chosen, after(at)) or was not in ASLEEP
        elif deed == "release":
            rest.released(after(at))
        elif deed == "move":
            rest.moved(after(at))
        elif deed == "wake":
            rest.wake(after(at))
        else:
            continue
        assert rest.phase(chosen, after(at)) is Phase.LIT
        assert rest.phase(chosen, after(at + LIT_SECONDS_LEAST - 0.01)) is Phase.LIT


@given(manners, st.floats(0, 1))
def test_light_falls_with_every_step_of_rest_and_stays_within_what_was_chosen(chosen: Manners, day: float) -> None:
    light = [light_percent(phase, chosen, day) for phase in Phase]
    assert light == sorted(light, reverse=True)
    assert chosen.rest_percent <= light[-1]
    assert light[0] <= max(chosen.bright_percent, chosen.rest_percent)


@given(manners, st.floats(0, 1), st.sampled_from(Phase))
def test_an_emergency_is_as_bright_as_the_panel_can(chosen: Manners, day: float, phase: Phase) -> None:
    assert light_percent(phase, chosen, day, is_emergency=True) == 100


def test_by_day_a_touch_gives_the_light_that_was_chosen_and_the_evening_is_darker() -> None:
    lit_by_day, lit_at_night = (light_percent(Phase.LIT, DEFAULT_MANNERS, day) for day in (1, 0))
    rest_by_day, rest_at_night = (light_percent(Phase.GLANCE, DEFAULT_MANNERS, day) for day in (1, 0))
    assert (lit_by_day, rest_at_night) == (DEFAULT_MANNERS.bright_percent, DEFAULT_MANNERS.rest_percent)
    assert (lit_at_night < lit_by_day, rest_by_day > rest_at_night) == (True, True)


def test_without_the_sun_each_hour_has_the_light_that_was_chosen() -> None:
    fixed = replace(DEFAULT_MANNERS, does_light_follow_sun=False)
    assert {light_percent(Phase.LIT, fixed, day) for day in (0, 0.5, 1)} == {fixed.bright_percent}
    assert {light_percent(Phase.DIMMED, fixed, day) for day in (0, 0.5, 1)} == {fixed.rest_percent}


def test_a_screen_that_is_dark_at_rest_is_dark_by_day_too() -> None:
    assert light_percent(Phase.GLANCE, replace(DEFAULT_MANNERS, rest_percent=0), 1.0) == 0


def test_light_follows_the_sensor_before_the_sun_and_the_sun_before_the_hours() -> None:
    home = normal()
    midnight = Moment(datetime(2026, 7, 14, 7, 0, tzinfo=UTC), NOW.monotonic_s)
    assert day_share(home, NOW, None, None) == 1.0
    assert day_share(home, midnight, None, None) == 0.0
    assert day_share(home, NOW, Coordinates(34.0, 61.8), None) == 0.0
    assert day_share(home, midnight, None, 400.0) == 1.0
    assert 0.2 < day_share(home, NOW, None, 10.0) < 0.6
    assert day_share(home, NOW, None, 0.0) == 0.0


def test_a_zone_that_has_no_city_is_dark_in_its_quiet_hours() -> None:
    home = with_manners(normal(), quiet_from=time(22), quiet_until=time(7))
    home = replace(home, preferences=replace(home.preferences, zone="Etc/UTC"))
    hours = [datetime(2026, 7, 13, hour, tzinfo=UTC) for hour in (21, 23, 3, 8)]
    assert [day_share(home, Moment(at, 0.0), None, None) for at in hours] == [1.0, 0.0, 0.0, 1.0]
