"""A bill opened down to a quarter-hour: every displayed dollar has days, intervals and a rate version."""

from datetime import date
from decimal import Decimal

import pytest

from hemsapp.questions import BillsWanted, TraceWanted, Unanswered
from ui.presenters.statement import StatementPresenter, StatementView
from ui.screens.cases import CASES, NOW, normal
from ui.screens.money_answers import BILLS, LINES
from ui.screens.sample_answers import answer


def shown(presenter: StatementPresenter, case: str = "normal") -> StatementView:
    """The page once the store has answered everything that it wants."""
    presenter.present(CASES[case](), NOW)
    while (question := presenter.question()) is not None:
        presenter.answer(question, answer(question))
    return presenter.present(CASES[case](), NOW)


def opened(key: str = "") -> StatementPresenter:
    presenter = StatementPresenter()
    presenter.open(key, normal())
    return presenter


def dollars(text: str) -> Decimal:
    return Decimal(text.replace("$", "").replace("\N{MINUS SIGN}", "-").replace(",", ""))


def test_the_statement_is_the_running_bill_line_by_line() -> None:
    """users.md 5"""
    view = shown(opened())
    assert [row.value for row in view.rows] == ["$51.00", "$27.65", "$5.90", "\N{MINUS SIGN}$12.65", "$9.80", "$5.46"]
    assert view.total_row is not None
    assert sum(dollars(row.value) for row in view.rows) == dollars(view.total_row.value) == dollars(view.total)
    assert (view.energy, view.notes[1]) == ("412.38 kWh", "By rates version 3.")


@pytest.mark.parametrize("index", range(len(LINES)))
def test_every_line_opens_days_whose_exact_costs_round_once_to_it(index: int) -> None:
    """users.md 2: every displayed dollar drills down."""
    presenter = opened()
    shown(presenter)
    presenter.choose(index)
    view = shown(presenter)
    assert view.total_row is not None
    exact = sum((dollars(row.value) for row in view.rows), Decimal(0))
    assert exact == dollars(view.total_row.value)
    assert exact.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP") == LINES[index].amount == dollars(view.total)


def test_a_day_opens_its_quarter_hours_with_price_and_version() -> None:
    """users.md 2"""
    presenter = opened("energy")
    shown(presenter)
    presenter.choose(1)
    days = shown(presenter)
    presenter.choose(3)
    view = shown(presenter)
    assert view.header.subtitle == "Sat 27 Jun"
    assert len(view.rows) == 96
    assert view.rows[0].title == "12\N{EN DASH}12:15 AM"
    assert view.rows[0].subtitle.endswith("kWh \N{MULTIPLICATION SIGN} 24.600¢")
    assert view.notes[-1] == "By rates version 3."
    assert view.total_row is not None
    assert sum(dollars(row.value) for row in view.rows) == dollars(view.total_row.value)
    assert dollars(view.total_row.value) == dollars(days.rows[3].value)


def test_a_row_of_the_bill_opens_its_lines_and_one_line_alone_its_days() -> None:
    energy = shown(opened("energy"))
    assert [row.title for row in energy.rows] == ["Tier 1", "Tier 2", "Time of use · Peak · Summer",
                                                 "Time of use · Night · Summer"]  # fmt: skip
    assert energy.total == "$71.90"
    fixed = shown(opened("fixed"))
    assert (fixed.header.title, fixed.total, len(fixed.rows)) == ("Fixed charge", "$9.80", 20)
    assert fixed.rows[0].subtitle == "$0.49 a day"
    assert not fixed.rows[0].has_chevron


def test_the_back_key_climbs_the_way_that_was_taken() -> None:
    presenter = opened()
    shown(presenter)
    presenter.choose(0)
    shown(presenter)
    presenter.choose(0)
    assert shown(presenter).header.subtitle == "Wed 24 Jun"
    assert [presenter.up(), presenter.up(), presenter.up()] == [True, True, False]
    assert shown(presenter).total == "$87.16"


def test_earlier_bills_are_listed_and_open_like_the_running_one() -> None:
    presenter = opened()
    presenter.show_bills()
    assert presenter.question() == BillsWanted()
    view = shown(presenter)
    assert [row.value for row in view.rows] == ["$87.16", *(f"${bill.total}" for bill in BILLS)]
    presenter.choose(1)
    bill = shown(presenter)
    assert (bill.label, bill.total, bill.energy) == ("Bill that ended", "$128.12", "627.18 kWh")
    assert presenter.match_key() == "2026-05-24"
    presenter.choose(0)
    assert presenter.question() == TraceWanted(date(2026, 5, 24), date(2026, 6, 24), BILLS[0].lines[0])


@pytest.mark.parametrize(("chosen", "is_inset"), [((), True), ((0,), True), ((0, 1), False), ((4,), False)])
def test_the_total_ends_where_its_rows_end(chosen: tuple[int, ...], *, is_inset: bool) -> None:
    """Lines and days open and keep room for their chevron; quarter-hours and the days of a charge do not."""
    presenter = opened()
    view = shown(presenter)
    for index in chosen:
        presenter.choose(index)
        view = shown(presenter)
    assert view.total_row is not None
    assert {row.is_inset for row in (*view.rows, view.total_row)} == {is_inset}
    assert any(row.has_chevron for row in view.rows) is is_inset


def test_what_cannot_be_told_is_a_sentence() -> None:
    presenter = opened()
    shown(presenter)
    presenter.choose(0)
    question = presenter.question()
    assert question is not None
    assert presenter.present(normal(), NOW).empty == "Looking it up…"
    presenter.answer(question, Unanswered("Older than what is kept."))
    assert presenter.present(normal(), NOW).empty == "Older than what is kept."
    assert presenter.question() is None
