"""A utility's history comes in: only where nothing was counted here, charged by the kept plans, all or nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from devices.messages import IntervalChannel
from devices.moment import Moment
from hemsapp import rollups
from hemsapp.commands import StartWork
from hemsapp.domain.days import seconds
from hemsapp.domain.entries import DELIVERED
from hemsapp.domain.facts import Costs, Gap, Interval, Preference, Quality
from hemsapp.effects import Record
from hemsapp.engine import Engine, Settings
from hemsapp.rates import TariffVersion
from hemsapp.rows import select
from hemsapp.work import Task, WorkEnded, WorkKind
from hemsapp.works.contract import Outcome, Surroundings, WorkRefused, WorkStopped
from hemsapp.works.exports import export_green_button
from hemsapp.works.imports import import_green_button
from hemsapp.works.re_rate import re_rate
from tests.hemsapp.domain.world import SAMPLE, World, utc
from tests.hemsapp.exchange import feeds
from tests.hemsapp.exchange.feeds import DATA, START, reading
from tests.hemsapp.works.kept_home import FIRST, NOW, QUARTER, KeptHome, interval, quarters

BILL_DAY = Preference("bill_day", "13")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KeptHome]:
    kept = KeptHome(tmp_path / "home")
    kept.keep(BILL_DAY)
    yield kept
    kept.close()


def bring(home: KeptHome, content: str | Path) -> Outcome:
    path = home.folder / "green.xml"
    if isinstance(content, str):
        path.write_text(content)
    else:
        path = content
    return home.do(import_green_button, Task(WorkKind.IMPORT_GREEN_BUTTON, str(path)))


def kept(home: KeptHome) -> tuple[Interval, ...]:
    return select(home.store.database, Interval, "ORDER BY start")


def everything(home: KeptHome) -> dict[str, list[tuple[object, ...]]]:
    db = home.store.database
    return {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in sorted(db.table_names())}


def test_the_public_sample_comes_in_and_is_charged_by_the_kept_plan(home: KeptHome) -> None:
    outcome = bring(home, DATA / "nine-days-hourly.xml")
    assert outcome.sentence == "864 quarter-hours from 2013-12-31 to 2014-01-09 were brought in, 199.6 kWh."
    intervals = kept(home)
    assert len(intervals) == 864
    assert {each.quality for each in intervals} == {Quality.IMPORTED}
    assert sum(each.delivered_wh for each in intervals) == 199_563
    first = intervals[0]
    assert first.costs.tier == SAMPLE.tiers[0].price * first.delivered_wh / 1000
    assert outcome.intervals == ()  # too long ago for the engine's memory
    days = rollups.days(home.store.database, date(2013, 12, 1), date(2014, 2, 1))
    assert sum(day.total.delivered_wh for day in days) == 199_563
    assert sum((day.total.costs.tier for day in days), Decimal(0)) == sum(
        (each.costs.tier for each in intervals), Decimal(0)
    )


def test_an_import_is_charged_as_if_it_had_been_counted_here(home: KeptHome) -> None:
    """Bills hold what is brought in: their tiers are reached earlier, in what was counted after it too."""
    old = FIRST - timedelta(days=180)
    home.live(quarters(old + timedelta(days=2), [2_000] * 96))
    bring(home, feeds.home([reading(int(old.timestamp()) + 900 * n, 2_500) for n in range(96)]))
    charged = [each.costs for each in kept(home)]
    home.do(re_rate, Task(WorkKind.RE_RATE))
    assert [each.costs for each in kept(home)] == charged
    assert len({each.tier / 2 for each in charged[96:]}) > 1  # a tier was crossed within what was counted


def test_what_was_counted_here_stays_and_is_told(home: KeptHome) -> None:
    home.live([interval(FIRST + QUARTER, 7), interval(FIRST + QUARTER * 2, 8, length_s=300)])
    outcome = bring(home, feeds.home([reading(START + 900 * n, 100) for n in range(4)]))
    assert [(each.delivered_wh, each.quality) for each in kept(home)] == [
        (100, Quality.IMPORTED),
        (7, Quality.MEASURED),
        (8, Quality.MEASURED),
        (100, Quality.IMPORTED),
    ]
    assert outcome.sentence.endswith("0.2 kWh. 2 quarter-hours that were counted here stay as they are.")


def test_energy_of_a_silence_is_not_counted_twice(home: KeptHome) -> None:
    gap = Gap(IntervalChannel.DELIVERED, FIRST + QUARTER, 900, 50, 50, 1, None, Costs(tier=Decimal("0.0085")))
    before_us = replace(gap, start=FIRST - timedelta(days=2), length_s=86_400, total_wh=None, left_wh=0)
    home.keep(gap, before_us)
    bring(home, feeds.home([reading(START + 900 * n, 100) for n in range(-96, 3)]))
    assert FIRST + QUARTER not in {each.start for each in kept(home)}
    assert len(kept(home)) == 98


def test_a_file_that_comes_twice_changes_nothing_the_second_time(home: KeptHome) -> None:
    content = feeds.home([reading(START + 900 * n, 100 + n) for n in range(40)])
    bring(home, content)
    before = everything(home)
    assert bring(home, content).sentence == "All of this file was known here already: nothing was changed."
    assert everything(home) == before


@pytest.mark.parametrize(
    "content",
    [
        "not XML",
        feeds.home([reading(START, 5), reading(START + 900, "x")]),
        feeds.home([reading(START, 5), reading(START + 300, 5)]),
        feeds.home([reading(START, 5)])[:-20],
    ],
)
def test_a_hostile_file_changes_nothing(content: str, home: KeptHome) -> None:
    home.live(quarters(FIRST, [5] * 4))
    before = everything(home)
    with pytest.raises(WorkRefused):
        bring(home, content)
    assert everything(home) == before


@pytest.mark.parametrize("stop_at", [0, 60, 95])
def test_an_import_that_is_stopped_changes_nothing(stop_at: int, home: KeptHome) -> None:
    home.live(quarters(FIRST - timedelta(days=30), [5] * 4))
    before = everything(home)
    path = home.folder / "green.xml"
    path.write_text(feeds.home([reading(START + 900 * n, 100) for n in range(40)]))

    def progress(done: int, _: int) -> None:
        if done >= stop_at:
            raise WorkStopped

    with pytest.raises(WorkStopped):
        import_green_button(Surroundings(home.source, NOW), Task(WorkKind.IMPORT_GREEN_BUTTON, str(path)), progress)
    assert everything(home) == before


def test_our_own_export_reads_back_identical(home: KeptHome, tmp_path: Path) -> None:
    """Energy both ways, costs, qualities, events, pieces of quarter-hours, and a turned clock: all come back."""
    spring = utc("2026-03-08 08:00")
    home.live(
        [
            *quarters(spring, [300 + n for n in range(92)]),
            *quarters(FIRST - timedelta(days=3), [1_500] * 96),
            interval(FIRST, 500, 20),
            interval(FIRST + QUARTER, 0, 900),
            interval(FIRST + QUARTER * 2, 111, quality=Quality.PROFILE),
            interval(FIRST + QUARTER * 3, 7, length_s=120),
            interval(FIRST + QUARTER * 3 + timedelta(seconds=120), 93, length_s=780, price=Decimal("0.62345")),
            interval(FIRST + QUARTER * 4, 0, price=Decimal("0.62345")),
            interval(FIRST + QUARTER * 5, 640, price=Decimal("0.62345")),
        ]
    )
    other = KeptHome(tmp_path / "other")
    other.keep(BILL_DAY)
    first = settled_export(home)
    bring(other, first)
    second = settled_export(other)
    assert first.read_bytes() == second.read_bytes()
    assert len(first.read_bytes()) > 50_000
    other.close()


def settled_export(home: KeptHome) -> Path:
    """The export of a home whose bills are rated: older ones by the work, those that it remembers by the engine."""
    home.do(re_rate, Task(WorkKind.RE_RATE))
    engine = Engine(Settings(home.zone, home.tariff, bill_day=13), home.store.restore(home.now))
    engine.start(Moment(home.now, 1000.0))
    engine.snapshot(Moment(home.now, 1000.0))
    home.live(row.fact() for row in engine._home.ledger.rows(0, 1 << 40))
    return Path(home.do(export_green_button, Task(WorkKind.EXPORT_GREEN_BUTTON)).path)


# The engine


def test_the_running_bill_holds_what_was_brought_in_at_once() -> None:
    world = World(utc("2026-07-13 17:00"))
    world.report()
    for _ in range(30):
        world.use(10, 60)
    world.use(1000, 3600)  # a silence
    before = world.seen().bill
    task = Task(WorkKind.IMPORT_GREEN_BUTTON, "/media/stick/green.xml")
    world.hear(StartWork(task))
    brought = tuple(
        replace(interval(utc("2026-07-13 16:00") + QUARTER * n, 250), quality=Quality.IMPORTED, costs=Costs())
        for n in range(4)
    )
    counted, silent = (replace(brought[0], start=utc(f"2026-07-13 {at}")) for at in ("17:15", "18:00"))
    world.hear(WorkEnded(task, "4 quarter-hours were brought in.", intervals=(*brought, counted, silent)))
    after = world.seen().bill
    assert (before.used_wh, after.used_wh) == (1300, 2300)
    assert after.energy_cost == before.energy_cost + Decimal("0.17")
    world.flush()
    kept_rows = {row.start: row for row in world.disk.of(Interval)}
    assert all(kept_rows[each.start].quality is Quality.IMPORTED for each in brought)
    assert kept_rows[brought[0].start].costs.tier == Decimal("0.0425")
    assert kept_rows[counted.start].quality is Quality.MEASURED
    assert silent.start not in kept_rows
    world.kill()
    assert world.seen().bill.used_wh == after.used_wh


def test_what_a_file_told_of_the_time_before_us_the_meter_is_not_asked_for() -> None:
    """Nor are the days before the file taken for known."""
    world = World(utc("2026-07-13 17:00"))
    world.is_meter_answering = False
    world.report()
    world.use(10, 60)
    task = Task(WorkKind.IMPORT_GREEN_BUTTON, "/media/stick/green.xml")
    first = utc("2026-07-10 07:00")
    count = (utc("2026-07-13 17:00") - first) // QUARTER
    brought = tuple(replace(interval(first + QUARTER * n, 50), quality=Quality.IMPORTED) for n in range(count))

    def unknown() -> list[int]:
        return world.engine._home.ledger.unknown(DELIVERED, 0, 1 << 40)

    before = unknown()
    world.hear(StartWork(task))
    world.disk.record(Record(brought, is_urgent=True))  # as the work does
    world.hear(WorkEnded(task, "brought in", intervals=brought))
    after = unknown()
    assert len(before) - len(after) == count
    assert max(after) == seconds(first) - 900
    assert world.engine._home.ledger.known_from_s == seconds(first)
    world.flush()
    world.kill()
    assert unknown() == after


def test_a_plan_is_a_fact_of_this_home_and_no_file_brings_one(home: KeptHome) -> None:
    bring(home, DATA / "half-days-hourly.xml")
    assert len(select(home.store.database, TariffVersion)) == 1
