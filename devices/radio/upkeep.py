"""What is done to a running network: a device is let go with its keys, it gets a new key, its air is measured."""

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Final

import bellows.types as bellows_types
import zigpy.types as t
from bellows.zigbee.application import ControllerApplication as BellowsApplication
from zigpy.device import ZigbeeDevice
from zigpy.exceptions import DeliveryError
from zigpy.zdo.types import ZDOCmd

if TYPE_CHECKING:
    from devices.radio.application import SmartEnergyApplication

LOGGER = logging.getLogger(__name__)

LEAVE_S: Final = 7.0
SWITCH_AFTER_S: Final = 9.0
"""nwkNetworkBroadcastDeliveryTime: until then every router has passed the new key on (Zigbee PRO, 3.5.2)."""
ALL_CHANNELS: Final = range(11, 27)
SCAN_EXPONENT: Final = 3  # 15.36 ms times 2^3 + 1: 0.14 s a channel
SCAN_PAUSE_S: Final = 0.05
GENERATE: Final = t.KeyData(bytes(16))  # the stack makes the key itself, and it never crosses the port
REJOINS_POLICY: Final = bellows_types.EzspDecisionBitmask.ALLOW_UNSECURED_REJOINS
_NO_OPTIONS: Final = b"\x00"
_OCTET: Any = t.uint8_t  # zigpy does not type its numbers
_WORD: Any = t.uint16_t


async def let_go(app: "SmartEnergyApplication", device: t.EUI64) -> None:
    """Tell the device to leave; forget its link key and all that zigpy knows of it, heard or not."""
    known = app.devices.get(device)
    app.banished.add(device)
    if isinstance(known, ZigbeeDevice):
        known.cancel_initialization()
        try:
            async with asyncio.timeout(LEAVE_S):
                await known.zdo.leave(remove_children=False, rejoin=False)
        except (TimeoutError, DeliveryError) as error:
            LOGGER.info("the device did not hear that it is to leave: %s", error, extra={"device": str(device)})
    await BellowsApplication.cleanup_tc_link_key(app, device)
    if isinstance(known, ZigbeeDevice):
        known.on_remove()
        app.devices.pop(device, None)
        app.listener_event("device_removed", known)
    app.keeping.remember_removal(device)


async def send_away(app: "SmartEnergyApplication", device: t.EUI64, nwk: t.NWK) -> None:
    """Tell a device that was let go, and did not hear it then, to leave now."""
    sequence = app.get_sequence()
    packet = t.ZigbeePacket(
        src=t.AddrModeAddress(addr_mode=t.AddrMode.NWK, address=app.state.node_info.nwk),
        src_ep=_OCTET(0),
        dst=t.AddrModeAddress(addr_mode=t.AddrMode.NWK, address=nwk),
        dst_ep=_OCTET(0),
        tsn=sequence,
        profile_id=_WORD(0),
        cluster_id=_WORD(ZDOCmd.Mgmt_Leave_req),
        data=t.SerializableBytes(bytes((sequence,)) + device.serialize() + _NO_OPTIONS),
        tx_options=t.TransmitOptions.ACK,
    )
    try:
        await app.send_packet(packet)
    except DeliveryError as error:
        LOGGER.info("a device that was let go still speaks: %s", error, extra={"device": str(device)})


async def renew_key(app: "SmartEnergyApplication", switch_after_s: float) -> int:
    """Announce a new network key, wait until all can have heard it, speak under it; its sequence number."""
    ezsp = app.ezsp
    (status,) = await ezsp.broadcastNextNetworkKey(key=GENERATE)
    _check(status)
    await asyncio.sleep(switch_after_s)
    (status,) = await ezsp.broadcastNetworkKeySwitch()
    _check(status)
    await app.keeping.remember_key()
    return int(app.state.network_info.network_key.seq)


def _check(status: bellows_types.EmberStatus) -> None:
    if bellows_types.sl_Status.from_ember_status(status) != bellows_types.sl_Status.OK:
        raise DeliveryError(f"the dongle refused: {status!r}")


async def levels(app: "SmartEnergyApplication") -> tuple[tuple[int, int], ...]:
    """How busy each channel is (channel, 0 to 255); between two of them the radio is back on its own."""
    heard = []
    for channel in ALL_CHANNELS:
        found = await app.energy_scan([channel], SCAN_EXPONENT, 1)
        heard += [(int(each), round(level)) for each, level in found.items()]
        await asyncio.sleep(SCAN_PAUSE_S)
    return tuple(heard)
