"""Whole rate plans in the running engine: what the screen and the bill make of them (users.md 1 to 5 and 7)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from devices.demand_response import CppAuth, CriticalPeakPublished, DeviceClass, LoadControl
from hemsapp.commands import (
    ChoosePriceSource,
    PriceSource,
    SaveRates,
    SaveTariff,
    SetBillDay,
    StartBill,
    StartWork,
    TierEntry,
)
from hemsapp.domain.billing.charges import Use
from hemsapp.domain.billing.statement import statement
from hemsapp.domain.days import HomeZone
from hemsapp.domain.facts import ClosedBill, Happened, Interval
from hemsapp.domain.tariff import parse
from hemsapp.effects import DoWork
from hemsapp.rates import Baseline, CriticalPeak, DayType, Season, TariffTier, TariffVersion, Tax, TimeOfUse
from hemsapp.snapshot import Bill, PriceLevel
from hemsapp.statement import LineKind
from hemsapp.units import cents
from hemsapp.work import Task, WorkEnded, WorkKind
from resources import tariffs
from tests.hemsapp.domain.billing.random_plans import plan as any_plan
from tests.hemsapp.domain.world import METER, SAMPLE, ZONE, World, utc

FIRST = utc("2026-07-01 07:00")  # local midnight
BASELINE = replace(
    SAMPLE,
    tiers=(
        TariffTier(None, Decimal("0.20"), 100),
        TariffTier(None, Decimal("0.30"), 200),
        TariffTier(None, Decimal(1)),
    ),
    times_of_use=(),
    baseline=Baseline("here", (1_000,)),
)
WHOLE = TariffVersion(
    version=1,
    starts=date(2020, 1, 1),
    name="Whole prices",
    source="this test",
    is_sample=True,
    tiers=(TariffTier(None, Decimal("0.34")),),
    times_of_use=tuple(
        TimeOfUse(hour * 60, Decimal(0), name, season, days, (Decimal(price),))
        for hour, name, season, days, price in (
            (0, "off-peak", "summer", DayType.EVERY_DAY, "0.34"),
            (16, "on-peak", "summer", DayType.WORKING_DAY, "0.58"),
            (16, "mid-peak", "summer", DayType.WEEKEND, "0.46"),
            (21, "off-peak", "summer", DayType.EVERY_DAY, "0.34"),
            (0, "winter", "winter", DayType.EVERY_DAY, "0.25"),
        )
    ),
    fixed_per_day=Decimal(0),
    seasons=(Season("summer", 6), Season("winter", 10)),
    holidays=("Independence Day",),
    baseline=Baseline("here", (10_000, 8_000)),
    baseline_credit=Decimal("0.10"),
    fixed_per_month=Decimal("24.15"),
    minimum_per_day=Decimal("0.35"),
    taxes=(Tax("State tax", price=Decimal("0.0003")), Tax("City", percent=Decimal(5))),
)


def begun(plan: TariffVersion = SAMPLE, start: str = "2026-07-01 07:00", **more: object) -> World:
    world = World(utc(start), tariff=plan, **more)  # type: ignore[arg-type] # the table's shorthand
    world.report()
    return world


def quarters(world: World, count: int, wh: int) -> None:
    for _ in range(count):
        world.use(wh, 900)


def tasks(world: World) -> list[Task | None]:
    return [effect.task for effect in world.effects if isinstance(effect, DoWork)]


def parts(bill: Bill) -> Decimal:
    return (
        bill.energy_cost + bill.events_cost + bill.credits_cost + bill.fixed_cost
        + bill.minimum_cost + bill.sold_cost + bill.taxes_cost
    )  # fmt: skip


def check(world: World) -> Bill:
    """The bill is its lines, and its parts are theirs."""
    bill = world.seen().bill
    assert bill.total == sum(line.amount for line in bill.lines) == parts(bill)
    assert all(line.amount == cents(line.amount) for line in bill.lines)
    return bill


# A change of rates


@pytest.mark.parametrize(
    "change",
    [
        lambda world: world.hear(SaveRates(replace(WHOLE, starts=date(2026, 7, 2)))),
        lambda world: world.hear(SaveTariff(date(2026, 7, 2), (TierEntry(None, Decimal("0.9")),))),
        lambda world: world.hear(ChoosePriceSource(PriceSource.PUBLISHED)),
        lambda world: world.hear(CriticalPeakPublished(METER, 1, 7, None, 60, 0, CppAuth.FORCED, Decimal(2))),
        lambda world: world.use(0, 7 * 3600),  # from noon into the evening's prices
        lambda world: world.use(0, 12 * 3600),  # into the plan of the next day
    ],
)
def test_a_rate_change_moves_cost_by_nothing_at_that_instant(change: object) -> None:
    """users.md 1: what was used is accrued at the rate valid then, whatever holds now."""
    world = begun(replace(WHOLE, fixed_per_month=Decimal(0), minimum_per_day=Decimal(0)))
    quarters(world, 48, 200)
    before = world.costs
    change(world)  # type: ignore[operator] # the table's shorthand
    assert world.costs == before


def test_a_corrected_plan_rates_what_was_used_and_the_old_version_is_kept() -> None:
    """users.md 2, C1FR34a, C1FR34b: from its first day on, the closed bill included; older history is long work."""
    world = begun(start="2026-05-20 07:00")
    quarters(world, 96 * 50, 100)
    was = {bill.start: bill for bill in world.disk.of(ClosedBill)}
    world.hear(SaveRates(replace(SAMPLE, starts=date(2026, 6, 10), tiers=(TariffTier(None, Decimal("0.50")),))))
    assert [each.version for each in world.disk.of(TariffVersion)] == [1, 2]
    assert {row.rate_version for row in world.disk.of(Interval) if row.start >= utc("2026-06-10 07:00")} == {2}
    assert {row.rate_version for row in world.disk.of(Interval) if row.start < utc("2026-06-10 07:00")} == {1}
    world.flush()
    now = {bill.start: bill for bill in world.disk.of(ClosedBill)}
    june = date(2026, 6, 1)
    assert now[june].delivered_wh == was[june].delivered_wh
    assert now[june].costs.tier - was[june].costs.tier > Decimal(40)
    assert {line.version for line in now[june].lines} == {1, 2}
    assert tasks(world) == [Task(WorkKind.RE_RATE, start=date(2026, 6, 10))]
    seen = world.seen()
    assert seen.work is not None
    assert ([each.version for each in seen.tariff.versions], seen.tariff.rates) == ([1, 2], seen.tariff.versions[1])
    check(world)


def test_to_go_back_is_to_save_the_older_plan_anew() -> None:
    """users.md 2: an undo that forgets nothing."""
    world = begun()
    quarters(world, 20, 300)
    before = world.costs
    world.hear(SaveRates(replace(WHOLE, starts=date(2026, 7, 1))))
    assert world.costs != before
    assert tasks(world) == []  # from today on: nothing older is touched
    world.hear(SaveRates(replace(world.seen().tariff.versions[0], starts=date(2026, 7, 1))))
    assert world.costs == before
    assert [each.version for each in world.disk.of(TariffVersion)] == [1, 2, 3]
    world.kill()
    assert world.costs == before


def test_a_correction_waits_for_other_work() -> None:
    world = begun(start="2026-07-10 07:00")
    export = Task(WorkKind.EXPORT_CSV, "/media/stick")
    world.hear(StartWork(export))
    world.hear(SaveRates(replace(WHOLE, starts=date(2026, 7, 1))))
    refusal = world.seen().refusal
    assert refusal is not None
    assert refusal.sentence == "The prices were not saved: the export is not done yet, wait for it or stop it first."
    assert world.seen().tariff.version == 1
    world.hear(WorkEnded(export, "Done."))
    world.hear(SaveRates(replace(WHOLE, starts=date(2026, 7, 1))))
    assert world.seen().tariff.version == 2


@pytest.mark.parametrize(
    "wrong",
    [
        SaveRates(replace(WHOLE, tiers=())),
        SaveRates(replace(BASELINE, baseline=None)),
        SaveTariff(date(2026, 7, 1), (TierEntry(300, Decimal("0.2")), TierEntry(None, Decimal("0.3")))),
    ],
)
def test_rates_that_make_no_plan_are_refused(wrong: SaveRates | SaveTariff) -> None:
    """The simple form would lose the seasons of a plan that has some."""
    world = begun(BASELINE)
    world.hear(wrong)
    assert world.seen().refusal is not None
    assert [each.version for each in world.disk.of(TariffVersion)] == [1]
    assert sum(each.kind is Happened.COMMAND_REFUSED for each in world.disk.happenings) == 1


# Tiers and read dates


def test_a_tier_in_percent_follows_the_bills_own_days_and_is_split_exactly() -> None:
    """users.md 4, C1FR34c, C1FR34d: 31 kWh of baseline in July, and how much is left of it."""
    world = begun(BASELINE)
    quarters(world, 30, 1_000)
    bill = check(world)
    assert (bill.current_tier, bill.left_wh, bill.baseline_wh) == (1, 1_000, 31_000)
    assert world.seen().tariff.tiers == ((31, Decimal("0.20")), (62, Decimal("0.30")), (None, Decimal(1)))
    world.use(1_500, 900)
    bill = check(world)
    assert (bill.current_tier, bill.left_wh) == (2, 30_500)
    assert world.costs.tier == 31 * Decimal("0.20") + Decimal("0.5") * Decimal("0.30")
    assert [(tier.used_wh, tier.size_wh, tier.cost) for tier in bill.tiers] == [
        (31_000, 31_000, Decimal("6.20")),
        (500, 31_000, Decimal("0.15")),
        (0, None, Decimal(0)),
    ]
    assert world.seen().prices.price == Decimal("0.30")


def test_other_read_dates_make_another_baseline_and_other_tiers() -> None:
    """users.md 3, C1FR35: the bill is that of its real dates, and nothing of history is lost."""
    world = begun(BASELINE)
    quarters(world, 96, 400)
    assert world.costs.tier == 31 * Decimal("0.20") + Decimal("7.4") * Decimal("0.30")
    counted = world.counted_wh
    world.hear(SetBillDay(20))  # 20 June to 20 July: a baseline of 30 days
    bill = check(world)
    assert (bill.start, bill.end, bill.baseline_wh) == (date(2026, 6, 20), date(2026, 7, 20), 30_000)
    assert world.costs.tier == 30 * Decimal("0.20") + Decimal("8.4") * Decimal("0.30")
    world.hear(StartBill(date(2026, 7, 2)))  # the meter was read today
    bill = check(world)
    assert (bill.start, bill.used_wh, bill.total) == (date(2026, 7, 2), 0, Decimal("0.49"))
    assert world.counted_wh == counted
    (closed,) = (each for each in world.disk.of(ClosedBill) if each.end == date(2026, 7, 2))
    assert closed.baseline_wh == (closed.end - closed.start).days * 1_000


def test_a_closed_bill_keeps_its_real_parts() -> None:
    """C1FR35, users.md 5: credits, the monthly charge, taxes, line by line."""
    world = begun(WHOLE, start="2026-07-31 07:00")
    quarters(world, 96, 100)
    (closed,) = world.disk.of(ClosedBill)
    assert (closed.start, closed.end, closed.baseline_wh) == (date(2026, 7, 1), date(2026, 8, 1), 310_000)
    assert closed.costs.credits == -Decimal("0.96")
    assert closed.fixed == Decimal("24.15")
    assert closed.minimum == Decimal("0.35") * 31 - sum(
        line.amount for line in closed.lines if line.kind in {LineKind.ENERGY, LineKind.BASELINE_CREDIT}
    )
    assert closed.taxes == sum(line.amount for line in closed.lines if line.kind is LineKind.TAX) > 0


# Lines


def uses_of(world: World) -> Iterator[Use]:
    for entry in world.engine._home.ledger.entries:
        yield Use(entry.start_s, entry.end_s - entry.start_s, entry.delivered_wh, entry.received_wh)


@pytest.mark.parametrize("seed", range(12))
def test_the_lines_of_the_running_bill_are_those_of_a_statement(seed: int) -> None:
    """users.md 5: entry by entry, killed and corrected on the way, and still what a bill made at once says."""
    random = Random(seed)
    first, second = (any_plan(random, number, date(2020, 1, 1)) for number in (1, 2))
    world = begun(first, start=random.choice(("2026-03-06 08:00", "2026-06-28 07:00", "2026-10-30 07:00")))
    world.is_meter_answering = False
    for _ in range(7):
        for _ in range(random.randint(20, 120)):
            world.use(random.randint(0, 3_000), 900, received_wh=random.choice((0, 0, 40)))
        match random.randint(0, 3):
            case 0:
                world.flush()
                world.kill()
            case 1:
                today = world.seen().bill.start + timedelta(days=world.seen().bill.day - 1)
                world.hear(SaveRates(replace(random.choice((first, second)), starts=today - timedelta(days=1))))
                for task in tasks(world)[-1:]:
                    assert task is not None
                    world.hear(WorkEnded(task, "Done."))
            case 2:
                world.hear(SetBillDay(random.randint(1, 28)))
        bill = check(world)
        whole = statement(
            HomeZone(ZONE), world.seen().tariff.versions, bill.start, bill.end, uses_of(world),
            through=bill.start + timedelta(days=bill.day - 1),
        )  # fmt: skip
        assert (bill.lines, bill.total, bill.baseline_wh) == (whole.lines, whole.total, whole.baseline_wh)


# The price now


@pytest.mark.parametrize(
    ("day", "hour", "price", "name", "level"),
    [
        ("2026-07-13", 23, "0.58", "on-peak", PriceLevel.HIGH),  # a Monday, 4 PM
        ("2026-07-13", 17, "0.34", "off-peak", PriceLevel.NORMAL),
        ("2026-07-12", 23, "0.46", "mid-peak", PriceLevel.HIGH),  # a Sunday
        ("2026-07-04", 23, "0.46", "mid-peak", PriceLevel.HIGH),  # a holiday counts as one
        ("2026-12-14", 23, "0.25", "winter", PriceLevel.NORMAL),
    ],
)
def test_the_price_now_follows_season_day_and_hour(
    day: str, hour: int, price: str, name: str, level: PriceLevel
) -> None:
    """C1FR34c, C1FR32f: what it means is beside the day's mean, for a plan of one tier says nothing else."""
    world = begun(WHOLE, start=f"{day} {hour}:00")
    prices = world.seen().prices
    assert (prices.price, prices.level, prices.blocks[0].name) == (Decimal(price), level, name)
    assert prices.blocks[0].price == prices.price


