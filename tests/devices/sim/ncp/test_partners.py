"""Two devices speak with each other, under a key that the trust centre gave them for it."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from devices.moment import Moment
from devices.sim.air import Air
from devices.sim.capture import Capture
from devices.sim.ncp.chip import ALLOW_APP_KEY_REQUESTS, APP_KEY_REQUEST_POLICY
from devices.sim.ncp.dongle import Dongle
from devices.sim.ncp.flash import new_flash
from devices.sim.ncp.network import BLANK_NETWORK
from devices.sim.ncp.station import Membership, Station
from devices.sim.node import ApsFrame
from tests.devices.sim.ncp.plain_node import SMART_ENERGY, PlainNode

START = datetime(2026, 7, 1, tzinfo=UTC)
DRLC = 0x0701
GLOBAL_READ = bytes.fromhex("00 01 00 0000")  # PlainNode answers a read of attribute 0


def at(seconds: float) -> Moment:
    return Moment(START, seconds)


class Pair:
    """A meter and a thermostat that are on the network of a dongle."""

    def __init__(self, policy: int = ALLOW_APP_KEY_REQUESTS) -> None:
        self.air = Air(random.Random(1))
        self.dongle = Dongle(14, new_flash(1), self.air, 1, at(0.0))
        self.dongle.flash.network = {**BLANK_NETWORK, "channel": 15, "pan_id": 0x1234}
        self.dongle.chip.ram.is_network_up = True
        self.dongle.chip.ram.policies[APP_KEY_REQUEST_POLICY] = policy
        self.meter, self.thermostat = self._join(1), self._join(2)

    def _join(self, number: int) -> Station:
        station = self.air.add(PlainNode(number, SMART_ENERGY, frozenset({0x0702, DRLC})))
        station.membership, station.network, station.node_id = Membership.JOINED, self.dongle.network, 0x1000 + number
        return station

    def send(self, payload: bytes, *, cluster_id: int = 0x0702, is_encrypted: bool = True) -> list[ApsFrame]:
        """From meter to thermostat; what the thermostat received."""
        peer = self.thermostat.node.eui64
        frame = ApsFrame(SMART_ENERGY, cluster_id, 1, 1, payload, is_encrypted, peer)
        self.air.transmit(self.meter, frame, at(1.0))
        self.air.run(at(2.0))
        self.air.run(at(3.0))
        node = self.thermostat.node
        assert isinstance(node, PlainNode)
        return node.received


def test_a_frame_from_device_to_device_says_from_whom_it_came() -> None:
    pair = Pair()
    (frame,) = pair.send(b"\x01\x05\x00event")
    assert (frame.peer, frame.payload, frame.is_encrypted) == (pair.meter.node.eui64, b"\x01\x05\x00event", True)
    assert pair.air.statistics.between_devices == 1
    assert pair.air.statistics.from_devices == 0


def test_the_trust_centre_gives_both_the_same_key_once() -> None:
    """C1FR44"""
    pair = Pair()
    pair.send(b"\x01\x05\x00event")
    key = pair.meter.partner_keys[pair.thermostat.node.eui64]
    assert pair.thermostat.partner_keys == {pair.meter.node.eui64: key}
    pair.send(b"\x01\x06\x00event")
    assert pair.meter.partner_keys[pair.thermostat.node.eui64] == key


def test_without_a_key_nothing_is_sent() -> None:
    pair = Pair(policy=0x60)
    assert pair.send(b"\x01\x05\x00event") == []
    assert pair.air.statistics.dropped_without_link_key == 1


def test_a_guarded_cluster_takes_nothing_in_the_clear_from_a_device_either() -> None:
    """C1FR44"""
    pair = Pair()
    assert pair.send(b"\x01\x05\x00event", is_encrypted=False) == []
    assert pair.air.statistics.dropped_without_link_key == 1


def test_an_answer_goes_back_to_the_device_that_asked() -> None:
    pair = Pair()
    pair.send(GLOBAL_READ)
    meter = pair.meter.node
    assert isinstance(meter, PlainNode)
    assert [frame.peer for frame in meter.received] == [pair.thermostat.node.eui64]


def test_a_device_that_is_silent_hears_nothing() -> None:
    pair = Pair()
    pair.send(b"\x01\x05\x00event")
    pair.thermostat.is_silent = True
    assert len(pair.send(b"\x01\x06\x00event")) == 1
    assert pair.air.statistics.not_acknowledged + pair.air.statistics.dropped_without_link_key == 1


def test_partner_keys_survive_a_restart_and_end_with_the_network() -> None:
    pair = Pair()
    pair.send(b"\x01\x05\x00event")
    again = Station(PlainNode(1))
    again.restore(pair.meter.state())
    assert again.partner_keys == pair.meter.partner_keys
    again.forget_network("reset")
    assert again.partner_keys == {}


def test_a_frame_that_does_not_fit_is_a_mistake_of_its_sender() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        Pair().send(bytes(80))


def test_the_capture_opens_with_the_key_that_the_trust_centre_gave(tmp_path: Path) -> None:
    pair = Pair()
    pair.air.tap = Capture(tmp_path / "air.pcap")
    pair.send(b"\x01\x05\x00event", cluster_id=DRLC)
    pair.air.tap.close()
    key = pair.meter.partner_keys[pair.thermostat.node.eui64]
    opened = [_opened(frame, pair, key) for frame in _frames((tmp_path / "air.pcap").read_bytes())]
    assert b"\x01\x05\x00event" in opened
    assert len(opened) == 4  # the meter asks for a key, both get it, then the frame


def _frames(data: bytes) -> list[bytes]:
    frames, offset = [], 24
    while offset < len(data):
        size = int.from_bytes(data[offset + 8 : offset + 12], "little")
        frames.append(data[offset + 16 : offset + 16 + size])
        offset += 16 + size
    return frames


def _opened(frame: bytes, pair: Pair, key: bytes) -> bytes | None:
    """The payload of the meter's data frame, by the book; None for a frame of another kind."""
    nwk = frame[9:]
    network_key = pair.dongle.flash.network_key
    header, aux = nwk[:8], nwk[8:22]
    control = bytes((aux[0] | 5,))
    source = aux[5:13]
    aps = AESCCM(network_key, tag_length=4).decrypt(source + aux[1:5] + control, nwk[22:], header + control + aux[1:])
    if aps[0] & 0x03:
        return None
    control = bytes((aps[8] | 5,))
    nonce = pair.meter.eui64 + aps[9:13] + control
    return AESCCM(key, tag_length=4).decrypt(nonce, aps[13:], aps[:8] + control + aps[9:13])
