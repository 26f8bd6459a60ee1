"""Rates from the Utility Rate Database: real records, what is told and refused, and an independent reckoning."""

import json
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hemsapp.domain.billing.calendar import Calendar
from hemsapp.domain.billing.charges import Charges, Use
from hemsapp.domain.days import HomeZone
from hemsapp.exchange.urdb import MOST_RECORDS, Imported, NotImported, read
from hemsapp.exchange.urdb_tiers import UrdbRefused
from hemsapp.rates import Baseline, DayType, Season, TariffTier, TariffVersion

RECORDS = Path(__file__).parent / "urdb"
ZONE = "America/Los_Angeles"
FLAT = [[0] * 24] * 12


def text_of(name: str) -> str:
    return (RECORDS / f"{name}.json").read_text(encoding="utf-8")


def imported(text: str) -> Imported:
    (found,) = read(text)
    assert isinstance(found, Imported), found
    return found


def record(**fields: Any) -> dict[str, Any]:
    """The least of a record, with these fields."""
    least: dict[str, Any] = {"name": "A rate", "energyratestructure": [[{"rate": 0.25}]]}
    least |= {"energyweekdayschedule": FLAT, "energyweekendschedule": FLAT}
    return {key: value for key, value in {**least, **fields}.items() if value is not None}


def taken(**fields: Any) -> Imported:
    return imported(json.dumps(record(**fields)))


def refused(**fields: Any) -> str:
    (found,) = read(json.dumps(record(**fields)))
    assert isinstance(found, NotImported)
    return found.why


def test_a_flat_rate_adds_its_adjustment_and_keeps_its_fixed_charge() -> None:
    """C1FR34b: JEA RS, 0.06821 and 0.03726 of fuel."""
    plan = imported(text_of("jea-rs-2024")).plan
    assert plan.tiers == (TariffTier(None, Decimal("0.10547")),)
    assert (plan.fixed_per_month, plan.fixed_per_day) == (Decimal("15.75"), Decimal(0))
    assert not plan.times_of_use
    assert not plan.seasons
    assert (plan.name, plan.utility) == ("RS Residential Electric", "Jacksonville Electric Authority")
    assert (plan.starts, plan.source_date, plan.is_sample) == (date(2024, 4, 1), date(2024, 4, 1), False)
    assert plan.source.startswith("OpenEI URDB 66905b9123dfda7f4b0d5691, https://")


def test_tiers_by_the_day_become_shares_of_a_baseline() -> None:
    """PG&E E-1 in region T: 6.8 kWh a day in summer, 8.2 in winter, and four times that."""
    found = imported(text_of("pge-e-1-region-t-2021"))
    assert found.plan.baseline == Baseline("T", (6_800, 8_200))
    assert found.plan.seasons == (Season("summer", 5), Season("winter", 11))
    assert [(tier.up_to_percent, tier.price) for tier in found.plan.tiers] == [
        (100, Decimal("0.25902")),
        (400, Decimal("0.32596")),
        (None, Decimal("0.40745")),
    ]
    assert found.plan.times_of_use == ()
    assert found.notes == ("Its minimum of $10 a month is taken as $0.32877 a day.",)


def test_schedules_become_seasons_day_types_and_times_of_use() -> None:
    """Consumers Energy RSP: dear from 2 to 7 on summer weekdays."""
    found = imported(text_of("consumers-rsp-2025"))
    assert found.plan.seasons == (Season("summer", 6), Season("winter", 10))
    assert [
        (time.season, time.days, time.start_minute, time.name, time.prices) for time in found.plan.times_of_use
    ] == [
        ("summer", DayType.WEEKEND, 0, "off-peak", (Decimal("0.23302"),)),
        ("winter", DayType.EVERY_DAY, 0, "all day", (Decimal("0.22837"),)),
        ("summer", DayType.WORKING_DAY, 14 * 60, "peak", (Decimal("0.28200"),)),
        ("summer", DayType.WORKING_DAY, 19 * 60, "off-peak", (Decimal("0.23302"),)),
    ]
    assert [note.split(":")[0] for note in found.notes] == [
        "It pays for sold energy by the hour or tier; a plan here has one price for it",
        "It names no holidays",
    ]


def test_a_rate_that_charges_for_power_is_refused_in_a_sentence() -> None:
    """APS Saver Choice Plus has a demand charge: half of it would be a wrong bill."""
    (found,) = read(text_of("aps-r-2-2019"))
    assert found == NotImported(
        "Residential Service (Saver Choice Plus) R-2",
        "It charges for the highest power (demand), which this display does not reckon with.",
    )