def test_the_coming_prices_cross_into_another_season() -> None:
    """C1FR32f"""
    world = begun(WHOLE, start="2026-10-01 01:00")  # 6 PM of the last day of summer
    blocks = world.seen().prices.blocks
    assert [(block.name, block.price) for block in blocks] == [
        ("on-peak", Decimal("0.58")),
        ("off-peak", Decimal("0.34")),
        ("winter", Decimal("0.25")),
    ]
    assert [block.end for block in blocks[:2]] == [utc("2026-10-01 04:00"), utc("2026-10-01 07:00")]
    assert world.seen().prices.until == utc("2026-10-01 04:00")


def test_a_coming_price_is_judged_beside_its_own_day() -> None:
    """C1FR32f: 42 cents on Saturday are high beside a weekend's mean, though they would not be on a working day."""
    plan = replace(
        WHOLE,
        times_of_use=tuple(
            replace(time, prices=(Decimal("0.42"),)) if time.name == "mid-peak" else time for time in WHOLE.times_of_use
        ),
    )
    world = begun(plan, start="2026-07-10 21:00")  # Friday, 2 PM
    friday, saturday = (
        next(block for block in world.seen().prices.blocks if block.name == name) for name in ("on-peak", "mid-peak")
    )
    assert (friday.level, saturday.level) == (PriceLevel.HIGH, PriceLevel.HIGH)
    weekday_mean = (19 * Decimal("0.34") + 5 * Decimal("0.58")) / 24
    assert Decimal("0.42") < weekday_mean * Decimal("1.15")  # beside Friday's mean it would be normal


