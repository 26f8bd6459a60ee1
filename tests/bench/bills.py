"""A year of quarter-hours by a whole plan: what its bills take, and what its uses take as a running home rates them."""

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise

from hemsapp.domain.billing.calendar import Calendar
from hemsapp.domain.billing.charges import Charges, Use
from hemsapp.domain.billing.statement import statement
from hemsapp.domain.days import HomeZone
from hemsapp.domain.tariff import parse
from resources import tariffs
from tests.bench.figure import Figure

ZONE = "America/Los_Angeles"
PLAN = "sce-tou-d-4-9pm"
YEAR = (date(2026, 1, 1), date(2027, 1, 1))
QUARTERS = 35_040
RUNS = 5
BAR_S = 0.5


def uses() -> list[Use]:
    """A year of quarter-hours, some of them sold, a few in events."""
    zone = HomeZone(ZONE)
    return [
        Use(at_s, 900, 100 + at_s // 900 * 37 % 900, at_s // 900 % 9, is_event=at_s // 900 % 997 < 8)
        for at_s in range(zone.midnight(YEAR[0]), zone.midnight(YEAR[1]), 900)
    ]


def periods() -> list[tuple[date, date]]:
    """Twelve bills."""
    return list(pairwise([*(date(2026, month, 1) for month in range(1, 13)), YEAR[1]]))


def billed(used: list[Use]) -> None:
    """All twelve bills, everything made anew."""
    zone, plan = HomeZone(ZONE), parse(tariffs.read(PLAN))
    made = [
        statement(zone, [plan], start, end, used[_place(zone, used, start) : _place(zone, used, end)])
        for start, end in periods()
    ]
    assert sum(bill.delivered_wh for bill in made) == sum(use.delivered_wh for use in used)


def _place(zone: HomeZone, used: list[Use], day: date) -> int:
    return (zone.midnight(day) - used[0].start_s) // 900


def rated(used: list[Use]) -> None:
    """The exact cost of each use."""
    zone, plan = HomeZone(ZONE), parse(tariffs.read(PLAN))
    calendar = Calendar(zone, [plan])
    total = Decimal(0)
    for start, end in periods():
        charges = Charges(calendar, start, end)
        position_wh = 0
        for use in used[_place(zone, used, start) : _place(zone, used, end)]:
            total += charges.costs(use, position_wh).tier
            position_wh += use.delivered_wh
    assert total > 0


def seconds_of(work: Callable[[list[Use]], None], used: list[Use]) -> float:
    """The median of five."""
    runs = []
    for _ in range(RUNS):
        started_s = time.perf_counter()
        work(used)
        runs.append(time.perf_counter() - started_s)
    return sorted(runs)[RUNS // 2]


def bills() -> list[Figure]:
    """A year of 15-minute intervals, by seasons, day types, hours, baseline credit and taxes."""
    used = uses()
    assert len(used) == QUARTERS
    how = f"{QUARTERS} quarter-hours by {PLAN}, median of {RUNS}"
    return [
        Figure("a year of 15-minute intervals, twelve bills", seconds_of(billed, used), "s", BAR_S, how),
        Figure("the same year, each interval rated by itself", seconds_of(rated, used), "s", BAR_S, how),
    ]
