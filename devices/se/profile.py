"""The Smart Energy application profile: its identifiers and which of its clusters need the link key."""

from collections.abc import Mapping
from enum import Enum, IntEnum
from typing import Final

from devices.se.definitions import uint16

PROFILE_ID: Final = 0x0109

BASIC: Final = uint16(0x0000)
POWER_CONFIGURATION: Final = uint16(0x0001)
IDENTIFY: Final = uint16(0x0003)
ON_OFF: Final = uint16(0x0006)
TIME: Final = uint16(0x000A)
OTA: Final = uint16(0x0019)
POLL_CONTROL: Final = uint16(0x0020)
THERMOSTAT: Final = uint16(0x0201)
PRICE: Final = uint16(0x0700)
DRLC: Final = uint16(0x0701)
METERING: Final = uint16(0x0702)
MESSAGING: Final = uint16(0x0703)
TUNNELING: Final = uint16(0x0704)
PREPAYMENT: Final = uint16(0x0705)
ENERGY_MANAGEMENT: Final = uint16(0x0706)
CALENDAR: Final = uint16(0x0707)
DEVICE_MANAGEMENT: Final = uint16(0x0708)
EVENTS: Final = uint16(0x0709)
KEY_ESTABLISHMENT: Final = uint16(0x0800)
ELECTRICAL_MEASUREMENT: Final = uint16(0x0B04)


class Key(Enum):
    """Under which key a frame must travel."""

    NETWORK = "network"  # every device of the home has it
    LINK = "link"  # only this device and the trust centre have it: APS encryption


KEY_NEEDED: Final[Mapping[int, Key]] = {
    BASIC: Key.NETWORK,
    POWER_CONFIGURATION: Key.NETWORK,
    IDENTIFY: Key.NETWORK,
    ON_OFF: Key.NETWORK,
    TIME: Key.NETWORK,
    THERMOSTAT: Key.NETWORK,
    PRICE: Key.LINK,
    DRLC: Key.LINK,
    METERING: Key.LINK,
    MESSAGING: Key.LINK,
    TUNNELING: Key.LINK,
    PREPAYMENT: Key.LINK,
    ENERGY_MANAGEMENT: Key.LINK,
    CALENDAR: Key.LINK,
    DEVICE_MANAGEMENT: Key.LINK,
    EVENTS: Key.LINK,
    KEY_ESTABLISHMENT: Key.NETWORK,  # it makes the link key, and one of suite 2 leaves no room for another's frame
}
"""The policy of keys (C1FR44); a cluster that is not named needs the network key."""

LINK_KEY_CLUSTERS: Final = frozenset(cluster_id for cluster_id, key in KEY_NEEDED.items() if key is Key.LINK)
"""Clusters whose frames travel under the APS link key, both ways (C1FR44)."""

FIRMWARE_CLUSTERS: Final = frozenset({OTA})
"""Commands of these travel under the link key to and from Smart Energy's devices; home automation's have none."""


class DeviceId(IntEnum):
    """Smart Energy device identifiers, as simple descriptors carry them."""

    RANGE_EXTENDER = 0x0008
    ENERGY_SERVICES_INTERFACE = 0x0500
    METERING_DEVICE = 0x0501
    IN_HOME_DISPLAY = 0x0502
    PROGRAMMABLE_COMMUNICATING_THERMOSTAT = 0x0503
    LOAD_CONTROL_DEVICE = 0x0504
    SMART_APPLIANCE = 0x0505
    PREPAYMENT_TERMINAL = 0x0506
    PHYSICAL_DEVICE = 0x0507
    REMOTE_COMMUNICATIONS_DEVICE = 0x0508
