"""What is written is what is read; whatever else arrives is refused with a sentence, and costs nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.demand_response import Receipt
from devices.wan import cbor
from devices.wan.codec import Undecodable, decode, decode_record, encode, encode_record
from devices.wan.tunnel import TunnelWord
from devices.wan.words import Body, Envelope, EventCancel, MeterConfig, Noun, Readings, Reply, Verb
from tests.devices.wan.records import any_of, envelopes

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)


def envelope(body: Body, **fields: Any) -> Envelope:
    plain = Envelope(Verb.REPLY, Noun.END_DEVICE_CONTROLS, "m-1", "MTR-1", "MS", AT, AT + timedelta(hours=1), 1, body)
    return replace(plain, **fields)


def as_list(data: bytes) -> list[Any]:
    loaded: list[Any] = cbor2.loads(data)
    return loaded


@given(envelopes())
def test_every_envelope_is_read_as_it_was_written(whole: Envelope) -> None:
    assert decode(encode(whole)) == whole


@pytest.mark.parametrize("kind", get_args(Body), ids=lambda kind: kind.__name__)
def test_every_body_has_a_place_on_the_wire(kind: Any) -> None:
    @settings(max_examples=30)
    @given(any_of(kind))
    def read_as_written(body: Any) -> None:
        assert decode_record(encode_record(body, Body), Body) == body

    read_as_written()


@given(any_of(Receipt))
def test_a_receipt_of_the_home_is_read_as_it_was_written(receipt: Receipt) -> None:
    assert decode_record(encode_record(receipt), Receipt) == receipt


@given(any_of(TunnelWord))
def test_every_word_of_the_tunnel_is_read_as_it_was_written(word: Any) -> None:
    assert decode_record(encode_record(word, TunnelWord), TunnelWord) == word


@given(envelopes(), st.data())
def test_a_flipped_bit_is_read_as_something_else_or_not_at_all(whole: Envelope, data: st.DataObject) -> None:
    octets = bytearray(encode(whole))
    octets[data.draw(st.integers(0, len(octets) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        other = decode(bytes(octets))
    except Undecodable:
        return
    assert encode(other) == bytes(octets)


@given(st.binary(max_size=200))
def test_garbage_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Undecodable, match=r"\w"):
        decode(data)


@pytest.mark.parametrize(
    ("hostile", "why"),
    [
        (b"", "ends too early"),
        (b"\x81" * 200_000, "octets are more than"),
        (b"\x81" * 5_000 + b"\x00", "nests deeper"),
        (b"\x9b\x00\x00\x00\x00\x7f\xff\xff\xff", "more items than"),
        (b"\x9f\xff", "indefinite"),
        (b"\x5f\x41\x00\xff", "indefinite"),
        (b"\xa2\x61a\x01\x61a\x02", "map or a tag"),
        (b"\xc1\x00", "map or a tag"),
        (b"\xd8\x23\x66(a+)+$", "map or a tag"),
        (b"\x01\x02", "1 octets follow"),
        (b"\x18\x01", "one encoding"),
        (b"\x1b\x00\x00\x00\x00\x00\x00\x00\x01", "one encoding"),
        (b"\xfb\x3f\xf8\x00\x00\x00\x00\x00\x00", "one encoding"),
        (b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff", "64 bits"),
        (b"\xf9\x7e\x00", "a number that is none"),
        (b"\xfb\x7f\xf0\x00\x00\x00\x00\x00\x00", "a number that is none"),
        (b"\xf7", "simple value"),
        (b"\xf8\xff", "indefinite|simple"),
        (b"\x62\xff\xff", "not CBOR"),
        (b"\x64ab", "within a string"),
        (b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff", "within a string"),
        (b"\x1a\x00", "within a length"),
    ],
)
def test_what_cbor_allows_and_we_do_not_is_refused(hostile: bytes, why: str) -> None:
    with pytest.raises(Undecodable, match=why):
        cbor.loads(hostile)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (0, "destroy"),
        (2, ""),
        (3, "MTR/1"),
        (3, "MTR+1"),
        (4, "#"),
        (4, 7),
        (5, "2026"),
        (5, -1),
        (5, 1e300),
        (5, 0.1234567891),
        (7, 0),
        (7, True),
        (8, ["EventCancel", True, False]),
        (8, ["EventCancel", 1]),
        (8, ["EventCancel", 1, False, 1]),
        (8, ["Nonsense", 1]),
        (8, ["Envelope"]),
        (8, []),
        (8, 5),
        (9, "a b"),
        (10, 2),
    ],
)
def test_a_field_of_another_type_is_refused(field: int, value: Any) -> None:
    raw = as_list(encode(envelope(EventCancel(1))))
    raw[field] = value
    with pytest.raises(Undecodable):
        decode(cbor2.dumps(raw, canonical=True))


def test_the_sentence_names_the_field() -> None:
    raw = as_list(encode(envelope(EventCancel(1))))
    raw[8] = ["EventCancel", "seven", False]
    with pytest.raises(Undecodable, match=r"Envelope\.body: EventCancel\.issuer_event_id: 'seven' is no int"):
        decode(cbor2.dumps(raw, canonical=True))


@pytest.mark.parametrize("amount", ["NaN", "1e5", "", "0x1", " 1", "٣", "1" * 40])
def test_an_amount_that_is_none_is_refused(amount: str) -> None:
    with pytest.raises(Undecodable, match="no amount"):
        decode_record(cbor2.dumps(amount), Decimal)


@pytest.mark.parametrize(
    "body",
    [
        Reply(True, datetime(2026, 7, 1)),  # noqa: DTZ001 - that is the case
        Reply(True, AT, 1 << 70),
        Reply(True, AT, error="a" * 5000),
        MeterConfig(interval_minutes=True),
    ],
)
def test_what_has_no_place_on_the_wire_is_not_written(body: Body) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        encode(envelope(body))


def test_a_day_of_intervals_is_small() -> None:
    day = Readings("MTR-1", 0, AT, 15, tuple(range(400, 400 + 96)))
    assert len(encode(envelope(day))) < 450


def test_a_time_keeps_its_microseconds() -> None:
    reply = Reply(True, AT.replace(microsecond=123457))
    assert decode(encode(envelope(reply))).body == reply
