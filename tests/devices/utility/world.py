"""A utility with meters on a line that may lose, double, delay and reorder, in virtual time."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from devices.demand_response import EventStatus, Receipt
from devices.names import Eui64
from devices.utility.css.desk import ServiceDesk
from devices.utility.mdms.records import Records
from devices.utility.ms.head_end import HeadEnd
from devices.utility.ms.settings import Settings
from devices.utility.signatures import ReportVerifier, no_reports
from devices.wan.journal import Entry, Noted
from devices.wan.meter_words import IntervalsKept, IntervalsWanted, MeterRecovery
from devices.wan.system import System
from devices.wan.words import (
    Body,
    ClockConfig,
    DeviceReceipt,
    Dispatch,
    Envelope,
    EventCancel,
    EventControl,
    LogPage,
    LogRequest,
    MeterEvent,
    Noun,
    ReadSchedule,
    ReceiptStage,
    Reply,
    SecurityClass,
    Verb,
    Verified,
)

START = datetime(2026, 7, 14, 20, 0, tzinfo=UTC)  # 13:00 in Los Angeles
ZONE = ZoneInfo("America/Los_Angeles")
KIOSK = Eui64("00:0d:6f:00:0a:90:69:e7")
THERMOSTAT = Eui64("00:0d:6f:00:0a:90:69:e8")
MEANT = Settings(zone=ZONE)


def receipt(sequence: int, event: int, status: EventStatus, at: datetime, *, is_test: bool = False) -> Receipt:
    return Receipt(sequence, event, THERMOSTAT, status, at, at, "cooling to 78 F", ZONE.key, is_test=is_test)


def signed(said: Receipt) -> bytes:
    """Stands for the kiosk's signature: what it opens to is known to `verify` below."""
    fields = (said.sequence, said.issuer_event_id, int(said.status), said.acted.timestamp(), int(said.is_test))
    return b"signed:" + ",".join(map(str, fields)).encode()


def verify(sender: str, octets: bytes) -> Receipt | None:
    if sender != KIOSK or not octets.startswith(b"signed:"):
        return None
    sequence, event, status, acted, is_test = octets.removeprefix(b"signed:").decode().split(",")
    at = datetime.fromtimestamp(float(acted), UTC)
    return receipt(int(sequence), int(event), EventStatus(int(status)), at, is_test=is_test == "1")


def reported(said: Receipt, log_number: int, at: datetime) -> DeviceReceipt:
    status = int(said.status)
    return DeviceReceipt(log_number, KIOSK, said.issuer_event_id, status, said.acted, at, said.sequence, signed(said))


@dataclass
class Meter:
    """Answers as a meter does, and keeps a receipt until the head end has it; silent while `is_deaf`."""

    name: str
    is_deaf: bool = False
    heard: dict[str, Body] = field(default_factory=dict)
    stages: list[ReceiptStage] = field(default_factory=list)
    owed: dict[int, DeviceReceipt] = field(default_factory=dict)
    answers: list[Reply] = field(default_factory=list)
    refusals: list[Reply] = field(default_factory=list)
    next_try: datetime | None = None
    _log_number: int = 0

    def receive(self, verified: Verified, at: datetime) -> list[Dispatch]:
        if self.is_deaf:
            return []
        envelope = verified.envelope
        self.heard.setdefault(envelope.message_id, envelope.body)
        match envelope.body:
            case ReceiptStage() as stage:
                self.stages.append(stage)
                self.owed.pop(stage.log_number, None)
                return []
            case EventControl() | EventCancel():
                return [self._reply(envelope, at, envelope.body.issuer_event_id)]
            case ReadSchedule() | ClockConfig() | MeterRecovery():
                return [self._reply(envelope, at)]
            case IntervalsWanted() | LogRequest():
                return [self._answer(envelope, envelope.noun, self._read(envelope.body, at))]
            case Reply() as reply:
                (self.answers if reply.is_ok else self.refusals).append(reply)
        return []

    def wake(self, at: datetime) -> list[Dispatch]:
        self.next_try = at + timedelta(seconds=60) if self.owed else None
        return [self.created(one) for one in self.owed.values()]

    def report(self, said: Receipt, at: datetime) -> list[Dispatch]:
        """A receipt of the home has come to the meter."""
        self._log_number += 1
        self.owed[self._log_number] = reported(said, self._log_number, at)
        return self.wake(at)

    def created(self, body: Body, noun: Noun = Noun.END_DEVICE_EVENTS) -> Dispatch:
        return Dispatch("MS", Verb.CREATED, noun, body, SecurityClass.PRIVATE)

    def of(self, kind: type[Body]) -> list[Body]:
        return [body for body in self.heard.values() if isinstance(body, kind)]

    def _read(self, asked: IntervalsWanted | LogRequest, at: datetime) -> IntervalsKept | LogPage:
        if isinstance(asked, IntervalsWanted):
            return IntervalsKept(self.name, asked.start, asked.end, ())
        return LogPage((MeterEvent(Noted.CLOCK_SET.value, at, None),), is_last=True)

    def _reply(self, envelope: Envelope, at: datetime, event: int | None = None) -> Dispatch:
        return self._answer(envelope, envelope.noun, Reply(is_ok=True, meter_time=at, issuer_event_id=event))

    def _answer(self, envelope: Envelope, noun: Noun, body: Body) -> Dispatch:
        return Dispatch("MS", Verb.REPLY, noun, body, SecurityClass.PRIVATE, envelope.message_id)


