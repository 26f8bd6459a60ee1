"""Rooms on a table: thermostats and switches that do as they are told, unless a fault is set, and a store of facts."""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from devices.demand_response import ChangeSource, ReadTemperature, SetTemperature, SwitchLoad, ThermostatMode
from devices.messages import DeviceKind, DeviceReady, SwitchRead, TemperatureRead
from devices.moment import Moment
from devices.names import Eui64
from hemsapp.domain.comfort import facts as kept
from hemsapp.domain.comfort.governance import Governance
from hemsapp.domain.comfort.rooms import Rooms, Wish
from hemsapp.domain.comfort.steps import Outcome, Steered, Steps
from hemsapp.domain.days import HomeZone
from hemsapp.snapshot.comfort import Thermostat
from hemsapp.snapshot.events import Program
from hemsapp.snapshot.home import PriceLevel

Said = TypeVar("Said", bound=Outcome)

HALL = Eui64("00:0d:6f:00:0a:90:00:01")
ATTIC = Eui64("00:0d:6f:00:0a:90:00:02")
HEATER = Eui64("00:0d:6f:00:0a:90:00:03")
ZONE = "America/Los_Angeles"
BEGIN = datetime(2026, 7, 14, 20, tzinfo=UTC)  # 1:00 PM in Los Angeles
F74, F76, F77, F78, F80, F82, F85 = 2333, 2444, 2500, 2556, 2667, 2778, 2944
F68, F64 = 2000, 1778


def key_of(fact: kept.ComfortFact) -> tuple[object, ...]:
    """As the store would: one row a key."""
    if isinstance(fact, kept.Override | kept.Governed):
        return type(fact), fact.device, fact.issuer_event_id
    return type(fact), fact.device


def an_event(issuer_event_id: int = 7, *, after_minutes: int = 0, minutes: int = 240, **more: Any) -> Governance:
    """A critical peak of four hours from 1 PM, unless told otherwise; an emergency if `is_emergency`."""
    start = BEGIN + timedelta(minutes=after_minutes)
    is_emergency = bool(more.pop("is_emergency", False))
    event = Governance(
        issuer_event_id,
        Program.EMERGENCY if is_emergency else Program.CRITICAL_PEAK,
        is_emergency,
        start,
        start + timedelta(minutes=minutes),
    )
    return replace(event, **more)


@dataclass
class Wall:
    """One thermostat as it is; it tells all when it is read."""

    device: Eui64
    cooling: int = F74
    heating: int = F68
    indoor: int = F74
    mode: ThermostatMode = ThermostatMode.COOL
    source: ChangeSource = ChangeSource.MANUAL
    changed: datetime | None = BEGIN - timedelta(days=1)
    limits: tuple[int, int] | None = None
    is_deaf: bool = False
    writes: list[tuple[int | None, int | None]] = field(default_factory=list)

    def told(self) -> TemperatureRead:
        return TemperatureRead(
            self.device,
            self.indoor,
            self.cooling,
            self.heating,
            self.mode,
            is_held=True,
            source=self.source,
            changed=self.changed,
            cooling_limits_centi_c=self.limits,
        )

    def write(self, order: SetTemperature, now: datetime) -> None:
        self.writes.append((order.cooling_centi_c, order.heating_centi_c))
        self.cooling = self.cooling if order.cooling_centi_c is None else order.cooling_centi_c
        self.heating = self.heating if order.heating_centi_c is None else order.heating_centi_c
        self.source, self.changed = ChangeSource.EXTERNAL, now.replace(microsecond=0)


