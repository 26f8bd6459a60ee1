"""Words and numbers as a person reads them: every format of the screen, in one place.

Words live in `resources/locales/<tag>.toml`; `words("home.today")` fetches one. Numbers come as finished
strings, unknown ones as `UNKNOWN`. Energy is integer Wh, power W, money and prices `Decimal` dollars,
temperatures hundredths of a degree Celsius, moments aware UTC shown in the home's zone.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import resources
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hemsapp.manners import HourStyle, TemperatureScale

UNKNOWN = "\N{EM DASH}"
MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"
THIN_SPACE = "\N{THIN SPACE}"
EXACT_COUNTDOWN_S = 600
_LONG_HERO = Decimal("9.99")
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


@dataclass(frozen=True, slots=True)
class Locale:
    """How a language writes numbers, and its words."""

    tag: str
    decimal_point: str
    group: str
    currency: str
    cent: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Style:
    """What the home reads in: the language's tag, the scale of temperatures, 2:00 PM or 14:00."""

    tag: str = "en-US"
    scale: TemperatureScale = TemperatureScale.FAHRENHEIT
    hour_style: HourStyle = HourStyle.TWELVE


_in_force = [Style()]


def use(style: Style) -> None:
    """Write like this from now on; `FileNotFoundError` for a language that was never translated."""
    locale(style.tag)
    _in_force[0] = style


def style() -> Style:
    """How is written now."""
    return _in_force[0]


def locale(tag: str | None = None) -> Locale:
    """The locale of that tag, of the style in force without one; `FileNotFoundError` when it was never translated."""
    return _read(tag or style().tag)


@cache
def _read(tag: str) -> Locale:
    path = resources.files("resources") / "locales" / f"{tag}.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    numbers = table.pop("numbers")
    return Locale(tag=tag, words=dict(_flat(table)), **numbers)


def words(key: str, *, count: int | None = None, **values: object) -> str:
    """The words under `section.name`, filled in; with `count`, the form for that many (`.one`, `.other`).

    `KeyError` for a key that is not in the locale's file.
    """
    known = locale().words
    if count is not None:
        key = f"{key}.one" if count == 1 else f"{key}.other"
        values["count"] = whole(count)
    return known[key].format(**values)


def number(value: Decimal, decimals: int) -> str:
    """The value with that many decimals, rounded half up, digits in groups, and a real minus."""
    here = locale()
    rounded = abs(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}".translate({ord(","): here.group, ord("."): here.decimal_point})
    return f"{MINUS}{text}" if value < 0 and rounded else text


def whole(value: int) -> str:
    """An integer with its digits in groups."""
    return number(Decimal(value), 0)


def money(dollars: Decimal | None) -> str:
    """`$87.16`, a credit `−$6.75`."""  # noqa: RUF002 - the dashes are the contract
    return UNKNOWN if dollars is None else _currency(dollars, 2)


def money_range(low: Decimal, high: Decimal) -> str:
    """`$141–$158`, whole dollars."""  # noqa: RUF002 - the dashes are the contract
    return f"{_currency(low, 0)}{EN_DASH}{_currency(high, 0)}"


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
    """The hero's digits: above $9.99 long, above $99.99 whole dollars."""
    if dollars_per_hour is None:
        return HeroText(UNKNOWN, is_long=False)
    amount = abs(dollars_per_hour).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return HeroText(_currency(amount, 0 if amount > _WHOLE_HERO else 2), is_long=amount > _LONG_HERO)


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


def capital(text: str) -> str:
    """A name that begins a line: `summer` is `Summer`."""
    return text[:1].upper() + text[1:]


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
    return f"{number(Decimal(share), 0)}{THIN_SPACE}%"


def _is_fahrenheit(scale: TemperatureScale | None) -> bool:
    return (scale or style().scale) is TemperatureScale.FAHRENHEIT


def temperature(centi_celsius: int | None, scale: TemperatureScale | None = None) -> str:
    """`78°`."""
    if centi_celsius is None:
        return UNKNOWN
    degrees = Decimal(centi_celsius) / 100
    return f"{number(degrees * 9 / 5 + 32 if _is_fahrenheit(scale) else degrees, 0)}°"


