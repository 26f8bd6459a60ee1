"""Builds the nodes of one home, with a past: 45 days of intervals at first, the state file's later."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from zigpy.profiles import zha

from devices.moment import Moment
from devices.sim.chance import seeded
from devices.sim.device import HomeNode, Label
from devices.sim.display import DisplayNode
from devices.sim.house.appliances import Switch
from devices.sim.house.home import Home
from devices.sim.house.house import SECOND_US, House, microseconds
from devices.sim.house.state_file import StateFile
from devices.sim.load_switch import APPLIANCE, CAR_CHARGER, PLUG_APPLIANCE, WATER_HEATER, LoadSwitchNode, PlugNode
from devices.sim.meter.intervals import KEPT_S, Interval
from devices.sim.meter.ledger import Ledger
from devices.sim.meter.meter import Identity, Meter
from devices.sim.meter.node import MeterNode
from devices.sim.node import Node
from devices.sim.other_meter import GAS, WATER, OtherMeterNode, mirror
from devices.sim.pct import PctNode
from devices.sim.smart_plug import SmartPlugNode
from devices.sim.thermostat_node import MAKES, Make, ThermostatNode

ZONE: Final = ZoneInfo("America/Los_Angeles")
LOAD_SWITCH: Final = "load-switch"
PLUG: Final = "plug"
SWITCHED: Final = {
    LOAD_SWITCH: APPLIANCE,
    PLUG: PLUG_APPLIANCE,
    "water-heater": WATER_HEATER.appliance,
    "ev-charger": CAR_CHARGER.appliance,
}
"""Whatever a switch is for, the home has."""
HOUR_US: Final = 3_600 * SECOND_US
MAX_CATCH_UP_US: Final = KEPT_S * SECOND_US
"""A simulator that stood still for longer begins its history anew; the registers go on."""


def make_nodes(
    kinds: Sequence[str], *, seed: int, start: Moment, profile_id: int, state: Path | None, zone: ZoneInfo = ZONE
) -> list[Node]:
    """Nodes of one home at `start`, in the order of `kinds` (`MAKERS`); each thermostat has a room of its own.

    The same seed makes the same home. `state` is a file that keeps it over a restart: time that passed in between
    was lived through, registers never go back. ValueError for an unknown kind or a file that cannot be used.
    """
    unknown = sorted(set(kinds) - set(MAKERS))
    if unknown:
        raise ValueError(f"there is no device {', '.join(unknown)}; there are {', '.join(MAKERS)}")
    file = StateFile(state)
    start_us = microseconds(start.utc)
    past = _Past(tuple(kinds), seed, start_us, profile_id, zone.key)
    lived = None if file.is_kept else _LIVED.get(past)
    saved = file.read() if lived is None else lived.parts()
    is_known = "house" in saved and 0 <= start_us - saved["house"]["at_us"] <= MAX_CATCH_UP_US
    begin_us = start_us - KEPT_S * SECOND_US
    house = House(seed, begin_us - begin_us % HOUR_US, zone)
    home = Home(house, file)
    if "house" in saved:
        at_us = saved["house"]["at_us"] if is_known else house.at_us
        house.load({**saved["house"], "at_us": at_us})
    else:
        for kind, appliance in SWITCHED.items():
            if kind in kinds:
                house.settings.held[appliance] = Switch.AUTO  # what the switch is for is there, and it is on
        house.refresh()
    nodes = _make(kinds, seed, home, profile_id)
    if is_known:
        _remember(home, saved, file.intervals if lived is None else lived.intervals)
        _load_devices(nodes, saved)
    house.advance(start_us)
    if not is_known:
        _load_devices(nodes, saved)
    _go_on(home, {} if is_known else saved)
    if not file.is_kept and lived is None:
        _keep(past, home)
    for node in nodes:
        node.load(saved.get(f"{node.eui64}/zcl", {}), start)
    home.save(is_anew=not is_known)
    return list(nodes)


class _Past(NamedTuple):
    """What makes a home's past: of equal ones the days are equal."""

    kinds: tuple[str, ...]
    seed: int
    start_us: int
    profile_id: int
    zone: str


class _Lived:
    """House and meters after their past, so that the same 45 days need not be lived twice in a process."""

    def __init__(self, home: Home) -> None:
        names = ["house", *(f"{name}/meter" for name in home.meters)]
        self._parts = json.dumps({name: home.parts[name]() for name in names})
        self._intervals = {name: tuple(map(replace, meter.recorder.intervals)) for name, meter in home.meters.items()}

    def parts(self) -> dict[str, Any]:
        """As the state file gives them."""
        return dict(json.loads(self._parts))

    def intervals(self, meter: str) -> list[Interval]:
        """A meter's finished intervals, oldest first."""
        return [replace(each) for each in self._intervals[meter]]


_LIVED: Final[dict[_Past, _Lived]] = {}
_LIVED_AT_MOST: Final = 8


def forget_pasts() -> None:
    """Live the next past anew."""
    _LIVED.clear()


def _keep(past: _Past, home: Home) -> None:
    if len(_LIVED) == _LIVED_AT_MOST:
        del _LIVED[next(iter(_LIVED))]
    _LIVED[past] = _Lived(home)


