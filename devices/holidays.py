"""Holidays by rule, as utilities observe them: one that falls on a Sunday on the Monday after it, also business days.

One that falls on a Saturday is not moved: a Saturday is a weekend day already (SCE, PG&E and SDG&E write it so).
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache

_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
_WEEK = 7


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    """The `number`-th such weekday of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % _WEEK + _WEEK * (number - 1))


def _last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=(last.weekday() - _MONDAY) % _WEEK)


_RULES: dict[str, Callable[[int], date]] = {
    "New Year's Day": lambda year: date(year, 1, 1),
    "Presidents' Day": lambda year: _nth(year, 2, _MONDAY, 3),
    "Memorial Day": _last_monday_of_may,
    "Independence Day": lambda year: date(year, 7, 4),
    "Labor Day": lambda year: _nth(year, 9, _MONDAY, 1),
    "Veterans Day": lambda year: date(year, 11, 11),
    "Thanksgiving": lambda year: _nth(year, 11, _THURSDAY, 4),
    "Christmas": lambda year: date(year, 12, 25),
}
NAMES = tuple(_RULES)
NO_BUSINESS = ("New Year's Day", "Memorial Day", "Independence Day", "Labor Day", "Thanksgiving", "Christmas")
"""NERC's "additional off-peak days": no business day of any utility in North America."""


@cache
def _observed(year: int, names: tuple[str, ...]) -> frozenset[date]:
    days = (_RULES[name](year) for name in names)
    return frozenset(day + timedelta(days=1) if day.weekday() == _SUNDAY else day for day in days)


def holidays(year: int, names: Iterable[str] = NAMES) -> frozenset[date]:
    """The days on which those holidays are observed in a year; raises KeyError for a name that is not in NAMES."""
    return _observed(year, tuple(names))


def is_business_day(day: date) -> bool:
    """Is it a day from Monday to Friday, and none of NO_BUSINESS?"""
    return day.weekday() < _SATURDAY and day not in _observed(day.year, NO_BUSINESS)
