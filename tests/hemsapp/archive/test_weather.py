"""The weather explains a comparison only where most of its hours are known on both sides."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from hemsapp.domain.facts import OutdoorHour
from hemsapp.questions import HistoryShown, HistoryWanted, Scale
from tests.hemsapp.archive.kept_home import KeptHome, local

DAY = date(2026, 7, 14)
NOW = local("2026-07-14T18:07")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KeptHome]:
    made = KeptHome(tmp_path, NOW)
    yield made
    made.store.close()


def weather(day: date, centi_c: int, hours: range = range(24), warmer_each_hour: int = 0) -> list[OutdoorHour]:
    """Hours of a local day, each told twice."""
    start = local(f"{day}T00:00")
    return [OutdoorHour(start + timedelta(hours=hour), 2 * (centi_c + hour * warmer_each_hour), 2) for hour in hours]


def warmer(home: KeptHome, scale: Scale = Scale.DAY, day: date = DAY) -> int | None:
    return home.ask(HistoryWanted(scale, day), HistoryShown).warmer_centi_c


def keep_usual(home: KeptHome, weeks: int, centi_c: int = 2000, warmer_each_hour: int = 0) -> None:
    for week in range(1, weeks + 1):
        home.keep(*weather(DAY - timedelta(weeks=week), centi_c, warmer_each_hour=warmer_each_hour))


@pytest.mark.parametrize("difference", [333, -333, 0])
def test_today_is_so_much_warmer_than_the_same_weekdays_by_the_same_time(home: KeptHome, difference: int) -> None:
    keep_usual(home, 4)
    home.keep(*weather(DAY - timedelta(days=1), 3500), *weather(DAY, 2000 + difference, range(18)))
    assert warmer(home) == difference


def test_the_hour_that_runs_is_not_compared_yet(home: KeptHome) -> None:
    keep_usual(home, 4)
    home.keep(*weather(DAY, 2100, range(18)), *weather(DAY, 9900, range(18, 19)))
    assert warmer(home) == 100


def test_a_cool_morning_is_compared_with_mornings(home: KeptHome) -> None:
    keep_usual(home, 2, warmer_each_hour=100)
    home.keep(*weather(DAY, 2050, range(12), warmer_each_hour=100))
    assert warmer(home) == 50


@pytest.mark.parametrize(("hours", "told"), [(9, None), (10, 500)])
def test_most_hours_of_today_must_be_known(home: KeptHome, hours: int, told: int | None) -> None:
    keep_usual(home, 4)
    home.keep(*weather(DAY, 2500, range(hours)))
    assert warmer(home) == told


@pytest.mark.parametrize(("hours", "told"), [(9, None), (10, 500)])
def test_most_hours_of_the_usual_days_must_be_known(home: KeptHome, hours: int, told: int | None) -> None:
    home.keep(*weather(DAY, 2500, range(18)))
    for week in (1, 2):
        home.keep(*weather(DAY - timedelta(weeks=week), 2000, range(hours)))
    assert warmer(home) == told


def test_one_like_day_alone_is_not_usual_weather(home: KeptHome) -> None:
    keep_usual(home, 1)
    home.keep(*weather(DAY, 2500, range(18)))
    assert warmer(home) is None


def test_where_nobody_measures_nothing_is_said(home: KeptHome) -> None:
    assert warmer(home) is None
    assert warmer(home, day=DAY + timedelta(days=3)) is None


def test_the_clock_of_the_house_is_what_is_the_same_over_a_change_to_summer(home: KeptHome) -> None:
    """2026-03-08 has 23 hours; the mornings after it are compared with the mornings before."""
    day = date(2026, 3, 10)
    for week in (1, 2):
        home.keep(*weather(day - timedelta(weeks=week), 1000, warmer_each_hour=100))
    home.keep(*weather(day, 1000, warmer_each_hour=100))
    assert warmer(home, day=day) == 0


def test_a_week_is_compared_hour_by_hour_and_a_bill_is_not(home: KeptHome) -> None:
    sunday = date(2026, 7, 5)
    for each in range(-21, 7):
        home.keep(*weather(sunday + timedelta(days=each), 2000 if each < 0 else 1800))
    assert warmer(home, Scale.WEEK, sunday) == -200
    assert warmer(home, Scale.BILL, sunday) is None
    assert warmer(home, Scale.YEAR, sunday) is None
