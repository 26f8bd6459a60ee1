"""Re-rating: one button, the difference told, the old version kept (users.md 2), all of it or nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from devices.messages import IntervalChannel
from devices.moment import Moment
from hemsapp import database, rollups
from hemsapp.archive.kept import Archive
from hemsapp.archive.statements import bill_between
from hemsapp.archive.uses import kept_uses, peaks
from hemsapp.commands import SaveRates, SetBillDay, StartBill
from hemsapp.domain.billing.statement import statement
from hemsapp.domain.days import HomeZone
from hemsapp.domain.facts import ClosedBill, Costs, Gap, Interval, Preference
from hemsapp.effects import DoWork, Record
from hemsapp.engine import Engine, Settings
from hemsapp.questions import BillsShown, BillsWanted
from hemsapp.rates import Baseline, CriticalPeak, Season, TariffTier, TariffVersion, Tax, TimeOfUse
from hemsapp.units import cents
from hemsapp.work import Task, WorkEnded, WorkKind
from hemsapp.works.contract import Surroundings, WorkRefused, WorkStopped
from hemsapp.works.re_rate import owed_re_rating, re_rate
from tests.hemsapp.archive.kept_home import KeptHome, local, quarters, row
from tests.hemsapp.archive.test_history import event
from tests.hemsapp.domain.billing.straightforward import Straightforward
from tests.hemsapp.domain.world import SAMPLE, ZONE

FIRST, TODAY = date(2026, 2, 1), date(2026, 7, 13)
NOW = local("2026-07-13T17:00")
A_DAY = timedelta(days=1)
WRONG = replace(SAMPLE, version=1, starts=FIRST)
RIGHT = TariffVersion(
    version=2,
    starts=date(2026, 3, 10),
    name="What the utility says",
    source="its letter",
    is_sample=False,
    tiers=(TariffTier(None, Decimal("0.20"), 100, (Decimal("0.25"), Decimal("0.2"))), TariffTier(None, Decimal("0.4"))),
    times_of_use=(TimeOfUse(0, Decimal(0)), TimeOfUse(960, Decimal("0.11"), "Peak", "summer")),
    fixed_per_day=Decimal("0.31"),
    sold_price=Decimal("0.05"),
    seasons=(Season("summer", 6), Season("winter", 10)),
    baseline=Baseline("Coastal", (4_000, 3_000)),
    taxes=(Tax("City", percent=Decimal(5)),),
)
TASK = Task(WorkKind.RE_RATE, start=RIGHT.starts)


def no_progress(_done: int, _total: int) -> None:
    return None


def days(first: date, end: date, step: int = 1) -> Iterator[date]:
    for each in range(0, (end - first).days, step):
        yield first + timedelta(days=each)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KeptHome]:
    """Energy of every fifth day from February on, a gap and something sold; rated wrongly since March."""
    kept = KeptHome(tmp_path, NOW)
    rows = [each for day in days(FIRST, TODAY, 5) for each in quarters(day, 90)]
    rows.append(row(local("2026-04-15T12:00"), 0, received_wh=4000))
    gap = Gap(IntervalChannel.DELIVERED, local("2026-03-20T15:07"), 7200, 5000, 5000, 1, None, Costs())
    kept.keep(WRONG, *rows, gap)
    kept.keep(RIGHT)
    yield kept
    kept.store.close()


def around(home: KeptHome) -> Surroundings:
    return Surroundings(home.source, home.now)


def everything(home: KeptHome) -> list[tuple[object, ...]]:
    with Archive(home.source, home.now) as archive:
        return [
            tuple(each)
            for table in ("intervals", "gaps", "hours", "days", "closed_bills", "tariffs")
            for each in archive.rows(f"SELECT * FROM {table} ORDER BY 1, 2")
        ]


def rows_of(home: KeptHome) -> tuple[Interval, ...]:
    return home.store.intervals(local("2026-01-01T00:00"), NOW)


def test_what_was_used_since_then_is_charged_by_the_corrected_rates(home: KeptHome) -> None:
    """users.md 2, C1FR34a: each row of the older bills, and what a straightforward reckoning makes of them."""
    told = re_rate(around(home), TASK, no_progress)
    for each in rows_of(home):
        is_old = each.start < local("2026-06-01T00:00")  # the engine keeps the bills from June on in step itself
        assert each.rate_version == (2 if local("2026-03-10T00:00") <= each.start and is_old else 1)
    with Archive(home.source, home.now) as archive:
        closed = {bill.start: bill for bill in archive.select(ClosedBill)}
        assert list(closed) == [date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)]
        assert len(archive.tariffs.versions) == 2
        uses = kept_uses(archive, 0, 1 << 40, peaks(archive))
        in_may = [use for each in uses for use in each.uses if local("2026-05-01T00:00").timestamp() <= use.start_s]
    plain = Straightforward(ZONE, [WRONG, RIGHT], date(2026, 5, 1), date(2026, 6, 1))
    for use in in_may:
        if use.start_s < local("2026-06-01T00:00").timestamp():
            plain.take(use)
    assert sum(line.amount for line in closed[date(2026, 5, 1)].lines) == sum(line.amount for line in plain.lines())
    assert closed[date(2026, 3, 1)].not_itemised_wh == 5000
    assert closed[date(2026, 5, 1)].taxes > 0
    assert "5 bills from 2026-03-01 on: $" in told.sentence


def test_the_sums_of_hours_and_days_are_those_of_their_rows(home: KeptHome) -> None:
    """users.md 2: history shows what the bill shows."""
    re_rate(around(home), TASK, no_progress)
    by_day: dict[date, Costs] = {}
    by_hour: dict[datetime, Costs] = {}
    for each in rows_of(home):
        day = HomeZone(ZONE).local(int(each.start.timestamp())).date()
        hour = each.start.replace(minute=0)
        by_hour[hour] = by_hour.get(hour, Costs()).plus(each.costs)
        by_day[day] = by_day.get(day, Costs()).plus(each.costs)
    assert {day.date: day.total.costs for day in home.store.days(FIRST, TODAY)} == by_day
    hours = home.store.hours(datetime(2026, 1, 1, tzinfo=UTC), NOW)
    assert {hour.start: hour.costs for hour in hours} == by_hour


def test_the_difference_is_that_of_the_bills(home: KeptHome) -> None:
    """users.md 2: before and after, to the cent, all versions kept."""
    told = re_rate(around(home), TASK, no_progress).sentence
    before = after = Decimal(0)
    with Archive(home.source, home.now) as archive:
        kept = list(kept_uses(archive, 0, 1 << 40, peaks(archive)))
    for month in range(3, 8):
        start, end = date(2026, month, 1), date(2026, month + 1, 1)
        for versions in ([WRONG], [WRONG, RIGHT]):
            uses = (use for each in kept for use in each.uses)
            total = statement(HomeZone(ZONE), versions, start, end, uses, through=min(TODAY, end - A_DAY)).total
            before, after = (before + total, after) if len(versions) == 1 else (before, after + total)
    change = f"${abs(after - before):,.2f} {'more' if after > before else 'less'}"
    assert told == f"5 bills from 2026-03-01 on: ${before:,.2f} before, ${after:,.2f} now, {change}."


def test_a_work_that_is_stopped_or_fails_changes_nothing_and_is_owed(
    home: KeptHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill in the middle leaves no half: it is done at the next start."""
    was = everything(home)

    def stop(done: int, _total: int) -> None:
        if done == 3:
            raise WorkStopped

    with pytest.raises(WorkStopped):
        re_rate(around(home), TASK, stop)
    assert everything(home) == was

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(rollups, "refresh", killed)
        with pytest.raises(KeyboardInterrupt):
            re_rate(around(home), TASK, no_progress)
    assert everything(home) == was
    owed = owed_re_rating(around(home))
    assert owed == Task(WorkKind.RE_RATE, start=date(2026, 3, 13))  # the first day of it with any energy
    re_rate(around(home), owed, no_progress)
    assert owed_re_rating(around(home)) is None