def _make(kinds: Sequence[str], seed: int, home: Home, profile_id: int) -> list[HomeNode]:
    numbers: dict[str, int] = {}
    nodes = []
    for kind in kinds:
        numbers[kind] = numbers.get(kind, 0) + 1
        label = Label.of(seed, kind, numbers[kind])
        nodes.append(MAKERS[kind](label, home, seed, profile_id))
    return nodes


def _meter(label: Label, home: Home, seed: int, profile_id: int) -> MeterNode:
    chance = seeded(seed, "meter", label.eui64)
    identity = Identity(f"{chance.randrange(10**9, 10**10)}")
    meter = Meter(home.house, identity, (chance.randrange(4_000_000, 60_000_000), 0))
    home.add_meter(label.eui64, meter)
    ledger = Ledger(home.file_of(f"meter-{label.eui64.replace(':', '')}.db"))
    return MeterNode(label, home, meter, profile_id, ledger, seed)


def _mirroring_meter(label: Label, home: Home, seed: int, profile_id: int) -> HomeNode:
    node = _meter(label, home, seed, profile_id)
    node.mirrors = mirror(node, home, seed, profile_id)
    return node


def _water_heater(label: Label, home: Home, seed: int, profile_id: int) -> HomeNode:
    return LoadSwitchNode(label, home, seed, profile_id, WATER_HEATER)


def _car_charger(label: Label, home: Home, seed: int, profile_id: int) -> HomeNode:
    return LoadSwitchNode(label, home, seed, profile_id, CAR_CHARGER)


def _smart_plug(label: Label, home: Home, seed: int, _profile_id: int) -> HomeNode:
    return SmartPlugNode(label, home, seed)


def _gas_meter(label: Label, home: Home, seed: int, profile_id: int) -> HomeNode:
    return OtherMeterNode(label, home, seed, profile_id, GAS)


def _water_meter(label: Label, home: Home, seed: int, profile_id: int) -> HomeNode:
    return OtherMeterNode(label, home, seed, profile_id, WATER)


def _thermostat(label: Label, home: Home, _seed: int, profile_id: int) -> HomeNode:
    return ThermostatNode(label, home, profile_id)


def _older_thermostat(label: Label, home: Home, _seed: int, profile_id: int) -> HomeNode:
    return ThermostatNode(label, home, profile_id, is_older=True)


def _battery_thermostat(label: Label, home: Home, _seed: int, profile_id: int) -> HomeNode:
    return ThermostatNode(label, home, profile_id, has_battery=True)


def _of_the_field(make: Make) -> Callable[[Label, Home, int, int], HomeNode]:
    """A model of home automation, whatever profile its neighbours speak."""

    def made(label: Label, home: Home, _seed: int, _profile_id: int) -> HomeNode:
        return ThermostatNode(label, home, zha.PROFILE_ID, has_battery=make.has_battery, make=make)

    return made


def _plug(label: Label, home: Home, _seed: int, profile_id: int) -> HomeNode:
    return PlugNode(label, home, profile_id)


MAKERS: Final[Mapping[str, Callable[[Label, Home, int, int], HomeNode]]] = {
    "meter": _meter,
    "thermostat": _thermostat,
    "older-thermostat": _older_thermostat,
    "battery-thermostat": _battery_thermostat,
    "pct": PctNode,
    LOAD_SWITCH: LoadSwitchNode,
    PLUG: _plug,
    "display": DisplayNode,
    **{name: _of_the_field(make) for name, make in MAKES.items()},
    "mirroring-meter": _mirroring_meter,
    "water-heater": _water_heater,
    "ev-charger": _car_charger,
    "smart-plug": _smart_plug,
    "gas-meter": _gas_meter,
    "water-meter": _water_meter,
}
"""Every kind of device that a home can have."""


def _load_devices(nodes: Sequence[HomeNode], saved: Mapping[str, Any]) -> None:
    """Give the devices what they kept in their flash."""
    for node in nodes:
        part = saved.get(f"{node.eui64}/device")
        if part is not None:
            node.load_device(part)
        firmware = saved.get(f"{node.eui64}/firmware")
        if firmware is not None and node.upgrading is not None:
            node.upgrading.load(firmware)


def _remember(home: Home, saved: Mapping[str, Any], intervals: Callable[[str], list[Interval]]) -> None:
    """Give the meters their state and intervals, where the saved past joins this present."""
    for name, meter in home.meters.items():
        part = saved.get(f"{name}/meter")
        if part is not None:
            meter.load(part)
            meter.recorder.intervals = intervals(name)


def _go_on(home: Home, before: Mapping[str, Any]) -> None:
    """Nobody heard what was published in the past; registers of a meter with a new past go on where they stood."""
    for name, meter in home.meters.items():
        meter.announcements.clear()
        part = before.get(f"{name}/meter")
        if part is None:
            continue
        for register, (wh, _remainder, base_wh) in (
            (meter.delivered, part["delivered"]),
            (meter.received, part["received"]),
        ):
            register.base_wh = max(register.base_wh, wh + base_wh - register.wh)
        meter.prices.last_event_id = max(meter.prices.last_event_id, part["prices"]["last_event_id"])
