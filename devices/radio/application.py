"""bellows' controller application, made fit for Smart Energy and closed to everyone who has no install code."""

import asyncio
import logging
import sqlite3
from pathlib import Path
from typing import Any, Final, Protocol

import bellows.types as bellows_types
import zigpy.application
import zigpy.types as t
from bellows.zigbee.application import ControllerApplication as BellowsApplication
from zigpy.device import ZigbeeDevice
from zigpy.exceptions import CorruptDatabase, DeliveryError
from zigpy.profiles import zha
from zigpy.zdo.types import ZDOCmd

from devices.errors import RadioFault, RadioGone
from devices.messages import Eui64
from devices.radio.database import is_broken, make_private, put_aside
from devices.radio.flood import TokenBuckets
from devices.radio.keeping import Keeping
from devices.radio.key_policy import is_plain, needs_link_key
from devices.radio.moving import taken_out
from devices.radio.upkeep import REJOINS_POLICY, send_away
from devices.se import profile
from devices.strongbox import Strongbox

LOGGER = logging.getLogger(__name__)

SE_ENDPOINT: Final = 10
HA_ENDPOINT: Final = 1  # bellows' own
LOWEST_EZSP: Final = 8  # below it, transient link keys are accepted and ignored
LINK_KEY_ENTRIES: Final = 64
ZDO_ENDPOINT: Final = 0
SENDER_IN_FRAME: Final = 14  # from this EZSP version on, a frame carries its sender's EUI64
LOCKED_POLICY: Final = bellows_types.EzspDecisionBitmask.DEFAULT_CONFIGURATION
JOIN_WITHOUT_KEY: Final = bellows_types.EmberDeviceUpdate.STANDARD_SECURITY_UNSECURED_JOIN
DENY_JOIN: Final = bellows_types.EmberJoinDecision.DENY_JOIN
TRUST_CENTER_POLICY: Final = bellows_types.EzspPolicyId.TRUST_CENTER_POLICY
PARTNER_KEY_POLICY: Final = bellows_types.EzspPolicyId.APP_KEY_REQUEST_POLICY
GIVE_PARTNER_KEYS: Final = bellows_types.EzspDecisionId.ALLOW_APP_KEY_REQUESTS  # meter and thermostat speak themselves

_NO_EUI64: Final = (t.EUI64.convert("00:00:00:00:00:00:00:00"), t.EUI64.convert("ff:ff:ff:ff:ff:ff:ff:ff"))
_ADDRESS_ANSWERS: Final = (ZDOCmd.NWK_addr_rsp, ZDOCmd.IEEE_addr_rsp)


class Ears(Protocol):
    """Who is told what the air brings; calls come from the event loop, one at a time."""

    def frame_heard(self, device: ZigbeeDevice, packet: t.ZigbeePacket) -> None:
        """Take an application frame whose sender is known and whose protection was checked."""

    def unprotected_heard(self, device: Eui64 | None, cluster_id: int) -> None:
        """Take note that a frame was dropped: no APS encryption, or an address that is not the device's."""

    def knocked(self, device: Eui64, *, is_let_in: bool) -> None:
        """Take note that a device without the network key was sent it under its link key, or was turned away."""

    def is_trusted(self, device: ZigbeeDevice) -> bool:
        """May Smart Energy data go to the device, and come from it?"""

    def device_heard(self, device: ZigbeeDevice, packet: t.ZigbeePacket) -> None:
        """Take note that a device sent a frame of any kind under the network key."""

    def device_returned(self, device: ZigbeeDevice) -> None:
        """Take note that a known device joined or announced itself anew."""

    def connection_lost(self, error: BaseException | None) -> None:
        """Take note that the port closed or the dongle reset itself."""

    def torn_heard(self, device: Eui64 | None, packet: t.ZigbeePacket, why: str) -> None:
        """Take note that zigpy could not parse a frame."""


def _expect_unsent_frames() -> None:
    """Take note of frames that the closing port will fail: bellows shields their tasks, and nobody waits any more."""
    for task in asyncio.all_tasks():
        if getattr(task.get_coro(), "__qualname__", "") == "AshProtocol._send_data_frame":
            task.add_done_callback(lambda done: None if done.cancelled() else done.exception())


def eui64_of(address: t.EUI64) -> Eui64:
    """The one spelling of a device's name."""
    return Eui64(str(address).lower())


