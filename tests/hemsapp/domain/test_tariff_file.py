"""A rate plan as a file: all that a plan can say is read, and what cannot be charged is refused in a sentence."""

from datetime import date
from decimal import Decimal

import pytest

from hemsapp.domain.billing import holidays
from hemsapp.domain.tariff import TariffInvalid, baseline_for, parse, parse_plan
from hemsapp.rates import Baseline, CriticalPeak, DayType, Season, TariffTier, Tax, TimeOfUse
from resources import tariffs

WHOLE = """
name = "whole"
utility = "Our utility"
source = "the price list"
source_date = 2026-03-02
starts = 2026-03-01
fixed_per_day = 0.031
fixed_per_month = 24.15
minimum_per_day = 0.35
sold_price = 0.05
baseline_credit = 0.08
holidays = ["Thanksgiving", "Christmas"]
region = "inland"

[[seasons]]
name = "summer"
from = "06-01"

[[seasons]]
name = "winter"
from = "10-15"

[[tiers]]
up_to_percent = 130
price = { winter = 0.20, summer = 0.30 }

[[tiers]]
price = 0.40

[[times_of_use]]
name = "night"
from = "00:00"
adder = -0.05

[[times_of_use]]
name = "peak"
season = "summer"
days = "working day"
from = "16:00"
prices = [0.5, 0.6]

[[times_of_use]]
name = "evening"
from = "21:15"
price = 0.45

[[baselines]]
region = "coast"
kwh_per_day = 9.8
medical_kwh_per_day = 16.5

[[baselines]]
region = "inland"
kwh_per_day = { summer = 17.0, winter = 10.25 }
medical_kwh_per_day = 16.5

[critical_peak]
adder = 0.60
credit = 0.024
credit_season = "summer"

[[taxes]]
name = "state"
price = 0.0003

[[taxes]]
name = "city"
percent = 7.5
"""


def test_a_file_says_all_that_a_plan_can_be() -> None:
    """C1FR34a"""
    plan = parse(WHOLE)
    assert (plan.name, plan.utility, plan.source, plan.source_date, plan.is_sample, plan.starts) == (
        "whole", "Our utility", "the price list", date(2026, 3, 2), False, date(2026, 3, 1),
    )  # fmt: skip
    assert plan.seasons == (Season("summer", 6, 1), Season("winter", 10, 15))
    assert plan.tiers == (
        TariffTier(None, Decimal("0.30"), 130, (Decimal("0.30"), Decimal("0.20"))),
        TariffTier(None, Decimal("0.40")),
    )
    assert plan.times_of_use == (
        TimeOfUse(0, Decimal("-0.05"), "night"),
        TimeOfUse(960, Decimal(0), "peak", "summer", DayType.WORKING_DAY, (Decimal("0.5"), Decimal("0.6"))),
        TimeOfUse(1275, Decimal(0), "evening", prices=(Decimal("0.45"), Decimal("0.45"))),
    )
    assert plan.holidays == ("Thanksgiving", "Christmas")
    assert plan.critical_peak == CriticalPeak(Decimal("0.60"), Decimal("0.024"), "summer")
    assert plan.taxes == (Tax("state", price=Decimal("0.0003")), Tax("city", percent=Decimal("7.5")))
    assert (plan.fixed_per_day, plan.fixed_per_month, plan.minimum_per_day, plan.sold_price, plan.baseline_credit) == (
        Decimal("0.031"), Decimal("24.15"), Decimal("0.35"), Decimal("0.05"), Decimal("0.08"),
    )  # fmt: skip


def test_a_region_is_chosen_with_its_medical_allowance_or_without() -> None:
    plan = parse_plan(WHOLE)
    assert plan.version.baseline == Baseline("inland", (17_000, 10_250))
    assert baseline_for(plan, "coast") == Baseline("coast", (9_800,))
    assert baseline_for(plan, "coast", is_medical=True) == Baseline("coast", (9_800,), 16_500)
    with pytest.raises(TariffInvalid, match="no baseline region 'hills'; the plan has coast, inland"):
        baseline_for(plan, "hills")


def test_all_holidays_can_be_named_at_once() -> None:
    assert parse(WHOLE.replace('["Thanksgiving", "Christmas"]', '"all"')).holidays == holidays.NAMES


@pytest.mark.parametrize(
    ("was", "becomes", "sentence"),
    [
        ("sold_price", "sold_prise", "'sold_prise' is not known in the plan; did you mean 'sold_price'?"),
        ("adder = -0.05", "price = -0.05", "a price cannot be negative"),
        ("adder = -0.05", "", "needs one of: adder, price"),
        ("adder = -0.05", 'adder = "5 cents"', "'adder' in .* is '5 cents': it must be a number"),
        ("adder = -0.05", "adder = inf", "it must be a number"),
        ("prices = [0.5, 0.6]", "prices = [0.5]", "the time of use 'peak' needs as many prices as there are tiers"),
        ('season = "summer"', 'season = "sumer"', "names a season 'sumer' that the plan has not"),
        ('days = "working day"', 'days = "tuesday"', "it must be one of every day, working day, weekend"),
        ('from = "21:15"', 'from = "21:10"', "start on a quarter of an hour"),
        ('from = "21:15"', 'from = "00:00"', "two times of use start at the same time on working days of summer"),
        ('from = "10-15"', 'from = "15 October"', "write month and day"),
        ('from = "10-15"', 'from = "02-30"', "no season can start on day 30 of month 2"),
        ('from = "10-15"', 'from = "06-01"', "two seasons start on the same day"),
        (
            "{ winter = 0.20, summer = 0.30 }",
            "{ winter = 0.20 }",
            "one value for each season, which are: summer, winter",
        ),
        ("up_to_percent = 130", "", "each tier but the last needs an up_to_kwh"),
        ("price = 0.40", "up_to_percent = 200\nprice = 0.4", "the last tier must have no limit"),
        ("up_to_percent = 130", "up_to_percent = 130.5", "must be a whole number"),
        ("kwh_per_day = 9.8", "kwh_per_day = 9.8005", "more than three decimals"),
        ('region = "inland"\n\n', 'region = "hills"\n\n', "the plan has coast, inland"),
        ('"Christmas"', '"Christmas Eve"', "'Christmas Eve' is no holiday that is known here"),
        ('credit_season = "summer"', 'credit_season = "july"', "the credit of events names a season 'july'"),
        ("percent = 7.5", "percent = 750", "the tax 'city' is more than 100 percent"),
        ("starts = 2026-03-01", 'starts = "March"', "it must be a date"),
        ("fixed_per_day = 0.031", "fixed_per_day = 0.0310001", "more than five decimals"),
    ],
)
def test_what_cannot_be_charged_is_refused_with_what_to_mend(was: str, becomes: str, sentence: str) -> None:
    assert was in WHOLE
    with pytest.raises(TariffInvalid, match=sentence):
        parse(WHOLE.replace(was, becomes))


@pytest.mark.parametrize("name", tariffs.names())
def test_every_region_of_a_sample_can_be_chosen(name: str) -> None:
    """C1FR34b"""
    plan = parse_plan(tariffs.read(name))
    for baseline in plan.baselines:
        assert baseline_for(plan, baseline.region).medical_wh_per_day == 0
    assert plan.version.source_date is not None
    assert plan.version.source
