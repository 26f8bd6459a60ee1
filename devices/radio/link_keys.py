"""The link keys that the dongle keeps for devices of this home, each bound to an address."""

from typing import TYPE_CHECKING, Final

import bellows.types as bellows_types
import zigpy.types as t
from bellows.zigbee.application import ControllerApplication as BellowsApplication
from zigpy.exceptions import ControllerException

if TYPE_CHECKING:
    from devices.radio.application import SmartEnergyApplication

_NO_ENTRY: Final = 0xFF  # EZSP: none was found; of an import: the device's own entry, or any that is free
_KEYS_ONE_BY_ONE: Final = 13  # from this EZSP version on, keys are imported one by one


async def has_key(app: "SmartEnergyApplication", device: t.EUI64) -> bool:
    """Does the dongle keep a link key of the device's own, beside what follows from the network's?"""
    (index,) = await app.ezsp.findKeyTableEntry(address=device, linkKey=True)
    return bool(index != _NO_ENTRY)


async def keep(app: "SmartEnergyApplication", device: t.EUI64, link_key: bytes) -> None:
    """Put a device's link key into the dongle's flash, and into the backup; ControllerException if it is full."""
    key = bellows_types.KeyData(link_key)
    if app.ezsp.ezsp_version >= _KEYS_ONE_BY_ONE:
        (status,) = await app.ezsp.importLinkKey(index=_NO_ENTRY, address=device, key=key)
    else:
        (status,) = await app.ezsp.addOrUpdateKeyTableEntry(address=device, linkKey=True, keyData=key)
    if bellows_types.sl_Status.from_ember_status(status) != bellows_types.sl_Status.OK:
        raise ControllerException(f"the dongle keeps no link key: {status!r}")
    await app.remember()


async def erase(app: "SmartEnergyApplication", device: t.EUI64) -> None:
    """Have the dongle forget the device's own link key."""
    await BellowsApplication.cleanup_tc_link_key(app, device)