def settings(port: str, database: str | None, channel: int | None) -> dict[str, Any]:
    """Configuration of zigpy and bellows for one dongle; `channel` None looks for the quietest when forming."""
    return {
        "device": {"path": port, "baudrate": 115200, "flow_control": None},
        "database_path": database,
        "database_commit_interval": 0,  # a device that joined survives a power cut in the next second
        "use_thread": False,
        "watchdog_enabled": False,  # the connection pings by itself, sooner
        "backup_enabled": False,  # made when something changed, not by the clock
        "topology_scan_enabled": False,
        "ota": {"enabled": False},
        "network": {"channel": channel},
        "ezsp_config": {"CONFIG_KEY_TABLE_SIZE": LINK_KEY_ENTRIES},
        "ezsp_policies": {
            TRUST_CENTER_POLICY.name: int(LOCKED_POLICY),
            PARTNER_KEY_POLICY.name: int(GIVE_PARTNER_KEYS),
        },
        "additional_endpoints": [
            {
                "endpoint": SE_ENDPOINT,
                "profile": profile.PROFILE_ID,
                "device_type": int(profile.DeviceId.IN_HOME_DISPLAY),
                "device_version": 0,
                "input_clusters": [profile.BASIC, profile.OTA, profile.KEY_ESTABLISHMENT],
                "output_clusters": [
                    profile.BASIC,
                    profile.IDENTIFY,
                    profile.ON_OFF,
                    profile.TIME,
                    profile.THERMOSTAT,
                    profile.PRICE,
                    profile.DRLC,
                    profile.METERING,
                    profile.MESSAGING,
                    profile.TUNNELING,
                    profile.KEY_ESTABLISHMENT,
                ],
            }
        ],
    }


