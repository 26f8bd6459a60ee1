"""Which frames need the link key, and which need none although their cluster does (C1FR44)."""

from typing import Final

import zigpy.types as t
from zigpy.device import ZigbeeDevice
from zigpy.profiles import zha

from devices.se import profile

_METERS: Final = frozenset({int(profile.DeviceId.ENERGY_SERVICES_INTERFACE), int(profile.DeviceId.METERING_DEVICE)})


_FRAME_TYPE: Final = 0b11
_GENERAL: Final = 0b00


def needs_link_key(device: ZigbeeDevice | None, packet: t.ZigbeePacket) -> bool:
    """By its cluster; commands of firmware do with a device of Smart Energy, whatever profile the packet names.

    Attributes of firmware are no secret; of a device that is not known, every command needs it.
    """
    if packet.cluster_id in profile.FIRMWARE_CLUSTERS:
        data = packet.data.serialize()
        return bool(data) and data[0] & _FRAME_TYPE != _GENERAL and _is_smart_energy(device)
    return packet.cluster_id in profile.LINK_KEY_CLUSTERS


def _is_smart_energy(device: ZigbeeDevice | None) -> bool:
    return device is None or profile.PROFILE_ID in {each.profile_id for each in device.non_zdo_endpoints}


def is_plain(device: ZigbeeDevice | None, packet: t.ZigbeePacket) -> bool:
    """Whether it is the reading of a device of home automation, which shares no link key and tells no meter's word."""
    if device is None or packet.cluster_id != profile.METERING or packet.profile_id != zha.PROFILE_ID:
        return False
    endpoints = device.non_zdo_endpoints
    is_meter = any(int(each.device_type or 0) in _METERS for each in endpoints)
    return not is_meter and {each.profile_id for each in endpoints} == {zha.PROFILE_ID}
