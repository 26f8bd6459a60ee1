"""What a device of each kind must have to be used; one that has it not is refused, and told why (X-ENROL).

From simple descriptors alone, so before anything is bound: pure functions. Whether the device keeps what it
promises is seen when it is set up and tested.
"""

from collections.abc import Iterable
from enum import Enum
from typing import Final

from zigpy.device import ZigbeeDevice

from devices.drivers.recognition import METERS, SWITCHES, THERMOSTATS, Described, described, kind_of
from devices.messages import DeviceKind
from devices.se import profile
from devices.se.profile import DeviceId

_SHOWN: Final = frozenset({profile.PRICE, profile.DRLC, profile.METERING, profile.MESSAGING})


class Shortcoming(Enum):
    """Why a device cannot be used here; the value says it in a sentence, `conformance.<name>` on the screen."""

    UNKNOWN_KIND = "it is no kind of device that this home can use"
    NO_REGISTER = "it says that it is a meter, but nobody can read it over the air"
    NO_SET_POINT = "it says that it is a thermostat, but its temperature and set points cannot be read over the air"
    NO_SWITCH = "it says that it switches a load, but nobody can switch it or ask whether it is on"
    NOTHING_TO_SHOW = "it says that it is a display, but it takes neither prices, events, readings nor messages"
    NO_PROOF = "it speaks Smart Energy, but cannot prove by a certificate who it is"


def why_unfit(device: ZigbeeDevice, *, is_proof_required: bool = False) -> Shortcoming | None:
    """Why an interviewed device is refused; None: it conforms. `is_proof_required`: see `shortcoming`."""
    return shortcoming(described(device), is_proof_required=is_proof_required)


def shortcoming(endpoints: Iterable[Described], *, is_proof_required: bool = False) -> Shortcoming | None:
    """What a device with these endpoints lacks to be used; None: nothing.

    `is_proof_required`: whoever speaks Smart Energy must be able to establish keys by certificate (0x0800).
    """
    known = tuple(endpoints)
    kind = kind_of(known)
    if kind is DeviceKind.UNKNOWN:
        return _broken_promise({each.device_id for each in known})
    if kind is DeviceKind.DISPLAY and not any(each.clients & _SHOWN for each in known):
        return Shortcoming.NOTHING_TO_SHOW
    return Shortcoming.NO_PROOF if is_proof_required and _is_unproven(known) else None


def _broken_promise(ids: set[int]) -> Shortcoming | None:
    """It says what it is, and lacks the cluster that makes it so; a range extender carries frames and needs none."""
    if ids & METERS:
        return Shortcoming.NO_REGISTER
    if ids & THERMOSTATS:
        return Shortcoming.NO_SET_POINT
    if ids & SWITCHES:
        return Shortcoming.NO_SWITCH
    return None if DeviceId.RANGE_EXTENDER in ids else Shortcoming.UNKNOWN_KIND


def _is_unproven(endpoints: Iterable[Described]) -> bool:
    speaking = [each for each in endpoints if each.profile_id == profile.PROFILE_ID]
    proving = [each for each in speaking if profile.KEY_ESTABLISHMENT in each.servers | each.clients]
    return bool(speaking) and not proving
