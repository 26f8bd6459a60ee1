"""The sun over the home, against almanacs."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import available_timezones

import pytest

from hemsapp.daylight import Coordinates, city_of, daylight, sun_height_deg

LOS_ANGELES, LONDON, SYDNEY = "America/Los_Angeles", "Europe/London", "Australia/Sydney"
AT_THE_HORIZON = pytest.approx(-0.83, abs=0.35)  # refraction lifts the sun's edge; an almanac rounds to a minute


@pytest.mark.parametrize(
    ("zone", "year", "month", "day", "hour", "minute"),
    [
        (LOS_ANGELES, 2026, 7, 13, 12, 52),  # sunrise 5:52 PDT
        (LOS_ANGELES, 2026, 7, 14, 3, 5),  # sunset 20:05 PDT
        (LONDON, 2026, 12, 21, 8, 4),
        (LONDON, 2026, 12, 21, 15, 53),
        (SYDNEY, 2026, 6, 20, 20, 59),  # sunrise 6:59 AEST the next day
    ],
)
def test_the_sun_stands_at_the_horizon_when_the_almanac_says_so(
    zone: str, year: int, month: int, day: int, hour: int, minute: int
) -> None:
    place = city_of(zone)
    assert place is not None
    assert sun_height_deg(datetime(year, month, day, hour, minute, tzinfo=UTC), place) == AT_THE_HORIZON


def test_noon_on_the_equator_at_the_equinox_is_overhead() -> None:
    noon = datetime(2026, 3, 20, 12, 7, tzinfo=UTC)
    assert sun_height_deg(noon, Coordinates(0.0, 0.0)) > 89


def test_a_day_goes_from_night_to_day_and_back_without_a_jump() -> None:
    place = Coordinates(34.05, -118.24)
    midnight = datetime(2026, 7, 13, 8, tzinfo=UTC)
    light = [daylight(midnight + timedelta(minutes=step), place) for step in range(24 * 60)]
    assert (min(light), max(light), light[0]) == (0.0, 1.0, 0.0)
    assert max(abs(after - before) for before, after in pairwise(light)) < 0.05


def test_a_polar_night_and_a_midnight_sun_are_what_they_are() -> None:
    tromso = Coordinates(69.65, 18.96)
    assert {daylight(datetime(2026, 12, 21, hour, tzinfo=UTC), tromso) > 0.4 for hour in range(24)} == {False}
    assert {daylight(datetime(2026, 6, 21, hour, tzinfo=UTC), tromso) > 0.4 for hour in range(24)} == {True}


def test_a_zone_lies_where_its_city_does() -> None:
    assert city_of(LOS_ANGELES) == pytest.approx((34.05, -118.24), abs=0.01)
    assert city_of(SYDNEY) == pytest.approx((-33.87, 151.22), abs=0.01)
    assert city_of("Etc/UTC") is None
    known = [zone for zone in available_timezones() if city_of(zone) is not None]
    assert len(known) > 300
