"""Bills from what is kept: every line traced down to intervals and a rate version, exactly; a stretch; a preview."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from devices.messages import IntervalChannel
from hemsapp.domain.facts import ClosedBill, Costs, Fact, Gap, ReadDate
from hemsapp.domain.tariff import parse
from hemsapp.questions import (
    BillsShown,
    BillsWanted,
    PreviewShown,
    PreviewWanted,
    StatementWanted,
    StretchShown,
    StretchWanted,
    TraceShown,
    TraceWanted,
    Unanswered,
)
from hemsapp.rates import CriticalPeak, TariffTier, TariffVersion, Tax
from hemsapp.snapshot.home import PriceLevel
from hemsapp.statement import BillLine, LineKind, Statement
from hemsapp.units import cents
from resources import tariffs
from tests.hemsapp.archive.kept_home import HERE, KeptHome, local, quarters, row
from tests.hemsapp.archive.test_history import event
from tests.hemsapp.domain.billing.random_plans import plan

START, END = date(2026, 6, 12), date(2026, 7, 12)
NOW = local("2026-07-14T18:07")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KeptHome]:
    made = KeptHome(tmp_path, NOW)
    made.keep(ReadDate(START), ReadDate(END))
    yield made
    made.store.close()


def lived(random: Random) -> Iterator[Fact]:
    """A bill's rows: events with a price cut them, for two days the meter's prices held, a silence is not itemised."""
    for number in range((END - START).days):
        day = START + timedelta(days=number)
        for each in quarters(day, 0):
            wh, sold_wh = random.randrange(900), random.choice([0, 0, 7])
            if number in {20, 21}:
                yield row(each.start, wh, version=None, price="0.3", received_wh=sold_wh)
            elif number in {5, 12} and 64 <= (each.start - local(f"{day}T00:00")) // timedelta(minutes=15) < 76:
                yield row(each.start, wh, price="0.62")
            elif not (number == 9 and each.start < local(f"{day}T06:00")):
                yield row(each.start, wh, received_wh=sold_wh)
        if number in {5, 12}:
            yield event(number, local(f"{day}T16:00"), 3)
    silent = local(f"{START + timedelta(days=9)}T00:00")
    yield Gap(IntervalChannel.DELIVERED, silent, 6 * 3600, 4321, 4321, 1, None, Costs())


def rich(version: TariffVersion) -> TariffVersion:
    """The plan with everything that makes a line."""
    return TariffVersion(
        **{
            **{name: getattr(version, name) for name in version.__slots__},
            "starts": date(2020, 1, 1),
            "critical_peak": version.critical_peak or CriticalPeak(Decimal("0.60"), Decimal("0.03")),
            "taxes": (Tax("utility users tax", percent=Decimal("7.5")), Tax("state", price=Decimal("0.0003"))),
            "minimum_per_day": Decimal(9),
            "fixed_per_month": Decimal("3.10"),
        }
    )


def assert_traced(home: KeptHome, line: BillLine) -> None:
    by_day = home.ask(TraceWanted(START, END, line), TraceShown)
    assert cents(by_day.exact) == line.amount, line
    assert {each.version for each in by_day.rows} == {line.version}
    if line.energy_wh is not None:
        assert sum(each.energy_wh for each in by_day.rows) == line.energy_wh, line
    first = by_day.rows[0]
    if first.energy_wh:
        within = home.ask(TraceWanted(START, END, line, first.start.astimezone(HERE).date()), TraceShown)
        assert sum((each.cost for each in within.rows), Decimal(0)) == first.cost == within.exact
        assert sum(each.energy_wh for each in within.rows) == first.energy_wh


@pytest.mark.parametrize("name", tariffs.names())
def test_every_line_of_a_bill_is_traced_to_intervals_and_a_rate_version(home: KeptHome, name: str) -> None:
    """Every displayed dollar drills down, and what it is made of sums to it exactly (users.md 5)."""
    version = rich(parse(tariffs.read(name)))
    home.keep(version, *lived(Random(name)))
    made = home.ask(StatementWanted(START, END), Statement)
    assert made.total == sum(line.amount for line in made.lines)
    assert {LineKind.PUBLISHED, LineKind.EVENT, LineKind.TAX, LineKind.FIXED} <= {line.kind for line in made.lines}
    assert (made.not_itemised_wh, made.first_unknown) == (4321, None)
    for line in made.lines:
        assert_traced(home, line)


@pytest.mark.parametrize("seed", range(3))
def test_so_is_every_line_by_any_plan_and_over_a_change_of_plans(home: KeptHome, seed: int) -> None:
    random = Random(seed)
    home.keep(plan(random, 1, date(2020, 1, 1)), plan(random, 2, START + timedelta(days=13)), *lived(random))
    made = home.ask(StatementWanted(START, END), Statement)
    for line in made.lines:
        assert_traced(home, line)


def flat(price: str, version: int = 1) -> TariffVersion:
    return TariffVersion(
        version, date(2020, 1, 1), "flat", "a test", is_sample=False, tiers=(TariffTier(None, Decimal(price)),),
        times_of_use=(), fixed_per_day=Decimal("0.10"),
    )  # fmt: skip


def test_a_running_bill_has_the_charges_of_its_days_so_far(home: KeptHome) -> None:
    home.keep(flat("0.20"), *quarters(END, 100), *quarters(END + timedelta(days=1), 100))
    made = home.ask(StatementWanted(END, END + timedelta(days=30)), Statement)
    assert [(line.kind, line.amount, line.days) for line in made.lines] == [
        (LineKind.ENERGY, Decimal("3.84"), None),
        (LineKind.FIXED, Decimal("0.30"), 3),
    ]
    assert made.first_unknown == date(2026, 7, 14)


def test_a_bill_of_impossible_dates_is_refused_with_a_sentence(home: KeptHome) -> None:
    assert home.ask(StatementWanted(END, END), Unanswered).sentence.startswith("A bill ends after")
    assert "400 days" in home.ask(StatementWanted(START, START + timedelta(days=401)), Unanswered).sentence


def test_the_first_day_of_which_energy_is_missing_is_named(home: KeptHome) -> None:
    missing = START + timedelta(days=3)
    home.keep(flat("0.20"))
    for number in range((END - START).days):
        day = START + timedelta(days=number)
        home.keep(*quarters(day, 100, count=90 if day == missing else None))
    assert home.ask(StatementWanted(START, END), Statement).first_unknown == missing


def test_a_quarter_hour_that_a_price_cut_counts_once(home: KeptHome) -> None:
    """Pieces of an event's hours do not hide that an hour of the day is missing."""
    home.keep(flat("0.20"))
    for number in range((END - START).days):
        home.keep(*quarters(START + timedelta(days=number), 100, count=92 if number == 3 else None))
    for each in quarters(START + timedelta(days=3), 50, count=8):
        home.keep(replace(each, length_s=450), row(each.start + timedelta(seconds=450), 50, length_s=450, price="0.62"))
    assert home.ask(StatementWanted(START, END), Statement).first_unknown == START + timedelta(days=3)


