"""Our end of the tunnel, against a meter that answers as it is told."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zigpy.zcl.foundation import Status

from devices.drivers import tunnel
from devices.drivers.tunnel import Tunnel, TunnelRefused, is_own
from devices.se.tunneling import TransferDataStatus, TunnelStatus
from devices.wan.tunnel import CHUNK, ReceiptReached, ReceiptSubmitted, ReceiptTaken, StatusWanted, TunnelWord
from devices.wan.tunnel_codec import Malformed, Stream, encode

AT = datetime(2026, 7, 14, 19, tzinfo=UTC)
SUCCESS = SimpleNamespace(status=Status.SUCCESS, command_id=2)
NO_SUCH_TUNNEL = SimpleNamespace(tunnel_id=1, transfer_data_status=TransferDataStatus.No_Such_Tunnel)


class Meter:
    """Gives tunnels 1, 2, 3 ..., and keeps what came through them; `forgets` makes it lose its tunnels once."""

    def __init__(self) -> None:
        self.opened = 0
        self.refusal: TunnelStatus | None = None
        self.forgets = False
        self.chunks: list[bytes] = []

    async def command(self, _cluster: Any, name: str, **fields: Any) -> Any:
        if name == "request_tunnel":
            self.opened += 1
            self.chunks.clear()
            return SimpleNamespace(tunnel_id=self.opened, tunnel_status=self.refusal or TunnelStatus.Success)
        assert fields["tunnel_id"] == self.opened
        if self.forgets:
            self.forgets = False
            return NO_SUCH_TUNNEL
        self.chunks.append(fields["data"])
        return SUCCESS

    def words(self) -> list[TunnelWord]:
        stream = Stream()
        return [word for chunk in self.chunks for word in stream.feed(chunk)]


@pytest.fixture
def meter(monkeypatch: pytest.MonkeyPatch) -> Meter:
    meter = Meter()
    monkeypatch.setattr(tunnel, "command", meter.command)
    return meter


def transfer(number: int, data: bytes, sequence: int = 1) -> bytes:
    """TransferData from the meter, laid out by hand."""
    return bytes((0x09, sequence, 0x01)) + number.to_bytes(2, "little") + data


def new() -> Tunnel:
    cluster: Any = None
    return Tunnel(cluster)


async def test_a_word_opens_the_tunnel_and_goes_in_chunks(meter: Meter) -> None:
    word = ReceiptSubmitted(3, bytes(range(200)))
    await new().say(word)
    assert max(len(chunk) for chunk in meter.chunks) == CHUNK
    assert meter.words() == [word]


async def test_a_tunnel_that_the_meter_forgot_is_opened_once_more_and_the_word_said_whole(meter: Meter) -> None:
    ours = new()
    await ours.open()
    meter.forgets = True
    word = ReceiptSubmitted(3, bytes(100))
    await ours.say(word)
    assert (meter.opened, meter.words()) == (2, [word])


async def test_a_meter_that_gives_no_tunnel_is_asked_again_later(meter: Meter) -> None:
    ours, meter.refusal = new(), TunnelStatus.No_More_Tunnel_IDs
    with pytest.raises(TunnelRefused, match="No More Tunnel IDs"):
        await ours.say(StatusWanted())
    assert not ours.is_open
    assert ours.reopen_at_s is not None


async def test_words_come_in_chunks_and_a_chunk_that_comes_twice_counts_once(meter: Meter) -> None:
    ours = new()
    await ours.open()
    octets = encode(ReceiptTaken(7, AT)) + encode(ReceiptReached(7, "MS", AT))
    first, second = transfer(1, octets[:5], 1), transfer(1, octets[5:], 2)
    assert [*ours.hear(first), *ours.hear(first)] == []
    assert ours.hear(second) == [ReceiptTaken(7, AT), ReceiptReached(7, "MS", AT)]


async def test_another_tunnels_data_are_not_ours(meter: Meter) -> None:
    ours = new()
    await ours.open()
    assert ours.hear(transfer(2, encode(ReceiptTaken(7, AT)))) == []


async def test_a_stream_that_went_wrong_is_closed(meter: Meter) -> None:
    ours = new()
    await ours.open()
    with pytest.raises(Malformed):
        ours.hear(transfer(1, b"\xff\xff\xff"))
    assert not ours.is_open


async def test_a_closure_is_heard(meter: Meter) -> None:
    ours = new()
    await ours.open()
    assert ours.hear(bytes.fromhex("09 05 06 0100")) == []
    assert not ours.is_open


@pytest.mark.parametrize(
    ("frame", "is_it"),
    [("09 01 01 0100", True), ("09 01 06 0100", True), ("09 01 00 0100 00 dc05", False), ("18 01 0b 02 00", False)],
)
def test_data_and_closures_answer_no_request(frame: str, is_it: bool) -> None:
    assert is_own(bytes.fromhex(frame)) is is_it


@given(st.lists(st.binary(max_size=60), max_size=6))
def test_no_octets_break_the_ear(parts: list[bytes]) -> None:
    """TM11"""
    ours = new()
    ours._number = 1
    for number, part in enumerate(parts):
        ours.lose = lambda *_: None  # type: ignore[method-assign]  # without a loop there is no time
        try:
            ours.hear(transfer(1, part, number))
        except Malformed:
            return
