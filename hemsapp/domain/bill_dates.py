"""When bills begin (C1FR35): the real read dates, and the usual day of the month where no real date is near."""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from hemsapp.domain.facts import REMEMBERED_DAYS

NEAR_DAYS = 15
FIRST_OF_MONTH = 1


def on_day(year: int, month: int, day: int) -> date:
    """That day of a month, or the month's last day where it is shorter (31 June, 29 February)."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def bill_starts(read_dates: Iterable[date], day: int | None, first: date, last: date) -> list[date]:
    """Every date on which a bill starts, rising: from the last one at or before `first` to the first one after `last`.

    `day` None: the first of the month. A usual day less than 15 days from a real read date gives way to it.
    """
    real = sorted(set(read_dates))
    usual: list[date] = []
    year, month = (first - timedelta(days=92)).year, (first - timedelta(days=92)).month
    while not usual or usual[-1] <= last + timedelta(days=62):
        usual.append(on_day(year, month, day or FIRST_OF_MONTH))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    kept = [each for each in usual if all(abs((each - read).days) >= NEAR_DAYS for read in real)]
    starts = sorted({*real, *kept})
    after = bisect_right(starts, last)
    return starts[max(bisect_right(starts, first) - 1, 0) : after + 1]


def is_correction(read_date: date, earlier: date) -> bool:
    """Is a read date entered now so near to one entered before that it must be the same reading?"""
    return read_date != earlier and abs((read_date - earlier).days) < NEAR_DAYS


def remembered(starts: Sequence[date], today: date) -> list[date]:
    """Of the `starts` of bills those of the bills that the engine keeps in step, and where the running one ends.

    What began earlier lies in the store alone, for energy is remembered for `REMEMBERED_DAYS`.
    """
    first = today - timedelta(days=REMEMBERED_DAYS - 2)  # whole days, though the store counts from now
    current = max(each for each in starts if each <= today)
    return [each for each in starts if each >= first or each == current]