# Critical peaks of the plan

SMART = replace(
    SAMPLE,
    times_of_use=(),
    tiers=(TariffTier(None, Decimal("0.20")),),
    seasons=(Season("summer", 6), Season("winter", 10)),
    critical_peak=CriticalPeak(Decimal("0.60"), Decimal("0.024"), "summer"),
)
EVENT = LoadControl(METER, 9, DeviceClass.HVAC, 0, utc("2026-07-01 10:05"), 30, 2, cooling_offset_centi_c=220)


def test_an_event_without_a_price_costs_what_the_plan_adds_and_the_rest_is_credited() -> None:
    """C1FR34a, C1FR32e: 60 cents more in its half hour, 2.4 cents less outside of it."""
    world = begun(SMART, start="2026-07-01 10:00")
    world.use(100, 60)
    world.hear(EVENT)
    soon = world.seen().prices
    assert (soon.price, soon.until) == (Decimal("0.20"), utc("2026-07-01 10:05"))
    assert [(block.price, block.level) for block in soon.blocks[:2]] == [
        (Decimal("0.20"), PriceLevel.NORMAL),
        (Decimal("0.80"), PriceLevel.CRITICAL),
    ]
    for minute in range(59):
        world.use(100, 60)
        if minute == 10:
            assert (world.seen().prices.price, world.seen().prices.is_event) == (Decimal("0.80"), True)
    assert world.costs.events == 3 * Decimal("0.60")
    assert world.costs.credits == -3 * Decimal("0.024")
    bill = check(world)
    assert (bill.events_cost, bill.credits_cost) == (Decimal("1.80"), Decimal("-0.07"))
    (event,) = (line for line in bill.lines if line.kind is LineKind.EVENT)
    assert (event.energy_wh, event.price) == (3_000, Decimal("0.60"))


