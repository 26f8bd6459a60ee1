"""The tunnel's words come through in any pieces; what is none drops the stream and takes nothing else with it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.wan.tunnel import CHUNK, PracticeWanted, ReceiptSubmitted, ReceiptTaken, StatusWanted, TunnelWord
from devices.wan.tunnel_codec import MAX_RECORD, Malformed, Stream, chunks, encode
from tests.devices.wan.records import any_of

AT = datetime(2026, 7, 1, tzinfo=UTC)


@given(st.lists(any_of(TunnelWord), max_size=5), st.integers(1, 70))
def test_words_come_through_in_any_pieces(words: list[TunnelWord], size: int) -> None:
    octets = b"".join(encode(word) for word in words)
    stream = Stream()
    heard = [word for at in range(0, len(octets), size) for word in stream.feed(octets[at : at + size])]
    assert heard == words


def test_a_record_is_cut_into_parts_that_a_frame_carries() -> None:
    octets = encode(ReceiptSubmitted(1, bytes(250)))
    assert max(len(part) for part in chunks(octets)) == CHUNK
    assert b"".join(chunks(octets)) == octets


@given(st.lists(st.binary(max_size=80), max_size=10))
def test_garbage_is_malformed_and_the_stream_begins_anew(pieces: list[bytes]) -> None:
    stream = Stream()
    for piece in pieces:
        try:
            stream.feed(piece)
        except Malformed:
            assert stream.feed(encode(StatusWanted())) == [StatusWanted()]
            return


@pytest.mark.parametrize("begin", [b"\x00\x00", b"\xff\xff", b"\x00\x01\x05", (MAX_RECORD + 1).to_bytes(2, "big")])
def test_a_length_or_a_record_that_is_none_is_told_at_once(begin: bytes) -> None:
    stream = Stream()
    with pytest.raises(Malformed, match=r"\w"):
        stream.feed(begin)
    assert stream.feed(encode(PracticeWanted(10))) == [PracticeWanted(10)]


def test_words_before_a_bad_record_are_not_lost() -> None:
    stream = Stream()
    assert stream.feed(encode(ReceiptTaken(4, AT)) + b"\x00\x00") == [ReceiptTaken(4, AT)]
    with pytest.raises(Malformed):
        stream.feed(b"")


def test_a_record_that_is_too_long_is_not_written() -> None:
    with pytest.raises(ValueError, match="longer than"):
        encode(ReceiptSubmitted(1, bytes(MAX_RECORD)))
