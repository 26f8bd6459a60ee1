"""What a correction changes, in numbers."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from hemsapp.domain.bill_match.items import items_of
from hemsapp.questions import Correction
from hemsapp.rates import Baseline, CriticalPeak, TariffTier, TariffVersion, Tax
from hemsapp.statement import LineKind
from ui.presenters.match_words import changes, proposed
from ui.screens.money_answers import BASELINE, BILLS, RATES

OURS = BILLS[0]
HELD = replace(BASELINE, version=7)
THIN = "\N{THIN SPACE}"


def told(rates: TariffVersion, name: str = "") -> str:
    return proposed(Correction(LineKind.ENERGY, rates, OURS.start, OURS.end, Decimal(0), name), OURS, (RATES, HELD))


@pytest.mark.parametrize("plan", [RATES, BASELINE])
def test_every_number_that_a_correction_can_change_has_one_sentence(plan: TariffVersion) -> None:
    """C1FR34a"""
    for item in items_of(plan):
        sentences = set(changes(plan, item.put(item.value + item.step)))
        assert len(sentences) == 1, item.says(item.value + item.step)


def test_each_kind_of_number_is_said_with_its_unit() -> None:
    """C1FR34a"""
    credit = replace(HELD, baseline_credit=Decimal("0.09"))
    assert told(credit) == "Baseline credit: 9.000¢ instead of 8.000¢ per kWh."
    assert told(replace(HELD, fixed_per_day=Decimal("0.39"))) == "Fixed charge: $0.39 instead of $0.49 a day."
    assert told(replace(HELD, fixed_per_month=Decimal(12))) == "Fixed charge: $12.00 instead of $0.00 a month."
    assert told(replace(HELD, minimum_per_day=Decimal("0.4"))) == "Minimum bill: $0.40000 instead of $0.39167 a day."
    taxed = replace(HELD, taxes=(HELD.taxes[0], Tax("City tax", percent=Decimal("5.75"))))
    assert told(taxed) == f"City tax: 5.75{THIN}% instead of 7.5{THIN}%."
    share = replace(HELD, tiers=(replace(HELD.tiers[0], up_to_percent=130), HELD.tiers[1]))
    assert told(share) == f"End of tier 1: 130{THIN}% instead of 100{THIN}% of the baseline."
    size = replace(RATES, tiers=(replace(RATES.tiers[0], up_to_wh=350_000), *RATES.tiers[1:]))
    assert told(size) == "End of tier 1: 350 kWh instead of 300 kWh."
    assert told(replace(HELD, critical_peak=CriticalPeak(Decimal("0.3")))).startswith("Events, on top: 30.000¢ instead")
    assert HELD.baseline is not None
    medical = replace(HELD, baseline=replace(HELD.baseline, medical_wh_per_day=16_500))
    assert told(medical) == "Medical allowance: 16.5 kWh instead of 0 kWh a day."


def test_another_region_is_said_by_its_name_alone() -> None:
    assert told(replace(HELD, baseline=Baseline("Inland", (14_700, 10_900)))) == (
        "Baseline region: Inland instead of Coast."
    )


def test_what_is_more_than_one_number_is_said_in_the_words_of_the_correction() -> None:
    name = "The tiers are as in the plan of that name in the library"
    two = tuple(replace(tier, price=tier.price + 1) for tier in HELD.tiers)
    assert told(replace(HELD, tiers=two), name) == f"{name}."
    assert told(replace(HELD, tiers=(TariffTier(None, Decimal("0.38000")),)), name) == f"{name}."
    assert told(replace(HELD, holidays=()), "The holidays are other ones") == "The holidays are other ones."
    assert told(replace(HELD, version=99), name) == f"{name}."
    assert told(replace(HELD, version=99)) == ""


def test_dates_that_moved_stand_beside_those_that_were_counted() -> None:
    """C1FR35"""
    moved = Correction(None, None, date(2026, 5, 25), date(2026, 6, 23), Decimal(0))
    said = "From: Mon 25 May instead of Sun 24 May. To: Tue 23 Jun instead of Wed 24 Jun."
    assert proposed(moved, OURS, ()) == said