def test_a_plan_that_knows_critical_peaks_finds_those_that_were() -> None:
    """users.md 2: corrected from the day before on, the event of today costs what the plan adds."""
    world = begun(replace(SMART, critical_peak=None), start="2026-07-01 10:00")
    world.hear(EVENT)
    for _ in range(60):
        world.use(100, 60)
    assert world.costs.events == 0
    world.hear(SaveRates(replace(SMART, starts=date(2026, 7, 1))))
    assert abs(world.costs.events - 3 * Decimal("0.60")) <= Decimal("0.002")  # shared by time in rows that were whole
    check(world)
    world.flush()
    events = world.costs.events
    world.kill()
    assert world.costs.events == events


# Projection


def test_a_projection_is_charged_as_the_bill_will_be_and_says_its_reason() -> None:
    """users.md 7, X-PROJECTED: none before five complete days; then the tiers, charges and taxes of the whole bill."""
    plan = replace(BASELINE, taxes=(Tax("City", percent=Decimal(10)),), fixed_per_month=Decimal(20))
    world = begun(plan)
    for day in range(5):
        assert (world.seen().bill.complete_days, world.seen().bill.projection) == (day, None)
        quarters(world, 96, 20)
    bill = world.seen().bill
    projection = bill.projection
    assert projection is not None
    assert (projection.complete_days, projection.mean_day_wh, projection.left_days) == (5, 1_920, 26)
    assert projection.likely_wh == 31 * 1_920
    assert projection.low == projection.likely == projection.high  # each day was the same
    energy = 31 * Decimal("0.20") + (Decimal("1.92") * 31 - 31) * Decimal("0.30")
    assert projection.likely == cents(energy) + 20 + cents(31 * Decimal("0.49")) + cents(
        (cents(energy) + 20 + cents(31 * Decimal("0.49"))) / 10
    )