def degrees(centi_celsius: int, scale: TemperatureScale | None = None) -> int:
    """The whole degrees that `temperature` shows: 2556 is 78."""
    value = Decimal(centi_celsius) / 100
    shown = value * 9 / 5 + 32 if _is_fahrenheit(scale) else value
    return int(shown.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def centi_celsius(degrees: int, scale: TemperatureScale | None = None) -> int:
    """What a thermostat is told for shown degrees: 78 is 2556, and reads 78 again."""
    value = Decimal(degrees - 32) * 5 / 9 if _is_fahrenheit(scale) else Decimal(degrees)
    return int((value * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def difference_degrees(centi_kelvin: int, scale: TemperatureScale | None = None) -> int:
    """A difference in whole shown degrees: 222 is 4."""
    value = Decimal(centi_kelvin) / 100
    shown = value * 9 / 5 if _is_fahrenheit(scale) else value
    return int(shown.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def centi_kelvin(degrees: int, scale: TemperatureScale | None = None) -> int:
    """The difference of that many shown degrees: 4 is 222."""
    value = Decimal(degrees) * 5 / 9 if _is_fahrenheit(scale) else Decimal(degrees)
    return int((value * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def temperature_difference(centi_kelvin: int, scale: TemperatureScale | None = None) -> str:
    """`+4°`."""
    degrees = Decimal(centi_kelvin) / 100
    text = number(degrees * 9 / 5 if _is_fahrenheit(scale) else degrees, 0)
    return f"{text}°" if text.startswith(MINUS) else f"+{text}°"


def local(utc: datetime, zone: str) -> datetime:
    """The moment on the home's wall clock; `ZoneInfoNotFoundError` for a zone that does not exist."""
    assert utc.tzinfo is not None, "a moment is aware"
    return utc.astimezone(ZoneInfo(zone))


def clock_time(utc: datetime, zone: str) -> str:
    """`2:00 PM`."""
    at = local(utc, zone)
    return words("time.clock", hour=_hour(at), minute=f"{at.minute:02}", half=_half(at))


def second_time(utc: datetime, zone: str) -> str:
    """`2:00:02`, for receipts."""
    at = local(utc, zone)
    return f"{_hour(at)}:{at.minute:02}:{at.second:02}"


def time_of_day(at: time) -> str:
    """`2 PM` on the hour, else `2:30 PM`: a time of every day."""
    if at.minute == 0:
        return words("time.hour", hour=_hour(at), half=_half(at))
    return words("time.clock", hour=_hour(at), minute=f"{at.minute:02}", half=_half(at))


def hour_time(utc: datetime, zone: str) -> str:
    """`2 PM` on the hour, else `2:30 PM`."""
    at = local(utc, zone)
    return words("time.hour", hour=_hour(at), half=_half(at)) if at.minute == 0 else clock_time(utc, zone)


def time_range(start: datetime, end: datetime, zone: str) -> str:
    """`2–6 PM`, `11 AM–1 PM`, `2:30–6 PM`."""  # noqa: RUF002 - the dashes are the contract
    first, last = hour_time(start, zone), hour_time(end, zone)
    half = _half(local(start, zone))
    if half == _half(local(end, zone)) and local(start, zone).date() == local(end, zone).date():
        first = first.removesuffix(f" {half}")
    return f"{first}{EN_DASH}{last}"


def countdown(seconds: float) -> str:
    """`2 h 14 m left`, under ten minutes `9:42`, past the end `ending…`."""
    if seconds < 0:
        return words("time.ending")
    minutes, rest = divmod(int(seconds), 60)
    if seconds < EXACT_COUNTDOWN_S:
        return f"{minutes}:{rest:02}"
    hours, minutes = divmod(minutes, 60)
    return words("time.left", hours=hours, minutes=minutes) if hours else words("time.minutes_left", minutes=minutes)


def age(seconds: float | None) -> str:
    """`42 s ago`; `never heard` when there was none. A negative age, of a clock that was set back, counts as none."""
    if seconds is None:
        return words("time.never_heard")
    return words("time.seconds_ago", seconds=whole(max(0, int(seconds))))


def silence(seconds: float) -> str:
    """`3 min 04 s`, from an hour on `2 h 05 min`."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    if minutes < 60:
        return words("time.minutes_seconds", minutes=minutes, seconds=f"{rest:02}")
    hours, minutes = divmod(minutes, 60)
    return words("time.hours_minutes", hours=whole(hours), minutes=f"{minutes:02}")


def long_date(day: date) -> str:
    """`Monday 13 July`."""
    return words("date.long", weekday=weekday(day), day=day.day, month=words(f"month.{day.month}"))


def short_date(day: date) -> str:
    """`Mon 13 Jul`."""
    weekday_short = words(f"weekday_short.{day.isoweekday()}")
    return words("date.long", weekday=weekday_short, day=day.day, month=words(f"month_short.{day.month}"))


def year_date(day: date) -> str:
    """`Sat 1 Aug 2026`."""
    return words("date.year", date=short_date(day), year=day.year)


def day_month(day: date) -> str:
    """`24 Jun`."""
    return words("date.day_month", day=day.day, month=words(f"month_short.{day.month}"))


def date_range(start: date, end: date) -> str:
    """`24 Jun – 24 Jul`."""  # noqa: RUF002 - the dashes are the contract
    return f"{day_month(start)} {EN_DASH} {day_month(end)}"


def weekday(day: date) -> str:
    """`Monday`."""
    return words(f"weekday.{day.isoweekday()}")


def ordinal(day: int) -> str:
    """`24th`."""
    form = "other" if day in {11, 12, 13} else {1: "first", 2: "second", 3: "third"}.get(day % 10, "other")
    return words(f"ordinal.{form}", day=day)


def _currency(dollars: Decimal, decimals: int) -> str:
    text = number(dollars, decimals)
    sign = MINUS if text.startswith(MINUS) else ""
    return f"{sign}{locale().currency}{text.removeprefix(MINUS)}"


def _cents(dollars: Decimal, decimals: int) -> str:
    return f"{number(dollars * 100, decimals)}{locale().cent}"


def _kilo(base_units: int | None, decimals: int, unit: str) -> Quantity:
    if base_units is None:
        return Quantity(UNKNOWN, words(unit))
    return Quantity(number(Decimal(base_units) / 1000, decimals), words(unit))


def _hour(at: datetime | time) -> int:
    return at.hour % 12 or 12


def _half(at: datetime | time) -> str:
    return words("time.am") if at.hour < 12 else words("time.pm")


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)
