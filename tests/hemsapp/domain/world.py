"""A home on a table: an engine, a true register and a meter with a profile, driven by calls."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from devices.han import ReadIntervals, ReadTime
from devices.messages import (
    Delivered,
    DeviceKind,
    DeviceReady,
    Eui64,
    IntervalChannel,
    IntervalsRead,
    MeterDescribed,
    MeterTime,
    PricePublished,
    Reading,
)
from devices.moment import Moment
from devices.wan.journal import Entry
from hemsapp.domain.billing.statement import bill_of as statement_of
from hemsapp.domain.comfort.facts import ComfortFact
from hemsapp.domain.event_facts import KeptEvent, KeptReceipt
from hemsapp.domain.facts import (
    Amendment,
    Costs,
    Fact,
    Gap,
    Happening,
    Interval,
    KeptAnswers,
    KeptBattery,
    KeptDevice,
    KeptText,
    KeptVolume,
    OutdoorHour,
    Preference,
    PublishedBlocks,
    PublishedPrice,
    ReadDate,
    RegisterAnchor,
    Restored,
    Sample,
)
from hemsapp.domain.firmware_facts import KeptFirmware, KeptUpdate
from hemsapp.domain.health_facts import KeptNeighbours, KeptReport
from hemsapp.domain.tariff import parse
from hemsapp.effects import Effect, Record, SendOrder, StepClock
from hemsapp.engine import Engine, Settings
from hemsapp.inbox import Thing
from hemsapp.rates import TariffVersion
from hemsapp.rows import TABLES
from hemsapp.snapshot import Snapshot
from hemsapp.statement import BillLine
from resources import tariffs

T = TypeVar("T")

METER = Eui64("00:0d:6f:00:0a:90:69:e7")
OTHER = Eui64("00:0d:6f:00:0a:90:69:e8")
ZONE = "America/Los_Angeles"
SAMPLE = parse(tariffs.read())
MODULUS_WH = 1_000_000_000


def utc(text: str) -> datetime:
    """An instant from "2026-07-13 20:12" in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Disk:
    """Keeps facts as the store does: by key, and what was not urgent only after the next commit."""

    def __init__(self) -> None:
        self.kept: dict[object, Fact] = {}
        self._of: dict[type, dict[object, Fact]] = {}
        self.waiting: list[Fact] = []
        self.happenings: list[Happening] = []
        self.journal: list[Entry] = []
        self.samples = 0

    def record(self, record: Record) -> None:
        self.waiting += record.facts
        if record.is_urgent:
            self.commit()

    def commit(self) -> None:
        for fact in self.waiting:
            if isinstance(fact, Happening):
                self.happenings.append(fact)
            elif isinstance(fact, Entry):
                self.journal.append(fact)
            elif isinstance(fact, Sample):
                self.samples += 1
            else:
                self.kept[type(fact), _key(fact)] = fact
                self._of.setdefault(type(fact), {})[_key(fact)] = fact
        self.waiting = []

    def crash(self) -> None:
        self.waiting = []

    def one(self, kind: type[T], *key: object) -> T | None:
        """The kept fact of that class and key."""
        return self._of.get(kind, {}).get(key)  # type: ignore[return-value]  # kept by its class

    def of(self, kind: type[T]) -> tuple[T, ...]:
        return tuple(self._of.get(kind, {}).values())  # type: ignore[arg-type] # each under its own kind

    def restored(self) -> Restored:
        described = self.of(MeterDescribed)
        return Restored(
            preferences=self.of(Preference),
            tariffs=self.of(TariffVersion),
            read_dates=self.of(ReadDate),
            amendments=self.of(Amendment),
            intervals=tuple(sorted(self.of(Interval), key=lambda each: each.start)),
            gaps=tuple(sorted(self.of(Gap), key=lambda each: each.start)),
            anchors=self.of(RegisterAnchor),
            published=self.of(PublishedPrice),
            blocks=self.of(PublishedBlocks),
            outdoors=self.of(OutdoorHour),
            texts=self.of(KeptText),
            devices=self.of(KeptDevice),
            answers=self.of(KeptAnswers),
            batteries=self.of(KeptBattery),
            volumes=self.of(KeptVolume),
            meter=described[-1] if described else None,
            events=tuple(sorted(self.of(KeptEvent), key=lambda each: each.issuer_event_id)),
            receipts=tuple(sorted(self.of(KeptReceipt), key=lambda each: each.sequence)),
            reports=tuple(sorted(self.of(KeptReport), key=lambda each: each.sequence)),
            neighbours=self.of(KeptNeighbours),
            firmware=self.of(KeptFirmware),
            updates=tuple(sorted(self.of(KeptUpdate), key=lambda each: each.ordered)),
            happenings=tuple(self.happenings),
            comfort=tuple(fact for fact in self.kept.values() if isinstance(fact, ComfortFact)),
        )


