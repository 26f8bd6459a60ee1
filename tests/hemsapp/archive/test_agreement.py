"""The number on the wall and the kept accounts agree: what a page asks for is what the home says, to the cent."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from devices.messages import DeviceKind, DeviceReady, Message, MeterDescribed, PricePublished, Reading
from devices.moment import Moment
from hemsapp.archive import answer
from hemsapp.archive.kept import Source
from hemsapp.commands import AmendHistory, ChoosePriceSource, Command, PriceSource, StartBill, UndoAmendment
from hemsapp.domain.tariff import parse
from hemsapp.effects import Record
from hemsapp.engine import Engine, Settings
from hemsapp.questions import HistoryShown, HistoryWanted, Question, Scale, StatementWanted
from hemsapp.snapshot import Snapshot
from hemsapp.statement import Statement
from hemsapp.store import Store
from hemsapp.units import cents
from resources import tariffs
from tests.hemsapp.domain.world import METER, ZONE

BEGIN = datetime(2026, 7, 13, 7, tzinfo=UTC)  # local midnight


class LivingHome:
    """An engine over a real store, fed by hand, killed and started again."""

    def __init__(self, folder: Path, plan: str) -> None:
        self.tariff = parse(tariffs.read(plan))
        self.path = folder / "home.db"
        self.at = Moment(BEGIN, 100.0)
        self.register_wh, self.received_wh = 1_000_000, 0
        self.store = Store(self.path, ZONE)
        self.boot()

    def boot(self) -> None:
        self.engine = Engine(Settings(ZONE, self.tariff), self.store.restore(self.at.utc))
        self._perform(self.engine.start(self.at))
        self.tell(DeviceReady(METER, DeviceKind.METER_GATEWAY, "sim", "esi"))
        self.tell(MeterDescribed(METER, "1", 1, 1000, 2**48))

    def kill(self) -> None:
        """The process dies with whatever was not committed, and starts again."""
        self.store._samples.clear()
        self.store._waiting.clear()
        self.store.close()
        self.store = Store(self.path, ZONE)
        self.boot()

    def tell(self, thing: Message | Command) -> None:
        self._perform(self.engine.receive(thing, self.at))

    def live(self, minutes: int, watts: int, *, sold_wh: int = 0) -> None:
        """Readings each minute or two."""
        for step in [2] * (minutes // 2) + [1] * (minutes % 2):
            self.pass_time(step, watts, sold_wh=sold_wh if step == 2 else 0)

    def pass_time(self, minutes: int, watts: int, *, is_heard: bool = True, sold_wh: int = 0) -> None:
        self.register_wh += watts * minutes // 60
        self.received_wh += sold_wh
        self.at = Moment(self.at.utc + timedelta(minutes=minutes), self.at.monotonic_s + 60.0 * minutes)
        if is_heard:
            self.tell(Reading(METER, self.register_wh, self.received_wh, demand_w=watts))
            self._perform(self.engine.wake(self.at))

    def _perform(self, effects: object) -> None:
        for effect in effects:  # type: ignore[attr-defined] # effects of any kind
            if isinstance(effect, Record):
                self.store.record(effect, self.at)

    def seen(self) -> Snapshot:
        return self.engine.snapshot(self.at)

    def ask(self, question: Question) -> object:
        self._perform(self.engine.flush())
        self.store.catch_up(self.at)
        return answer(Source(self.path, ZONE, self.tariff), question, self.at.utc)


@pytest.fixture(params=["tiers-and-times", "sce-tou-d-4-9pm", "pge-e-1-smartrate"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LivingHome]:
    made = LivingHome(tmp_path, request.param)
    yield made
    made.store.close()


def assert_agrees(home: LivingHome) -> None:
    home.live(1, 0)
    seen = home.seen()
    bill, today = seen.bill, home.engine._home.zone.date_of(int(home.at.utc.timestamp()))
    made = home.ask(StatementWanted(bill.start, bill.end))
    assert isinstance(made, Statement)
    assert made.lines == bill.lines
    assert (made.total, made.delivered_wh, made.received_wh) == (bill.total, bill.used_wh, bill.sold_wh)
    assert made.not_itemised_wh == bill.not_itemised_wh
    shown = home.ask(HistoryWanted(Scale.BILL, today))
    assert isinstance(shown, HistoryShown)
    assert (shown.start, shown.end, shown.delivered_wh) == (bill.start, bill.end, bill.used_wh)
    day = home.ask(HistoryWanted(Scale.DAY, today))
    assert isinstance(day, HistoryShown)
    if not made.not_itemised_wh:  # a silence over midnight is of the day in which it began on Home, of both in history
        assert day.delivered_wh == seen.today.used_wh
    parts = [bar for bar in shown.bars if bar.cost is not None]
    assert sum((bar.cost or Decimal(0) for bar in parts), Decimal(0)) == shown.cost


def lived(home: LivingHome, random: Random, hours: int) -> None:
    for _ in range(hours * 4):
        if random.random() < 0.02:
            home.pass_time(random.randrange(16, 200), random.randrange(3000), is_heard=False)
        home.live(15, random.randrange(4000), sold_wh=random.choice([0, 0, 3]))


@pytest.mark.parametrize("seed", range(1))
def test_the_kept_bill_is_the_bill_on_the_screen_line_by_line(home: LivingHome, seed: int) -> None:
    """Gaps, sold energy, published prices, a kill, a read date, corrections: the same lines, to the cent."""
    random = Random(seed)
    home.live(1, 0)
    home.tell(StartBill(date(2026, 7, 13)))
    lived(home, random, 8)
    assert_agrees(home)
    home.tell(PricePublished(METER, 1, 7, "x", None, 600, Decimal("0.31"), 840, 1, 3))
    home.tell(ChoosePriceSource(PriceSource.PUBLISHED))
    lived(home, random, 3)
    assert_agrees(home)
    home.tell(ChoosePriceSource(PriceSource.STORED))
    lived(home, random, 16)
    home.kill()
    assert_agrees(home)


def test_a_correction_and_its_undoing_reach_screen_and_archive_alike(home: LivingHome) -> None:
    """users.md 12: also after a kill."""
    home.live(1, 0)
    for _ in range(12 * 4):
        home.live(15, 3000)
    start = BEGIN + timedelta(hours=10)
    before = home.seen().bill
    home.tell(AmendHistory(start, start + timedelta(hours=1), 10_000))
    assert home.seen().bill.used_wh == (before.used_wh or 0) + 7000
    assert_agrees(home)
    home.kill()
    assert_agrees(home)
    day = home.ask(HistoryWanted(Scale.DAY, date(2026, 7, 13)))
    assert isinstance(day, HistoryShown)
    assert [(bar.delivered_wh, bar.counted_wh) for bar in day.bars if bar.is_corrected] == [(2500, 750)] * 4
    home.tell(UndoAmendment(start))
    assert_agrees(home)
    assert home.seen().bill.lines == before.lines
    home.tell(AmendHistory(start, start + timedelta(hours=1), None))
    day = home.ask(HistoryWanted(Scale.DAY, date(2026, 7, 13)))
    assert isinstance(day, HistoryShown)
    assert [(bar.delivered_wh, bar.counted_wh) for bar in day.bars if bar.is_corrected] == [(None, 750)] * 4
    assert_agrees(home)


def test_today_costs_on_the_screen_what_its_bars_cost(home: LivingHome) -> None:
    home.live(1, 0)
    for _ in range(10 * 4):
        home.live(15, 2000)
    day = home.ask(HistoryWanted(Scale.DAY, date(2026, 7, 13)))
    assert isinstance(day, HistoryShown)
    assert day.cost is not None
    cost = home.seen().today.cost
    assert cost is not None
    fixed = [line.amount for line in home.seen().bill.lines if line.days]
    assert cents(day.cost) in {cents(cost), cents(cost - sum(fixed, Decimal(0)))}
