"""Every number format of the screen."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemsapp.manners import HourStyle, TemperatureScale
from ui import i18n
from ui.i18n import Style

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


NB, NN, MINUS = "\u00a0", "\u202f", "\u2212"
ES, FR = Style("es-US"), Style("fr-CA", TemperatureScale.CELSIUS, HourStyle.TWENTY_FOUR)
EN_24, FR_12 = Style(hour_style=HourStyle.TWENTY_FOUR), Style("fr-CA")
EN_C = Style(scale=TemperatureScale.CELSIUS)


@pytest.mark.parametrize(
    ("style", "show", "expected"),
    [
        (ES, lambda: i18n.money(Decimal("-1087.16")), f"{MINUS}$1,087.16"),
        (FR, lambda: i18n.money(Decimal("-1087.16")), f"{MINUS}1{NN}087,16{NB}$"),
        (FR, lambda: i18n.money_range(Decimal(141), Decimal(158)), f"141–158{NB}$"),  # noqa: RUF001 - the dash is the contract
        (ES, lambda: i18n.money_range(Decimal(141), Decimal(158)), "$141–$158"),  # noqa: RUF001 - the dash is the contract
        (FR, lambda: str(i18n.cost_rate(Decimal("0.42"))), f"0,42{NB}$/h"),
        (FR, lambda: i18n.hero_rate(Decimal(100)).number, f"100{NB}$"),
        (FR, lambda: str(i18n.price(Decimal("0.246"))), f"24,6{NB}¢/kWh"),
        (ES, lambda: str(i18n.price(Decimal("0.246"))), "24.6¢/kWh"),
        (FR, lambda: str(i18n.price(None)), "Prix périmé"),
        (FR, lambda: i18n.edited_price(Decimal("0.17")), "17,000"),
        (FR, lambda: str(i18n.bill_energy(1_412_380)), f"1{NN}412,38 kWh"),
        (FR, lambda: str(i18n.power(1710)), "1,71 kW"),
        (FR, lambda: i18n.percent(12), f"12{NB}%"),
        (ES, lambda: i18n.exact_percent(Decimal("7.25")), "7.25\u2009%"),
        (FR, lambda: i18n.exact_percent(Decimal("7.25")), f"7,25{NB}%"),
        # the day in halves and in hours
        (EN_24, lambda: i18n.clock_time(at(14), ZONE), "14:00"),
        (EN_24, lambda: i18n.clock_time(at(0, 5), ZONE), "0:05"),
        (EN_24, lambda: i18n.hour_time(at(14), ZONE), "14:00"),
        (EN_24, lambda: i18n.second_time(at(14, 0, 2), ZONE), "14:00:02"),
        (EN_24, lambda: i18n.time_of_day(time(7, 30)), "7:30"),
        (EN_24, lambda: i18n.time_range(at(14), at(18), ZONE), "14:00–18:00"),  # noqa: RUF001 - the dash is the contract
        (EN_24, lambda: i18n.time_range(at(14, 30), at(18), ZONE), "14:30–18:00"),  # noqa: RUF001 - the dash is the contract
        (EN_24, lambda: i18n.time_range(at(23), at(25), ZONE), "23:00–1:00"),  # noqa: RUF001 - the dash is the contract
        (FR, lambda: i18n.clock_time(at(14), ZONE), f"14{NB}h{NB}00"),
        (FR, lambda: i18n.hour_time(at(14), ZONE), f"14{NB}h"),
        (FR, lambda: i18n.hour_time(at(14, 30), ZONE), f"14{NB}h{NB}30"),
        (FR, lambda: i18n.time_range(at(14), at(18), ZONE), f"14–18{NB}h"),  # noqa: RUF001 - the dash is the contract
        (FR, lambda: i18n.time_range(at(14, 30), at(18), ZONE), f"14{NB}h{NB}30–18{NB}h"),  # noqa: RUF001 - the dash is the contract
        (FR_12, lambda: i18n.time_range(at(14), at(18), ZONE), f"2–6{NB}PM"),  # noqa: RUF001 - the dash is the contract
        (ES, lambda: i18n.clock_time(at(14), ZONE), f"2:00{NB}p.m."),
        (ES, lambda: i18n.time_range(at(11), at(13), ZONE), f"11{NB}a.m.–1{NB}p.m."),  # noqa: RUF001 - the dash is the contract
        (ES, lambda: i18n.times_range(time(16), time(20)), f"4–8{NB}p.m."),  # noqa: RUF001 - the dash is the contract
        (ES, lambda: i18n.times_range(time(22), time(6)), f"10{NB}p.m.–6{NB}a.m."),  # noqa: RUF001 - the dash is the contract
        # dates
        (ES, lambda: i18n.long_date(date(2026, 7, 13)), "lunes 13 de julio"),
        (ES, lambda: i18n.short_date(date(2026, 7, 1)), "mié 1 jul"),
        (ES, lambda: i18n.spoken_date(date(2026, 8, 1)), "1 de agosto"),
        (ES, lambda: i18n.ordinal(24), "24"),
        (FR, lambda: i18n.long_date(date(2026, 7, 13)), "lundi 13 juillet"),
        (FR, lambda: i18n.long_date(date(2026, 7, 1)), "mercredi 1er juillet"),
        (FR, lambda: i18n.year_date(date(2026, 8, 1)), "sam. 1er août 2026"),
        (FR, lambda: i18n.date_range(date(2026, 6, 24), date(2026, 7, 24)), "24 juin – 24 juill."),  # noqa: RUF001 - the dash is the contract
        (FR, lambda: (i18n.ordinal(1), i18n.ordinal(21)), ("1er", "21")),
        (FR, lambda: i18n.countdown(8_040), "reste 2 h 14 min"),
        (ES, lambda: i18n.age(3), "hace 3 s"),
        # temperatures
        (EN_C, lambda: i18n.temperature(2556), "25.5°"),
        (FR, lambda: i18n.temperature(2556), "25,5°"),
        (FR, lambda: i18n.temperature(2610), "26°"),
        (FR, lambda: i18n.temperature(-30), f"{MINUS}0,5°"),
        (FR, lambda: i18n.temperature_difference(222), "+2°"),
        (FR, lambda: i18n.temperature_difference(-250), f"{MINUS}2,5°"),
        (FR, lambda: i18n.temperature_difference(10), "0°"),
        (FR, lambda: i18n.difference(-250), "2,5"),
        (FR, lambda: i18n.weather_degrees(333), "3,5 °C"),
        (ES, lambda: i18n.weather_degrees(333), "6 °F"),
        # names that come with plans
        (ES, lambda: i18n.name_of("summer"), "verano"),
        (ES, lambda: i18n.name_of("Summer"), "Verano"),
        (ES, lambda: i18n.room_name("Living room thermostat"), "Living room"),
        (FR, lambda: i18n.hero_rate(Decimal("0.42")).is_long, True),
        (FR, lambda: i18n.name_of("Grandma"), "Grandma"),
    ],
)
def test_each_language_and_habit_writes_its_own_way(style: Style, show: Callable[[], object], expected: object) -> None:
    """C1FR32a to g, C1NFR13.2: as its readers write, whatever scale and clock they chose."""
    i18n.use(style)
    assert show() == expected


@pytest.mark.parametrize("scale", list(TemperatureScale))
@given(step=st.integers(40, 99))
def test_what_a_person_sets_reads_the_same_again(scale: TemperatureScale, step: int) -> None:
    i18n.use(Style(scale=scale))
    assert i18n.steps(i18n.centi_celsius(step)) == step
    assert i18n.difference_steps(i18n.centi_kelvin(step)) == step


@pytest.mark.parametrize(("scale", "within"), [("F", (50, 85)), ("C", (20, 58))])
def test_no_step_leaves_the_bounds(scale: str, within: tuple[int, int]) -> None:
    """29.44 °C is no half degree: the last step below it is 29."""
    i18n.use(Style(scale=TemperatureScale(scale)))
    assert i18n.steps_within(1000, 2944) == within


def test_a_key_without_words_is_an_error() -> None:
    with pytest.raises(KeyError):
        i18n.words("no.such.words")