def test_a_projection_knows_that_the_season_will_change() -> None:
    """X-PROJECTED: the dear days are over when winter comes."""
    world = begun(replace(WHOLE, fixed_per_month=Decimal(0), taxes=(), baseline_credit=Decimal(0)))
    world.hear(SetBillDay(25))
    world = begun(world.tariff, start="2026-09-16 07:00")
    world.hear(StartBill(date(2026, 9, 16)))
    quarters(world, 96 * 5, 100)
    bill = world.seen().bill
    assert bill.projection is not None
    assert bill.used_wh is not None
    assert bill.total is not None
    left_wh = bill.projection.likely_wh - bill.used_wh
    by_now = bill.total * left_wh / bill.used_wh
    assert bill.projection.likely - bill.total < by_now * Decimal("0.85")


@pytest.mark.parametrize("name", tariffs.names())
def test_every_sample_runs(name: str) -> None:
    """C1FR34b: the bill of a day, its projection, its price now."""
    world = begun(parse(tariffs.read(name)), start="2026-06-28 07:00")
    quarters(world, 96 * 9, 250)
    bill = check(world)
    assert bill.energy_cost > 0
    assert world.seen().prices.price in {block.price for block in world.seen().prices.blocks}
    quarters(world, 96, 250)
    projection = world.seen().bill.projection
    assert projection is not None
    assert 0 < check(world).total <= projection.likely  # type: ignore[operator] # it is known