Fate = Callable[[], tuple[float, ...]]
"""After how many seconds a message arrives; twice for a double, not at all if it is lost."""


def perfect() -> tuple[float, ...]:
    return (0.05,)


def lossy(seed: int, loss: float = 0.3, double: float = 0.2, longest_s: float = 40.0) -> Fate:
    chance = random.Random(seed)

    def fate() -> tuple[float, ...]:
        if chance.random() < loss:
            return ()
        times = 2 if chance.random() < double else 1
        return tuple(chance.uniform(0.05, longest_s) for _ in range(times))

    return fate


class Crash(Exception):
    """The process ended here."""


@dataclass
class World:
    """MS, MDMS, CSS and meters; systems may be reopened from their files at any time."""

    directory: Path | None = None
    fate: Fate = perfect
    settings: Settings = MEANT
    verify_report: ReportVerifier = no_reports
    meters: dict[str, Meter] = field(default_factory=dict)
    now: datetime = START
    down: set[str] = field(default_factory=set)
    steps: int = 0
    crash_at: int | None = None
    _line: list[tuple[datetime, int, Verified]] = field(default_factory=list)
    _numbers: int = 0

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        at = self.directory
        self.ms = HeadEnd(at / "ms.db" if at else None, verify, self.settings, verify_report=self.verify_report)
        self.mdms = Records(at / "mdms.db" if at else None, verify, verify_report=self.verify_report)
        self.css = ServiceDesk(at / "css.db" if at else None)
        for system in self.systems.values():
            self._run(system.name, partial(system.wake, self.now))

    @property
    def systems(self) -> dict[str, System]:
        return {"MS": self.ms, "MDMS": self.mdms, "CSS": self.css}

    def close(self) -> None:
        for system in (self.ms, self.mdms, self.css):
            system.close()

    def reopen(self) -> None:
        """Every process of the utility ends and starts again."""
        self.close()
        self.open()

    def add_meter(self, name: str = "meter-1", *, is_deaf: bool = False, groups: tuple[str, ...] = ()) -> Meter:
        self.meters[name] = Meter(name, is_deaf)
        self.ms.enrol(name, self.now, groups=groups)
        return self.meters[name]

    def run(self, seconds: float) -> None:
        """Let time pass; everything due happens when it is due."""
        until = self.now + timedelta(seconds=seconds)
        while (next_at := self._next()) is not None and next_at <= until:
            self.now = max(self.now, next_at)
            self._turn()
        self.now = until

    def send(self, source: str, dispatches: list[Dispatch]) -> None:
        for dispatch in dispatches:
            self._numbers += 1
            envelope = Envelope(
                dispatch.verb,
                dispatch.noun,
                dispatch.message_id or f"{source}-{self._numbers}",
                source,
                dispatch.target,
                self.now,
                self.now + timedelta(seconds=dispatch.lifetime_s),
                self._numbers,
                dispatch.body,
                dispatch.correlation_id,
            )
            verified = Verified(envelope, dispatch.security)
            self._line += [(self.now + timedelta(seconds=one), self._numbers, verified) for one in self.fate()]

    def journal(self, name: str, noted: Noted | None = None) -> list[Entry]:
        ledger = {"MS": self.ms.links, "MDMS": self.mdms.links, "CSS": self.css.links}[name]
        return [entry for _, entry in ledger.journal() if noted in {None, entry.noted}]

    def details(self, name: str, noted: Noted) -> list[str]:
        return [entry.detail for entry in self.journal(name, noted)]

    def _next(self) -> datetime | None:
        dues: list[datetime | None] = [at for at, _, _ in self._line]
        dues += [system.next_wake for name, system in self.systems.items() if name not in self.down]
        dues += [meter.next_try for meter in self.meters.values()]
        return min((due for due in dues if due is not None), default=None)

    def _turn(self) -> None:
        due = sorted((one for one in self._line if one[0] <= self.now), key=lambda one: one[:2])
        self._line = [one for one in self._line if one[0] > self.now]
        for at, number, verified in due:
            if verified.envelope.target in self.down:
                self._line.append((at + timedelta(seconds=5), number, verified))  # the broker keeps it
                continue
            self._deliver(verified)
        for name in ("MS", "MDMS", "CSS"):
            due_at = self.systems[name].next_wake
            if name not in self.down and due_at is not None and due_at <= self.now:
                self._run(name, partial(self.systems[name].wake, self.now))
        for meter in self.meters.values():
            if meter.next_try is not None and meter.next_try <= self.now:
                self.send(meter.name, meter.wake(self.now))

    def _deliver(self, verified: Verified) -> None:
        target = verified.envelope.target
        if verified.envelope.not_after < self.now:
            return
        if meter := self.meters.get(target):
            self.send(target, meter.receive(verified, self.now))
        else:
            self._run(target, partial(self.systems[target].receive, verified, self.now))

    def _run(self, name: str, step: Callable[[], list[Dispatch]]) -> None:
        """One step of a system; a crash comes before it is committed, or after it and before anything is sent."""
        self.steps += 1
        if self.crash_at == self.steps:
            with suppress(Crash), self.systems[name].links.transaction():
                step()
                raise Crash
            self.reopen()
            return
        dispatches = step()
        self.steps += 1
        if self.crash_at == self.steps:
            self.reopen()
            return
        self.send(name, dispatches)


def altered(one: DeviceReceipt, **changes: object) -> DeviceReceipt:
    return replace(one, **changes)  # type: ignore[arg-type]
