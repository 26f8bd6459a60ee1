"""Words and numbers as a person reads them: every format of the screen, in one place.

`words("home.today")` fetches words of the language in force (`ui.locales`); moments and temperatures have their own
modules (`ui.moments`, `ui.degrees`); all are reached from here. Numbers come as finished strings, unknown ones as
`UNKNOWN`. Energy is integer Wh, power W, money and prices `Decimal` dollars, temperatures hundredths of a degree
Celsius, moments aware UTC shown in the home's zone.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from hemsapp.manners import LANGUAGES
from ui.degrees import (
    UNKNOWN,
    centi_celsius,
    centi_kelvin,
    difference,
    difference_steps,
    steps,
    steps_within,
    temperature,
    temperature_difference,
    weather_degrees,
)
from ui.locales import MINUS, Locale, Style, capital, language_names, locale, number, said, style, use, whole, words
from ui.moments import (
    age,
    clock_time,
    countdown,
    date_range,
    day_month,
    hour_time,
    local,
    long_date,
    ordinal,
    second_time,
    short_date,
    silence,
    spoken_date,
    time_left,
    time_of_day,
    time_range,
    times_range,
    wait,
    weekday,
    year_date,
)

__all__ = [
    "EN_DASH",
    "MINUS",
    "UNKNOWN",
    "HeroText",
    "Locale",
    "Quantity",
    "Style",
    "age",
    "bill_energy",
    "capital",
    "centi_celsius",
    "centi_kelvin",
    "clock_time",
    "cost_rate",
    "countdown",
    "date_range",
    "day_month",
    "decimals_of",
    "difference",
    "difference_steps",
    "edited_price",
    "energy",
    "exact_energy",
    "exact_money",
    "exact_percent",
    "exact_price",
    "headline_price",
    "hero_rate",
    "hour_time",
    "is_selling",
    "language_names",
    "load_limit",
    "local",
    "locale",
    "long_date",
    "money",
    "money_range",
    "name_of",
    "number",
    "ordinal",
    "percent",
    "power",
    "price",
    "room_name",
    "said",
    "second_time",
    "short_date",
    "silence",
    "spoken_date",
    "steps",
    "steps_within",
    "style",
    "temperature",
    "temperature_difference",
    "time_left",
    "time_of_day",
    "time_range",
    "times_range",
    "use",
    "wait",
    "weather_degrees",
    "weekday",
    "whole",
    "whole_energy",
    "whole_money",
    "words",
    "year_date",
]

EN_DASH = "\N{EN DASH}"
_LONG_HERO, _LONG_LETTERS = Decimal("9.99"), len("$9.99")
_WHOLE_HERO = Decimal("99.99")


class Quantity(NamedTuple):
    """A number and its unit, apart because they are painted in different sizes."""

    number: str
    unit: str

    def __str__(self) -> str:
        """Joined as in a sentence: `1.71 kW`, `24.6¢/kWh`, and a bare dash when unknown."""
        if self.number == UNKNOWN or not self.unit:
            return self.number
        return f"{self.number}{'' if self.unit.startswith('/') else ' '}{self.unit}"


class HeroText(NamedTuple):
    """The largest number of a page; a long one is set smaller."""

    number: str
    is_long: bool


def money(dollars: Decimal | None) -> str:
    """`$87.16`, a credit `−$6.75`."""  # noqa: RUF002 - the dashes are the contract
    return UNKNOWN if dollars is None else _currency(dollars, 2)


def money_range(low: Decimal, high: Decimal) -> str:
    """`$141–$158`, whole dollars."""  # noqa: RUF002 - the dashes are the contract
    return locale().money_range.format(
        low=number(low, 0), high=number(high, 0), low_money=_currency(low, 0), high_money=_currency(high, 0)
    )


def whole_money(dollars: Decimal) -> str:
    """`$149`: an estimate carries no cents."""
    return _currency(dollars, 0)


def cost_rate(dollars_per_hour: Decimal | None) -> Quantity:
    """`$0.42` `/h`; selling is a word (`is_selling`), never a minus."""
    if dollars_per_hour is None:
        return Quantity(UNKNOWN, "")
    return Quantity(_currency(abs(dollars_per_hour), 2), words("unit.per_hour"))


def is_selling(dollars_per_hour: Decimal | None) -> bool:
    """Does the home earn, by as much as the screen can show?"""
    return dollars_per_hour is not None and number(dollars_per_hour, 2).startswith(MINUS)


def hero_rate(dollars_per_hour: Decimal | None) -> HeroText:
    """The hero's digits: above $9.99, or longer than that is written, long; above $99.99 are whole dollars."""
    if dollars_per_hour is None:
        return HeroText(UNKNOWN, is_long=False)
    amount = abs(dollars_per_hour).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    text = _currency(amount, 0 if amount > _WHOLE_HERO else 2)
    return HeroText(text, is_long=amount > _LONG_HERO or len(text) > _LONG_LETTERS)


