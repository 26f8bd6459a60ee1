"""What can be the matter with a device that is to join, for testers: each shows as one cause on the screen."""

from dataclasses import replace
from enum import Enum
from typing import Final

from devices.se.profile import BASIC, IDENTIFY, ON_OFF, THERMOSTAT
from devices.sim.node import ApsFrame, Endpoint

WEAK_LOSS: Final = 0.75
WEAK_LQI, WEAK_RSSI_DBM = 24, -94
_DIMMABLE_LIGHT: Final = 0x0101
_ZDO: Final = 0x0000
_WHO_IS_IT: Final = range(0x0020)  # address, descriptors, active endpoints; binding comes behind
_LEAVE: Final = 0x0034
_WHAT_IT_IS_FOR: Final = (ON_OFF, THERMOSTAT, 0x0702)


class JoinTrouble(Enum):
    """How a device of the neighbourhood fails; `docs/pairing.md` says what the home makes of each."""

    NONE = "none"
    WEAK = "too weak"  # most of what is said to it, and by it, is lost
    MUTE = "mute"  # it joins, and answers nothing after its announcement
    STOPS = "stops"  # it says what it is, and then answers nothing more
    BULB = "light bulb"  # it says that it is a dimmable light
    LACKS_CLUSTERS = "lacks clusters"  # it says what it is, and lacks the cluster that makes it so
    WRONG_KEY = "key fails"  # its certificate does not prove who it is


def told_endpoints(endpoints: tuple[Endpoint, ...], trouble: JoinTrouble) -> tuple[Endpoint, ...]:
    """Simple descriptors as a device with that trouble tells them."""
    if trouble is JoinTrouble.BULB:
        light = (BASIC, IDENTIFY, ON_OFF)
        return tuple(Endpoint(each.number, each.profile_id, _DIMMABLE_LIGHT, light, ()) for each in endpoints)
    if trouble is JoinTrouble.LACKS_CLUSTERS:
        return tuple(
            replace(each, server_clusters=tuple(one for one in each.server_clusters if one not in _WHAT_IT_IS_FOR))
            for each in endpoints
        )
    return endpoints


def takes(trouble: JoinTrouble, frame: ApsFrame) -> bool:
    """Does a device with that trouble listen to such a frame?"""
    if trouble is JoinTrouble.MUTE:
        return False
    is_descriptive = frame.cluster_id == BASIC or (frame.profile_id == _ZDO and frame.cluster_id in _WHO_IS_IT)
    return trouble is not JoinTrouble.STOPS or is_descriptive or frame.cluster_id == _LEAVE


SILENT_TROUBLES: Final = frozenset({JoinTrouble.MUTE, JoinTrouble.STOPS})
"""Who has one of these tells nothing by itself."""
