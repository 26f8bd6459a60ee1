"""A whole home on a table: the engine on a disk that can be killed, true thermostats, a meter with a log, a bad line.

Time is the truth's; the kiosk's clock may be wrong. Everything random comes from one seed. What every write was for is
judged when it is made (`judge`), what is owed when the home has come to rest (`settle`).
"""

import heapq
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar

from devices.demand_response import (
    ChangeSource,
    EventsListed,
    EventStatus,
    LoadControl,
    LoadControlCancelled,
    ReadEvents,
    ReadTemperature,
    Receipt,
    ReceiptLogged,
    SendReceipt,
    SetTemperature,
    ThermostatMode,
)
from devices.han import Order, ReadTime
from devices.messages import (
    Delivered,
    DeviceKind,
    DeviceReady,
    Message,
    MeterTime,
    RadioChanged,
    RadioState,
    TemperatureRead,
    Undelivered,
)
from devices.moment import Moment
from devices.names import Eui64
from devices.neighbours import ReadNeighbours
from devices.self_report import ReportLogged, SelfReport, SendReport
from devices.wan.journal import Entry
from hemsapp import commands
from hemsapp.commands import Command
from hemsapp.domain.comfort.facts import Kind, Override, SetPointEntry, Why
from hemsapp.domain.event_facts import KeptEvent, KeptReceipt
from hemsapp.domain.facts import Restored
from hemsapp.domain.health_facts import KeptReport
from hemsapp.effects import Effect, Record, SendOrder, StepClock
from hemsapp.engine import Engine, Settings
from hemsapp.plans import Policy
from hemsapp.rows import TABLES, select
from hemsapp.store import Store
from tests.hemsapp.domain.world import SAMPLE, Disk

T = TypeVar("T")

METER = Eui64("00:0d:6f:00:0a:90:69:e7")
OWN = Eui64("00:0d:6f:00:0a:00:00:01")
HALL = Eui64("00:0d:6f:00:0a:00:00:11")
BEDROOM = Eui64("00:0d:6f:00:0a:00:00:12")
PCT = Eui64("00:0d:6f:00:0a:00:00:13")
ZONE = "America/Los_Angeles"
NOON = datetime(2026, 7, 13, 19, 0, tzinfo=UTC)
HOME_CENTI_C = 2333
RECOVERY = timedelta(minutes=45)  # 40 at most, and the line
LETTERS = {
    EventStatus.RECEIVED: "r",
    EventStatus.STARTED: "s",
    EventStatus.OPTED_OUT: "o",
    EventStatus.OPTED_IN: "i",
    EventStatus.COMPLETED: "E",
    EventStatus.PARTIAL_OPT_OUT: "E",
    EventStatus.PARTIAL_OPT_IN: "E",
    EventStatus.NO_PARTICIPATION: "N",
    EventStatus.CANCELLED: "C",
    EventStatus.SUPERSEDED: "S",
    EventStatus.REJECTED: "J",
    EventStatus.EXPIRED: "J",
    EventStatus.UNDEFINED_EVENT: "U",
    EventStatus.INVALID_CANCEL: "V",
    EventStatus.INVALID_EFFECTIVE_TIME: "V",
}
# R1: received, once for each version; what happened between; one end for each turn. Or refused; or cancelled unknown.
WORD = re.compile(r"(r+([rsoi]*)[ENCS]N?)+|J|UC?")


def set_back(event: LoadControl) -> int:
    """By how much an event warms a room: as announced, though a voluntary one no further than the customer's plan."""
    announced = 222 if event.cooling_offset_centi_c is None else event.cooling_offset_centi_c
    return announced if event.criticality >= 7 else min(announced, 222)


class Killed(Exception):
    """The process was killed here."""


@dataclass
class Thermostat:
    """A true thermostat: what stands on its wall."""

    device: Eui64
    is_event_client: bool = False
    cooling_centi_c: int = HOME_CENTI_C
    source: ChangeSource | None = None
    changed: datetime | None = None
    is_silent: bool = False

    def report(self) -> TemperatureRead:
        return TemperatureRead(
            self.device,
            local_centi_c=2400,
            cooling_set_point_centi_c=self.cooling_centi_c,
            mode=ThermostatMode.COOL,
            source=self.source,
            changed=self.changed,
            cooling_limits_centi_c=(1600, 3200),
        )


