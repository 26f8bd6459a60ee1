"""MatchWanted: the printed bill beside what is kept, by the rates that held."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from hemsapp.questions import MatchShown, MatchWanted, StatementWanted, Unanswered
from hemsapp.rates import TariffTier
from hemsapp.statement import LineKind, Statement
from tests.hemsapp.archive.kept_home import KeptHome, local, quarters
from tests.hemsapp.domain.world import SAMPLE

START, END = date(2026, 6, 9), date(2026, 7, 9)
TYPED = replace(SAMPLE, tiers=(replace(SAMPLE.tiers[0], price=Decimal("17.1")), *SAMPLE.tiers[1:]))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KeptHome]:
    """Rates in which cents were typed as dollars."""
    made = KeptHome(tmp_path, local("2026-07-20T12:00"), TYPED)
    day, rows = date(2026, 6, 1), []
    while day < date(2026, 7, 20):
        rows += quarters(day, 120 + day.day)
        day += timedelta(days=1)
    made.keep(*rows)
    yield made
    made.store.close()


def printed(home: KeptHome, start: date = START, end: date = END) -> Statement:
    """What the utility prints: the same energy by the right rates."""
    right = replace(SAMPLE, tiers=(replace(SAMPLE.tiers[0], price=Decimal("0.171")), *SAMPLE.tiers[1:]))
    return home.ask(StatementWanted(start, end, right), Statement)


def test_cents_that_were_typed_as_dollars_are_found(home: KeptHome) -> None:
    """users.md 6"""
    bill = printed(home)
    shown = home.ask(MatchWanted(START, END, bill.total, bill.delivered_wh), MatchShown)
    first = shown.corrections[0]
    assert (first.kind, first.left, first.name) == (
        LineKind.ENERGY, Decimal(0), "Tier 1 costs $0.171 per kWh, not $17.10",
    )  # fmt: skip
    assert first.rates is not None
    assert first.rates.tiers[0] == TariffTier(SAMPLE.tiers[0].up_to_wh, Decimal("0.171"))
    assert shown.ours == home.ask(StatementWanted(START, END), Statement)
    assert shown.difference == shown.ours.total - bill.total


def test_the_reading_was_two_days_later(home: KeptHome) -> None:
    """users.md 3"""
    later = home.ask(StatementWanted(START, END + timedelta(days=2)), Statement)
    shown = home.ask(MatchWanted(START, END, later.total, later.delivered_wh), MatchShown)
    assert [(each.start, each.end, each.left) for each in shown.corrections[:1]] == [
        (START, END + timedelta(days=2), Decimal(0))
    ]


def test_a_bill_of_which_energy_is_missing_is_not_explained_by_its_rates(tmp_path: Path) -> None:
    home = KeptHome(tmp_path, local("2026-07-20T12:00"), TYPED)
    home.keep(*(row for day in range(15, 30) for row in quarters(date(2026, 6, day), 150)))
    shown = home.ask(MatchWanted(START, END, printed(home).total, None), MatchShown)
    assert (shown.ours.first_unknown, shown.corrections) == (START, ())
    assert shown.difference > 0
    home.store.close()


@pytest.mark.parametrize(("start", "end"), [(END, START), (START, date(2026, 7, 25)), (date(2024, 1, 1), END)])
def test_dates_that_are_no_bill_that_ended_are_refused_in_a_sentence(home: KeptHome, start: date, end: date) -> None:
    assert home.ask(MatchWanted(start, end, Decimal(80), None), Unanswered).sentence.endswith(".")
