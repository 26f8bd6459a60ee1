"""The utility's bill beside ours: the item that was wrong is proposed, to the cent, or nothing is."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from hemsapp.domain.bill_match.bills import Bills
from hemsapp.domain.bill_match.match import match
from hemsapp.domain.billing.charges import Use
from hemsapp.domain.billing.statement import statement
from hemsapp.questions import Correction, MatchShown, MatchWanted
from hemsapp.rates import Baseline, TariffTier, TariffVersion
from hemsapp.statement import LineKind
from tests.hemsapp.domain.bill_match.broken import ITEMS, LIBRARY, ZONE, Broken, broken, moved

START, END = date(2026, 7, 9), date(2026, 8, 8)
PLAN = TariffVersion(
    version=1,
    starts=date(2026, 1, 1),
    name="two tiers",
    source="the test",
    is_sample=False,
    tiers=(TariffTier(300_000, Decimal("0.17421")), TariffTier(None, Decimal("0.24635"))),
    times_of_use=(),
    fixed_per_day=Decimal("0.49"),
)


def matched(case: Broken, known: list[TariffVersion] | None = None) -> MatchShown:
    return match(case.bills, case.wanted, known or (), case.wanted.end + timedelta(days=5))


def nameless(plan: TariffVersion) -> TariffVersion:
    return replace(plan, taxes=tuple(replace(tax, name="") for tax in plan.taxes))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("item", ITEMS)
def test_the_item_that_was_broken_is_among_the_first_three(item: str, seed: int) -> None:
    """A bill is one number, so chance may explain it as well: the seeds are fixed, and a change shows."""
    case = broken(item, seed)
    shown = matched(case, LIBRARY if item in {"medical", "region"} else None)
    assert shown.difference == shown.ours.total - case.wanted.total
    first = shown.corrections[:3]
    assert nameless(case.right) in [nameless(each.rates) for each in first if each.rates is not None]
    assert all(abs(each.left) <= Decimal("0.02") for each in shown.corrections)
    assert len(shown.corrections) <= 4


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("is_energy_printed", [True, False])
def test_other_read_dates_are_among_the_first_three(seed: int, *, is_energy_printed: bool) -> None:
    """users.md 3: the day of the reading moves."""
    case = moved(seed, is_energy_printed=is_energy_printed)
    found = matched(case).corrections[:3]
    assert Correction(None, None, case.start, case.end, Decimal(0)) in found


def even(wh: int = 190) -> list[Use]:
    from_s, until_s = ZONE.midnight(START - timedelta(days=5)), ZONE.midnight(END + timedelta(days=5))
    return [Use(at_s, 900, wh) for at_s in range(from_s, until_s, 900)]


def compared(
    plan: TariffVersion, total: Decimal, energy_wh: int | None = None, known: tuple[TariffVersion, ...] = ()
) -> MatchShown:
    bills = Bills(ZONE, [plan], even())
    return match(bills, MatchWanted(START, END, total, energy_wh), known, END + timedelta(days=5))


def total_of(plan: TariffVersion) -> Decimal:
    return statement(ZONE, [plan], START, END, even()).total


def test_a_correction_says_what_it_is_and_what_is_left() -> None:
    wrong = replace(PLAN, tiers=(PLAN.tiers[0], TariffTier(None, Decimal("0.42635"))))
    shown = compared(wrong, total_of(PLAN), 547_200)
    assert shown.corrections[0] == Correction(
        LineKind.ENERGY, PLAN, START, END, Decimal(0), "Tier 2 costs $0.24635 per kWh, not $0.42635"
    )
    assert (shown.difference_wh, shown.ours.total) == (0, total_of(wrong))


@pytest.mark.parametrize("cents", ["0", "0.02", "-0.02"])
def test_bills_that_agree_but_for_a_rounding_need_no_correction(cents: str) -> None:
    shown = compared(PLAN, total_of(PLAN) - Decimal(cents))
    assert (shown.difference, shown.corrections) == (Decimal(cents), ())


def test_a_difference_in_energy_that_no_date_explains_is_left_as_it_is() -> None:
    """Half of the bill is missing here: whatever the rates are, they are not why."""
    shown = compared(PLAN, total_of(PLAN) * 2, 1_094_400)
    assert (shown.difference_wh, shown.corrections) == (-547_200, ())


def test_no_explanation_is_found_where_there_is_none() -> None:
    """Nothing of a plan comes near a bill of another house."""
    shown = compared(PLAN, Decimal("9731.17"))
    assert shown.corrections == ()


def test_energy_that_was_rounded_to_kwh_does_not_hide_the_item() -> None:
    wrong = replace(PLAN, fixed_per_day=Decimal("0.94"))
    shown = compared(wrong, total_of(PLAN), 547_000)
    assert shown.corrections[0].rates == PLAN


def test_what_stands_otherwise_in_the_plan_of_that_name_is_a_first_guess() -> None:
    wrong = replace(PLAN, tiers=(TariffTier(250_000, Decimal("0.1")), TariffTier(None, Decimal("0.3"))))
    shown = compared(wrong, total_of(PLAN), None, (replace(PLAN, version=0),))
    assert shown.corrections[0].rates == PLAN
    assert shown.corrections[0].name == "The tiers are as in the plan of that name in the library"


def test_a_plan_that_began_within_the_bill_is_corrected_alone() -> None:
    later = replace(PLAN, version=2, starts=date(2026, 7, 20), fixed_per_day=Decimal("0.71"))
    wrong = replace(later, fixed_per_day=Decimal("0.17"))
    right = statement(ZONE, [PLAN, later], START, END, even()).total
    shown = match(Bills(ZONE, [PLAN, wrong], even()), MatchWanted(START, END, right, None), (), END)
    assert later in [each.rates for each in shown.corrections[:3]]


def test_no_read_date_lies_in_the_future() -> None:
    bills = Bills(ZONE, [PLAN], even())
    later = statement(ZONE, [PLAN], START, END + timedelta(days=2), even())
    wanted = MatchWanted(START, END, later.total, later.delivered_wh)
    first = match(bills, wanted, (), END + timedelta(days=2)).corrections[0]
    assert (first.start, first.end) == (START, END + timedelta(days=2))
    assert all(each.end <= END for each in match(bills, wanted, (), END).corrections)


def test_uses_of_one_rate_put_together_make_the_same_bill() -> None:
    """The bills that are compared are those that are shown, for every plan of the library."""
    for plan in LIBRARY[::7]:
        uses = [
            Use(at_s, 900, 37 * number % 611, event_price=Decimal("0.62") if number % 97 < 8 else None)
            for number, at_s in enumerate(range(ZONE.midnight(START), ZONE.midnight(END), 900))
        ]
        uses[100:104] = [
            Use(uses[100].start_s, 3600, 977),
        ]  # a gap, even over its hour
        assert Bills(ZONE, [plan], uses).bill(START, END) == statement(ZONE, [plan], START, END, uses)


def test_a_limit_never_passes_its_neighbours() -> None:
    tiers = (
        TariffTier(None, Decimal("0.1"), 100), TariffTier(None, Decimal("0.2"), 130), TariffTier(None, Decimal("0.3")),
    )  # fmt: skip
    plan = replace(PLAN, tiers=tiers, baseline=Baseline("A", (9_000,)))
    shown = compared(plan, total_of(plan) - Decimal("31.40"))
    for each in shown.corrections:
        assert each.rates is not None
        limits = [tier.up_to_percent or 1000 for tier in each.rates.tiers]
        assert limits == sorted(limits)
