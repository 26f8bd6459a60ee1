"""What an order brings from a simulated node without a frame, in the words of the byte path; and what a node is."""

from collections.abc import Iterator
from typing import Final

from devices.demand_response import ChangeSource, ReadTemperature, SetTemperature, SwitchLoad
from devices.han import Order, ReadMeter, ReadState
from devices.messages import BatteryRead, DeviceKind, Eui64, Message, SwitchRead
from devices.sim import display, load_switch, pct, thermostat_node, thermostat_words
from devices.sim.battery import CELLS, RATED_TENTHS_V
from devices.sim.device import HomeNode
from devices.sim.direct_meter import Sign, ask_meter
from devices.sim.display import DisplayNode
from devices.sim.load_switch import LoadSwitchNode, SwitchNode
from devices.sim.meter.node import MeterNode
from devices.sim.pct import PctNode
from devices.sim.thermostat import Thermostat
from devices.sim.thermostat_node import ThermostatNode

EVENT_CLIENTS: Final = (PctNode, LoadSwitchNode, DisplayNode)


def kind_of(node: HomeNode) -> DeviceKind:
    """What an interview would find it to be."""
    match node:
        case MeterNode():
            return DeviceKind.METER_GATEWAY
        case ThermostatNode() | PctNode():
            return DeviceKind.THERMOSTAT
        case SwitchNode():
            return DeviceKind.LOAD_SWITCH
        case DisplayNode():
            return DeviceKind.DISPLAY
    return DeviceKind.UNKNOWN


def is_event_client(node: HomeNode) -> bool:
    """Does it carry load control events out by itself?"""
    return isinstance(node, EVENT_CLIENTS)


def label_of(node: HomeNode) -> tuple[str, str]:
    """Manufacturer and model, as its Basic cluster tells them."""
    match node:
        case MeterNode():
            return node.meter.identity.manufacturer, node.meter.identity.model
        case ThermostatNode():
            return thermostat_node.MANUFACTURER, node.model
        case PctNode():
            return pct.MANUFACTURER, node.model
        case SwitchNode():
            return load_switch.MANUFACTURER, node.model
        case DisplayNode():
            return display.MANUFACTURER, node.model
    return "", ""


def state_of(node: HomeNode, device: Eui64) -> Message | None:
    """What a driver would read of a device that is no meter."""
    match node:
        case ThermostatNode() | PctNode():
            return thermostat_words.temperature(node.thermostat, device)
        case SwitchNode():
            return SwitchRead(device, node.is_on)
    return None


def battery_of(node: HomeNode, device: Eui64) -> Message | None:
    """What a driver would read of its battery, where it has one."""
    battery = node.battery if isinstance(node, ThermostatNode) else None
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
            if state is not None:
                yield state
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
        if centi_c not in (None, held[kind]):
            raise ValueError(f"the thermostat keeps {kind} at {held[kind]}, not {centi_c}")
