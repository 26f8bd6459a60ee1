"""One driver a kind of device: recognise it, set it up, carry out orders. No policy here."""

from collections.abc import Callable
from typing import Final

import zigpy.types as t
from zigpy.device import ZigbeeDevice

from devices.drivers.capabilities import Driver
from devices.drivers.exchange import OrderFailed, Unanswered, find_client
from devices.drivers.load_switch import LoadSwitch
from devices.drivers.meter_events import Sign
from devices.drivers.meter_gateway import MeterGateway
from devices.drivers.metering_device import MeteringDevice
from devices.drivers.recognition import described, is_gateway, is_sleepy, recognise
from devices.drivers.smart_plug import SmartPlug
from devices.drivers.thermostat import Thermostat
from devices.han import FOLLOWED, RealTime
from devices.messages import DeviceKind, DeviceReady, Eui64, Message
from devices.se import profile

__all__ = ["Driver", "OrderFailed", "Sign", "Unanswered", "driver_for", "introduce", "is_event_client", "recognise"]

_DRIVERS: Final[dict[DeviceKind, Callable[[ZigbeeDevice, Eui64, t.EUI64, Callable[[Message], None]], Driver]]] = {
    DeviceKind.THERMOSTAT: Thermostat,
    DeviceKind.LOAD_SWITCH: LoadSwitch,
    DeviceKind.SMART_PLUG: SmartPlug,
}


def is_event_client(device: ZigbeeDevice) -> bool:
    """Whether it is a DRLC client: it carries events out by itself."""
    return find_client(device, profile.DRLC) is not None


def introduce(device: ZigbeeDevice, name: Eui64) -> DeviceReady:
    """What an interview told of a device, as it will be told when it is ready."""
    return DeviceReady(
        name,
        recognise(device),
        device.manufacturer or "",
        device.model or "",
        is_event_client=is_event_client(device),
        is_sleepy=is_sleepy(device),
    )


def driver_for(
    kind: DeviceKind,
    device: ZigbeeDevice,
    name: Eui64,
    coordinator: t.EUI64,
    deliver: Callable[[Message], None],
    real_time: RealTime = FOLLOWED,
    sign: Sign | None = None,
) -> Driver | None:
    """The driver of a device of that kind, None if there is nothing to drive.

    `real_time` says how a meter is followed, `sign` signs the receipts that it is sent.
    """
    if kind is DeviceKind.METER_GATEWAY:
        make = MeterGateway if is_gateway(described(device)) else MeteringDevice
        return make(device, name, coordinator, deliver, real_time, sign)
    driver = _DRIVERS.get(kind)
    return None if driver is None else driver(device, name, coordinator, deliver)
