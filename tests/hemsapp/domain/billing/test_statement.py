"""Bills line by line, on rate plans small enough to reckon by head."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from hemsapp.domain.billing.charges import Use
from hemsapp.domain.billing.statement import statement
from hemsapp.domain.days import HomeZone
from hemsapp.rates import (
    Baseline,
    CriticalPeak,
    DayType,
    Season,
    TariffTier,
    TariffVersion,
    Tax,
    TimeOfUse,
)
from hemsapp.statement import BillLine, LineKind, Statement

ZONE = HomeZone("America/Los_Angeles")
START, END = date(2026, 7, 1), date(2026, 7, 31)
PLAN = TariffVersion(
    version=1,
    starts=date(2026, 1, 1),
    name="by head",
    source="the test",
    is_sample=True,
    tiers=(TariffTier(None, Decimal("0.10"), up_to_percent=100), TariffTier(None, Decimal("0.20"))),
    times_of_use=(),
    fixed_per_day=Decimal("0.50"),
    seasons=(Season("summer", 6), Season("winter", 10)),
    baseline=Baseline("7", (10_000, 8_000)),
)


def even(wh: int, *, received_wh: int = 0, start: date = START, end: date = END) -> Iterator[Use]:
    """So much in each quarter-hour."""
    return (Use(at_s, 900, wh, received_wh) for at_s in range(ZONE.midnight(start), ZONE.midnight(end), 900))


def bill(plan: TariffVersion, wh: int, received_wh: int = 0) -> Statement:
    made = statement(ZONE, [plan], START, END, even(wh, received_wh=received_wh))
    assert made.total == sum(line.amount for line in made.lines)
    return made


def line(made: Statement, kind: LineKind) -> BillLine:
    (found,) = (each for each in made.lines if each.kind is kind)
    return found


def amounts(made: Statement, kind: LineKind) -> list[str]:
    return [str(each.amount) for each in made.lines if each.kind is kind]


def test_tiers_follow_the_baseline_of_the_whole_bill() -> None:
    """users.md 4: 30 days of 10 kWh are the first tier, whenever they were used."""
    made = bill(PLAN, 125)
    assert made.baseline_wh == 300_000
    assert [(each.tier, each.energy_wh) for each in made.lines if each.kind is LineKind.ENERGY] == [
        (1, 300_000),
        (2, 60_000),
    ]
    assert amounts(made, LineKind.ENERGY) == ["30.00", "12.00"]
    assert made.total == Decimal("57.00")


def test_the_medical_allowance_is_part_of_the_baseline() -> None:
    assert PLAN.baseline
    medical = replace(PLAN, baseline=replace(PLAN.baseline, medical_wh_per_day=1_000))
    assert bill(medical, 125).baseline_wh == 330_000
    assert amounts(bill(medical, 125), LineKind.ENERGY) == ["33.00", "6.00"]


def test_fixed_charges_are_lines_of_their_own() -> None:
    """users.md 5"""
    made = bill(replace(PLAN, fixed_per_month=Decimal("24.15")), 0)
    assert [(str(each.amount), each.days) for each in made.lines] == [("15.00", 30), ("24.15", None)]


def test_a_running_bill_has_the_daily_charges_of_the_days_so_far() -> None:
    made = statement(ZONE, [PLAN], START, END, even(100, end=date(2026, 7, 4)), through=date(2026, 7, 4))
    assert line(made, LineKind.FIXED).days == 4
    assert made.baseline_wh == 300_000


@pytest.mark.parametrize(("wh", "minimum"), [(0, ["60.00"]), (100, ["31.20"]), (125, ["18.00"]), (1_000, [])])
def test_the_minimum_is_what_the_energy_lines_leave_of_it(wh: int, minimum: list[str]) -> None:
    assert amounts(bill(replace(PLAN, minimum_per_day=Decimal(2)), wh), LineKind.MINIMUM) == minimum


def test_the_baseline_credit_is_for_what_lies_within_the_baseline() -> None:
    made = bill(replace(PLAN, baseline_credit=Decimal("0.08")), 125)
    assert line(made, LineKind.BASELINE_CREDIT).energy_wh == 300_000
    assert line(made, LineKind.BASELINE_CREDIT).amount == Decimal("-24.00")


def test_taxes_are_for_each_kwh_and_in_percent_of_all_before_them() -> None:
    taxes = (Tax("state", price=Decimal("0.0003")), Tax("city", percent=Decimal("7.5")))
    made = bill(replace(PLAN, taxes=taxes), 125)
    assert [(each.name, str(each.amount)) for each in made.lines if each.kind is LineKind.TAX] == [
        ("state", "0.11"),  # 360 kWh at 0.0003 are 10.8 cents
        ("city", "4.28"),  # 7.5 percent of 57.00 are 4.275
    ]


def test_sold_energy_earns_its_price() -> None:
    made = bill(replace(PLAN, sold_price=Decimal("0.05")), 125, received_wh=10)
    assert line(made, LineKind.SOLD).amount == Decimal("-1.44")
    assert made.received_wh == 28_800


PEAK = replace(
    PLAN,
    times_of_use=(
        TimeOfUse(0, Decimal(0), "off-peak"),
        TimeOfUse(16 * 60, Decimal("0.30"), "on-peak", "summer", DayType.WORKING_DAY),
        TimeOfUse(21 * 60, Decimal(0), "off-peak", "summer", DayType.WORKING_DAY),
    ),
    holidays=("Independence Day",),
)


def test_a_time_of_use_is_added_on_its_days_and_in_its_hours() -> None:
    """July 2026 has 22 working days up to the 30th (the 4th is a Saturday), of 20 quarter-hours of on-peak each."""
    made = bill(PEAK, 100)
    assert line(made, LineKind.TIME_OF_USE).energy_wh == 22 * 20 * 100
    assert line(made, LineKind.TIME_OF_USE).amount == Decimal("13.20")


def test_whole_prices_by_time_of_use_take_the_place_of_tier_and_adder() -> None:
    whole = tuple(replace(time, prices=(Decimal("0.3"), Decimal("0.4"))) for time in PEAK.times_of_use[:1])
    made = bill(replace(PLAN, times_of_use=whole), 125)
    assert [(each.period, each.tier, str(each.amount)) for each in made.lines[:2]] == [
        ("off-peak", 1, "90.00"),
        ("off-peak", 2, "24.00"),
    ]


def test_an_event_with_a_price_adds_what_it_is_above_the_usual_one() -> None:
    uses = [*even(125)]
    uses[0] = uses[0]._replace(event_price=Decimal("0.62"))
    uses[-1] = uses[-1]._replace(event_price=Decimal("0.62"), delivered_wh=1_000)
    made = statement(ZONE, [PLAN], START, END, uses)
    assert line(made, LineKind.EVENT).energy_wh == 1_125
    assert line(made, LineKind.EVENT).amount == Decimal("0.49")  # 0.125 x 0.52 + 1 x 0.42
    assert sum(each.amount for each in made.lines) == made.total


def test_an_event_without_a_price_adds_the_plans_and_the_credit_is_for_the_rest() -> None:
    plan = replace(PLAN, critical_peak=CriticalPeak(Decimal("0.60"), Decimal("0.024"), "summer"))
    uses = [*even(100)]
    uses[64:84] = [each._replace(is_event=True) for each in uses[64:84]]
    made = statement(ZONE, [plan], START, END, uses)
    assert line(made, LineKind.EVENT).amount == Decimal("1.20")
    assert line(made, LineKind.EVENT_CREDIT).energy_wh == 286_000
    assert line(made, LineKind.EVENT_CREDIT).amount == Decimal("-6.86")


def test_published_prices_take_the_place_of_the_plans() -> None:
    uses = [each._replace(published_price=Decimal("0.25")) for each in even(100)]
    uses[0] = uses[0]._replace(event_price=Decimal("0.62"))
    made = statement(ZONE, [PLAN], START, END, uses)
    assert [each.kind for each in made.lines] == [LineKind.PUBLISHED, LineKind.FIXED]
    assert made.lines[0].amount == Decimal("72.04")
    assert made.lines[0].price is None


def test_a_version_holds_by_local_date_and_the_tiers_go_on() -> None:
    """users.md 2: each version is charged for its own days, and neither for the other's."""
    newer = replace(
        PLAN,
        version=2,
        starts=date(2026, 7, 16),
        tiers=(TariffTier(240_000, Decimal("0.15")), TariffTier(None, Decimal("0.25"))),
    )
    made = statement(ZONE, [newer, PLAN], START, END, even(125))
    assert [(each.version, each.tier, each.energy_wh) for each in made.lines if each.kind is LineKind.ENERGY] == [
        (1, 1, 180_000),
        (2, 1, 60_000),
        (2, 2, 120_000),
    ]
    assert amounts(made, LineKind.FIXED) == ["7.50", "7.50"]


