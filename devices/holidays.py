"""The six holidays on which North American utilities count no business day (NERC's "additional off-peak days")."""

from datetime import date, timedelta
from functools import cache

_MONDAY, _THURSDAY, _SUNDAY = 0, 3, 6
_SATURDAY = 5


@cache
def holidays(year: int) -> frozenset[date]:
    """New Year, Memorial, Independence, Labor, Thanksgiving, Christmas; of a Sunday, the Monday after it."""
    fixed = (date(year, 1, 1), date(year, 7, 4), date(year, 12, 25))
    last_of_may = date(year, 5, 31)
    return frozenset(
        (
            *(day + timedelta(days=day.weekday() == _SUNDAY) for day in fixed),
            last_of_may - timedelta(days=(last_of_may.weekday() - _MONDAY) % 7),
            _nth(year, 9, _MONDAY, 1),
            _nth(year, 11, _THURSDAY, 4),
        )
    )


def is_business_day(day: date) -> bool:
    """Is it a day from Monday to Friday, and no holiday?"""
    return day.weekday() < _SATURDAY and day not in holidays(day.year)


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