def test_events_that_were_not_known_to_cost_more_are_found_in_rows_that_were_whole(home: KeptHome) -> None:
    """C1FR34a: half an hour from 10:05 on, by time: 180 of the Wh of three rows, at 60 cents more."""
    peak = event(9, local("2026-04-02T10:05"), 1, None, duration_minutes=30)
    home.keep(peak, replace(RIGHT, version=3, critical_peak=CriticalPeak(Decimal("0.60"))))
    re_rate(around(home), TASK, no_progress)
    (day,) = home.store.days(date(2026, 4, 2), date(2026, 4, 3))
    assert day.total.costs.events == Decimal("0.60") * 180 / 1000


def test_twice_is_as_good_as_once(home: KeptHome) -> None:
    re_rate(around(home), TASK, no_progress)
    once = everything(home)
    re_rate(around(home), TASK, no_progress)
    assert everything(home) == once


def test_energy_that_changed_meanwhile_is_left_alone(home: KeptHome, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine, or a person, may have said something newer."""
    start = local("2026-04-02T12:00")
    real = database.connect

    def amended(path: Path) -> object:
        home.keep(row(start, 7, cost="0.01"))
        return real(path)

    monkeypatch.setattr(database, "connect", amended)
    home.keep(row(start, 9))
    re_rate(around(home), TASK, no_progress)
    (found,) = home.store.intervals(start, start + timedelta(minutes=15))
    assert (found.delivered_wh, found.costs) == (7, Costs(tier=Decimal("0.01")))


def test_bills_follow_the_day_that_was_set(home: KeptHome) -> None:
    """users.md 3: the period is that of the read dates."""
    home.keep(Preference("bill_day", "20"))
    told = re_rate(around(home), TASK, no_progress)
    with Archive(home.source, home.now) as archive:
        assert [bill.start for bill in archive.select(ClosedBill)] == [date(2026, month, 20) for month in range(2, 5)]
    assert told.sentence.startswith("5 bills from 2026-02-20 on")


def test_a_read_date_of_long_ago_moves_the_tiers_of_the_bills_beside_it(home: KeptHome) -> None:
    """users.md 3, C1FR35: those bills alone, by the same rates; what was closed on other dates is not shown."""
    home.keep(Preference("bill_day", "1"))
    re_rate(around(home), TASK, no_progress)
    engine = Engine(Settings(ZONE, WRONG), home.store.restore(home.now))
    at = Moment(home.now, 1000.0)
    effects = [*engine.start(at), *engine.receive(StartBill(date(2026, 4, 18)), at)]
    home.keep(*(fact for each in effects if isinstance(each, Record) for fact in each.facts))
    (task,) = (each.task for each in effects if isinstance(each, DoWork))
    assert task == Task(WorkKind.RE_RATE, start=date(2026, 4, 17), end=date(2026, 6, 1))
    told = re_rate(around(home), task, no_progress)
    bills = home.ask(BillsWanted(), BillsShown).bills
    dates = [(bill.start, bill.end) for bill in bills if bill.start.month in {3, 4, 5}]
    assert dates == [
        (date(2026, 4, 18), date(2026, 6, 1)),  # the first of May is too near to be another reading
        (date(2026, 4, 1), date(2026, 4, 18)),
        (date(2026, 3, 1), date(2026, 4, 1)),
    ]
    with Archive(home.source, home.now) as archive:
        kept = {(bill.start, bill.end): bill for bill in archive.select(ClosedBill)}
        assert all(kept[each].lines == bill_between(archive, *each).lines for each in dates)
    total = sum(sum(line.amount for line in kept[each].lines) for each in dates[:2])
    assert told.sentence == f"2 bills from 2026-04-01 on, by the dates that hold now: ${total:,.2f}."


def test_another_usual_day_cuts_all_bills_anew(home: KeptHome) -> None:
    """users.md 3, C1FR35"""
    re_rate(around(home), TASK, no_progress)
    engine = Engine(Settings(ZONE, WRONG), home.store.restore(home.now))
    at = Moment(home.now, 1000.0)
    effects = [*engine.start(at), *engine.receive(SetBillDay(20), at)]
    home.keep(*(fact for each in effects if isinstance(each, Record) for fact in each.facts))
    (task,) = (each.task for each in effects if isinstance(each, DoWork))
    assert task is not None
    re_rate(around(home), task, no_progress)
    with Archive(home.source, home.now) as archive:
        kept = {(bill.start, bill.end): bill for bill in archive.select(ClosedBill)}
        for bill in home.ask(BillsWanted(), BillsShown).bills:
            rows = [each for each in rows_of(home) if bill.start <= archive.date_of(each.start) < bill.end]
            gaps = archive.select(Gap) if bill.start == date(2026, 3, 20) else ()
            assert kept[bill.start, bill.end].costs == sum_of_costs([*rows, *gaps])


def test_without_history_there_is_nothing_to_do(tmp_path: Path) -> None:
    empty = KeptHome(tmp_path, NOW)
    with pytest.raises(WorkRefused, match="no history"):
        re_rate(around(empty), TASK, no_progress)
    assert owed_re_rating(around(empty)) is None
    empty.store.close()


def test_what_published_prices_made_is_kept(home: KeptHome) -> None:
    published = replace(
        row(local("2026-04-03T12:00"), 1000, version=None, price="0.5"), costs=Costs(published=Decimal("0.5"))
    )
    home.keep(published)
    re_rate(around(home), TASK, no_progress)
    (found,) = home.store.intervals(published.start, published.start + timedelta(minutes=15))
    assert found == published
    assert cents(found.costs.published) == Decimal("0.50")


def test_the_engine_and_the_work_share_all_of_history_between_them(home: KeptHome) -> None:
    """users.md 2, C1FR34a: one command, and every row since then is rated by the corrected version, each once."""
    home.keep(replace(RIGHT, version=2, starts=date(2030, 1, 1)))  # it was saved for a day to come, by mistake
    engine = Engine(Settings(ZONE, WRONG), home.store.restore(home.now))
    at = Moment(home.now, 1000.0)
    tasks = []
    for effect in [*engine.start(at), *engine.receive(SaveRates(RIGHT), at)]:
        if isinstance(effect, Record):
            home.store.record(effect, at)
        if isinstance(effect, DoWork):
            tasks.append(effect.task)
    (task,) = tasks
    assert task is not None
    told = re_rate(around(home), task, no_progress)
    for effect in engine.receive(WorkEnded(task, told.sentence), at):
        assert isinstance(effect, Record)
        home.store.record(effect, at)
    assert {each.rate_version for each in rows_of(home)} == {1, 3}
    assert all((each.rate_version == 3) == (each.start >= local("2026-03-10T00:00")) for each in rows_of(home))
    assert owed_re_rating(around(home)) is None
    with Archive(home.source, home.now) as archive:
        closed = archive.select(ClosedBill, "ORDER BY start")
        assert [bill.start.month for bill in closed] == [3, 4, 5, 6]
        for bill in closed:
            assert bill.lines == bill_between(archive, bill.start, bill.end).lines
            rows = [each for each in rows_of(home) if bill.start <= archive.date_of(each.start) < bill.end]
            gaps = archive.select(Gap) if bill.start.month == 3 else ()
            assert bill.costs == sum_of_costs([*rows, *gaps])
    work = engine.snapshot(at).work
    assert work is not None
    assert work.result.startswith("5 bills from 2026-03-01 on: $")


def sum_of_costs(entries: list[Interval | Gap]) -> Costs:
    total = Costs()
    for each in entries:
        total = total.plus(each.costs)
    return total