@dataclass
class Faults:
    """How bad the line is: shares of messages."""

    lost: float = 0.0
    doubled: float = 0.0
    slow_s: float = 0.0


class StoreDisk:
    """The true store, killed by letting go of its file."""

    def __init__(self, path: Path, home: "EventsHome") -> None:
        self._path = path
        self._home = home
        self._store = Store(path, ZONE)

    def record(self, record: Record) -> None:
        self._store.record(record, self._home.at)

    def crash(self) -> None:
        self._store.close()
        self._store = Store(self._path, ZONE)

    def close(self) -> None:
        self._store.close()

    def restored(self) -> Restored:
        return self._store.restore(self._home.at.utc)

    def of(self, kind: type[T]) -> tuple[T, ...]:
        return select(self._store.database, kind)

    def one(self, kind: type[T], *key: int | str) -> T | None:
        """The kept fact of that class and key."""
        where = " AND ".join(f"{column} = ?" for column in TABLES[kind].key)
        return next(iter(select(self._store.database, kind, f"WHERE {where}", *key)), None)

    @property
    def journal(self) -> tuple[Entry, ...]:
        return self._store.journal(NOON)


@dataclass(frozen=True)
class Write:
    """A set point on its way, and what the disk said of it then."""

    at: datetime
    device: Eui64
    cooling_centi_c: int | None
    entry: SetPointEntry


