"""Our bills beside bills reckoned the straightforward way (straightforward.py): the same to the cent, line by line."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from random import Random

import pytest

from hemsapp.domain.billing.calendar import Calendar
from hemsapp.domain.billing.charges import Charges, Use
from hemsapp.domain.billing.statement import statement
from hemsapp.domain.days import HomeZone
from hemsapp.domain.tariff import parse
from hemsapp.rates import TariffVersion
from hemsapp.statement import BillLine, LineKind
from resources import tariffs
from tests.hemsapp.domain.billing.random_plans import ZONES, bills_of, plan, uses
from tests.hemsapp.domain.billing.straightforward import Line, Straightforward

HOME = HomeZone("America/Los_Angeles")


def comparable(line: BillLine) -> Line:
    return Line(
        line.kind, line.version or 0, line.tier, line.season, line.period, line.energy_wh, line.amount, line.name
    )  # fmt: skip


def agree(
    zone: HomeZone, versions: Sequence[TariffVersion], start: date, end: date, used: Iterable[Use], *,
    is_each_charged: bool = True,
) -> None:  # fmt: skip
    """The statement, and what each use costs by itself, are those of the straightforward way."""
    used = list(used)
    ours = statement(zone, versions, start, end, used)
    plain = Straightforward(zone.name, versions, start, end)
    for use in used:
        plain.take(use)
    expected = plain.lines()
    assert sorted(map(comparable, ours.lines), key=str) == sorted(expected, key=str)
    assert ours.total == sum((line.amount for line in ours.lines), Decimal(0)) == sum(line.amount for line in expected)
    assert [line.kind for line in ours.lines] == sorted((line.kind for line in ours.lines), key=list(LineKind).index)
    assert ours.delivered_wh == plain.position_wh
    if is_each_charged:
        charged_one_by_one(zone, versions, start, end, used, plain)


def charged_one_by_one(
    zone: HomeZone, versions: Sequence[TariffVersion], start: date, end: date, used: list[Use], plain: Straightforward
) -> None:
    """What the running home adds up, use by use, is exactly what the bill charges before it is rounded."""
    charges = Charges(Calendar(zone, versions), start, end)
    position_wh = 0
    sums = dict.fromkeys(("tier", "time_of_use", "published", "sold", "events", "credits"), Decimal(0))
    for use in used:
        costs = charges.costs(use, position_wh)
        for name in sums:
            sums[name] += getattr(costs, name)
        position_wh += use.delivered_wh
    exact = {kind: sum((v for key, v in plain.exact.items() if key[0] is kind), Decimal(0)) for kind in LineKind}
    assert sums == {
        "tier": exact[LineKind.ENERGY],
        "time_of_use": exact[LineKind.TIME_OF_USE],
        "published": exact[LineKind.PUBLISHED],
        "sold": exact[LineKind.SOLD],
        "events": exact[LineKind.EVENT],
        "credits": exact[LineKind.BASELINE_CREDIT] + exact[LineKind.EVENT_CREDIT],
    }


def a_random_year(seed: int, *, bills: int | None = None) -> None:
    """A year, leap or not, of one to three versions in some zone, bill after bill; or the first `bills` drawn of it."""
    random = Random(seed)
    zone = HomeZone(random.choice(ZONES))
    year = random.choice((2008, 2015, 2020, 2023, 2024, 2026, 2028))
    versions = [plan(random, 1, date(year, 1, 1))]
    versions += [
        plan(random, number, date(year, random.randint(1, 12), random.randint(1, 28)))
        for number in range(2, random.choice((2, 2, 3, 4)))
    ]
    periods = bills_of(random, year)
    for start, end in periods if bills is None else random.sample(periods, min(bills, len(periods))):
        agree(zone, versions, start, end, uses(random, zone, start, end))


@cache
def used_in(start: date, end: date) -> tuple[Use, ...]:
    return tuple(uses(Random(start.toordinal()), HOME, start, end))


@pytest.mark.parametrize("name", tariffs.names())
def test_a_year_by_a_sample_is_the_same_to_the_cent(name: str) -> None:
    """C1FR34a, C1FR34b, users.md 1, 4, 5, 11: the year of 2026 with both changes of the clock, in twelve bills."""
    months = [date(2026, month, 9) for month in range(1, 13)] + [date(2027, 1, 9)]
    for start, end in pairwise(months):
        has_turn = start.month in {2, 5, 10}  # a change of the clock, or of the season
        agree(HOME, [parse(tariffs.read(name))], start, end, used_in(start, end), is_each_charged=has_turn)


@pytest.mark.parametrize("seed", range(12))
def test_bills_of_random_plans_are_the_same_to_the_cent(seed: int) -> None:
    """users.md 2, 3, 4, 5, 11: some bill of a year, as long as its read dates make it."""
    a_random_year(seed, bills=1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(200))
def test_two_hundred_random_plans_and_years_are_the_same_to_the_cent(seed: int) -> None:
    """users.md 2, 3, 4, 5, 11: whole years, bill after bill, changes of the clock and leap days included."""
    a_random_year(seed)
