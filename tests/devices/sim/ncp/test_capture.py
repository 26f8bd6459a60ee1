"""The tap's file: real 802.15.4, NWK and APS layers that open with the keys and with nothing else."""

from datetime import UTC, datetime
from pathlib import Path
from struct import unpack_from

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from devices.moment import Moment
from devices.sim.capture import Capture
from devices.sim.ncp.aps import AirFrame
from devices.sim.ncp.flash import Counters
from devices.sim.ncp.station import Network
from devices.sim.node import ApsFrame

AT = Moment(datetime(2026, 7, 1, 12, 0, 0, 250_000, tzinfo=UTC), 1.0)
NETWORK_KEY, LINK_KEY, SENDER = bytes(range(16)), bytes(range(16, 32)), bytes(range(8))


def written(path: Path, key: bytes | None) -> bytes:
    """One report from 0xBEEF to the coordinator, as it stands in the file."""
    tap = Capture(path)
    frame = ApsFrame(0x0109, 0x0702, 1, 10, b"report", is_encrypted=key is not None)
    network = Network(0x1234, bytes(8), 15, NETWORK_KEY, 0)
    counters = Counters(nwk_frame=77)
    tap.write(AirFrame(0xBEEF, SENDER, 0x0000, network, counters, frame, 9, key, wants_ack=True), AT)
    tap.close()
    return path.read_bytes()


def opened(layer: bytes, header_size: int, aux_size: int, key: bytes, source: bytes = SENDER) -> bytes:
    """Undo one layer's CCM* by the book, with the security level filled in."""
    header, aux = layer[:header_size], layer[header_size : header_size + aux_size]
    control = bytes((aux[0] | 5,))
    nonce = source + aux[1:5] + control
    return AESCCM(key, tag_length=4).decrypt(nonce, layer[header_size + aux_size :], header + control + aux[1:])


def test_the_file_says_what_it_holds_and_when(tmp_path: Path) -> None:
    data = written(tmp_path / "air.pcap", None)
    assert unpack_from("<IHHiIII", data) == (0xA1B2C3D4, 2, 4, 0, 0, 65535, 230)
    seconds, microseconds, size, whole = unpack_from("<IIII", data, 24)
    assert seconds + microseconds / 1e6 == AT.utc.timestamp()
    assert size == whole == len(data) - 40


def test_a_frame_opens_with_the_network_key_and_the_link_key(tmp_path: Path) -> None:
    frame = written(tmp_path / "air.pcap", LINK_KEY)[40:]
    assert unpack_from("<HBHHH", frame) == (0x8861, 1, 0x1234, 0x0000, 0xBEEF)
    aps = opened(frame[9:], 8, 14, NETWORK_KEY)
    assert aps[:8].hex() == "600a020709010109"
    assert opened(aps, 8, 5, LINK_KEY) == b"report"


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    frame = written(tmp_path / "air.pcap", LINK_KEY)[40:]
    with pytest.raises(InvalidTag):
        opened(frame[9:], 8, 14, LINK_KEY)
    assert b"report" not in frame