class World:
    """The rooms, what they asked, said and kept; time goes only by `ahead` and `until`."""

    def __init__(self, *, recovery_minutes: int = 0, speed: float = 1.0) -> None:
        self.utc, self.mono = BEGIN, 1000.0
        self.recovery_minutes, self.speed = recovery_minutes, speed
        self.is_carrying_out = True
        self.walls: dict[Eui64, Wall] = {}
        self.switches: dict[Eui64, bool] = {}
        self.deaf_switches: set[Eui64] = set()
        self.store: dict[tuple[object, ...], kept.ComfortFact] = {}
        self.outcomes: list[Outcome] = []
        self.waiting: deque[Steered] = deque()
        self.written_after: list[kept.SetPointEntry] = []
        self.governances: dict[Eui64, Governance] = {}
        self.rooms = self._rooms()

    def _rooms(self) -> Rooms:
        return Rooms(HomeZone(ZONE), speed=self.speed, recovery_minutes=self.recovery_minutes)

    @property
    def at(self) -> Moment:
        return Moment(self.utc, self.mono)

    # What comes in

    def thermostat(self, device: Eui64 = HALL, *, is_event_client: bool = False, **more: Any) -> Wall:
        wall = self.walls[device] = replace(Wall(device), **more)
        ready = DeviceReady(device, DeviceKind.THERMOSTAT, "", "", is_event_client=is_event_client)
        self.take(self.rooms.hear(ready, self.at))
        self.report(device)
        return wall

    def switch(self, device: Eui64 = HEATER, *, is_on: bool = True) -> None:
        self.switches[device] = is_on
        self.take(self.rooms.hear(DeviceReady(device, DeviceKind.LOAD_SWITCH, "", ""), self.at))
        self.take(self.rooms.hear(SwitchRead(device, is_on), self.at))

    def report(self, device: Eui64 = HALL) -> None:
        self.take(self.rooms.hear(self.walls[device].told(), self.at))

    def turn(self, point: int, device: Eui64 = HALL, *, is_told: bool = True) -> None:
        """A hand at the wall."""
        wall = self.walls[device]
        if wall.mode is ThermostatMode.HEAT:
            wall.heating = point
        else:
            wall.cooling = point
        wall.source, wall.changed = ChangeSource.MANUAL, self.utc.replace(microsecond=0)
        if is_told:
            self.report(device)

    def flip(self, device: Eui64 = HEATER) -> None:
        """A hand at the switch."""
        self.switches[device] = not self.switches[device]
        self.take(self.rooms.hear(SwitchRead(device, self.switches[device]), self.at))

    def govern(self, governance: Governance | None, device: Eui64 = HALL) -> None:
        if governance is None:
            self.governances.pop(device, None)
        else:
            self.governances[device] = governance
        self.take(self.rooms.govern(device, governance, self.at))

    def charge(self, level: PriceLevel | None) -> None:
        self.take(self.rooms.charge(level, self.at))

    def wish(self, wish: Wish) -> None:
        self.take(self.rooms.wish(wish, self.at))

    # What comes of it

    def take(self, steps: Steps) -> None:
        for fact in steps.facts:
            self.store[key_of(fact)] = fact
        self.outcomes += steps.outcomes
        self.waiting += steps.orders
        while self.is_carrying_out and self.waiting:
            self.carry_out(self.waiting.popleft())

    def carry_out(self, steered: Steered) -> None:
        order = steered.order
        if isinstance(order, SwitchLoad):
            self._switch(steered, order)
            return
        wall = self.walls[order.device]
        if isinstance(order, SetTemperature):
            entry = self.store[kept.SetPointEntry, order.device]
            assert isinstance(entry, kept.SetPointEntry)
            self.written_after.append(entry)
        if wall.is_deaf:
            self.take(self.rooms.failed(steered.purpose, "no answer", self.at))
            return
        if isinstance(order, SetTemperature):
            wall.write(order, self.utc)
        assert isinstance(order, SetTemperature | ReadTemperature)
        self.report(order.device)
        self.take(self.rooms.delivered(steered.purpose, self.at))

    def _switch(self, steered: Steered, order: SwitchLoad) -> None:
        if order.device in self.deaf_switches:
            self.take(self.rooms.failed(steered.purpose, "no answer", self.at))
            return
        self.switches[order.device] = order.is_on
        self.take(self.rooms.hear(SwitchRead(order.device, order.is_on), self.at))
        self.take(self.rooms.delivered(steered.purpose, self.at))

    def ahead(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Time goes on; the rooms wake when they want to."""
        end = self.mono + (minutes * 60 + seconds) / self.speed
        while (due := self.rooms.next_wake_s) is not None and due <= end:
            self._to(max(due, self.mono + 0.001))
            self.take(self.rooms.wake(self.at))
        self._to(end)

    def _to(self, mono: float) -> None:
        self.utc += timedelta(seconds=(mono - self.mono) * self.speed)
        self.mono = mono

    def until(self, hour: float) -> None:
        """Until so many hours after the beginning."""
        self.ahead(seconds=(BEGIN + timedelta(hours=hour) - self.utc).total_seconds())

    def restart(self, *, down_minutes: float = 0, is_heard: bool = True) -> None:
        """A kill, and a start with what was kept; who governs is said again first, as the home does."""
        self.waiting.clear()
        self.utc += timedelta(minutes=down_minutes)
        self.mono = 0.0
        self.rooms = self._rooms()
        self.rooms.restore(self.store.values())
        for device, governance in self.governances.items():
            if self.utc < governance.end:
                self.take(self.rooms.govern(device, governance, self.at))
        self.take(self.rooms.wake(self.at))
        if is_heard:
            for device in self.walls:
                self.report(device)

    # What is seen

    def said(self, kind: type[Said]) -> list[Said]:
        return [outcome for outcome in self.outcomes if isinstance(outcome, kind)]

    def seen(self, device: Eui64 = HALL) -> Thermostat:
        return next(each for each in self.rooms.view(self.at).thermostats if each.device == device)
