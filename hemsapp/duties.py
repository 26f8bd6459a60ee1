"""Living conformance: what is asked of this display, beside what was measured in this very home.

Identifiers are the register's (docs/requirements.md). What nobody measured here says so: None is never a pass.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from devices.messages import DeviceKind
from devices.moment import Moment
from hemsapp.snapshot import Event, LoopStep, Snapshot

FEW_EXCHANGES = 10


class Unit(Enum):
    """In what a duty is measured."""

    SECONDS = "s"
    PERCENT = "%"


@dataclass(frozen=True, slots=True)
class Duty:
    """A figure that is asked for: at most `allowed`, or with `is_least` at least; `key` names it on the screen."""

    key: str
    ids: tuple[str, ...]
    allowed: float
    unit: Unit = Unit.SECONDS
    is_least: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """A duty and its figure here: `value` typical, `worst` the worst one known, when it was taken; None: not yet."""

    duty: Duty
    value: float | None = None
    worst: float | None = None
    at: datetime | None = None

    @property
    def is_kept(self) -> bool | None:
        """Is the typical figure within what is allowed? None: it was not measured yet."""
        if self.value is None:
            return None
        return self.value >= self.duty.allowed if self.duty.is_least else self.value <= self.duty.allowed


REFRESH = Duty("refresh", ("C1FR32g",), 30)
CHANGE = Duty("change", ("C1NFR12.1",), 2)
STARTED = Duty("started", ("C1NFR17", "C1FR31", "UC96.1.16"), 120)
RECEIPT = Duty("receipt", ("C1FR23", "UC96.1.17", "UC96.1.18"), 60)
RECORDED = Duty("recorded", ("C1NFR5", "UC96.1.19"), 60)
THERMOSTATS = Duty("thermostats", ("C1NFR8.1",), 99, Unit.PERCENT, is_least=True)
DEVICES = Duty("devices", ("C1NFR8.1",), 95, Unit.PERCENT, is_least=True)
LIT = Duty("lit", ("C1NFR13.3",), 15, is_least=True)
HEARTBEAT = Duty("heartbeat", ("C1FR39",), 86_400)
TEST = Duty("test", ("C1NFR4",), 60)

DUTIES = (REFRESH, CHANGE, STARTED, RECEIPT, RECORDED, THERMOSTATS, DEVICES, LIT, HEARTBEAT, TEST)
"""In the order of the page. `change` is a bound: how long a reading was on its way, and the pause between two."""


def measure(snapshot: Snapshot, now: Moment) -> tuple[Measured, ...]:
    """Every duty, measured or not, at that moment."""
    known = {each.duty: each for each in (*_live(snapshot), *_of_events(snapshot), *_of_devices(snapshot, now))}
    known |= {each.duty: each for each in _of_upkeep(snapshot, now)}
    known[LIT] = Measured(LIT, float(snapshot.preferences.manners.lit_seconds), at=now.utc)
    return tuple(known.get(duty, Measured(duty)) for duty in DUTIES)


def _live(snapshot: Snapshot) -> Iterator[Measured]:
    refresh, heard = snapshot.power.refresh, snapshot.power.heard
    if refresh is not None and heard is not None:
        yield Measured(REFRESH, refresh.typical_s, refresh.worst_s, heard.utc)


def _of_upkeep(snapshot: Snapshot, now: Moment) -> Iterator[Measured]:
    """How long ago the utility's records last heard of us, how soon a test was answered, how soon a change is seen."""
    upkeep = snapshot.upkeep
    if upkeep.change_s is not None and upkeep.measured is not None:
        yield Measured(CHANGE, round(upkeep.change_s, 1), at=upkeep.measured.utc)
    if upkeep.arrived is not None and upkeep.arrived.mdms is not None:
        yield Measured(HEARTBEAT, max(0.0, _seconds((upkeep.arrived.mdms, now.utc))), at=now.utc)
    test = upkeep.test
    if test is not None and test.ordered is not None and test.ms is not None:
        yield Measured(TEST, max(0.0, _seconds((test.ordered, test.ms))), at=test.ms)


def _of_events(snapshot: Snapshot) -> Iterator[Measured]:
    """From the receipts of the events that are still shown: the latest figure, and the worst of all."""
    for duty, pairs in (
        (STARTED, [_started(each) for each in snapshot.events.all]),
        (RECEIPT, [_between(each, "owed", "MS") for each in snapshot.events.all]),
        (RECORDED, [_between(each, "MS", "MDMS") for each in snapshot.events.all]),
    ):
        known = [pair for pair in pairs if pair is not None]
        if known:
            last = max(known, key=lambda pair: pair[1])
            yield Measured(duty, _seconds(last), max(_seconds(pair) for pair in known), last[1])


_Pair = tuple[datetime, datetime]


def _started(event: Event) -> _Pair | None:
    """From the event's start, or its announcement if that came later, to the thermostat's own word."""
    acted = _at(event, "thermostat", is_receipt=False)
    begun = max(event.start, event.changed_at or event.announced)
    return None if acted is None else (begun, max(begun, acted))


def _between(event: Event, first: str, second: str) -> _Pair | None:
    """From one station of the receipt's way to another; `owed` is the moment of the act itself."""
    if first == "owed":
        begun = _at(event, "display", is_receipt=True) or _at(event, "thermostat", is_receipt=False)
    else:
        begun = _at(event, first, is_receipt=True)
    ended = _at(event, second, is_receipt=True)
    return None if begun is None or ended is None else (begun, max(begun, ended))


def _at(event: Event, station: str, *, is_receipt: bool) -> datetime | None:
    steps: list[LoopStep] = [each for each in event.loop if (each.station, each.is_receipt) == (station, is_receipt)]
    return steps[-1].at if steps else None


def _seconds(pair: _Pair) -> float:
    return round((pair[1] - pair[0]) / timedelta(seconds=1), 1)


def _of_devices(snapshot: Snapshot, now: Moment) -> Iterator[Measured]:
    """How much of what was asked was answered: all devices together, and the one that answered least."""
    for duty, kinds in ((THERMOSTATS, {DeviceKind.THERMOSTAT}), (DEVICES, set(DeviceKind))):
        asked = [each for each in snapshot.devices if each.kind in kinds and each.asked >= FEW_EXCHANGES]
        if asked:
            shares = [100 * each.answered / each.asked for each in asked]
            whole = 100 * sum(each.answered for each in asked) / sum(each.asked for each in asked)
            yield Measured(duty, round(whole, 1), round(min(shares), 1), now.utc)
