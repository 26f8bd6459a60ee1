"""The lines of a bill in as many rows as fit, and one by one in words."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hemsapp.statement import BillLine, LineKind
from ui.presenters import bill_lines
from ui.presenters.bill_ladder import level_columns
from ui.presenters.why import why_bill, why_likely
from ui.screens.cases import CASES, normal
from ui.views import Level


def test_every_row_of_a_bill_with_everything_stands_on_its_own_where_there_is_room() -> None:
    """users.md 5: energy, fixed, events, credits and taxes are separate and sum exactly."""
    bill = CASES["bill-every-line"]().bill
    found = bill_lines.groups(bill, 7)
    assert [(group.name, group.amount) for group in found] == [
        ("energy", Decimal("71.90")),
        ("credits", Decimal("-12.71")),
        ("fixed", Decimal("9.80")),
        ("events", Decimal("5.46")),
        ("sold", Decimal("-4.03")),
        ("taxes", Decimal("5.40")),
    ]
    assert sum(group.amount for group in found) == bill.total


@pytest.mark.parametrize("most", [3, 4, 5, 6, 7])
def test_however_few_rows_there_are_they_are_the_whole_bill(most: int) -> None:
    """users.md 5"""
    bill = CASES["bill-every-line"]().bill
    found = bill_lines.groups(bill, most)
    assert len(found) <= max(3, most)
    assert sum(group.amount for group in found) == bill.total
    assert {line for group in found for line in bill_lines.of_group(bill.lines, group)} == set(bill.lines)


def test_a_row_that_took_others_in_says_so() -> None:
    bill = CASES["bill-every-line"]().bill
    energy = bill_lines.group_row(bill_lines.groups(bill, 4)[0], bill, has_rule=False)
    assert (energy.title, energy.subtitle, energy.value) == ("Energy", "and 2 more", "$55.16")


def test_a_row_without_lines_opens_nothing() -> None:
    bill = replace(normal().bill, lines=())
    rows = [bill_lines.group_row(each, bill, has_rule=False) for each in bill_lines.groups(bill, 7)]
    assert not any(row.has_chevron for row in (*rows, bill_lines.total_row(bill)))


@pytest.mark.parametrize(
    ("line", "title", "detail"),
    [
        (
            BillLine(LineKind.ENERGY, Decimal("51.00"), 3, 300_000, Decimal("0.17"), tier=1, season="Summer"),
            "Tier 1 · Summer",
            "300.00 kWh \N{MULTIPLICATION SIGN} 17.000¢",
        ),
        (
            BillLine(LineKind.TIME_OF_USE, Decimal("-9.00"), 3, 100_000, Decimal("-0.09"), period="Night"),
            "Time of use · Night",
            "100.00 kWh \N{MULTIPLICATION SIGN} \N{MINUS SIGN}9.000¢",
        ),
        (
            BillLine(LineKind.FIXED, Decimal("9.80"), 3, price=Decimal("0.49"), days=20),
            "Fixed charge",
            "20 days \N{MULTIPLICATION SIGN} $0.49",
        ),
        (BillLine(LineKind.TAX, Decimal("5.28"), 3, name="City tax"), "City tax", ""),
        (BillLine(LineKind.MINIMUM, Decimal("1.10"), 3, days=1), "Minimum bill", "1 day"),
        (BillLine(LineKind.PUBLISHED, Decimal("2.00"), None, 9_000), "Meter\N{RIGHT SINGLE QUOTATION MARK}s prices",
         "9.00 kWh"),
    ],
)  # fmt: skip
def test_a_line_says_what_it_is_and_what_it_is_made_of(line: BillLine, title: str, detail: str) -> None:
    assert (bill_lines.line_title(line), bill_lines.line_detail(line)) == (title, detail)


def test_one_price_for_every_kilowatt_hour_gives_a_column_for_each_level() -> None:
    view = level_columns(CASES["bill-one-price"]())
    assert [(each.level, each.word, each.energy, each.price) for each in view.columns] == [
        (Level.LOW, "Off-peak", "183 kWh", "18.0¢"),
        (Level.NORMAL, "Normal", "139 kWh", "28.0¢"),
        (Level.HIGH, "Peak", "90 kWh", "42.0¢"),
    ]
    assert max(each.height for each in view.columns) == 1.0
    assert level_columns(normal()).columns == ()


def test_the_why_of_a_bill_lists_every_part_of_it() -> None:
    """users.md 5"""
    why = why_bill(CASES["bill-every-line"]())
    assert why is not None
    assert [row.label for row in why.rows] == [
        "Energy by tier", "Time of use", "Credits", "Fixed", "Events", "Sold", "Taxes", "Total",
    ]  # fmt: skip


def test_an_estimate_says_why() -> None:
    """X-PROJECTED, users.md 7"""
    why = why_likely(normal())
    assert why is not None
    assert "19 full days" in why.sentence
    assert [(row.label, row.value) for row in why.rows][1:3] == [("A full day so far", "20.6 kWh"), ("Days left", "11")]
    assert why_likely(CASES["first-days"]()) is None
