"""Match my bill: what is printed, what differs, and what would mend it."""

from datetime import date
from decimal import Decimal

import pytest

from hemsapp.commands import SaveRates, StartBill
from hemsapp.questions import MatchShown, MatchWanted, Unanswered
from ui.presenters.match import ENERGY, TOTAL, MatchPresenter, MatchView
from ui.screens.cases import NOW, normal
from ui.screens.money_answers import BILLS, OLDER
from ui.screens.sample_answers import answer
from ui.views import ButtonState, Tone, plain

TIER_2 = "Tier 2: 24.867¢ instead of 23.900¢ per kWh."


def started(key: str = "") -> MatchPresenter:
    presenter = MatchPresenter()
    presenter.open(key)
    presenter.present(normal(), NOW)
    first = presenter.first_question()
    presenter.answer(first, answer(first))
    return presenter


def typed(presenter: MatchPresenter, field: str, keys: str) -> MatchView:
    presenter.type_into(field)
    for sign in keys:
        presenter.key(sign)
    presenter.accept_typed()
    return presenter.present(normal(), NOW)


def compared(presenter: MatchPresenter) -> MatchView:
    question = presenter.compare()
    assert question is not None
    presenter.answer(question, answer(question))
    return presenter.present(normal(), NOW)


def test_the_last_bill_is_offered_and_nothing_is_compared_before_a_total_is_typed() -> None:
    presenter = started()
    view = presenter.present(normal(), NOW)
    assert (view.start.text, view.end.text, view.total.text) == ("Sun 24 May", "Wed 24 Jun", "")
    assert view.compare.state is ButtonState.DISABLED
    assert presenter.compare() is None


def test_what_is_typed_is_asked_exactly() -> None:
    presenter = started("2026-04-24")
    typed(presenter, TOTAL, "131.02")
    view = typed(presenter, ENERGY, "627.18")
    assert (view.total.text, view.energy.text) == ("131.02", "627.18")
    presenter.step(start=1, end=-2)
    assert presenter.compare() == MatchWanted(date(2026, 4, 25), date(2026, 5, 22), Decimal("131.02"), 627_180)
    assert presenter.present(normal(), NOW).compare.state is ButtonState.BUSY


@pytest.mark.parametrize(
    ("total", "title"),
    [("131.02", "$2.90 too little here"), ("120", "$8.12 too much here"), ("128.12", "They agree to the cent.")],
)
def test_the_difference_is_said_in_words(total: str, title: str) -> None:
    presenter = started()
    typed(presenter, TOTAL, total)
    view = compared(presenter)
    assert plain(view.title) == title
    assert [row.value for row in view.rows] == [f"${Decimal(total):.2f}", "$128.12"]
    assert (view.use is None) is (title == "They agree to the cent.")


def test_the_line_that_differs_is_named_and_its_correction_saved_when_it_is_used() -> None:
    """C1FR34a"""
    presenter = started()
    typed(presenter, TOTAL, "131.02")
    view = compared(presenter)
    assert view.sentences[:3] == ("The line that differs: Energy", TIER_2, "Then both agree to the cent.")
    (command,) = presenter.use()
    assert isinstance(command, SaveRates)
    assert (command.rates.starts, command.rates.tiers[1].price) == (OLDER.starts, Decimal("0.24867"))
    after = presenter.present(normal(), NOW)
    assert (after.title[0].tone, after.title[0].icon, after.use) == (Tone.DONE, "check", None)
    assert presenter.use() == ()


def test_other_dates_are_another_way() -> None:
    """C1FR35"""
    presenter = started()
    typed(presenter, TOTAL, "131.02")
    compared(presenter)
    presenter.another()
    view = presenter.present(normal(), NOW)
    assert view.sentences[0] == "The dates differ"
    assert view.sentences[1:] == ("From: Mon 25 May instead of Sun 24 May.", "Then $0.12 would be left.")
    assert presenter.use() == (StartBill(date(2026, 5, 25)),)


def test_not_now_changes_nothing() -> None:
    presenter = started()
    typed(presenter, TOTAL, "131.02")
    compared(presenter)
    presenter.not_now()
    assert presenter.use() == ()
    assert presenter.present(normal(), NOW).total.text == "131.02"


def test_energy_that_differs_is_said_with_the_dates_to_look_at() -> None:
    presenter = started()
    typed(presenter, TOTAL, "131.02")
    typed(presenter, ENERGY, "600")
    assert compared(presenter).sentences[-1] == "Here 27.18 kWh more than on the bill: check dates and gaps."


def test_without_an_explanation_it_says_so_and_an_old_answer_is_nothing() -> None:
    presenter = started()
    typed(presenter, TOTAL, "131.02")
    question = presenter.compare()
    assert question is not None
    presenter.answer(question, MatchShown(BILLS[0], Decimal("-2.90"), None, ()))
    assert presenter.present(normal(), NOW).sentences[0].startswith("No single line explains it.")
    typed(presenter, TOTAL, "140")
    presenter.answer(question, Unanswered("too late"))
    assert presenter.present(normal(), NOW).title == ()
