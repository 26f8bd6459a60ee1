"""A bill that is counted on: from where it stood, without changing what stood."""

from datetime import date
from decimal import Decimal
from random import Random

from hemsapp.domain.billing.calendar import Calendar
from hemsapp.domain.billing.charges import Charges, Use
from hemsapp.domain.billing.statement import bill_of, statement
from hemsapp.domain.billing.tally import Tally
from hemsapp.domain.days import HomeZone
from hemsapp.domain.tariff import parse
from resources import tariffs
from tests.hemsapp.domain.billing.random_plans import uses

ZONE = HomeZone("America/Los_Angeles")
PLAN = parse(tariffs.read("sce-tou-d-4-9pm"))
START, END = date(2026, 9, 20), date(2026, 10, 20)


def test_a_copy_counts_on_and_the_first_stays_as_it_was() -> None:
    used = list(uses(Random(1), ZONE, START, END))
    half = len(used) // 2
    tally = Tally(Charges(Calendar(ZONE, [PLAN]), START, END))
    for use in used[:half]:
        tally.add(use)
    so_far = bill_of(tally)
    other = tally.copy()
    for use in used[half:]:
        other.add(use)
    assert bill_of(tally) == so_far == statement(ZONE, [PLAN], START, END, used[:half])
    assert bill_of(other) == statement(ZONE, [PLAN], START, END, used)


def test_a_use_costs_what_its_place_in_the_bill_makes_of_it() -> None:
    """users.md 4: the credit ends within the watt-hour at which the baseline does."""
    charges = Charges(Calendar(ZONE, [PLAN]), START, END)
    assert PLAN.baseline is not None
    baseline_wh = 11 * PLAN.baseline.wh_per_day[0] + 19 * PLAN.baseline.wh_per_day[1]
    use = Use(ZONE.at_minute(START, 12 * 60), 900, 1_000)
    credits_by_place = [charges.costs(use, at).credits for at in (0, baseline_wh - 1, baseline_wh)]
    assert credits_by_place == [Decimal("-0.1"), Decimal("-0.0001"), Decimal(0)]
    assert charges.costs(use, 0).tier == Decimal("0.34")


def test_what_was_published_counts_for_the_tiers_of_what_follows() -> None:
    plan = parse(tariffs.read())
    noon_s = ZONE.at_minute(START, 12 * 60)
    used = [Use(noon_s, 900, 299_000, published_price=Decimal("0.5")), Use(noon_s + 900, 900, 2_000)]
    made = statement(ZONE, [plan], START, END, used)
    assert [(line.tier, line.energy_wh) for line in made.lines if line.tier] == [(1, 1_000), (2, 1_000)]
