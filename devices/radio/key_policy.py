"""Which frames need no link key although their cluster does: the readings of home automation's own devices."""

from typing import Final

import zigpy.types as t
from zigpy.device import ZigbeeDevice
from zigpy.profiles import zha

from devices.se import profile

_METERS: Final = frozenset({int(profile.DeviceId.ENERGY_SERVICES_INTERFACE), int(profile.DeviceId.METERING_DEVICE)})


def is_plain(device: ZigbeeDevice | None, packet: t.ZigbeePacket) -> bool:
    """Whether it is the reading of a device of home automation, which shares no link key and tells no meter's word."""
    if device is None or packet.cluster_id != profile.METERING or packet.profile_id != zha.PROFILE_ID:
        return False
    endpoints = device.non_zdo_endpoints
    is_meter = any(int(each.device_type or 0) in _METERS for each in endpoints)
    return not is_meter and {each.profile_id for each in endpoints} == {zha.PROFILE_ID}