def _key(fact: Fact) -> tuple[object, ...]:
    return TABLES[type(fact)].key_of(fact)


@dataclass
class World:
    """Time, truth and the engine. The meter's profile is filled as the true register passes quarter-hours."""

    now: datetime
    tariff: TariffVersion = SAMPLE
    speed: float = 1.0
    register_wh: int = 4_000_000
    received_wh: int = 0
    monotonic_s: float = 1000.0
    disk: Disk = field(default_factory=Disk)
    effects: list[Effect] = field(default_factory=list)
    profile: dict[datetime, int] = field(default_factory=dict)
    is_meter_answering: bool = True
    clock_error: timedelta = timedelta()

    def step_clock(self, hours: int) -> None:
        """Step our clock; the meter's goes on."""
        self.now += timedelta(hours=hours)
        self.clock_error -= timedelta(hours=hours)

    def __post_init__(self) -> None:
        self.first_wh = self.register_wh
        self.boot()

    def boot(self) -> None:
        """Start the engine on what the disk holds."""
        self.engine = Engine(Settings(ZONE, self.tariff, speed=self.speed), self.disk.restored())
        self.perform(self.engine.start(self.at))
        self.hear(DeviceReady(METER, DeviceKind.METER_GATEWAY, "Sample", "Meter"))
        self.hear(MeterDescribed(METER, "1", 1, 1000, MODULUS_WH))
        self.wake()

    def kill(self) -> None:
        """SIGKILL, and start again."""
        self.disk.crash()
        self.boot()

    @property
    def at(self) -> Moment:
        return Moment(self.now, self.monotonic_s)

    def perform(self, effects: list[Effect]) -> None:
        for effect in effects:
            self.effects.append(effect)
            if isinstance(effect, Record):
                self.disk.record(effect)
            if isinstance(effect, StepClock) and effect.utc is not None:
                self.clock_error -= effect.utc - self.now
                self.now = effect.utc
        for effect in effects:
            if isinstance(effect, SendOrder) and self.is_meter_answering:
                self._answer(effect)

    def _answer(self, effect: SendOrder) -> None:
        order = effect.order
        if isinstance(order, ReadTime):
            self.hear(MeterTime(METER, self.now + self.clock_error, is_synchronized=True))
        if isinstance(order, ReadIntervals) and order.end is not None and order.channel is IntervalChannel.DELIVERED:
            starts = [order.end - timedelta(minutes=15) * (order.periods - each) for each in range(order.periods)]
            values = tuple(self.profile.get(each) for each in starts)
            if any(value is not None for value in values):
                self.hear(IntervalsRead(METER, order.channel, order.end, 15, values))
        self.hear(Delivered(effect.order_id))

    def hear(self, thing: Thing) -> None:
        self.perform(self.engine.receive(thing, self.at))

    def wake(self) -> None:
        self.perform(self.engine.wake(self.at))

    def flush(self) -> None:
        """Let a minute pass, after which what waits is recorded."""
        self.pass_time(0, 61)
        self.wake()
        self.disk.commit()

    def settle(self) -> None:
        """Wake until nothing more is asked."""
        for _ in range(400):
            before = len(self.effects)
            self.wake()
            if not any(isinstance(effect, SendOrder) for effect in self.effects[before:]):
                return

    def use(self, energy_wh: int, seconds: int, *, is_heard: bool = True, received_wh: int = 0) -> None:
        """Let time pass and the register grow; the meter keeps its profile; it reports unless it is not heard."""
        self.pass_time(energy_wh, seconds)
        self.received_wh += received_wh
        if is_heard:
            self.report()

    def pass_time(self, energy_wh: int, seconds: int) -> None:
        start, before = self.now + self.clock_error, self.register_wh
        end = start + timedelta(seconds=seconds)
        self.now += timedelta(seconds=seconds)
        self.monotonic_s += seconds / self.speed
        self.register_wh += energy_wh
        edge = start
        while edge < end:
            slot = quarter(edge)
            until = min(slot + timedelta(minutes=15), end)
            part = self._by(until, start, before, energy_wh, seconds) - self._by(
                edge, start, before, energy_wh, seconds
            )
            self.profile[slot] = self.profile.get(slot, 0) + part
            edge = until

    @staticmethod
    def _by(when: datetime, start: datetime, before: int, energy_wh: int, seconds: int) -> int:
        return before + energy_wh * int((when - start).total_seconds()) // max(seconds, 1)

    def report(self, **more: int) -> None:
        self.hear(
            replace(
                Reading(METER, self.register_wh % MODULUS_WH, self.received_wh or None, demand_w=1000),
                **more,  # type: ignore[arg-type] # the table's shorthand
            )
        )

    def publish(self, price: str, event: int, *, start: datetime | None = None, minutes: int | None = None) -> None:
        self.hear(PricePublished(METER, 1, event, "x", start, minutes, Decimal(price), 840, 1, 3))

    def seen(self) -> Snapshot:
        return self.engine.snapshot(self.at)

    @property
    def costs(self) -> Costs:
        """The exact costs of the running bill, of which its lines are rounded."""
        self.seen()
        return self.engine._home.sums().costs

    def lines_from_scratch(self) -> tuple[BillLine, ...]:
        """The lines of the running bill, of all entries of the ledger counted anew."""
        bill, home = self.seen().bill, self.engine._home
        home.rating._counted = None
        through = bill.start + timedelta(days=bill.day - 1)
        return statement_of(home.rating.tally_at(home.zone.midnight(bill.start)), through=through).lines

    @property
    def counted_wh(self) -> int:
        """Everything in rows and gaps, from the engine's own accounts."""
        return sum(entry.delivered_wh for entry in self.engine._home.ledger.entries)

    @property
    def rows(self) -> dict[datetime, int]:
        """Wh by quarter-hour, from the engine's own rows."""
        found: dict[datetime, int] = {}
        for row in self.engine._home.ledger.rows(0, 1 << 40):
            start = datetime.fromtimestamp(row.start_s, UTC)
            found[quarter(start)] = found.get(quarter(start), 0) + row.delivered_wh
        return found


def quarter(when: datetime) -> datetime:
    return when - timedelta(seconds=when.timestamp() % 900)


def bill_of(
    tariff: TariffVersion, used: list[tuple[datetime, int]], zone: Callable[[datetime], datetime]
) -> tuple[Decimal, Decimal]:
    """The straightforward calculator: every watt-hour by itself; (tier cost, time-of-use cost)."""
    tier_cost = time_cost = Decimal(0)
    position = 0
    for start, wh in used:
        local = zone(start)
        minute = local.hour * 60 + local.minute
        adder = tariff.times_of_use[-1].adder if tariff.times_of_use else Decimal(0)
        for time in tariff.times_of_use:
            if time.start_minute <= minute:
                adder = time.adder
        for _ in range(wh):
            price = next(each.price for each in tariff.tiers if each.up_to_wh is None or position < each.up_to_wh)
            tier_cost += price / 1000
            time_cost += adder / 1000
            position += 1
    return tier_cost, time_cost


def local_date(text: str) -> date:
    return date.fromisoformat(text)
