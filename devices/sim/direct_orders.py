"""What an order brings from a simulated node without a frame, in the words of the byte path; and what a node is."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from devices.bindings import BindingsRead, Bound, Reported
from devices.demand_response import ChangeSource, DeviceClass, ReadTemperature, SetTemperature, SwitchLoad
from devices.han import Order, ReadMeter, ReadState
from devices.messages import (
    BatteryRead,
    Commodity,
    DeviceKind,
    Eui64,
    LoadMeasured,
    Message,
    SwitchRead,
    VolumeRead,
)
from devices.neighbours import Neighbour, NeighboursRead, Relation
from devices.sim import display, load_switch, other_meter, pct, thermostat_words
from devices.sim.battery import CELLS, RATED_TENTHS_V
from devices.sim.device import HomeNode
from devices.sim.direct_meter import Sign, ask_meter
from devices.sim.display import DisplayNode
from devices.sim.load_switch import LoadSwitchNode, SwitchNode
from devices.sim.meter.node import MeterNode
from devices.sim.node import Node
from devices.sim.other_meter import OtherMeterNode, Register
from devices.sim.pct import PctNode
from devices.sim.smart_plug import SmartPlugNode
from devices.sim.thermostat import Thermostat
from devices.sim.thermostat_node import ThermostatNode

FULL_LQI: Final = 255
ROUNDING_CENTI_C: Final = 25
EVENT_CLIENTS: Final = (PctNode, LoadSwitchNode, DisplayNode)
_SWITCHES: Final = {
    DeviceClass.WATER_HEATER: DeviceKind.WATER_HEATER,
    DeviceClass.ELECTRIC_VEHICLE: DeviceKind.EV_CHARGER,
}
_KINDS: Final = (
    (MeterNode, DeviceKind.METER_GATEWAY),
    (ThermostatNode, DeviceKind.THERMOSTAT),
    (PctNode, DeviceKind.THERMOSTAT),
    (SmartPlugNode, DeviceKind.SMART_PLUG),
    (SwitchNode, DeviceKind.LOAD_SWITCH),
    (DisplayNode, DeviceKind.DISPLAY),
)
_MANUFACTURERS: Final = (
    (PctNode, pct.MANUFACTURER),
    (SwitchNode, load_switch.MANUFACTURER),
    (OtherMeterNode, other_meter.MANUFACTURER),
    (DisplayNode, display.MANUFACTURER),
)
_OTHERS: Final = {Commodity.GAS: DeviceKind.GAS_METER, Commodity.WATER: DeviceKind.WATER_METER}


def checked(node: Node) -> HomeNode:
    """A node as `make_nodes` makes them. Raises TypeError."""
    if not isinstance(node, HomeNode):
        raise TypeError(f"{node.eui64} is not a node of make_nodes")
    return node


def kind_of(node: HomeNode) -> DeviceKind:
    """What an interview would find it to be."""
    if isinstance(node, LoadSwitchNode):
        return _SWITCHES.get(node.use.device_class, DeviceKind.LOAD_SWITCH)
    if isinstance(node, OtherMeterNode):
        return _OTHERS[node.register.make.commodity]
    return next((kind for made, kind in _KINDS if isinstance(node, made)), DeviceKind.UNKNOWN)


def is_event_client(node: HomeNode) -> bool:
    """Does it carry load control events out by itself?"""
    return isinstance(node, EVENT_CLIENTS)


def label_of(node: HomeNode) -> tuple[str, str]:
    """Manufacturer and model, as its Basic cluster tells them."""
    if isinstance(node, MeterNode):
        return node.meter.identity.manufacturer, node.meter.identity.model
    if isinstance(node, ThermostatNode):
        return node.manufacturer, node.model
    manufacturer = next((each for made, each in _MANUFACTURERS if isinstance(node, made)), "")
    return manufacturer, str(getattr(node, "model", ""))


def state_of(node: HomeNode, device: Eui64) -> Message | None:
    """What a driver would read of a device that is no meter."""
    match node:
        case ThermostatNode() | PctNode():
            return thermostat_words.temperature(node.thermostat, device)
        case SwitchNode():
            return SwitchRead(device, node.is_on)
    return None


def counted_by(node: HomeNode, device: Eui64) -> list[Message]:
    """What a driver would read of a plug's load, and of gas and water."""
    match node:
        case SmartPlugNode():
            return [LoadMeasured(device, node.meter.power_w, node.meter.wh)]
        case OtherMeterNode():
            return [_volume(node.register, device, other_meter.ENDPOINT)]
        case MeterNode():
            return [_volume(register, device, endpoint) for endpoint, register in node.mirrors.items()]
    return []