def test_closed_bills_come_as_they_were_kept_and_older_ones_are_made_line_by_line(home: KeptHome) -> None:
    line = BillLine(LineKind.ENERGY, Decimal("77.00"), 1, 400_000, Decimal("0.19250"), 1)
    kept = ClosedBill(START, END, 400_000, 0, 0, Costs(tier=Decimal(77)), Decimal(0), Decimal(0), lines=(line,))
    older = ClosedBill(date(2026, 5, 12), START, 96_000, 0, 0, Costs(), Decimal(0), Decimal(0))
    home.keep(flat("0.20"), kept, older)
    for number in range(10):
        home.keep(*quarters(date(2026, 5, 12) + timedelta(days=number), 100))
    newest, oldest = home.ask(BillsWanted(), BillsShown).bills
    assert (newest.start, newest.total, newest.lines) == (START, Decimal("77.00"), (line,))
    assert (oldest.start, oldest.total) == (date(2026, 5, 12), Decimal("19.20") + Decimal("3.10"))
    assert oldest.first_unknown == date(2026, 5, 22)


def test_a_bill_that_was_closed_on_other_dates_is_shown_once_on_its_present_ones(home: KeptHome) -> None:
    """users.md 3, C1FR35: a corrected read date moves energy from one bill to another, it does not double it."""
    wrong = ClosedBill(date(2026, 6, 2), date(2026, 7, 2), 1, 0, 0, Costs(), Decimal(0), Decimal(0))
    home.keep(flat("0.20"), wrong, *quarters(START, 100), *quarters(date(2026, 6, 5), 100))
    bills = home.ask(BillsWanted(), BillsShown).bills
    assert [(bill.start, bill.end, bill.delivered_wh) for bill in bills] == [
        (START, END, 9_600),
        (date(2026, 5, 12), START, 9_600),
    ]


