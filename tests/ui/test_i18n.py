"""Every number format of the screen."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemsapp.manners import TemperatureScale
from ui import i18n

ZONE = "America/Los_Angeles"


def at(hour: int, minute: int = 0, second: int = 0, day: int = 13) -> datetime:
    """A moment of July 2026 by the clock in Los Angeles."""
    return datetime(2026, 7, day, tzinfo=UTC) + timedelta(hours=hour + 7, minutes=minute, seconds=second)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        # C1FR32a: cost to the cent an hour
        (str(i18n.cost_rate(Decimal("0.42066"))), "$0.42/h"),
        (str(i18n.cost_rate(None)), "—"),
        (str(i18n.cost_rate(Decimal("-0.11"))), "$0.11/h"),
        # C1FR32b: demand to 10 W
        (str(i18n.power(1710)), "1.71 kW"),
        (str(i18n.power(None)), "—"),
        (str(i18n.power(0)), "0.00 kW"),
        # C1FR32c to e: usage and money
        (str(i18n.energy(9_640)), "9.6 kWh"),
        (str(i18n.energy(9_650)), "9.7 kWh"),
        (str(i18n.bill_energy(412_380)), "412.38 kWh"),
        (str(i18n.bill_energy(1_412_380)), "1,412.38 kWh"),
        (str(i18n.whole_energy(640_000)), "640 kWh"),
        (i18n.money(Decimal("87.16")), "$87.16"),
        (i18n.money(Decimal("-6.75")), "\u2212$6.75"),
        (i18n.money(Decimal("-0.001")), "$0.00"),
        (i18n.money(Decimal("1087.165")), "$1,087.17"),
        (i18n.money(None), "—"),
        (i18n.money_range(Decimal("141.2"), Decimal("157.6")), "$141–$158"),  # noqa: RUF001
        (i18n.whole_money(Decimal("149.4")), "$149"),
        # C1FR32f, C1FR34c: the price
        (str(i18n.price(Decimal("0.246"))), "24.6¢/kWh"),
        (str(i18n.price(None)), "Price expired"),
        (i18n.headline_price(Decimal("0.62")), "62¢"),
        (i18n.edited_price(Decimal("0.17")), "17.000"),
        (i18n.percent(12), "12\u2009%"),
        (i18n.temperature(2556), "78°"),
        (i18n.temperature(2556, TemperatureScale.CELSIUS), "26°"),
        (i18n.temperature(None), "—"),
        (i18n.temperature_difference(222), "+4°"),
        (i18n.temperature_difference(-222), "\u22124°"),
        # C1FR32g: time, and the age of a number
        (i18n.clock_time(at(14), ZONE), "2:00 PM"),
        (i18n.clock_time(at(0, 5), ZONE), "12:05 AM"),
        (i18n.second_time(at(14, 0, 2), ZONE), "2:00:02"),
        (i18n.hour_time(at(14), ZONE), "2 PM"),
        (i18n.hour_time(at(14, 30), ZONE), "2:30 PM"),
        (i18n.time_range(at(14), at(18), ZONE), "2–6 PM"),  # noqa: RUF001
        (i18n.time_range(at(11), at(13), ZONE), "11 AM–1 PM"),  # noqa: RUF001
        (i18n.time_range(at(14, 30), at(18), ZONE), "2:30–6 PM"),  # noqa: RUF001
        (i18n.time_range(at(23), at(24), ZONE), "11 PM–12 AM"),  # noqa: RUF001
        (i18n.countdown(8_040), "2 h 14 m left"),
        (i18n.countdown(2_400), "40 m left"),
        (i18n.countdown(600), "10 m left"),
        (i18n.countdown(582), "9:42"),
        (i18n.countdown(0), "0:00"),
        (i18n.countdown(-1), "ending…"),
        (i18n.age(3.9), "3 s ago"),
        (i18n.age(None), "never heard"),
        (i18n.age(-5), "0 s ago"),
        (i18n.silence(184), "3 min 04 s"),
        (i18n.silence(7_500), "2 h 05 min"),
        (i18n.long_date(date(2026, 7, 13)), "Monday 13 July"),
        (i18n.short_date(date(2026, 7, 13)), "Mon 13 Jul"),
        (i18n.year_date(date(2026, 8, 1)), "Sat 1 Aug 2026"),
        (i18n.date_range(date(2026, 6, 24), date(2026, 7, 24)), "24 Jun – 24 Jul"),  # noqa: RUF001
        (i18n.ordinal(24), "24th"),
        (i18n.ordinal(1), "1st"),
        (i18n.ordinal(11), "11th"),
        (i18n.ordinal(22), "22nd"),
        (i18n.ordinal(3), "3rd"),
    ],
)
def test_a_number_reads_as_it_was_drawn(shown: str, expected: str) -> None:
    """C1FR32a to g."""
    assert shown == expected


@pytest.mark.parametrize(
    ("rate", "number", "is_long"),
    [
        ("0.42", "$0.42", False),
        ("9.994", "$9.99", False),
        ("9.996", "$10.00", True),
        ("99.99", "$99.99", True),
        ("99.996", "$100", True),
        ("-0.11", "$0.11", False),
    ],
)
def test_a_large_hero_is_set_smaller_and_then_without_cents(rate: str, number: str, is_long: bool) -> None:
    assert i18n.hero_rate(Decimal(rate)) == (number, is_long)


def test_an_unknown_rate_is_a_dash_never_a_zero() -> None:
    assert i18n.hero_rate(None).number == i18n.UNKNOWN


@pytest.mark.parametrize(("rate", "is_selling"), [("-0.11", True), ("-0.004", False), ("0.11", False)])
def test_selling_is_a_word_when_the_screen_can_show_it(rate: str, is_selling: bool) -> None:
    assert i18n.is_selling(Decimal(rate)) is is_selling
    assert not i18n.is_selling(None)


@pytest.mark.parametrize(
    ("utc", "shown"),
    [
        (datetime(2026, 3, 8, 9, 59, tzinfo=UTC), "1:59 AM"),
        (datetime(2026, 3, 8, 10, 0, tzinfo=UTC), "3:00 AM"),
        (datetime(2026, 11, 1, 8, 30, tzinfo=UTC), "1:30 AM"),
        (datetime(2026, 11, 1, 9, 30, tzinfo=UTC), "1:30 AM"),
    ],
)
def test_the_wall_clock_changes_with_daylight_saving(utc: datetime, shown: str) -> None:
    """C1NFR13.2"""
    assert i18n.clock_time(utc, ZONE) == shown


@given(st.decimals(min_value=-100_000, max_value=100_000, places=5, allow_nan=False))
def test_money_never_strays_more_than_half_a_cent(dollars: Decimal) -> None:
    shown = i18n.money(dollars).replace("$", "").replace(",", "").replace("\u2212", "-")
    assert abs(Decimal(shown) - dollars) <= Decimal("0.005")


def test_counted_words_have_a_form_for_one_and_for_many() -> None:
    known = i18n.locale().words
    counted = {key.rsplit(".", 1)[0] for key in known if key.endswith((".one", ".other"))} - {"ordinal"}
    assert all(f"{key}.one" in known and f"{key}.other" in known for key in counted)


def test_a_key_without_words_is_an_error() -> None:
    with pytest.raises(KeyError):
        i18n.words("no.such.words")
