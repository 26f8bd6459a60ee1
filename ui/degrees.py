"""Temperatures as a person reads them, in the scale of the home: hundredths of a degree Celsius go in and come out.

A step is what a thermostat moves by: one degree Fahrenheit, half a degree Celsius. Temperatures are shown in whole
steps, so what a person chose reads the same again; sums of what is shown are made in steps.
"""

from decimal import ROUND_HALF_UP, Decimal

from hemsapp.manners import TemperatureScale
from ui.locales import MINUS, number, style, words

UNKNOWN = "\N{EM DASH}"
_FREEZING_F = 32
_HALVES = 2


def _is_fahrenheit() -> bool:
    return style().scale is TemperatureScale.FAHRENHEIT


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def steps(centi_celsius: int) -> int:
    """The temperature in steps: 2556 is 78 in Fahrenheit, 51 (25.5 °C) in Celsius."""
    value = Decimal(centi_celsius) / 100
    return _whole(value * 9 / 5 + _FREEZING_F if _is_fahrenheit() else value * _HALVES)


def centi_celsius(steps: int) -> int:
    """What a thermostat is told for that many steps: 78 is 2556, and reads 78 again."""
    value = Decimal(steps - _FREEZING_F) * 5 / 9 if _is_fahrenheit() else Decimal(steps) / _HALVES
    return _whole(value * 100)


def steps_within(lowest_centi_c: int, highest_centi_c: int) -> tuple[int, int]:
    """The first and the last step that lie between both."""
    first, last = steps(lowest_centi_c), steps(highest_centi_c)
    return first + (centi_celsius(first) < lowest_centi_c), last - (centi_celsius(last) > highest_centi_c)


def difference_steps(centi_kelvin: int) -> int:
    """A difference in steps: 222 is 4 in Fahrenheit and in Celsius."""
    value = Decimal(centi_kelvin) / 100
    return _whole(value * 9 / 5 if _is_fahrenheit() else value * _HALVES)


def centi_kelvin(steps: int) -> int:
    """The difference of that many steps: 4 is 222 in Fahrenheit, 200 in Celsius."""
    return _whole((Decimal(steps) * 5 / 9 if _is_fahrenheit() else Decimal(steps) / _HALVES) * 100)


def temperature(centi_celsius: int | None) -> str:
    """`78°`, or `25.5°`."""
    return UNKNOWN if centi_celsius is None else f"{_degrees(steps(centi_celsius))}°"


def difference(centi_kelvin: int) -> str:
    """How far apart, its sign left to words: `4`, or `2.5`."""
    return _degrees(abs(difference_steps(centi_kelvin)))


def temperature_difference(centi_kelvin: int) -> str:
    """`+4°`, or `+2.5°`; none is `0°`."""
    text = _degrees(difference_steps(centi_kelvin))
    return f"{text}°" if text.startswith((MINUS, "0")) else f"+{text}°"


def weather_degrees(centi_kelvin: int) -> str:
    """`6 °F`: how much hotter or colder, its sign left to words."""
    return f"{difference(centi_kelvin)} {words('unit.fahrenheit' if _is_fahrenheit() else 'unit.celsius')}"


def _degrees(steps: int) -> str:
    """Steps as degrees: a half is shown where there is one."""
    if _is_fahrenheit():
        return number(Decimal(steps), 0)
    return number(Decimal(steps) / _HALVES, steps % _HALVES)
