"""A home whose history is on disk, for works that take it out, bring it in, or copy it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from devices.moment import Moment
from hemsapp.archive.kept import Source
from hemsapp.domain.facts import Costs, Fact, Interval, Quality
from hemsapp.effects import Record
from hemsapp.rates import TariffVersion
from hemsapp.store import Store
from hemsapp.work import Task
from hemsapp.works.contract import Outcome, Surroundings, WorkFunction
from tests.hemsapp.domain.world import SAMPLE, ZONE, utc

NOW = utc("2026-07-20 19:00")
FIRST = utc("2026-07-13 07:00")  # local midnight
QUARTER = timedelta(minutes=15)


@dataclass
class KeptHome:
    """A store in a folder, and the works in it."""

    folder: Path
    zone: str = ZONE
    tariff: TariffVersion = SAMPLE
    now: datetime = NOW
    private: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.files = self.folder / "files"
        self.store = Store(self.folder / "home.db", self.zone)
        self.keep(self.tariff)

    @property
    def source(self) -> Source:
        return Source(self.store.path, self.zone, self.tariff, 13, self.files, private=self.private)

    def keep(self, *facts: Fact) -> None:
        self.store.record(Record(tuple(facts), is_urgent=True), Moment(self.now, 1000.0))

    def live(self, intervals: Iterable[Interval]) -> None:
        """That was counted."""
        self.keep(*intervals)
        self.store.catch_up(Moment(self.now, 1000.0))

    def do(self, work: WorkFunction, task: Task, steps: list[tuple[int, int]] | None = None) -> Outcome:
        told: list[tuple[int, int]] = [] if steps is None else steps
        return work(Surroundings(self.source, self.now), task, lambda done, total: told.append((done, total)))

    def close(self) -> None:
        self.store.close()


def interval(
    start: datetime,
    delivered_wh: int,
    received_wh: int = 0,
    *,
    length_s: int = 900,
    quality: Quality = Quality.MEASURED,
    price: Decimal | None = None,
    costs: Costs | None = None,
) -> Interval:
    """An interval as the ledger records it, priced plainly unless `costs` are given."""
    paid = costs or Costs(tier=Decimal("0.17") * delivered_wh / 1000, sold=-Decimal("0.065") * received_wh / 1000)
    is_profile = quality is Quality.PROFILE
    return Interval(
        start=start,
        length_s=length_s,
        delivered_wh=delivered_wh,
        received_wh=received_wh,
        measured_delivered_wh=0 if is_profile else delivered_wh,
        measured_received_wh=0 if is_profile else received_wh,
        profile_delivered_wh=delivered_wh if is_profile else None,
        profile_received_wh=received_wh if is_profile else None,
        quality=quality,
        rate_version=1,
        price=price,
        costs=paid,
    )


def quarters(start: datetime, values_wh: Sequence[int]) -> list[Interval]:
    """Quarter-hours from `start` on."""
    return [interval(start + QUARTER * n, value) for n, value in enumerate(values_wh)]
