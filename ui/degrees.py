"""Temperatures as a person reads them, in the scale of the home: hundredths of a degree Celsius go in and come out.

Fahrenheit is shown in whole degrees, Celsius in halves, as thermostats do; a step of a set point is one of these.
"""

from decimal import ROUND_HALF_UP, Decimal

from hemsapp.manners import TemperatureScale
from ui.locales import MINUS, number, style, words

UNKNOWN = "\N{EM DASH}"
_FREEZING_F = 32


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


def weather_degrees(centi_kelvin: int) -> str:
    """`6 °F`: how much hotter or colder, its sign left to words."""
    unit = words("unit.fahrenheit") if _is_fahrenheit(None) else words("unit.celsius")
    return f"{number(abs(Decimal(difference_degrees(centi_kelvin))), 0)} {unit}"