def test_a_use_of_hours_is_taken_as_even_over_them() -> None:
    noon_s = ZONE.at_minute(date(2026, 7, 1), 15 * 60)
    made = statement(ZONE, [PEAK], START, END, [Use(noon_s, 4 * 3600, 4_000)])
    assert line(made, LineKind.TIME_OF_USE).energy_wh == 3_000


def test_what_starts_outside_of_the_bill_is_not_of_it() -> None:
    uses = even(100, start=date(2026, 6, 30), end=date(2026, 8, 1))
    assert statement(ZONE, [PLAN], START, END, uses).delivered_wh == 288_000


def test_a_limit_in_percent_is_rounded_down_to_the_watt_hour() -> None:
    """33 percent of 30 days of 10.001 kWh are 99,009.9 Wh."""
    tiers = (replace(PLAN.tiers[0], up_to_percent=33), PLAN.tiers[1])
    made = bill(replace(PLAN, tiers=tiers, baseline=Baseline("7", (10_001, 8_000))), 125)
    assert [each.energy_wh for each in made.lines if each.kind is LineKind.ENERGY] == [99_009, 260_991]


def test_a_minimum_that_is_missed_by_cents_is_a_line_of_cents() -> None:
    assert amounts(bill(replace(PLAN, minimum_per_day=Decimal("0.965")), 100), LineKind.MINIMUM) == ["0.15"]


def test_the_charge_of_the_month_is_that_of_the_first_day_and_comes_once() -> None:
    older = replace(PLAN, fixed_per_month=Decimal("24.15"))
    newer = replace(PLAN, version=2, starts=date(2026, 7, 16), fixed_per_month=Decimal("30.00"))
    made = statement(ZONE, [older, newer], START, END, ())
    assert [(str(each.amount), each.version) for each in made.lines if each.days is None] == [("24.15", 1)]
