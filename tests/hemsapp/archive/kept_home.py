"""A home whose accounts a test lays down by hand, and asks."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from devices.moment import Moment
from hemsapp.archive import answer
from hemsapp.archive.kept import Source
from hemsapp.domain.facts import Costs, Fact, Interval, Quality
from hemsapp.effects import Record
from hemsapp.questions import Question
from hemsapp.rates import TariffVersion
from hemsapp.store import Store
from tests.hemsapp.domain.world import SAMPLE, ZONE

A = TypeVar("A")
HERE = ZoneInfo(ZONE)


def local(text: str) -> datetime:
    """Local time as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=HERE).astimezone(UTC)


def row(
    start: datetime,
    wh: int,
    *,
    length_s: int = 900,
    received_wh: int = 0,
    price: str | None = None,
    version: int | None = 1,
    cost: str = "0",
) -> Interval:
    """A row of the ledger; `cost` is all of what it costs."""
    return Interval(
        start, length_s, wh, received_wh, wh, received_wh, None, None, Quality.MEASURED, version,
        None if price is None else Decimal(price), Costs(tier=Decimal(cost)),
    )  # fmt: skip


def quarters(day: date, wh: int, *, cost: str = "0.05", count: int | None = None) -> list[Interval]:
    """Every quarter-hour of a local day (or the first `count`), with so much energy each."""
    start, end = (local(f"{each}T00:00") for each in (day, day + timedelta(days=1)))
    number = (end - start) // timedelta(minutes=15) if count is None else count
    return [row(start + timedelta(minutes=15) * each, wh, cost=cost) for each in range(number)]


class KeptHome:
    """A store, and the archive's answers at `now`."""

    def __init__(self, folder: Path, now: datetime, tariff: TariffVersion = SAMPLE) -> None:
        self.now = now
        self.store = Store(folder / "home.db", ZONE)
        self.source = Source(self.store.path, ZONE, tariff)
        self.seconds = 0.0

    def keep(self, *facts: Fact) -> None:
        """Record them, durably."""
        self.seconds += 1
        self.store.record(Record(facts, is_urgent=True), Moment(self.now, self.seconds))
        self.store.catch_up(Moment(self.now, self.seconds))

    def ask(self, question: Question, kind: type[A]) -> A:
        """The answer, which is of that class."""
        found = answer(self.source, question, self.now)
        assert isinstance(found, kind), found
        return found
