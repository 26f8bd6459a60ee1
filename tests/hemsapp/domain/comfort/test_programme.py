"""The customer's programme by the home's own clock (C1FR37: four periods a day)."""

from dataclasses import replace
from datetime import UTC, datetime, time

from hemsapp.domain.comfort.programme import DEFAULT_PROGRAMME, EVERY_DAY, flat, running, why_invalid
from hemsapp.domain.days import HomeZone, instant, seconds
from hemsapp.plans import ProgrammePeriod

ZONE = HomeZone("America/Los_Angeles")


def period_at(text: str) -> tuple[str, str, str]:
    run = running(DEFAULT_PROGRAMME, ZONE, seconds(datetime.fromisoformat(text).astimezone(UTC)))
    return run.period.name, f"{instant(run.since_s):%d %H:%M}", f"{instant(run.until_s):%d %H:%M}"


def test_the_period_is_by_the_local_clock() -> None:
    assert period_at("2026-07-14T07:59:59-07:00") == ("Wake", "14 13:00", "14 15:00")
    assert period_at("2026-07-14T08:00:00-07:00") == ("Day", "14 15:00", "15 00:00")


def test_the_night_runs_past_midnight() -> None:
    assert period_at("2026-07-14T03:00:00-07:00") == ("Night", "14 05:00", "14 13:00")


def test_the_night_in_which_the_clock_goes_forward_is_an_hour_shorter() -> None:
    assert period_at("2026-03-08T01:30:00-08:00") == ("Night", "08 06:00", "08 13:00")


def test_the_night_in_which_the_clock_goes_back_is_an_hour_longer() -> None:
    assert period_at("2026-11-01T01:30:00-08:00") == ("Night", "01 05:00", "01 14:00")


def test_a_start_that_the_clock_skips_still_comes() -> None:
    early = replace(DEFAULT_PROGRAMME[0], start=time(2, 30))
    run = running((early, *DEFAULT_PROGRAMME[1:]), ZONE, seconds(datetime(2026, 3, 8, 10, 45, tzinfo=UTC)))
    assert run.period is early


def test_weekdays_may_differ_from_the_weekend() -> None:
    week = tuple(replace(each, days=frozenset(range(5))) for each in DEFAULT_PROGRAMME)
    weekend = tuple(replace(each, days=frozenset({5, 6}), name=f"{each.name} weekend") for each in flat(2400, 2000))
    saturday = seconds(datetime(2026, 7, 18, 19, tzinfo=UTC))
    assert running(week + weekend, ZONE, saturday).period.name == "Day weekend"
    assert why_invalid(week + weekend) == ""


def test_a_programme_that_cannot_be_followed_is_refused_with_the_reason() -> None:
    assert "at least 4" in why_invalid(DEFAULT_PROGRAMME[:3])
    assert "same time" in why_invalid((*DEFAULT_PROGRAMME, replace(DEFAULT_PROGRAMME[0], name="Again")))
    assert "beyond" in why_invalid((*DEFAULT_PROGRAMME[:3], replace(DEFAULT_PROGRAMME[3], cooling_centi_c=5000)))
    tight = ProgrammePeriod(EVERY_DAY, time(22), "Night", 2100, 2050)
    assert "clearly above" in why_invalid((*DEFAULT_PROGRAMME[:3], tight))