def test_a_list_keeps_what_can_be_taken_beside_what_is_refused() -> None:
    both = [
        record(name="One"),
        record(name="Two", energyratestructure=[[{"rate": 0.2, "max": 5, "unit": "kWh/kW"}]]),
        7,
    ]
    for told in (both, {"items": both}):
        found = read(json.dumps(told))
        assert [type(one) for one in found] == [Imported, NotImported, NotImported]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"energyratestructure": []}, "It has no energy prices"),
        ({"energyratestructure": [[{"adj": 0.1}]]}, "Tier 1 of period 0 has no rate."),
        ({"energyratestructure": [[{"rate": "0.1"}]]}, "The rate of tier 1 of period 0 is '0.1', which is no number."),
        ({"energyratestructure": [[{"rate": True}]]}, "which is no number"),
        ({"energyratestructure": [[{"rate": 1e99}]]}, "which cannot be"),
        ({"energyratestructure": [[{"rate": -0.1}]]}, "A price cannot be negative."),
        ({"energyratestructure": [[{"rate": 0.1, "bonus": 1}]]}, "'bonus', which this display does not know"),
        ({"energyratestructure": [[{"rate": 0.1}, {"rate": 0.2}]]}, "The tiers of period 0 do not rise."),
        (
            {"energyratestructure": [[{"rate": 0.1, "max": 5}, {"rate": 0.2, "max": 5}, {"rate": 0.3}]]},
            "The tiers of period 0 do not rise.",
        ),
        ({"energyratestructure": [[{"rate": 0.1, "max": 5, "unit": "kWh/kW"}, {"rate": 1}]]}, "not by energy alone"),
        (
            {"energyratestructure": [[{"rate": 0.1, "max": 5.0001}, {"rate": 1}]]},
            "5.0001 kWh is finer than a watt-hour.",
        ),
        ({"energyweekdayschedule": None}, "energyweekdayschedule has not 12 months of 24 hours."),
        ({"energyweekendschedule": [[0] * 24] * 11}, "energyweekendschedule has not 12 months of 24 hours."),
        ({"energyweekendschedule": [[0] * 24] * 11 + [[0] * 23 + [1]]}, "names a period that has no price."),
        ({"energyweekendschedule": [[0] * 24] * 11 + [[0] * 23 + [True]]}, "names a period that has no price."),
        ({"flatdemandstructure": [[{"rate": 3}]], "flatdemandmonths": [0] * 12}, "It charges for the highest power"),
        ({"fueladjustmentsmonthly": [0.01] * 12}, "adjusted from month to month"),
        ({"country": "CAN"}, "Its prices are those of CAN, not dollars."),
        ({"fixedchargefirstmeter": 5, "fixedchargeunits": "$/kW"}, "Its fixedchargefirstmeter is by '$/kW'"),
        ({"mincharge": "5"}, "Its mincharge is '5', which is no number."),
    ],
)
def test_what_cannot_be_said_is_refused_in_a_sentence(fields: dict[str, Any], why: str) -> None:
    if fields.get("energyweekdayschedule", FLAT) is None:
        fields = {**fields, "energyratestructure": [[{"rate": 0.1}], [{"rate": 0.2}]]}
    assert why in refused(**fields)


def two_periods(
    first: list[dict[str, Any]], second: list[dict[str, Any]], *, is_seasonal: bool = False
) -> dict[str, Any]:
    """The second holds from 16 to 21, or from June to September."""
    day = [0] * 16 + [1] * 5 + [0] * 3
    months = [[1] * 24 if 5 <= month <= 8 else [0] * 24 for month in range(12)] if is_seasonal else [day] * 12
    return {"energyratestructure": [first, second], "energyweekdayschedule": months, "energyweekendschedule": months}


def test_a_time_with_fewer_tiers_goes_on_at_its_last_price() -> None:
    plan = taken(**two_periods([{"rate": 0.1, "max": 300}, {"rate": 0.2}], [{"rate": 0.5}])).plan
    assert [(tier.up_to_wh, tier.price) for tier in plan.tiers] == [(300_000, Decimal("0.1")), (None, Decimal("0.2"))]
    assert [(time.name, time.prices) for time in plan.times_of_use] == [
        ("peak", (Decimal("0.5"), Decimal("0.5"))),
        ("off-peak", (Decimal("0.1"), Decimal("0.2"))),
    ]


@pytest.mark.parametrize("is_seasonal", [True, False])
def test_tiers_that_end_elsewhere_at_other_times_are_refused(is_seasonal: bool) -> None:
    periods = two_periods([{"rate": 0.1, "max": 300}, {"rate": 0.2}], [{"rate": 0.1, "max": 400}, {"rate": 0.2}])
    if is_seasonal:
        periods |= two_periods(*periods["energyratestructure"], is_seasonal=True)
    assert "Its tiers end at different amounts at different times (300 and 400 kWh)" in refused(**periods)


