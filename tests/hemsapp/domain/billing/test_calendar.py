"""Seasons, holidays, day types and times of use, also on the days when the clocks change."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hemsapp.domain.billing.calendar import Calendar, day_type, season_index, season_name, time_of_use_at
from hemsapp.domain.billing.holidays import holidays
from hemsapp.domain.days import HomeZone
from hemsapp.domain.tariff import parse
from hemsapp.rates import DayType, Season
from resources import tariffs

ZONE = HomeZone("America/Los_Angeles")
PLAN = parse(tariffs.read("sce-tou-d-4-9pm"))


def test_the_eight_holidays_fall_by_their_rules() -> None:
    assert sorted(holidays(2026)) == [
        date(2026, 1, 1), date(2026, 2, 16), date(2026, 5, 25), date(2026, 7, 4),
        date(2026, 9, 7), date(2026, 11, 11), date(2026, 11, 26), date(2026, 12, 25),
    ]  # fmt: skip


def test_a_holiday_on_a_sunday_is_observed_on_monday_and_one_on_a_saturday_stays() -> None:
    assert holidays(2027, ["Independence Day"]) == {date(2027, 7, 5)}
    assert holidays(2026, ["Independence Day"]) == {date(2026, 7, 4)}
    assert holidays(2023, ["New Year's Day"]) == {date(2023, 1, 2)}


@pytest.mark.parametrize(
    ("day", "season"),
    [("05-31", "winter"), ("06-01", "summer"), ("09-30", "summer"), ("10-01", "winter"), ("01-01", "winter")],
)
def test_a_season_holds_until_the_next_one_begins_also_over_the_turn_of_the_year(day: str, season: str) -> None:
    assert season_name(PLAN, season_index(PLAN, date.fromisoformat(f"2026-{day}"))) == season


def test_seasons_may_be_written_in_any_order() -> None:
    turned = replace(PLAN, seasons=(Season("winter", 10), Season("spring", 3, 15), Season("summer", 6)))
    days = [date(2026, 3, 14), date(2026, 3, 15), date(2026, 6, 1), date(2026, 12, 31)]
    assert [season_name(turned, season_index(turned, day)) for day in days] == ["winter", "spring", "summer", "winter"]


def test_a_holiday_counts_as_weekend_where_the_plan_names_it() -> None:
    assert day_type(PLAN, date(2026, 11, 26)) is DayType.WEEKEND
    assert day_type(replace(PLAN, holidays=()), date(2026, 11, 26)) is DayType.WORKING_DAY
    assert day_type(PLAN, date(2026, 11, 27)) is DayType.WORKING_DAY
    assert day_type(PLAN, date(2026, 11, 28)) is DayType.WEEKEND


@pytest.mark.parametrize(
    ("day", "hour", "name"),
    [
        (date(2026, 7, 6), 15, "off-peak"),
        (date(2026, 7, 6), 16, "on-peak"),
        (date(2026, 7, 5), 16, "mid-peak"),
        (date(2026, 9, 7), 20, "mid-peak"),
        (date(2026, 9, 8), 20, "on-peak"),
        (date(2026, 9, 8), 21, "off-peak"),
        (date(2026, 1, 5), 16, "mid-peak"),
        (date(2026, 1, 5), 9, "super-off-peak"),
    ],
)
def test_the_time_of_use_follows_season_day_and_hour(day: date, hour: int, name: str) -> None:
    found = time_of_use_at(PLAN, day, hour * 60)
    assert found is not None
    assert found.name == name
    rate = Calendar(ZONE, [PLAN]).rate_at(ZONE.at_minute(day, hour * 60))
    assert rate.time == found


@pytest.mark.parametrize(("day", "quarters"), [((2026, 3, 8), 92), ((2026, 7, 6), 96), ((2026, 11, 1), 100)])
def test_a_day_has_as_many_quarters_as_its_clock_shows(day: tuple[int, int, int], quarters: int) -> None:
    """users.md 11: the hours of peak are five by the clock on each of them."""
    found = Calendar(ZONE, [PLAN]).day(date(*day))
    assert len(found.rates) == quarters
    names = [rate.time.name for rate in found.rates if rate.time]
    assert len([name for name in names if name in {"on-peak", "mid-peak"}]) == 20


def test_the_times_of_a_changed_clock_are_those_that_it_shows() -> None:
    """users.md 11: each quarter-hour of both changes, beside the local clock itself."""
    calendar = Calendar(ZONE, [PLAN])
    for day in (date(2026, 3, 8), date(2026, 11, 1)):
        end_s = ZONE.midnight(day + timedelta(days=1))
        for at_s in range(ZONE.midnight(day), end_s, 900):
            assert calendar.rate_at(at_s).time == time_of_use_at(PLAN, day, ZONE.minute_of(at_s))


def test_before_the_first_time_of_a_day_its_last_one_holds() -> None:
    sample = parse(tariffs.read())
    found = time_of_use_at(sample, date(2026, 7, 6), 7 * 60 + 59)
    assert found is not None
    assert found.start_minute == 22 * 60
