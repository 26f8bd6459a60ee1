"""The engine and its ledger without a radio: a home-day, and two years of history."""

import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from devices.moment import Moment
from hemsapp.domain.facts import Costs, Interval, Quality, Sample
from hemsapp.effects import Record
from hemsapp.store import Store
from tests.bench.fed_home import ZONE, FedHome, reading
from tests.bench.figure import Figure, percentile

READINGS = 8640
YEARS_DAYS = 731


def a_day_s(*, is_paced: bool) -> tuple[float, list[float]]:
    """Seconds that a day of readings, one each ten seconds, takes through engine and store; and each snapshot, in ms.

    Paced, every commit of a real day is made, one each few seconds; else the day comes as fast as it is taken, as a
    backlog does. A snapshot follows each reading, so nothing that one leaves to the other goes unmeasured.
    """
    snapshots_ms = []
    with tempfile.TemporaryDirectory() as directory:
        home = FedHome(Path(directory))
        readings = [reading(n) for n in range(READINGS)]
        elapsed_s = 0.0
        for n, heard in enumerate(readings):
            at = Moment(home.begin.utc + timedelta(seconds=10 * n), 10.0 * n if is_paced else elapsed_s)
            started_s = time.perf_counter()
            home.hear(heard, at)
            done_s = time.perf_counter()
            home.engine.snapshot(at)
            snapshots_ms.append((time.perf_counter() - done_s) * 1000)
            elapsed_s += done_s - started_s
        started_s = time.perf_counter()
        home.store.close(at)
        elapsed_s += time.perf_counter() - started_s
    return elapsed_s, snapshots_ms


def home_day() -> list[Figure]:
    """One home-day, the median of five; and what a snapshot takes."""
    at_once = [a_day_s(is_paced=False) for _ in range(5)]
    paced = [a_day_s(is_paced=True) for _ in range(5)]
    return [
        Figure(
            "one home-day (8,640 readings) through engine and store",
            sorted(elapsed_s for elapsed_s, _ in at_once)[2],
            "s",
            0.5,
            "median of 5, as a backlog, the last commit and the closing included",
        ),
        Figure(
            "the same with every commit of a real day",
            sorted(elapsed_s for elapsed_s, _ in paced)[2],
            "s",
            2.0,
            "median of 5; a commit each few seconds, a synced one each minute",
        ),
        Figure(
            "a snapshot after a reading, p99",
            percentile([each for _, snapshots_ms in paced for each in snapshots_ms], 0.99),
            "ms",
            1,
            "8,640 in a day, 5 days",
        ),
    ]


def two_years(directory: Path) -> Store:
    """A store with 24 months of quarter-hours on two channels and the raw samples of 45 days at 2 s."""
    store = Store(directory / "home.db", ZONE)
    begin = datetime(2024, 7, 1, 7, tzinfo=UTC)
    for day in range(YEARS_DAYS):
        facts = tuple(
            Interval(
                begin + timedelta(days=day, minutes=15 * n),
                900,
                100 + (day * 31 + n * 17) % 700,
                n % 9,
                100 + (day * 31 + n * 17) % 700,
                n % 9,
                None,
                None,
                Quality.MEASURED,
                1,
                None,
                Costs(tier=Decimal("0.02460") * n, time_of_use=Decimal("-0.00153")),
            )
            for n in range(96)
        )
        store.record(Record(facts, is_urgent=True), Moment(begin + timedelta(days=day), day * 86400.0))
    end = begin + timedelta(days=YEARS_DAYS)
    for day in range(45):
        start = end - timedelta(days=45 - day)
        samples = tuple(
            Sample(start + timedelta(seconds=2 * n), 400 + n % 3000, day * 20_000 + n // 3, n % 50)
            for n in range(43_200)
        )
        for first in range(0, len(samples), 15_000):
            store.record(Record(samples[first : first + 15_000], is_urgent=True), Moment(end, 1e9 + day))
    return store


def query_ms(store: Store, first: date, end: date) -> float:
    """The median of seven times that a history view of these local days takes to read."""
    runs = []
    for _ in range(7):
        started_s = time.perf_counter()
        if (end - first).days == 1:
            begin = datetime(first.year, first.month, first.day, 7, tzinfo=UTC)
            assert len(store.intervals(begin, begin + timedelta(days=1))) == 96
        else:
            assert len(store.days(first, end)) == (end - first).days
        runs.append((time.perf_counter() - started_s) * 1000)
    return sorted(runs)[3]


def history() -> list[Figure]:
    """Two years on disk, and the three history queries."""
    with tempfile.TemporaryDirectory() as directory:
        store = two_years(Path(directory))
        day = query_ms(store, date(2026, 3, 8), date(2026, 3, 9))
        month = query_ms(store, date(2026, 5, 1), date(2026, 6, 1))
        year = query_ms(store, date(2025, 5, 1), date(2026, 6, 1))
        store.close(Moment(datetime(2026, 7, 2, tzinfo=UTC), 2e9))
        megabytes = sum(f.stat().st_size for f in Path(directory).iterdir() if "reserve" not in f.name) / 1e6
    return [
        Figure(
            "24 months of history on disk", megabytes, "MB", 300, "quarter-hours of two years, 45 days of 2 s samples"
        ),
        Figure("query: one day", day, "ms", 50, "96 intervals, median of 7"),
        Figure("query: one month", month, "ms", 50, "31 local days, median of 7"),
        Figure("query: thirteen months", year, "ms", 50, "396 local days, median of 7"),
    ]