def power(watts: int | None) -> Quantity:
    """`1.71` `kW`."""
    return _kilo(watts, 2, "unit.kw")


def load_limit(watts: int) -> Quantity:
    """A limit of load, `4.5` `kW`."""
    return _kilo(watts, 1, "unit.kw")


def energy(watt_hours: int | None) -> Quantity:
    """A day's energy, `9.6` `kWh`."""
    return _kilo(watt_hours, 1, "unit.kwh")


def bill_energy(watt_hours: int | None) -> Quantity:
    """A bill's or a tier's energy, `412.38` `kWh`."""
    return _kilo(watt_hours, 2, "unit.kwh")


def whole_energy(watt_hours: int) -> Quantity:
    """An estimate or a block's size, `640` `kWh`."""
    return _kilo(watt_hours, 0, "unit.kwh")


def exact_energy(watt_hours: int) -> Quantity:
    """To the watt-hour, `0.137` `kWh`, where exactness is the point."""
    return _kilo(watt_hours, 3, "unit.kwh")


def price(dollars_per_kwh: Decimal | None) -> Quantity:
    """`24.6¢` `/kWh`; a price that expired says so in words."""
    if dollars_per_kwh is None:
        return Quantity(words("price.expired"), "")
    return Quantity(_cents(dollars_per_kwh, 1), words("unit.per_kwh"))


def headline_price(dollars_per_kwh: Decimal) -> str:
    """`62¢`."""
    return _cents(dollars_per_kwh, 0)


def name_of(name: str) -> str:
    """A season, a time or a holiday that comes with the display, by its name; what a person named stays as it is."""
    known = locale().words
    small = known.get(f"called.{name[:1].lower()}{name[1:]}")
    return known.get(f"called.{name}") or (name if small is None else capital(small))


def room_name(name: str) -> str:
    """A thermostat's name without the word that says so, in whatever language it was given: `Living room`."""
    for tag in LANGUAGES:
        name = name.removesuffix(locale(tag).words["home.thermostat_suffix"])
    return name


def exact_money(dollars: Decimal, decimals: int = 2) -> str:
    """`$0.0646`: with that many decimals of a dollar, where exactness is the point."""
    return _currency(dollars, decimals)


def decimals_of(dollars: Decimal, least: int = 2) -> int:
    """How many decimals an amount needs to be shown exactly, `least` at least."""
    exponent = dollars.normalize().as_tuple().exponent
    return max(least, -exponent if isinstance(exponent, int) else least)


def exact_price(dollars_per_kwh: Decimal) -> str:
    """`17.000¢`: the three decimals of a cent that are stored."""
    return _cents(dollars_per_kwh, 3)


def edited_price(dollars_per_kwh: Decimal) -> str:
    """`17.000`: the editor's cents, as exact as they are stored."""
    return number(dollars_per_kwh * 100, 3)


def percent(share: int) -> str:
    """`12 %`, with a thin space."""
    return locale().percent.format(number=whole(share))


def exact_percent(share: Decimal) -> str:
    """`130 %`, `7.25 %`: with as many decimals as there are."""
    return locale().percent.format(number=number(share, decimals_of(share, 0)))


def _currency(dollars: Decimal, decimals: int) -> str:
    text = number(dollars, decimals)
    sign = MINUS if text.startswith(MINUS) else ""
    return locale().money.format(sign=sign, number=text.removeprefix(MINUS))


def _cents(dollars: Decimal, decimals: int) -> str:
    return locale().cents.format(number=number(dollars * 100, decimals))


def _kilo(base_units: int | None, decimals: int, unit: str) -> Quantity:
    if base_units is None:
        return Quantity(UNKNOWN, words(unit))
    return Quantity(number(Decimal(base_units) / 1000, decimals), words(unit))