@dataclass
class EventsHome:
    """The home; `now` is true time. `kill_after`: how many effects are performed before the process is killed."""

    seed: int = 1
    policy: Policy = Policy.JA5
    is_exempt: bool = False
    faults: Faults = field(default_factory=Faults)
    devices: tuple[Eui64, ...] = (HALL, BEDROOM)
    now: datetime = NOON
    kill_after: int | None = None
    file: Path | None = None  # a database, else a table in memory

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.monotonic_s = 1000.0
        self.clock_error = timedelta()
        self.disk: Disk | StoreDisk = Disk() if self.file is None else StoreDisk(self.file, self)
        self.thermostats = {each: Thermostat(each, is_event_client=each == PCT) for each in self.devices}
        self.announced: dict[int, LoadControl] = {}  # what the meter knows
        self.receipts: dict[int, Receipt] = {}  # the meter's log, by number
        self.reports: dict[int, SelfReport] = {}
        self.asked: list[Order] = []  # all that was sent, and of it what was heard
        self.heard: list[Order] = []
        self.writes: list[Write] = []
        self.chosen = {each: {HOME_CENTI_C} for each in self.devices}  # by the customer
        self.ahead: list[LoadControl] = []
        self.every: dict[int, list[LoadControl]] = {}  # all that was ever announced
        self.is_running = False
        self.is_meter_silent = False
        self.disturbed = self.now
        self.is_disturbed = True
        self._order = count()
        self._queue: list[tuple[datetime, int, Callable[[], None]]] = []
        self.boot()

    # The process

    def settings(self) -> Settings:
        return Settings(ZONE, SAMPLE, policy=self.policy, is_exempt=self.is_exempt, utility_phone="555-0100")

    def boot(self) -> None:
        """The process starts on what the disk holds, and the radio finds everybody."""
        self.engine = Engine(self.settings(), self.disk.restored())
        self.is_running = True
        with self.may_die():
            self.perform(self.engine.start(self.at))
        self.later(0.1, lambda: self.hear(RadioChanged(RadioState.READY, "table", own=OWN)))
        self.later(0.2, lambda: self.hear(DeviceReady(METER, DeviceKind.METER_GATEWAY, "Sample", "Meter")))
        for each in self.thermostats.values():
            self.later(0.3, lambda each=each: self.ready(each))  # type: ignore[misc] # bound now

    def ready(self, thermostat: Thermostat) -> None:
        if not thermostat.is_silent:
            kind = DeviceKind.THERMOSTAT
            self.hear(DeviceReady(thermostat.device, kind, "Sample", "T", is_event_client=thermostat.is_event_client))
            self.hear(thermostat.report())

    def kill(self) -> None:
        """SIGKILL: what was on its way to us is lost with it."""
        self.is_running = False
        self.disk.crash()

    @contextmanager
    def may_die(self) -> Iterator[None]:
        try:
            yield
        except Killed:
            self.kill()

    @property
    def at(self) -> Moment:
        return Moment(self.now + self.clock_error, self.monotonic_s)

    def hear(self, thing: Message | Command) -> None:
        if isinstance(thing, commands.SetRoomTemperature):
            self.chosen[thing.device].add(thing.set_point_centi_c)
        if self.is_running:
            with self.may_die():
                self.perform(self.engine.receive(thing, self.at))

    def wake(self) -> None:
        if self.is_running:
            with self.may_die():
                self.perform(self.engine.wake(self.at))

    def perform(self, effects: list[Effect]) -> None:
        for effect in effects:
            if self.kill_after is not None:
                if self.kill_after == 0:
                    self.kill_after = None
                    raise Killed
                self.kill_after -= 1
            match effect:
                case Record():
                    self.disk.record(effect)
                case SendOrder():
                    self.carry(effect.order_id, effect.order)
                case StepClock() if effect.utc is not None:
                    self.clock_error = effect.utc - self.now

    # The line

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        heapq.heappush(self._queue, (self.now + timedelta(seconds=seconds), next(self._order), act))

    def deliver(self, *messages: Message) -> None:
        """From a device to us, over the line."""
        for message in messages:
            copies = 2 if self.dice.random() < self.faults.doubled else 1
            for _ in range(0 if self.dice.random() < self.faults.lost else copies):
                delay = 0.2 + self.dice.uniform(0, self.faults.slow_s)
                self.later(delay, lambda message=message: self.hear(message))  # type: ignore[misc] # bound now

    def answer(self, *messages: Message) -> None:
        """What the radio itself vouches for: it comes in order, or the order is undelivered."""
        for message in messages:
            self.later(0.2, lambda message=message: self.hear(message))  # type: ignore[misc] # bound now

    def carry(self, order_id: int, order: Order) -> None:
        if isinstance(order, ReadNeighbours):
            self.later(0.2, lambda: self.hear(Undelivered(order_id, "nobody here tells of neighbours")))
            return
        if isinstance(order, SetTemperature):
            self.judge(order)
        self.asked.append(order)
        target = self.thermostats.get(order.device)
        is_silent = self.is_meter_silent if target is None else target.is_silent
        if is_silent or self.dice.random() < self.faults.lost:
            self.later(3.0, lambda: self.hear(Undelivered(order_id, "no answer")))
            return
        if target is not None:
            self.obey(target, order)
        self.serve(order)
        if self.dice.random() < self.faults.lost:  # it was done, and the answer was lost
            self.later(3.0, lambda: self.hear(Undelivered(order_id, "no answer")))
            return
        if target is not None:
            self.answer(target.report())
        self.answer(Delivered(order_id))

    def obey(self, target: Thermostat, order: Order) -> None:
        if isinstance(order, SetTemperature) and order.cooling_centi_c is not None:
            target.cooling_centi_c = order.cooling_centi_c
            target.source, target.changed = ChangeSource.EXTERNAL, self.now
        else:
            assert isinstance(order, SetTemperature | ReadTemperature)

    def serve(self, order: Order) -> None:
        """The meter."""
        self.heard.append(order)
        match order:
            case ReadTime():
                self.answer(MeterTime(METER, self.now, is_synchronized=True))
            case ReadEvents():
                open_events = [each for each in self.announced.values() if self.end_of(each) > self.now]
                self.answer(*open_events, EventsListed(METER, tuple(each.issuer_event_id for each in open_events)))
            case SendReceipt():
                kept = self.disk.one(KeptReceipt, order.receipt.sequence)
                assert kept is not None, "a receipt that a crash would forget was sent"
                assert kept.receipt == order.receipt, "a receipt that a crash would forget was sent"
                known = self.receipts.setdefault(order.receipt.sequence, order.receipt)
                assert known == order.receipt, "one number, two receipts"
                self.deliver(ReceiptLogged(METER, order.receipt.sequence, self.now))
            case SendReport():
                kept_report = self.disk.one(KeptReport, order.report.sequence)
                assert kept_report is not None, "a report that a crash would forget was sent"
                assert kept_report.report == order.report, "a report that a crash would forget was sent"
                known_report = self.reports.setdefault(order.report.sequence, order.report)
                assert known_report == order.report, "one number, two reports"
                self.deliver(ReportLogged(METER, order.report.sequence, self.now))

    @staticmethod
    def end_of(event: LoadControl) -> datetime:
        assert event.start is not None
        return event.start + timedelta(minutes=event.duration_minutes)

    # What happens in the world

    def announce(self, message: LoadControl) -> None:
        """The utility announces, and does so again: the first word may be lost (C1FR6)."""
        self.announced[message.issuer_event_id] = message
        self.every.setdefault(message.issuer_event_id, []).append(message)
        self.ahead.append(message)
        for minute in (0, 1, 2, 3):
            self.later(60 * minute, lambda: self._say(message))

    def _say(self, message: LoadControl) -> None:
        if self.announced.get(message.issuer_event_id) == message and not self.is_meter_silent:
            self.deliver(message)

    def cancel(self, issuer_event_id: int) -> None:
        event = self.announced.pop(issuer_event_id)
        self.deliver(LoadControlCancelled(METER, issuer_event_id, event.device_class, 0))

    def turn(self, device: Eui64, cooling_centi_c: int) -> None:
        """Somebody turns the knob; the thermostat tells, if it can."""
        target = self.thermostats[device]
        target.cooling_centi_c, target.source, target.changed = cooling_centi_c, ChangeSource.MANUAL, self.now
        self.chosen[device].add(cooling_centi_c)
        if not target.is_silent:
            self.deliver(target.report())

    def judge(self, order: SetTemperature) -> None:
        """S1, S2, S3, S5, S6, S10: every write is on the disk before it goes out, and is one that may be."""
        entries = [each for each in self.disk.of(SetPointEntry) if each.device == order.device]
        assert entries, f"{order} was sent before anything of it was kept"
        (entry,) = entries
        point, chosen = order.cooling_centi_c, self.chosen[order.device]
        assert entry.is_open
        assert point in {entry.target_cooling_centi_c, None}
        self.writes.append(Write(self.now, order.device, point, entry))
        if point is None:
            return
        assert 1000 <= point <= 2944
        assert entry.baseline_cooling_centi_c in chosen
        asked = [event for key in (entry.issuer_event_id,) if key is not None for event in self.every[key]]
        set_backs = {min(own + set_back(event), 2667) for own in chosen for event in asked}
        if entry.why == Why.EVENT:
            assert not self.thermostats[order.device].is_event_client
            kinds = self.aside(order.device, entry.issuer_event_id)
            is_between = min(chosen) <= point <= max(set_backs)
            is_left = bool(kinds & {Kind.OUT, Kind.KNOB, Kind.RELEASED})  # S3: there it stays
            assert point in (chosen if is_left else set_backs) or (is_between and kinds & {Kind.EASED, Kind.SET})
        elif entry.why == Why.RECOVERING:
            assert min(chosen) <= point <= max(set_backs)
        elif entry.why == Why.WISH:  # to a thermostat that carries events out itself
            assert point in chosen | set_backs
        else:
            assert point in chosen

    def aside(self, device: Eui64, issuer_event_id: int | None) -> set[Kind]:
        """How, by what is on the disk, the customer stepped aside from that event in that room."""
        words = [each for each in self.disk.of(Override) if each.device == device]
        return {each.kind for each in words if each.issuer_event_id == issuer_event_id}

    # Time

    def run(self, delta: timedelta) -> None:
        """Let true time pass, from one thing to the next."""
        until = self.now + delta
        while self.now < until:
            dues = [until]
            if self._queue:
                dues.append(self._queue[0][0])
            next_s = self.engine.next_wake_s if self.is_running else None
            if next_s is not None:
                dues.append(self.now + timedelta(seconds=max(next_s - self.monotonic_s, 0.05)))
            due = max(min(dues), self.now)
            self.monotonic_s += (due - self.now).total_seconds()
            self.now = due
            while self._queue and self._queue[0][0] <= self.now:
                heapq.heappop(self._queue)[2]()
            self.wake()
            self.watch()

    def watch(self) -> None:
        """S4, T1: with nothing in force and nobody cut off for a while, every room is where its people set it."""
        delay = timedelta(minutes=30)  # the most that a start is randomised
        self.ahead = [event for event in self.ahead if self.now <= self.end_of(event) + delay]
        is_in_force = any((event.start or self.now) <= self.now for event in self.ahead)
        silent = [each.device for each in self.thermostats.values() if each.is_silent]
        is_clock_wrong = abs(self.clock_error) > timedelta(seconds=5)
        was_disturbed, self.is_disturbed = (
            self.is_disturbed,
            bool(is_in_force or silent or self.is_meter_silent or not self.is_running or is_clock_wrong),
        )
        if was_disturbed or self.is_disturbed:
            self.disturbed = self.now
        elif self.now - self.disturbed > RECOVERY + timedelta(minutes=5):
            for device, true in self.thermostats.items():
                is_at_home = true.is_event_client or true.cooling_centi_c in self.chosen[device]
                assert is_at_home, f"{device} was left at {true.cooling_centi_c}"

    def heal(self) -> None:
        """No fault any more, and the process runs."""
        self.faults = Faults()
        self.is_meter_silent = False
        for each in self.thermostats.values():
            each.is_silent = False
        self.clock_error = timedelta()
        if not self.is_running:
            self.boot()
        for each in self.thermostats.values():
            self.ready(each)
        self.hear(commands.SetClock(None))

    def settle(self) -> None:
        """Heal, let every event be over and everything be put back and paid, within the promised time."""
        self.heal()
        ends = [self.end_of(each) + timedelta(minutes=30) for each in self.announced.values()]
        self.run(max([self.now, *ends]) - self.now + RECOVERY + timedelta(minutes=1))

    def check(self) -> None:
        """Of a home that has come to rest: L1 to L4, R1, R2, S6."""
        seen = self.engine.snapshot(self.at)
        kept = {each.sequence: each for each in self.disk.of(KeptReceipt)}
        assert seen.events.owed == 0
        assert list(kept) == sorted(self.receipts) == list(range(1, len(kept) + 1))
        assert {number: each.receipt for number, each in kept.items()} == self.receipts
        for thermostat in seen.comfort.thermostats:
            true = self.thermostats[thermostat.device]
            assert true.is_event_client or true.cooling_centi_c == thermostat.programme_centi_c
            assert thermostat.programme_centi_c in self.chosen[thermostat.device]
        assert all(not each.is_open for each in self.disk.of(SetPointEntry))
        assert all(part.is_finished for event in self.disk.of(KeptEvent) for part in event.parts)
        words = self.words()
        parts = [(part.subject, event.issuer_event_id) for event in self.disk.of(KeptEvent) for part in event.parts]
        assert set(parts) == set(words), "every part of every event has said how it ended, and nobody else"
        for (subject, issuer_event_id), word in words.items():
            assert WORD.fullmatch(word), f"{subject} said {word!r} of event {issuer_event_id}"

    def words(self) -> dict[tuple[Eui64, int], str]:
        """What each subject said of each event, a letter a status."""
        words: dict[tuple[Eui64, int], str] = {}
        for number in sorted(self.receipts):
            receipt = self.receipts[number]
            key = receipt.subject, receipt.issuer_event_id
            words[key] = words.get(key, "") + LETTERS[receipt.status]
        return words
