"""The keys of devices that may join, in the dongle's RAM: one for each, and never the well-known one."""

from collections.abc import Mapping
from typing import Final

import bellows.types as bellows_types
import zigpy.application
import zigpy.types as t
from bellows.zigbee.application import ControllerApplication as BellowsApplication
from zigpy.exceptions import ControllerException

from devices.radio.application import TRUST_CENTER_POLICY, SmartEnergyApplication

JOINS_POLICY: Final = (
    bellows_types.EzspDecisionBitmask.ALLOW_JOINS | bellows_types.EzspDecisionBitmask.JOINS_USE_INSTALL_CODE_KEY
)


class NoRoomForKey(ControllerException):
    """The dongle's RAM has no room for another transient key."""


async def admit(app: SmartEnergyApplication, device: t.EUI64, link_key: t.KeyData, seconds: int) -> None:
    """Let one device in, and open the network for so long (0: it is open); `lock` must follow. NoRoomForKey."""
    app.banished.discard(device)
    await BellowsApplication.cleanup_tc_link_key(app, device)  # of an earlier life of the same device
    await _add(app, device, link_key)
    await app.ezsp.setPolicy(policyId=TRUST_CENTER_POLICY, decisionId=JOINS_POLICY)
    if seconds:
        await zigpy.application.ControllerApplication.permit(app, seconds)


async def keep_only(app: SmartEnergyApplication, keys: Mapping[t.EUI64, t.KeyData]) -> None:
    """Of all that may join, only these may from now on."""
    await app.ezsp.clearTransientLinkKeys()
    for device, key in keys.items():
        await _add(app, device, key)


async def _add(app: SmartEnergyApplication, device: t.EUI64, link_key: t.KeyData) -> None:
    status = await app.ezsp.add_transient_link_key(device, link_key)
    if bellows_types.sl_Status.from_ember_status(status) != bellows_types.sl_Status.OK:
        raise NoRoomForKey(f"the dongle holds no further key: {status!r}")
