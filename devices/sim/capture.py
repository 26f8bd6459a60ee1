"""A tap on the air: every frame as IEEE 802.15.4 in a pcap file, encrypted as Zigbee does, for tshark and Wireshark.

The layers are built for real: MAC, NWK (network key, CCM* at level 5) and APS (link, key-transport and key-load keys).
"""

from pathlib import Path
from struct import pack
from typing import BinaryIO

from devices.moment import Moment
from devices.sim.air import BROADCAST_FIRST, EVERY_ENDPOINT, Message
from devices.sim.ncp import security
from devices.sim.ncp.aps import COORDINATOR_ID, AirFrame, KeyCommand
from devices.sim.ncp.flash import Counters
from devices.sim.ncp.station import Network

_MAGIC, _LINK_TYPE_802_15_4_NO_FCS = 0xA1B2C3D4, 230
_MAC_DATA, _MAC_ACK_REQUEST = 0x8841, 0x0020
_NWK_DATA, _NWK_SECURITY = 0x0008, 0x0200
_RADIUS = 30
_APS_DATA, _APS_COMMAND, _APS_ACK = 0, 1, 2
_UNICAST, _BROADCAST, _GROUP = 0x00, 0x08, 0x0C
_APS_SECURITY, _ACK_REQUEST, _EXTENDED_HEADER = 0x20, 0x40, 0x80
_NETWORK_KEY_ID, _EXTENDED_NONCE = 1, 0x20
_FIRST_FRAGMENT, _LATER_FRAGMENT = 1, 2


class Capture:
    """Writes a pcap file while the simulation runs; every frame is flushed, so that it can be read meanwhile."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("wb")
        self._file.write(pack("<IHHiIII", _MAGIC, 2, 4, 0, 0, 65535, _LINK_TYPE_802_15_4_NO_FCS))
        self.frames = 0

    def close(self) -> None:
        """Finish the file."""
        self._file.close()

    def write(self, sent: AirFrame, at: Moment) -> None:
        """A data frame."""
        header = _data_header(sent)
        payload = sent.frame.payload
        if sent.key is not None:
            header, payload = _secure_aps(header, payload, sent.key, 0, sent.source_eui64, sent.counters)
        route = (sent.source_id, sent.source_eui64, sent.destination)
        self._network(route, sent.network, sent.counters, header + payload, sent.counters.nwk_frame, at)

    def acknowledge(
        self, eui64: bytes, node_id: int, network: Network, counters: Counters, message: Message, at: Moment
    ) -> None:
        """A station's APS acknowledgement of a frame from the coordinator."""
        frame = message.frame
        control = _APS_ACK | _UNICAST
        body = pack("<BHHBB", frame.source_endpoint, frame.cluster_id, frame.profile_id, frame.destination_endpoint, 0)
        body = bytes((control,)) + body[:-1] + bytes((message.sequence,))
        route = (node_id, eui64, COORDINATOR_ID)
        self._network(route, network, counters, body, counters.next_nwk_frame(), at)

    def command(self, sent: KeyCommand, at: Moment) -> None:
        """A key is transported, requested, verified or confirmed."""
        header = bytes((_APS_COMMAND | _UNICAST, sent.counters.next_aps()))
        payload = sent.command
        if sent.key is not None:
            header, payload = _secure_aps(
                header, payload, sent.key, sent.key_kind, sent.source_eui64, sent.counters, is_nonce_explicit=True
            )
        counter = sent.counters.next_nwk_frame() if sent.is_network_encrypted else None
        route = (sent.source_id, sent.source_eui64, sent.destination)
        self._network(route, sent.network, sent.counters, header + payload, counter, at)

    def _network(
        self,
        route: tuple[int, bytes, int],
        network: Network,
        counters: Counters,
        aps: bytes,
        frame_counter: int | None,
        at: Moment,
    ) -> None:
        source, eui64, destination = route
        is_broadcast = destination >= BROADCAST_FIRST
        control = _NWK_DATA | (0 if frame_counter is None else _NWK_SECURITY)
        header = pack("<HHHBB", control, destination, source, _RADIUS, counters.next_nwk())
        if frame_counter is not None:
            aps = _secure_network(header, aps, network, eui64, frame_counter)
        mac_control = _MAC_DATA | (0 if is_broadcast else _MAC_ACK_REQUEST)
        mac_destination = 0xFFFF if is_broadcast else destination
        mac = pack("<HBHHH", mac_control, counters.next_mac(), network.pan_id, mac_destination, source)
        self._record(mac + header + aps, at)

    def _record(self, frame: bytes, at: Moment) -> None:
        seconds = int(at.utc.timestamp())
        self._file.write(pack("<IIII", seconds, at.utc.microsecond, len(frame), len(frame)) + frame)
        self._file.flush()
        self.frames += 1


def _data_header(sent: AirFrame) -> bytes:
    frame = sent.frame
    delivery = _UNICAST if sent.destination < BROADCAST_FIRST else _BROADCAST
    control = _APS_DATA | delivery
    target = pack("<B", frame.destination_endpoint)
    if sent.group_id is not None:
        control, target = _APS_DATA | _GROUP, pack("<H", sent.group_id)
    elif delivery == _BROADCAST and frame.profile_id and frame.destination_endpoint == 0:
        target = bytes((EVERY_ENDPOINT,))
    if sent.wants_ack and delivery == _UNICAST:
        control |= _ACK_REQUEST
    tail = pack("<HHBB", frame.cluster_id, frame.profile_id, frame.source_endpoint, sent.sequence)
    if sent.fragment is not None:
        index, count = sent.fragment.index, sent.fragment.count
        control |= _EXTENDED_HEADER
        tail += bytes((_LATER_FRAGMENT if index else _FIRST_FRAGMENT, index or count))
    return bytes((control,)) + target + tail


def _secure_aps(
    header: bytes,
    payload: bytes,
    key: bytes,
    key_id: int,
    source: bytes,
    counters: Counters,
    *,
    is_nonce_explicit: bool = False,
) -> tuple[bytes, bytes]:
    """The APS header with its auxiliary header, and the encrypted payload."""
    header = bytes((header[0] | _APS_SECURITY,)) + header[1:]
    control = key_id << 3 | (_EXTENDED_NONCE if is_nonce_explicit else 0)
    secured = control | security.LEVEL_ENC_MIC_32
    counter = counters.next_aps_frame()
    rest = pack("<I", counter) + (source if is_nonce_explicit else b"")
    nonce = security.nonce(source, counter, secured)
    cipher = security.encrypt(key, nonce, header + bytes((secured,)) + rest, payload)
    return header + bytes((control,)) + rest, cipher


def _secure_network(header: bytes, aps: bytes, network: Network, source: bytes, counter: int) -> bytes:
    """The auxiliary header and the encrypted payload; on the air the security level reads 0."""
    control = _NETWORK_KEY_ID << 3 | _EXTENDED_NONCE
    secured = control | security.LEVEL_ENC_MIC_32
    rest = pack("<I", counter) + source + bytes((network.key_sequence,))
    nonce = security.nonce(source, counter, secured)
    cipher = security.encrypt(network.key, nonce, header + bytes((secured,)) + rest, aps)
    return bytes((control,)) + rest + cipher
