"""The places where something can be steered: what comes in from devices, events and prices, and what is due."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from devices.messages import DeviceKind, DeviceLeft, DeviceReady, SwitchRead, TemperatureRead
from devices.moment import Moment
from devices.names import Eui64
from devices.thermostat_models import model_of
from hemsapp.domain.comfort import hearing
from hemsapp.domain.comfort.facts import ComfortFact, SetPointEntry, SwitchEntry
from hemsapp.domain.comfort.governance import Governance
from hemsapp.domain.comfort.house_use import HouseUse
from hemsapp.domain.comfort.inheritance import hand_over
from hemsapp.domain.comfort.load import Load
from hemsapp.domain.comfort.room import RECOVERY_MINUTES, Room
from hemsapp.domain.comfort.steering import ANSWER_S, SLEEPY_ANSWER_S
from hemsapp.domain.comfort.steps import NOTHING, Notes, Steering, Steps
from hemsapp.domain.days import HomeZone
from hemsapp.snapshot.home import PriceLevel

_JUST_AFTER_S = 0.01
_STEP = timedelta(seconds=2)
_NEVER_S = float("inf")
_LOADS = frozenset({DeviceKind.LOAD_SWITCH, DeviceKind.SMART_PLUG, DeviceKind.WATER_HEATER, DeviceKind.EV_CHARGER})

Heard = DeviceReady | DeviceLeft | TemperatureRead | SwitchRead


class Places:
    """The places; `recovery_minutes` at most after an event (0: at once)."""

    def __init__(
        self,
        zone: HomeZone,
        *,
        speed: float = 1.0,
        recovery_minutes: int = RECOVERY_MINUTES,
    ) -> None:
        self._zone = zone
        self._speed = speed
        self._recovery_minutes = recovery_minutes
        self._rooms: dict[Eui64, Room] = {}
        self._loads: dict[Eui64, Load] = {}
        self._use = HouseUse()
        self._level: PriceLevel | None = None
        self._level_since: datetime | None = None
        self._due_s: dict[Eui64, float] = {}
        self._woken: Moment | None = None

    def restore(self, facts: Iterable[ComfortFact], gone: Iterable[Eui64] = ()) -> None:
        """Take back what was kept, before anything else; govern each governed device again before the first wake.

        `gone` are devices that left the home: their facts wait for them.
        """
        kept = list(facts)
        loads = {fact.device for fact in kept if isinstance(fact, SwitchEntry)}
        heard = {fact.device for fact in kept if isinstance(fact, SetPointEntry)}
        for fact in kept:
            place = self._load(fact.device) if fact.device in loads else self._room(fact.device)
            place.restore(fact)
            place.is_there = place.is_recognised = (
                fact.device in loads | heard
            )  # a plan alone does not say for what kind of device it is
        for device in gone:
            if (known := self._place(device)) is not None:
                known.is_there = False

    def _room(self, device: Eui64) -> Room:
        if device not in self._rooms:
            room = self._rooms[device] = Room(device, self._zone, self._recovery_minutes)
            if self._level_since is not None:
                room.charge(self._level, self._level_since)
        return self._rooms[device]

    def _load(self, device: Eui64) -> Load:
        if device not in self._loads:
            load = self._loads[device] = Load(device)
            load.charge(self._level)
            if (mistaken := self._rooms.pop(device, None)) is not None:
                load.plan, load.overrides = mistaken.plan, mistaken.overrides
        return self._loads[device]

    def _places(self) -> list[Room | Load]:
        return [*self._rooms.values(), *self._loads.values()]

    def _place(self, device: Eui64) -> Room | Load | None:
        return self._loads.get(device) or self._rooms.get(device)

    def _settle(self, place: Room | Load, at: Moment, notes: Notes) -> Steps:
        place.settle(at, notes)
        dues = [due_s for due_s in (place.due_s(),) if due_s is not None]
        if (change := place.next_change(at.utc)) is not None:
            ahead_s = (change - at.utc).total_seconds() / self._speed
            dues.append(at.monotonic_s + ahead_s + _JUST_AFTER_S)
        self._due_s[place.device] = min(dues, default=_NEVER_S)
        return notes.steps()

    # What comes in

    def govern(self, device: Eui64, governance: Governance | None, at: Moment) -> Steps:
        """From now on that event governs the device, or (None) none; the same again changes nothing."""
        place, notes = self._place(device), Notes()
        if place is None:
            return NOTHING
        place.govern(governance, at.utc, notes)
        return self._settle(place, at, notes)

    def charge(self, level: PriceLevel | None, at: Moment) -> Steps:
        """What the price means now; None: not known, and nothing is moved for it (X-PRICE-RESPONSE).

        After a restart this comes before the first wake, as `govern` does.
        """
        if level is self._level and self._level_since is not None:
            return NOTHING
        self._level, self._level_since = level, at.utc
        steps = NOTHING
        for room in self._rooms.values():
            room.charge(level, at.utc)
            steps += self._settle(room, at, Notes())
        for load in self._loads.values():
            load.charge(level)
            steps += self._settle(load, at, Notes())
        return steps

    def hear(self, message: Heard, at: Moment) -> Steps:
        """A device told something."""
        notes = Notes()
        place: Room | Load | None
        match message:
            case DeviceLeft():
                if (place := self._place(message.device)) is not None:
                    place.is_there = False
                    place.tries.lose()
                    self._due_s.pop(place.device, None)
                return NOTHING
            case DeviceReady():
                if (place := self._ready(message, notes)) is None:
                    return NOTHING
            case TemperatureRead():
                place = room = self._room(message.device)
                room.is_there = True
                hearing.hear(room, message, at, notes)
            case SwitchRead():
                place = load = self._load(message.device)
                load.is_there = True
                load.hear(message.is_on, at, notes)
        return self._settle(place, at, notes)

    def _ready(self, message: DeviceReady, notes: Notes) -> Room | Load | None:
        place: Room | Load
        if message.kind is DeviceKind.THERMOSTAT:
            place = room = self._room(message.device)
            room.is_event_client = message.is_event_client
            room.has_silent_schedule = model_of(message.manufacturer, message.model).has_silent_schedule
            if room.journal.entry is not None:
                entry = replace(room.journal.entry, is_event_client=message.is_event_client)
                room.journal.keep(entry, notes)
        elif message.kind in _LOADS:
            place = load = self._load(message.device)
            load.is_event_client = message.is_event_client
            load.recognise(message.kind)
        else:
            return None
        place.is_there = place.is_recognised = True
        place.tries.answer_s = SLEEPY_ANSWER_S if message.is_sleepy else ANSWER_S
        place.tries.begin()
        return place

    def inherit(self, old: Eui64, new: Eui64, at: Moment) -> Steps:
        """The new one is steered as the old one was; nothing if one of them is no place."""
        before, place, notes = self._place(old), self._place(new), Notes()
        if before is None or place is None:
            return NOTHING
        hand_over(before, place, at.utc, notes)
        return self._settle(place, at, notes)

    def measured(self, demand_w: int | None, at: Moment) -> Steps:
        """The meter told the demand of the house: rooms learn from it, and give way where their plan says so."""
        for room in self._rooms.values():
            room.learning.measured(demand_w, at.utc)
        self._use.measured(demand_w, at.utc)
        return self._weigh(at)

    def consumed(self, day_wh: int | None, at: Moment) -> Steps:
        """What the house used of this local day so far; None: not known."""
        self._use.day_wh = day_wh
        return self._weigh(at)

    def _weigh(self, at: Moment) -> Steps:
        steps = NOTHING
        for place in self._places():
            if place.weigh(self._use, at.utc):
                steps += self._settle(place, at, Notes())
        return steps

    def delivered(self, purpose: Steering, at: Moment) -> Steps:
        """An order of ours was accepted and its read-back came before."""
        return self._ended(purpose, at, is_delivered=True)

    def failed(self, purpose: Steering, why: str, at: Moment) -> Steps:  # noqa: ARG002 - a refusal is tried again too
        """An order of ours did not reach its device, or was refused."""
        return self._ended(purpose, at, is_delivered=False)

    def _ended(self, purpose: Steering, at: Moment, *, is_delivered: bool) -> Steps:
        place, notes = self._place(purpose.device), Notes()
        if place is None or not place.tries.is_mine(purpose):
            return NOTHING
        if is_delivered:
            place.delivered(at, notes)
        else:
            place.fell_short(at, notes)
        return self._settle(place, at, notes)

    def wake(self, at: Moment) -> Steps:
        """Do what is due; harmless when nothing is."""
        is_stepped = self._woken is not None and self._is_stepped(self._woken, at)
        self._woken = at
        steps = NOTHING
        for place in self._places():
            if is_stepped or at.monotonic_s >= self._due_s.get(place.device, 0.0):
                steps += self._settle(place, at, Notes())
        return steps

    def _is_stepped(self, before: Moment, at: Moment) -> bool:
        ahead = at.utc - before.utc
        return abs(ahead - timedelta(seconds=at.seconds_since(before) * self._speed)) > _STEP * max(self._speed, 1.0)

    @property
    def next_wake_s(self) -> float | None:
        """`Moment.monotonic_s` at which `wake` is next needed, None: not."""
        dues = [due_s for due_s in self._due_s.values() if due_s != _NEVER_S]
        return min(dues, default=None)
