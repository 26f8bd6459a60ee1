"""The worked bills of docs/bills: each line is what we charge, and what the arithmetic beside it says."""

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from hemsapp.domain.billing.statement import statement
from hemsapp.domain.days import HomeZone
from hemsapp.domain.tariff import baseline_for, parse_plan
from hemsapp.statement import BillLine
from resources import tariffs
from tests.hemsapp.domain.billing.worked import PAGES, StatedLine, WorkedBill, label_of, value_of, worked_bills

WORKED = [
    pytest.param(bill, id=f"{page.stem}-{number}")
    for page in sorted(PAGES.glob("*.md"))
    for number, bill in enumerate(worked_bills(page), 1)
]


def test_every_plan_that_ships_has_a_worked_bill() -> None:
    """C1FR34b"""
    assert {page.stem for page in PAGES.glob("*.md")} - {"README"} == set(tariffs.names())
    readme = (PAGES / "README.md").read_text(encoding="utf-8")
    for name in tariffs.names():
        assert f"({name}.md)" in readme
        assert all(bill.plan == name for bill in worked_bills(PAGES / f"{name}.md"))


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda page: page.stem)
def test_the_arithmetic_of_a_page_is_right(page: Path) -> None:
    formulas = [
        each for each in re.findall(r"`([^`\n]*)`", page.read_text(encoding="utf-8")) if re.match(r"[\d(]", each)
    ]
    for formula in formulas:
        left, _, right = formula.partition("=")
        assert value_of(left) == value_of(right), formula
    assert formulas or page.stem == "README"


@pytest.mark.parametrize("bill", WORKED)
def test_a_worked_bill_is_what_we_charge(bill: WorkedBill) -> None:
    """C1FR34b, users.md 5: line by line, in order, and the lines are the total."""
    plan = parse_plan(tariffs.read(bill.plan))
    version = plan.version
    if bill.region:
        version = replace(version, baseline=baseline_for(plan, bill.region, is_medical=bill.is_medical))
    made = statement(HomeZone(bill.zone), [version], bill.start, bill.end, bill.uses())
    assert [label_of(line) for line in made.lines] == [line.label for line in bill.lines]
    for ours, stated in zip(made.lines, bill.lines, strict=True):
        assert (ours.energy_wh, ours.days, ours.amount) == (stated.energy_wh, stated.days, stated.amount), stated.label
        is_reckoned(ours, stated)
    assert made.total == bill.total == sum(line.amount for line in bill.lines)


def is_reckoned(ours: BillLine, stated: StatedLine) -> None:
    """The amount is quantity times price, rounded once; what is said of the quantity leads to it."""
    if stated.price is not None:
        assert stated.price == ours.price
        quantity = Decimal(stated.energy_wh) / 1000 if stated.energy_wh is not None else Decimal(stated.days or 0)
        assert stated.exact == stated.price * quantity
        assert stated.amount == (stated.price * quantity).quantize(Decimal("0.01"), ROUND_HALF_UP)
        outcome = quantity
    else:
        outcome = stated.amount
    for formula in stated.formulas:
        assert value_of(formula.partition("=")[2]) == outcome, formula