def _volume(register: Register, device: Eui64, endpoint: int) -> VolumeRead:
    make, is_leaking = register.make, bool(register.status & other_meter.LEAK)
    return VolumeRead(device, endpoint, make.commodity, make.unit, register.milli_units, is_leaking)


def battery_of(node: HomeNode, device: Eui64) -> Message | None:
    """What a driver would read of its battery, where it has one."""
    battery = node.battery if isinstance(node, ThermostatNode | OtherMeterNode) else None
    if battery is None:
        return None
    return BatteryRead(
        device,
        percent=battery.half_percents // 2,
        voltage_mv=battery.tenths_v * 100,
        rated_mv=RATED_TENTHS_V * CELLS * 100,
        is_alarmed=battery.is_alarmed,
    )


def carry_out(node: HomeNode, order: Order, sign: Sign | None) -> Iterator[Message]:
    """Messages before `Delivered`; ValueError, perhaps after some, says why it is not delivered."""
    match node, order:
        case ((ThermostatNode() | PctNode()), SetTemperature()):
            yield from _set_temperature(node.thermostat, order)
        case MeterNode(), ReadState():
            yield from ask_meter(node, ReadMeter(order.device), sign)
        case _, ReadState():
            state = state_of(node, order.device)
            yield from [] if state is None else [state]
            yield from counted_by(node, order.device)
        case ((ThermostatNode() | PctNode()), ReadTemperature()):
            yield thermostat_words.temperature(node.thermostat, order.device)
        case SwitchNode(), SwitchLoad():
            node.switch(is_on=order.is_on)
            yield SwitchRead(order.device, node.is_on)
            if node.is_on is not order.is_on:
                raise ValueError(f"the switch stays {'on' if node.is_on else 'off'}")
        case MeterNode(), _:
            yield from ask_meter(node, order, sign)
        case _:
            raise ValueError(f"a {kind_of(node).value} cannot do that")


def surroundings(own: Eui64, joined: Collection[Eui64], device: Eui64) -> NeighboursRead:
    """Neighbours where there are no bytes and no distance: everybody hears the display, and nobody else."""
    if device == own:
        rows = tuple(Neighbour(each, FULL_LQI, Relation.CHILD) for each in sorted(joined))
        return NeighboursRead(own, rows)
    if device not in joined:
        raise ValueError("no such device is on this network")
    return NeighboursRead(device, (Neighbour(own, FULL_LQI, Relation.PARENT, is_router=True),))


def bound(nodes: Mapping[Eui64, HomeNode], own: Eui64, device: Eui64) -> list[Message]:
    """The binding table and the configured reports of a node; nothing of our own radio's."""
    node = nodes.get(device)
    if node is None or device == own:
        return []
    bindings: list[Bound] = []
    reports: list[Reported] = []
    for endpoint in node.server.endpoints.values():
        for cluster_id, instance in endpoint.servers.items():
            for peer in instance.reports.bindings:
                target = own if peer.eui64 is None else Eui64(peer.eui64)
                bindings.append(Bound(endpoint.number, cluster_id, target, peer.endpoint))
            reports += [
                Reported(endpoint.number, cluster_id, each.attribute_id, each.min_s, each.max_s, each.change)
                for each in instance.reports.subscriptions.values()
            ]
    return [BindingsRead(device, tuple(bindings), tuple(reports))]


def _set_temperature(thermostat: Thermostat, order: SetTemperature) -> Iterator[Message]:
    wished = {"cooling": order.cooling_centi_c, "heating": order.heating_centi_c}
    for kind, centi_c in wished.items():
        if centi_c is not None:
            thermostat.change(kind, centi_c, ChangeSource.EXTERNAL)
    thermostat.home.save()
    read = thermostat_words.temperature(thermostat, order.device)
    yield read
    held = {"cooling": read.cooling_set_point_centi_c, "heating": read.heating_set_point_centi_c}
    for kind, centi_c in wished.items():
        if kind == "cooling" and thermostat.quirks.is_heat_only:
            continue
        if centi_c is not None and abs(centi_c - (held[kind] or 0)) > ROUNDING_CENTI_C:
            raise ValueError(f"the thermostat keeps {kind} at {held[kind]}, not {centi_c}")