class SmartEnergyApplication(BellowsApplication):  # type: ignore[misc]  # bellows ships no types
    """The home area network's trust centre."""

    _ezsp: Any

    def __init__(self, config: dict[str, Any], ears: Ears, strongbox: Strongbox) -> None:
        super().__init__(config)
        self._ears = ears
        self.keeping = Keeping(self, strongbox)
        self._buckets = TokenBuckets()
        self.port: str = config["device"]["path"]
        self._is_closing = False
        self.last_heard_s = 0.0
        self.banished: set[t.EUI64] = set()
        self._policy = LOCKED_POLICY

    @property
    def dropped_frames(self) -> int:
        """How many frames the token buckets turned away."""
        return self._buckets.dropped

    async def load(self) -> None:
        """Read the devices that zigpy remembers; a file that is no database any more is put aside.

        The file holds the network's keys, so it is its owner's alone (TM8). Raises RadioGone where the disk is full,
        locked or failing: then the file is left as it is.
        """
        database = self.config["database_path"]
        if database is not None:
            make_private(Path(database))
        try:
            if database is not None and (network := taken_out(Path(database))) is not None:
                self.keeping.strongbox.take_in(network)
            await self._load_db()
        except (sqlite3.DatabaseError, CorruptDatabase) as error:
            if not is_broken(error):
                raise RadioGone(RadioFault.STORAGE, self.port, str(error)) from error
            aside = put_aside(Path(database))
            LOGGER.warning("the Zigbee database is broken, put aside as %s; devices are asked anew: %s", aside, error)
            await self.load()
            return
        self.backups.remove_listener(self._dblistener)  # it would write the keys down in the clear
        self.keeping.recall()

    async def remember(self) -> None:
        """Keep keys and addresses, sealed: a new dongle can take the network over."""
        await self.keeping.remember()

    async def close(self, limit_s: float) -> None:
        """Let go of port and database, of the port within `limit_s`."""
        self._is_closing = True
        _expect_unsent_frames()
        for task in self._tasks:
            task.cancel()
        try:
            async with asyncio.timeout(limit_s):
                await self.disconnect()
        except TimeoutError:
            LOGGER.warning("the port did not close in time")
            self._ezsp = None
        await self.shutdown(db=True)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Pass it on, unless it is we who close."""
        if not self._is_closing:
            self._ears.connection_lost(exc)

    async def connect(self) -> None:
        """Open the port; RadioGone if the firmware cannot keep link keys apart (EZSP below 8)."""
        await super().connect()
        if self._ezsp.ezsp_version < LOWEST_EZSP:
            version = self._ezsp.ezsp_version
            await self.disconnect()
            raise RadioGone(RadioFault.WRONG_KIND, self.port, f"EZSP {version}, at least {LOWEST_EZSP} is needed")

    @property
    def ezsp(self) -> Any:
        """The dongle's commands, while it is connected."""
        return self._ezsp

    async def is_network_up(self) -> bool:
        """Ask the dongle whether its network is up: a question that a mute dongle does not answer."""
        (state,) = await self._ezsp.networkState()
        return bool(state == bellows_types.EmberNetworkStatus.JOINED_NETWORK)

    # Joining: never without a key

    async def permit(self, time_s: int = 60, node: Any = None) -> None:
        """Close the network; opening it without an install code is a mistake of ours (bellows lets anyone in)."""
        del node
        if time_s:
            raise ValueError("this network opens only for one device and its install code")
        await zigpy.application.ControllerApplication.permit(self, 0)

    async def lock(self) -> None:
        """Close the network, forget the transient key and put the trust centre's policy back."""
        await self._ezsp.setPolicy(policyId=TRUST_CENTER_POLICY, decisionId=self._policy)
        await self._ezsp.clearTransientLinkKeys()
        await zigpy.application.ControllerApplication.permit(self, 0)

    async def await_rejoins(self, *, is_awaited: bool) -> None:
        """May a device that missed a new network key ask for it, under its own link key?"""
        self._policy = REJOINS_POLICY if is_awaited else LOCKED_POLICY
        await self._ezsp.setPolicy(policyId=TRUST_CENTER_POLICY, decisionId=self._policy)

    def forget(self, device: t.EUI64) -> None:
        """Let go of a device that never came in; one that was interviewed before stays."""
        known = self.devices.get(device)
        if isinstance(known, ZigbeeDevice) and not known.is_initialized:
            known.cancel_initialization()
            known.on_remove()
            del self.devices[device]

    async def cleanup_tc_link_key(self, ieee: t.EUI64) -> None:
        """Keep the key: bellows erases the link key of each device that joins, and Smart Energy lives by it."""

    def gp_packet_received(self, packet: t.ZigbeeGpPacket) -> None:
        """Drop: no Green Power device is ever commissioned here (TM7)."""

    # Frames

    def ezsp_callback_handler(self, frame_name: str, args: Any) -> None:
        """Take note that the dongle speaks, then let bellows go on."""
        self.last_heard_s = asyncio.get_running_loop().time()
        if frame_name == "trustCenterJoinHandler":
            _, ieee, update, decision, _ = args
            if update == JOIN_WITHOUT_KEY:
                self._ears.knocked(eui64_of(ieee), is_let_in=decision != DENY_JOIN)
        if frame_name == "incomingMessageHandler" and self._ezsp.ezsp_version >= SENDER_IN_FRAME:
            _, aps_frame, nwk, sender, *_ = args
            if aps_frame.destinationEndpoint != ZDO_ENDPOINT and self._is_impostor(nwk, sender):
                self._ears.unprotected_heard(eui64_of(sender), int(aps_frame.clusterId))
                return
        super().ezsp_callback_handler(frame_name, args)

    def _is_impostor(self, nwk: int, sender: t.EUI64) -> bool:
        """Whether the dongle knows the sender as another device than we do."""
        if sender in _NO_EUI64:
            return False
        claimed = next((device for device in self.devices.values() if device.nwk == nwk), None)
        return claimed is not None and claimed.ieee != sender

    async def send_packet(self, packet: t.ZigbeePacket) -> None:
        """Send Smart Energy frames from our Smart Energy endpoint (zigpy takes the device's), under the key they need.

        What is asked for in a burst, such as a meter's history, is no flood when it comes.
        """
        if packet.profile_id == profile.PROFILE_ID:
            packet = packet.replace(src_ep=SE_ENDPOINT)
        device = self._addressee(packet)
        if packet.dst_ep != ZDO_ENDPOINT and needs_link_key(device, packet):
            packet = self._protected(device, packet)
        if packet.dst is not None:
            self._buckets.expect(packet.dst.address)
        await super().send_packet(packet)

    def _addressee(self, packet: t.ZigbeePacket) -> ZigbeeDevice | None:
        try:
            device = None if packet.dst is None else self.get_device_with_address(packet.dst)
        except (KeyError, ValueError):
            return None
        return device if isinstance(device, ZigbeeDevice) else None

    def _protected(self, device: ZigbeeDevice | None, packet: t.ZigbeePacket) -> t.ZigbeePacket:
        """The packet under the link key; DeliveryError where there is none for whom it goes to (C1FR44)."""
        if is_plain(device, packet):
            return packet
        if device is None or not self._ears.is_trusted(device):
            raise DeliveryError("nothing of Smart Energy goes to one that shares no link key with us")
        return packet.replace(tx_options=packet.tx_options | t.TransmitOptions.APS_Encryption)

    def packet_received(self, packet: t.ZigbeePacket) -> None:
        """Check who speaks, how fast and under which key, before zigpy parses anything."""
        now_s = asyncio.get_running_loop().time()
        assert packet.src is not None
        if not self._buckets.admit(packet.src.address, now_s):
            return
        device = self._sender(packet)
        if device is not None:
            self._ears.device_heard(device, packet)
        if ZDO_ENDPOINT in (packet.src_ep, packet.dst_ep):
            self._hand_to_zigpy(device, packet)
            return
        if packet.profile_id not in (profile.PROFILE_ID, zha.PROFILE_ID):
            return
        if needs_link_key(device, packet) and not self._is_proved(device, packet):
            self._ears.unprotected_heard(eui64_of(device.ieee) if device else None, int(packet.cluster_id))
            return
        # zigpy knows the Home Automation profile only; what it sends keeps the endpoint's own
        packet = packet.replace(profile_id=zha.PROFILE_ID)
        if device is not None:
            self._ears.frame_heard(device, packet)
        else:
            self._hand_to_zigpy(None, packet)

    def _is_proved(self, device: ZigbeeDevice | None, packet: t.ZigbeePacket) -> bool:
        """Does it travel under the key that it needs, and is that one that the device may have?"""
        if is_plain(device, packet):
            return True
        is_encrypted = bool(packet.tx_options & t.TransmitOptions.APS_Encryption)
        return is_encrypted and (device is None or self._ears.is_trusted(device))

    def hand_on(self, packet: t.ZigbeePacket) -> None:
        """Let zigpy match a frame with the request that it answers."""
        self._hand_to_zigpy(self._sender(packet), packet)

    def _hand_to_zigpy(self, device: ZigbeeDevice | None, packet: t.ZigbeePacket) -> None:
        try:
            super().packet_received(packet)
        except (ValueError, KeyError) as why:
            self._ears.torn_heard(eui64_of(device.ieee) if device else None, packet, str(why))

    def _sender(self, packet: t.ZigbeePacket) -> ZigbeeDevice | None:
        assert packet.src is not None
        try:
            device = self.get_device_with_address(packet.src)
        except (KeyError, ValueError):
            return None
        return device if isinstance(device, ZigbeeDevice) else None

    def handle_join(self, nwk: t.NWK, ieee: t.EUI64, parent_nwk: t.NWK | None, *, handle_rejoin: bool = True) -> None:
        """Let zigpy know, and set a device up again that was already known; one that was let go is sent away."""
        if ieee in self.banished:
            self.create_task(send_away(self, ieee, nwk), f"send_away-{ieee}")
            return
        known = self.devices.get(ieee)
        super().handle_join(nwk, ieee, parent_nwk, handle_rejoin=handle_rejoin)
        if handle_rejoin and isinstance(known, ZigbeeDevice):
            self._ears.device_returned(known)

    # Identity: a network address is a rumour

    def _maybe_parse_zdo(self, packet: t.ZigbeePacket) -> None:
        """Let nobody move a known device to another network address but the trust centre itself (TM1)."""
        claim = self._claimed_address(packet)
        if claim is not None:
            ieee, nwk = claim
            known = self.devices.get(ieee)
            if known is not None and known.nwk != nwk:
                self.create_task(self._verify_address(ieee, nwk), f"verify_address-{ieee}")
                return
        super()._maybe_parse_zdo(packet)

    def _claimed_address(self, packet: t.ZigbeePacket) -> tuple[t.EUI64, t.NWK] | None:
        try:
            header, arguments = self._device.zdo.deserialize(packet.cluster_id, packet.data.serialize())
        except (ValueError, KeyError):
            return None
        if header.command_id == ZDOCmd.Device_annce:
            nwk, ieee, _ = arguments
            return ieee, nwk
        if header.command_id in _ADDRESS_ANSWERS:
            _, ieee, nwk, *_ = arguments
            return (ieee, nwk) if ieee is not None else None
        return None

    async def _verify_address(self, ieee: t.EUI64, nwk: t.NWK) -> None:
        """Follow a device to a new network address only if the trust centre saw it move."""
        *_, known_nwk = await self._ezsp.lookupNodeIdByEui64(eui64=ieee)  # a status comes first since EZSP 14
        if known_nwk == nwk:
            self.handle_join(nwk, ieee, None)
            return
        LOGGER.warning("an address was claimed for a device that is elsewhere", extra={"device": eui64_of(ieee)})
        self._ears.unprotected_heard(eui64_of(ieee), int(ZDOCmd.Device_annce))