def test_prices_that_differ_by_season_alone_are_tiers_with_a_price_for_each() -> None:
    plan = taken(**two_periods([{"rate": 0.1}], [{"rate": 0.3}], is_seasonal=True)).plan
    assert plan.tiers == (TariffTier(None, Decimal("0.1"), None, (Decimal("0.3"), Decimal("0.1"))),)
    assert plan.seasons == (Season("summer", 6), Season("winter", 10))
    assert plan.times_of_use == ()


def test_daily_limits_that_are_other_shares_in_another_season_are_refused() -> None:
    def daily(first: float, second: float) -> list[dict[str, Any]]:
        return [{"rate": rate, "max": most, "unit": "kWh daily"} for rate, most in ((0.1, first), (0.2, second))] + [
            {"rate": 0.3, "unit": "kWh daily"}
        ]

    assert taken(**two_periods(daily(8, 10.4), daily(10, 13), is_seasonal=True)).plan.baseline == Baseline(
        "URDB", (10_000, 8_000)
    )
    odd = taken(**two_periods(daily(9, 12), daily(4.5, 6), is_seasonal=True)).plan
    assert odd.baseline == Baseline("URDB", (1_500, 3_000))
    assert [tier.up_to_percent for tier in odd.tiers] == [300, 400, None]
    assert "same shares of one allowance" in refused(**two_periods(daily(8, 16), daily(8, 20), is_seasonal=True))


@pytest.mark.parametrize(
    ("fields", "per_day", "per_month", "minimum", "notes"),
    [
        ({"fixedchargefirstmeter": 0.7, "fixedchargeunits": "$/day"}, "0.7", "0", "0", 0),
        ({"fixedchargefirstmeter": 10}, "0", "10", "0", 0),
        ({"fixedchargefirstmeter": 120, "fixedchargeunits": "$/year"}, "0", "10", "0", 1),
        ({"mincharge": 0.35, "minchargeunits": "$/day"}, "0", "0", "0.35", 0),
        ({"mincharge": 73, "minchargeunits": "$/year"}, "0", "0", "0.2", 1),
        ({"mincharge": 0}, "0", "0", "0", 0),
    ],
)
def test_charges_by_day_month_and_year(
    fields: dict[str, Any], per_day: str, per_month: str, minimum: str, notes: int
) -> None:
    found = taken(**fields)
    plan = found.plan
    assert (plan.fixed_per_day, plan.fixed_per_month, plan.minimum_per_day) == tuple(
        map(Decimal, (per_day, per_month, minimum))
    )
    assert len(found.notes) == notes


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"energyratestructure": [[{"rate": 0.07798, "adj": 0.005741}]]}, "rounded: 0.083721."),
        ({"energyratestructure": [[{"rate": 0.1, "max": 10}, {"rate": 0.2, "max": 40}]]}, "nothing above 40 kWh"),
        ({"sector": "Commercial"}, "a rate for Commercial, not for homes"),
        ({"servicetype": "Delivery"}, "for delivery alone"),
        ({"enddate": 1444024800}, "It held until 2015-10-05."),
        ({"approved": False}, "not approved"),
        ({"annualmincharge": 100}, "minimum for a year"),
        ({"energyratestructure": [[{"rate": 0.1, "sell": 0.05, "max": 9}, {"rate": 0.2}]]}, "none is taken"),
    ],
)
def test_what_is_taken_otherwise_is_told(fields: dict[str, Any], note: str) -> None:
    assert any(note in each for each in taken(**fields).notes)


def test_one_price_for_sold_energy_is_taken() -> None:
    found = taken(energyratestructure=[[{"rate": 0.1, "sell": 0.05}]])
    assert (found.plan.sold_price, found.notes) == (Decimal("0.05"), ())


def test_money_is_what_the_text_says_to_the_last_digit() -> None:
    """users.md 5: no floats. 0.1 + 0.2 is 0.3 here."""
    text = json.dumps(record()).replace("0.25", '0.10000, "adj": 0.20000')
    assert imported(text).plan.tiers[0].price == Decimal("0.3")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing",
        "[]",
        "{}",
        "null",
        "12",
        '{"items": {}}',
        '{"items": [{"label": "a"}]}',
        '{"items": [{"energyratestructure": NaN}]}',
        "[" * 100_000,
        json.dumps([record()] * (MOST_RECORDS + 1)),
    ],
)
def test_a_file_without_rates_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises(UrdbRefused, match=r"\.$"):
        read(text)