def test_other_rates_are_tried_on_the_last_whole_bill(home: KeptHome) -> None:
    home.keep(flat("0.20"))
    for number in range((END - START).days):
        home.keep(*quarters(START + timedelta(days=number), 100))
    found = home.ask(PreviewWanted(flat("0.30", 2)), PreviewShown)
    assert found.before is not None
    assert found.after is not None
    assert (found.before.start, found.before.end) == (START, END)
    assert (found.before.total, found.after.total) == (Decimal("60.60"), Decimal("89.40"))
    assert found.after.lines[0].version == 2


def test_of_a_young_home_they_are_tried_on_the_running_bill_and_before_any_use_on_none(home: KeptHome) -> None:
    assert home.ask(PreviewWanted(flat("0.30")), PreviewShown) == PreviewShown(None, None)
    home.keep(flat("0.20"), *quarters(END, 100))
    found = home.ask(PreviewWanted(flat("0.30", 2)), PreviewShown)
    assert found.before is not None
    assert found.before.start == END


def test_a_stretch_costs_its_rows_and_the_share_by_time_of_those_it_cuts(home: KeptHome) -> None:
    home.keep(*quarters(END, 100, cost="0.02"))
    noon = local(f"{END}T12:00")
    found = home.ask(StretchWanted(noon, noon + timedelta(hours=1)), StretchShown)
    assert (found.delivered_wh, found.cost, found.level) == (400, Decimal("0.08"), PriceLevel.NORMAL)
    cut = home.ask(StretchWanted(noon, noon + timedelta(minutes=20)), StretchShown)
    assert cut.delivered_wh == 133
    assert cut.cost is not None
    assert cents(cut.cost) == Decimal("0.03")


def test_a_long_stretch_is_the_sum_of_its_days(home: KeptHome) -> None:
    for number in range(10):
        home.keep(*quarters(START + timedelta(days=number), 100, cost="0.02"))
    start = local(f"{START}T06:00")
    found = home.ask(StretchWanted(start, start + timedelta(days=7)), StretchShown)
    assert (found.delivered_wh, found.cost) == (7 * 9600, 7 * 96 * Decimal("0.02"))


def test_a_stretch_that_is_mostly_unknown_has_no_cost(home: KeptHome) -> None:
    home.keep(*quarters(END, 100, count=48))
    noon = local(f"{END}T12:00")
    hour = timedelta(hours=1)
    assert home.ask(StretchWanted(noon - hour, noon + hour), StretchShown).cost is None
    silence = Gap(IntervalChannel.DELIVERED, noon, 7200, 700, 700, 1, None, Costs(tier=Decimal("0.14")))
    home.keep(silence)
    found = home.ask(StretchWanted(noon - hour, noon + hour), StretchShown)
    assert (found.delivered_wh, found.cost) == (750, Decimal("0.27"))
