"""What an interviewed device is, from its simple descriptors alone; what it must be asked for stands in its driver."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from zigpy.device import ZigbeeDevice
from zigpy.profiles import zha

from devices.messages import DeviceKind
from devices.se import profile
from devices.se.profile import DeviceId


@dataclass(frozen=True, slots=True)
class Described:
    """One simple descriptor: what an endpoint says that it is, and the clusters that it serves and uses."""

    device_id: int
    servers: frozenset[int]
    clients: frozenset[int] = frozenset()
    profile_id: int = profile.PROFILE_ID


METERS: Final = frozenset({DeviceId.ENERGY_SERVICES_INTERFACE, DeviceId.METERING_DEVICE})
THERMOSTATS: Final = frozenset({DeviceId.PROGRAMMABLE_COMMUNICATING_THERMOSTAT, zha.DeviceType.THERMOSTAT})
PLUGS: Final = frozenset(
    {
        zha.DeviceType.ON_OFF_OUTPUT,
        zha.DeviceType.MAIN_POWER_OUTLET,
        zha.DeviceType.SMART_PLUG,
        zha.DeviceType.ON_OFF_PLUG_IN_UNIT,
    }
)
SWITCHES: Final = frozenset({DeviceId.LOAD_CONTROL_DEVICE, DeviceId.SMART_APPLIANCE, *PLUGS})
MEASURING: Final = frozenset({profile.METERING, profile.ELECTRICAL_MEASUREMENT})


def described(device: ZigbeeDevice) -> tuple[Described, ...]:
    """The simple descriptors of an interviewed device; an endpoint that said nothing is left out."""
    return tuple(
        Described(
            int(endpoint.device_type),
            frozenset(map(int, endpoint.in_clusters)),
            frozenset(map(int, endpoint.out_clusters)),
            int(endpoint.profile_id or 0),
        )
        for endpoint in device.non_zdo_endpoints
        if endpoint.device_type is not None
    )


def kind_of(endpoints: Iterable[Described]) -> DeviceKind:
    """What a device with these endpoints is to this product; its driver may find out more precisely."""
    known = tuple(endpoints)
    ids, servers = _ids(known), _servers(known)
    is_event_client = any(profile.DRLC in each.clients for each in known)
    if ids & METERS and profile.METERING in servers:
        return DeviceKind.METER_GATEWAY
    if ids & THERMOSTATS and profile.THERMOSTAT in servers:
        return DeviceKind.THERMOSTAT
    if ids & PLUGS and profile.ON_OFF in servers and servers & MEASURING and not is_event_client:
        return DeviceKind.SMART_PLUG
    if ids & SWITCHES and profile.ON_OFF in servers:
        return DeviceKind.LOAD_SWITCH
    return DeviceKind.DISPLAY if DeviceId.IN_HOME_DISPLAY in ids else DeviceKind.UNKNOWN


def is_gateway(endpoints: Iterable[Described]) -> bool:
    """Is a meter of these endpoints the utility's gateway? Another one may count gas or water."""
    return DeviceId.ENERGY_SERVICES_INTERFACE in _ids(endpoints)


def is_sleepy(device: ZigbeeDevice) -> bool:
    """Does it listen only now and then, as its node descriptor says?"""
    descriptor = device.node_desc
    return descriptor is not None and bool(descriptor.is_end_device) and not descriptor.is_receiver_on_when_idle


def recognise(device: ZigbeeDevice) -> DeviceKind:
    """What an interviewed device is, from its device identifiers and the clusters that it serves."""
    return kind_of(described(device))


def _ids(endpoints: Iterable[Described]) -> set[int]:
    return {each.device_id for each in endpoints}


def _servers(endpoints: Iterable[Described]) -> set[int]:
    return {cluster_id for each in endpoints for cluster_id in each.servers}