def energy_cost(text: str, start: date, hours_wh: list[int]) -> Fraction:
    """The straightforward reckoning from the record itself: hour by hour of a month, by fractions."""
    told = json.loads(text, parse_float=Fraction)
    told = told["items"][0] if "items" in told else told
    days = Fraction(((start.replace(day=28) + timedelta(days=4)).replace(day=1) - start).days)
    cost = used = Fraction(0)
    now = datetime(start.year, start.month, 1, tzinfo=ZoneInfo(ZONE)).timestamp()
    for wh in hours_wh:
        local = datetime.fromtimestamp(now, ZoneInfo(ZONE))
        key = "energyweekdayschedule" if local.weekday() < 5 else "energyweekendschedule"
        tiers = told["energyratestructure"][told[key][local.month - 1][local.hour]]
        left = Fraction(wh, 1000)
        for tier in tiers:
            most = tier.get("max") if tier is not tiers[-1] else None
            room = (
                left
                if most is None
                else max(Fraction(0), most * (days if tier.get("unit") == "kWh daily" else 1) - used)
            )
            part = min(left, room)
            cost += part * (Fraction(tier["rate"]) + Fraction(tier.get("adj", 0)))
            used, left = used + part, left - part
        now += 3600
    return cost


def our_cost(plan: TariffVersion, start: date, hours_wh: list[int]) -> Decimal:
    zone = HomeZone(ZONE)
    end = (start.replace(day=28) + timedelta(days=4)).replace(day=1)
    charges = Charges(Calendar(zone, (plan,)), start, end)
    cost, position, at_s = Decimal(0), 0, zone.midnight(start)
    for wh in hours_wh:
        costs = charges.costs(Use(at_s, 3600, wh), position)
        cost += costs.tier + costs.time_of_use
        position, at_s = position + wh, at_s + 3600
    return cost


months = st.dates(date(2024, 1, 1), date(2026, 12, 31)).map(lambda day: day.replace(day=1))


def a_month(seed: int) -> list[int]:
    """Wh of each hour of a month, by a seed: a list of draws would be shrunk for ever."""
    chance = random.Random(seed)
    return [chance.randint(0, 4_000) for _ in range(600)]


usage = st.integers(0, 1 << 32).map(a_month)


@pytest.mark.parametrize("name", ["consumers-rsp-2025", "jea-rs-2024", "ctlp-rate-1-2022", "pge-e-1-region-t-2021"])
@settings(max_examples=8, deadline=None)
@given(start=months, hours_wh=usage)
def test_the_plan_charges_what_the_record_says(name: str, start: date, hours_wh: list[int]) -> None:
    text = text_of(name)
    assert our_cost(imported(text).plan, start, hours_wh) == energy_cost(text, start, hours_wh)


prices = st.integers(0, 60_000).map(lambda five: float(Decimal(five).scaleb(-5)))


@st.composite
def records(draw: Callable[[st.SearchStrategy[Any]], Any]) -> str:
    """Records as a utility may write them: periods, months and hours at random, tiers by the month or the day."""
    limits = sorted(draw(st.lists(st.integers(1, 40), min_size=0, max_size=3, unique=True)))
    unit = draw(st.sampled_from(["kWh", "kWh daily"]))
    shown = [limit if unit == "kWh daily" else limit * 30 for limit in limits]
    structure = [
        [
            {"rate": draw(prices), "unit": unit, **({"max": most} if most is not None else {})}
            for most in [*(shown if draw(st.booleans()) else []), None]
        ]
        for _ in range(draw(st.integers(1, 4)))
    ]
    hours = st.lists(st.integers(0, len(structure) - 1), min_size=24, max_size=24)
    kinds = [draw(hours) for _ in range(draw(st.integers(1, 3)))]
    schedules = [[kinds[draw(st.integers(0, len(kinds) - 1))] for _ in range(12)] for _ in range(2)]
    return json.dumps(
        record(energyratestructure=structure, energyweekdayschedule=schedules[0], energyweekendschedule=schedules[1])
    )


@settings(max_examples=30, deadline=None)
@given(records(), months, usage)
def test_whatever_is_taken_charges_what_the_record_says(text: str, start: date, hours_wh: list[int]) -> None:
    (found,) = read(text)
    if isinstance(found, Imported):
        assert our_cost(found.plan, start, hours_wh) == energy_cost(text, start, hours_wh)
    else:
        assert "same shares" in found.why or "time of use" in found.why


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["rate", "max", "unit", "x"]), inner),
    max_leaves=12,
)


FIELDS = [*record(), "fixedchargefirstmeter", "mincharge", "startdate", "enddate", "country", "sector", "items"]


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*FIELDS, "flatdemandstructure"]), json_values))
def test_whatever_a_record_holds_it_is_taken_or_refused_in_a_sentence(fields: dict[str, Any]) -> None:
    told = json.dumps({**record(), **fields})
    try:
        found = read(told)
    except UrdbRefused:
        return  # that it is a sentence is shown above
    assert all(isinstance(one, Imported) or one.why.endswith(".") for one in found)
