from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zigpy.zcl.foundation import ReadAttributeRecord, Status

from devices import codec
from devices.codec import MeterScale, Unintelligible, decode_frame
from devices.demand_response import (
    ChangeSource,
    CppAuth,
    CriticalPeakPublished,
    DeviceClass,
    EventStatus,
    EventTold,
    LoadControl,
    LoadControlCancelled,
    MeterEventStatus,
    Receipt,
    ReceiptLogged,
    ReceiptProgress,
    ThermostatMode,
)
from devices.messages import (
    BlocksPublished,
    Eui64,
    Importance,
    IntervalChannel,
    Malformed,
    MeterStatus,
    PricePublished,
    Reading,
    SwitchRead,
    TemperatureRead,
    TextCancelled,
    TextPublished,
)
from devices.se import CLUSTERS, Drlc, Metering, profile
from devices.wan.tunnel import ReceiptReached, ReceiptTaken, StatusNotice, StatusWanted

METER = Eui64("00:0d:6f:00:0a:90:69:e7")
KWH = MeterScale(1, 1000)
REPORT = "18010a"
COMMAND = "0901"


def hear(cluster_id: int, frame: str, scale: MeterScale | None = KWH) -> Any:
    messages = decode_frame(METER, cluster_id, bytes.fromhex(frame), scale)
    assert len(messages) <= 1
    return messages[0] if messages else None


def test_a_report_is_one_reading() -> None:
    """C1FR32"""
    heard = hear(profile.METERING, REPORT + "0000 25 aa42cd020000  0100 25 000000000000  0004 2a 78feff  0002 18 41")
    assert heard == Reading(
        METER,
        delivered_wh=47006378,
        received_wh=0,
        demand_w=-392,
        status=MeterStatus.CHECK_METER | MeterStatus.SERVICE_DISCONNECT_OPEN,
    )


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ("0000 25 ffffffffffff", "delivered_wh"),
        ("0100 25 ffffffffffff", "received_wh"),
        ("0004 2a 000080", "demand_w"),
    ],
)
def test_an_invalid_value_is_none_and_never_zero(record: str, field: str) -> None:
    assert getattr(hear(profile.METERING, REPORT + record), field) is None


def test_nothing_is_believed_before_the_scale_is_known() -> None:
    """F82"""
    assert hear(profile.METERING, REPORT + "0000 25 aa42cd020000", None) is None


@pytest.mark.parametrize(
    ("multiplier", "divisor", "raw", "wh"),
    [(1, 1000, 1, 1), (1, 100, 7, 70), (1, 10_000, 19, 1), (40, 1, 3, 120_000), (3, 7, 5, 2142)],
)
def test_energy_is_whole_watt_hours(multiplier: int, divisor: int, raw: int, wh: int) -> None:
    assert MeterScale(multiplier, divisor).energy_wh(raw) == wh


@given(st.integers(0, 2**48 - 1), st.integers(1, 2**24 - 1), st.integers(1, 2**24 - 1))
def test_energy_is_the_floor_of_the_exact_value(raw: int, multiplier: int, divisor: int) -> None:
    wh = MeterScale(multiplier, divisor).energy_wh(raw)
    assert wh * divisor <= raw * multiplier * 1000 < (wh + 1) * divisor


def test_binary_coded_decimal_is_read_as_digits() -> None:
    assert MeterScale(1, 1000, is_bcd=True).energy_wh(0x123456) == 123456
    with pytest.raises(Unintelligible, match="binary coded decimal"):
        MeterScale(1, 1000, is_bcd=True).energy_wh(0xABC)


@pytest.mark.parametrize(
    ("description", "why"),
    [
        ({0x0300: 0, 0x0301: 1, 0x0302: 0}, "divisor 0"),
        ({0x0300: 0, 0x0301: 0, 0x0302: 1}, "multiplier 0"),
        ({0x0300: 1}, "not kWh"),
        ({0x0301: b"x"}, "not a number"),
    ],
)
def test_a_meter_that_makes_no_sense_is_not_believed(description: dict[int, Any], why: str) -> None:
    """F82"""
    with pytest.raises(Unintelligible, match=why):
        codec.meter_scale(description)


@pytest.mark.parametrize(
    ("formatting", "raw", "modulus_wh"),
    [
        (0xB3, 999_999_999, 10**9),  # six digits left: wraps like its display
        (0xB3, 10**9, 2**48),  # counts beyond its display: all 48 bits
        (0xB3, None, 10**9),
        (0x03, 5, 2**48),  # no digits said
    ],
)
def test_registers_wrap_at_their_display_or_at_48_bits(formatting: int, raw: int | None, modulus_wh: int) -> None:
    """F80"""
    records = {0x0300: 0, 0x0301: 1, 0x0302: 1000, 0x0303: formatting, 0x0308: b"LG 1234\x00\x00"}
    registers = {} if raw is None else {0x0000: raw}
    described = codec.meter_described(METER, records | registers, codec.meter_scale(records))
    assert (described.register_modulus_wh, described.serial_number) == (modulus_wh, "LG 1234")
    assert (described.multiplier, described.divisor) == (1, 1000)


def test_a_reading_anchors_its_interval() -> None:
    records = {0x0000: 5000, 0x0001: 10, 0x0405: 900, 0x0406: 900, 0x0407: 12, 0x0408: 3, 0x0200: 0x80}
    read = codec.reading(METER, records, KWH)
    assert (read.interval_start, read.interval_delivered_wh, read.interval_received_wh) == (
        datetime(2000, 1, 1, 0, 15, tzinfo=UTC),
        12,
        3,
    )
    assert read.status == MeterStatus(0)
    elsewhere = codec.reading(METER, records | {0x0406: 1800}, KWH)
    assert elsewhere.interval_received_wh is None
    assert codec.reading(METER, records | {0x0405: 0xFFFFFFFF}, KWH).interval_delivered_wh is None


def profile_response(payload: str) -> Any:
    return Metering.ClientCommandDefs.get_profile_response.schema.deserialize(bytes.fromhex(payload))[0]


def test_intervals_are_turned_to_oldest_first() -> None:
    heard = codec.intervals_read(
        METER, IntervalChannel.RECEIVED, profile_response("84030000 00 03 03 640000 ffffff 030000"), KWH
    )
    assert heard.values_wh == (3, None, 100)
    assert (heard.end, heard.interval_minutes) == (datetime(2000, 1, 1, 0, 15, tzinfo=UTC), 15)
    assert heard.channel is IntervalChannel.RECEIVED


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        ("84030000 02 03 00", "not supported"),
        ("84030000 00 05 00", "whole minutes"),
        ("84030000 00 ee 00", "whole minutes"),
        ("84030000 00 03 02 640000", "2 periods announced, 1 sent"),
        ("ffffffff 00 03 01 640000", "no end"),
    ],
)
def test_a_profile_that_does_not_add_up_is_refused(payload: str, why: str) -> None:
    with pytest.raises(Unintelligible, match=why):
        codec.intervals_read(METER, IntervalChannel.DELIVERED, profile_response(payload), KWH)


PRICE = "00 04030201 04 48696768 0d0c0b0a 8e7d5c2b 00 4803 53 31 {start} {minutes} e17e0000"


def test_a_price_is_exact_money() -> None:
    """C1FR32"""
    assert hear(profile.PRICE, COMMAND + PRICE.format(start="00000000", minutes="ffff")) == PricePublished(
        METER, 0x01020304, 0x0A0B0C0D, "High", None, None, Decimal("0.32481"), 840, 3, 3
    )
    later = hear(profile.PRICE, COMMAND + PRICE.format(start="10000000", minutes="6801"))
    assert (later.start, later.duration_minutes) == (datetime(2000, 1, 1, 0, 0, 16, tzinfo=UTC), 360)


def test_a_price_of_gas_is_not_ours() -> None:
    gas = "00 04030201 00 0d0c0b0a 8e7d5c2b 01 4803 53 31 00000000 ffff e17e0000"
    assert hear(profile.PRICE, COMMAND + gas) is None


def test_tiers_beyond_fifteen_count_on() -> None:
    extended = "00 04030201 00 0d0c0b0a 8e7d5c2b 00 4803 5f f1 00000000 ffff e17e0000"
    tail = "ff ffffffff ff ffffffff ff 20 03 01 ff ff 21 02 01"
    heard = hear(profile.PRICE, COMMAND + extended + tail)
    assert (heard.price_tier, heard.number_of_price_tiers) == (17, 48)


BLOCKS = {
    0x0612: 2,
    0x0202: 1,
    0x0203: 1,
    0x0617: 0x50,
    0x0100: 300,
    0x0101: 600,
    0x0400: 15000,
    0x0401: 20000,
    0x0402: 31000,
    0x0200: 0x10,
    0x0201: 43200,
}


def test_blocks_are_thresholds_and_prices() -> None:
    assert codec.blocks_published(METER, BLOCKS) == BlocksPublished(
        METER,
        (300_000, 600_000),
        (Decimal("0.15000"), Decimal("0.20000"), Decimal("0.31000")),
        datetime(2000, 1, 1, 0, 0, 16, tzinfo=UTC),
        43200,
    )
    assert codec.blocks_published(METER, {}) is None


@pytest.mark.parametrize("change", [{0x0101: 300}, {0x0402: 0xFFFFFFFF}, {0x0203: 0}, {0x0101: 0xFFFFFFFFFFFF}])
def test_blocks_that_do_not_fit_are_refused(change: dict[int, int]) -> None:
    with pytest.raises(Unintelligible):
        codec.blocks_published(METER, BLOCKS | change)


def text_frame(content: bytes, control: str = "88", tail: str = "") -> str:
    return f"{COMMAND}00 07000000 {control} 00000000 3c00 {len(content):02x}{content.hex()}{tail}"


def test_a_text_is_what_the_utility_wrote() -> None:
    assert hear(profile.MESSAGING, text_frame("Grüße".encode())) == TextPublished(
        METER, 7, "Grüße", Importance.HIGH, None, 60, is_confirmation_required=True
    )
    assert hear(profile.MESSAGING, text_frame(b"x", "0c")).is_confirmation_required is False
    assert hear(profile.MESSAGING, text_frame(b"x", "88", "01")).is_confirmation_required is False


def test_a_text_cut_inside_a_character_ends_before_it() -> None:
    assert hear(profile.MESSAGING, text_frame("Preis: 5 €".encode()[:-1])).text == "Preis: 5 "


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a\xc3(b", b"\x80"])
def test_a_text_that_is_not_utf_8_is_malformed(content: bytes) -> None:
    heard = hear(profile.MESSAGING, text_frame(content))
    assert isinstance(heard, Malformed)
    assert heard.why == "the message is not UTF-8"
    assert heard.raw == bytes.fromhex(text_frame(content))


def test_texts_are_cancelled_one_by_one_or_all() -> None:
    assert hear(profile.MESSAGING, COMMAND + "01 07000000 00") == TextCancelled(METER, 7)
    assert hear(profile.MESSAGING, COMMAND + "03 10000000") == TextCancelled(METER, None)


def test_a_clock_that_is_not_set_is_no_time() -> None:
    assert codec.meter_time(METER, {0: 16, 1: 2}).is_synchronized
    assert not codec.meter_time(METER, {0: 16, 1: 0}).is_synchronized
    with pytest.raises(Unintelligible, match="not set"):
        codec.meter_time(METER, {0: 0xFFFFFFFF, 1: 3})


def test_a_thermostat_tells_hundredths_of_a_degree() -> None:
    heard = hear(profile.THERMOSTAT, REPORT + "0000 29 6608  1100 29 280a  1200 29 0080")
    assert heard == TemperatureRead(METER, 2150, 2600, None)


def test_a_switch_is_on_or_off() -> None:
    assert hear(profile.ON_OFF, REPORT + "0000 10 01") == SwitchRead(METER, is_on=True)
    assert isinstance(hear(profile.ON_OFF, REPORT + "0000 10 07"), Malformed)
    assert hear(profile.ON_OFF, REPORT + "0340 10 01") is None


@pytest.mark.parametrize(
    ("cluster_id", "frame"),
    [
        (profile.METERING, ""),
        (profile.METERING, "18"),
        (profile.METERING, REPORT + "0000 25 aa42"),
        (profile.METERING, REPORT + "0000 fe 00"),
        (profile.METERING, REPORT + "0000 41 03 616263"),
        (profile.PRICE, COMMAND + "00 0403"),
        (profile.PRICE, COMMAND + "77"),
        (profile.MESSAGING, COMMAND + "01 07000000 00 ff"),
    ],
)
def test_bad_air_is_data(cluster_id: int, frame: str) -> None:
    heard = hear(cluster_id, frame)
    assert isinstance(heard, Malformed)
    assert (heard.device, heard.cluster_id, heard.raw) == (METER, cluster_id, bytes.fromhex(frame))
    assert heard.why


def test_what_is_not_for_us_is_left() -> None:
    assert hear(profile.METERING, "0001000100") is None  # a client's question
    assert hear(profile.METERING, "1c5f11010a0000") is None  # a manufacturer's own
    assert hear(0xFC00, REPORT + "0000 10 01") is None
    assert hear(profile.METERING, "18010b0000") is None  # a Default Response


def test_only_records_that_carry_a_value_are_read() -> None:
    records = [ReadAttributeRecord(status=Status.UNSUPPORTED_ATTRIBUTE), ReadAttributeRecord()]
    assert codec.read(records) == {}


@given(st.sampled_from([int(cluster.cluster_id) for cluster in CLUSTERS] + [0, 6, 0x0201]), st.binary(max_size=90))
def test_random_octets_never_raise(cluster_id: int, data: bytes) -> None:
    for message in decode_frame(METER, cluster_id, data, KWH):
        assert getattr(message, "device", None) == METER


@given(
    st.sampled_from([int(cluster.cluster_id) for cluster in CLUSTERS]),
    st.integers(0, 20),
    st.binary(max_size=90),
)
def test_random_commands_never_raise(cluster_id: int, command_id: int, payload: bytes) -> None:
    decode_frame(METER, cluster_id, bytes([0x09, 1, command_id]) + payload, KWH)


SCHEMAS = [
    definition.schema
    for cluster in CLUSTERS
    for definition in (*cluster.client_commands.values(), *cluster.server_commands.values())
]


@given(st.sampled_from(SCHEMAS), st.binary(max_size=90))
def test_what_is_parsed_is_written_as_it_was_read(schema: Any, data: bytes) -> None:
    try:
        parsed, rest = schema.deserialize(data)
    except ValueError:
        return
    written = parsed.serialize()
    again, nothing = schema.deserialize(written)
    assert (written, nothing) == (data[: len(data) - len(rest)], b"")
    assert again.serialize() == written


EVENT_HEX = "44332211 0100 00 8e7d5c2b f000 07 16 ff 0080 ae08 80 ff 03"


def test_a_load_control_event_is_read_field_by_field() -> None:
    """C1FR30, C1FR40: octets laid out by hand from the cluster's table"""
    assert hear(profile.DRLC, COMMAND + "00" + EVENT_HEX) == LoadControl(
        METER,
        issuer_event_id=0x11223344,
        device_class=DeviceClass.HVAC,
        enrollment_group=0,
        start=datetime(2023, 1, 19, 22, 15, 42, tzinfo=UTC),
        duration_minutes=240,
        criticality=7,
        cooling_offset_centi_c=220,
        heating_set_point_centi_c=2222,
        is_start_randomised=True,
        is_duration_randomised=True,
    )


def test_a_negative_set_point_is_no_unused_one() -> None:
    heard = hear(profile.DRLC, COMMAND + "00" + EVENT_HEX.replace("ae08", "0cfe"))
    assert heard.heating_set_point_centi_c == -500


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("f000", "a105", "1441 minutes"),
        ("f000", "0000", "0 minutes"),
        ("8e7d5c2b", "ffffffff", "without a start"),
        ("07 16", "10 16", "criticality 16"),
        ("07 16", "00 16", "criticality 0"),
        ("80 ff 03", "80 65 03", "duty cycle of 101"),
        ("80 ff 03", "9b ff 03", "adjustment of -101"),
    ],
)
def test_an_event_that_a_client_must_reject_is_bad_air(old: str, new: str, why: str) -> None:
    heard = hear(profile.DRLC, COMMAND + "00" + EVENT_HEX.replace(old, new))
    assert isinstance(heard, Malformed)
    assert why in heard.why


def test_at_once_is_no_start() -> None:
    assert hear(profile.DRLC, COMMAND + "00" + EVENT_HEX.replace("8e7d5c2b", "00000000")).start is None


def test_cancellations_are_of_one_event_or_of_all() -> None:
    one = hear(profile.DRLC, COMMAND + "01 44332211 0100 05 01 00000000")
    assert one == LoadControlCancelled(METER, 0x11223344, DeviceClass.HVAC, 5, is_randomised=True)
    every = hear(profile.DRLC, COMMAND + "02 00")
    assert (every.issuer_event_id, every.enrollment_group, every.is_randomised) == (None, 0, False)
    assert all(one_class in every.device_class for one_class in DeviceClass)


def test_a_critical_peak_waits_for_its_price() -> None:
    """C1FR1"""
    heard = hear(profile.PRICE, COMMAND + "0b 04030201 0d0c0b0a 8e7d5c2b f000 00 01 00")
    assert heard == CriticalPeakPublished(
        METER, 0x01020304, 0x0A0B0C0D, datetime(2023, 1, 19, 22, 15, 42, tzinfo=UTC), 240, 1, CppAuth.PENDING
    )
    assert codec.critical_peak_price({0x05FF: 62, 0x0617: 0x20}, 1) == Decimal("0.62")
    assert codec.critical_peak_price({0x05FF: 0xFFFFFFFF}, 1) is None
    assert hear(profile.PRICE, COMMAND + "0b 04030201 0d0c0b0a 8e7d5c2b f000 01 01 00") is None  # of what is received


def test_a_receipt_is_reported_in_sixty_octets() -> None:
    """UC96.1.8: octets laid out by hand, signature type 0 and 42 octets of 0xFF"""
    acted = datetime(2023, 1, 19, 22, 15, 42, tzinfo=UTC)
    receipt = Receipt(1, 0x11223344, METER, EventStatus.OPTED_OUT, acted, acted, "left", "UTC", 7, 2600, -500)
    fields = codec.event_status(receipt)
    octets = Drlc.ServerCommandDefs.report_event_status.schema(**fields).serialize()
    assert octets == bytes.fromhex("44332211 04 8e7d5c2b 07 280a 0cfe 80 ff 00 00" + "ff" * 42)


def test_a_thermostat_tells_mode_hold_and_who_moved_it() -> None:
    """DR6"""
    records = {0x0000: 2200, 0x0011: 2600, 0x001C: 3, 0x0023: 1, 0x0030: 2, 0x0032: 0x2B5C7D8E}
    assert codec.temperature_read(METER, records) == TemperatureRead(
        METER,
        2200,
        2600,
        None,
        ThermostatMode.COOL,
        True,
        ChangeSource.EXTERNAL,
        datetime(2023, 1, 19, 22, 15, 42, tzinfo=UTC),
    )


@pytest.mark.parametrize(("raw", "outdoor_centi_c"), [(-350, -350), (-0x8000, None), (None, None)])
def test_a_thermostat_tells_how_warm_it_is_outdoors_if_it_knows(raw: int | None, outdoor_centi_c: int | None) -> None:
    records = {0x0000: 2200} if raw is None else {0x0000: 2200, 0x0001: raw}
    assert codec.temperature_read(METER, records) == TemperatureRead(METER, 2200, outdoor_centi_c=outdoor_centi_c)


def test_of_two_pairs_of_limits_the_narrower_hold() -> None:
    read = codec.temperature_read(METER, {0x0005: 1600, 0x0006: 3200, 0x0017: 1800, 0x0018: 3000, 0x0003: 700})
    assert (read.cooling_limits_centi_c, read.heating_limits_centi_c) == ((1800, 3000), None)


@pytest.mark.parametrize(
    ("raw", "mode"), [(0, ThermostatMode.OFF), (5, ThermostatMode.HEAT), (7, ThermostatMode.OFF), (42, None)]
)
def test_a_mode_that_nobody_named_is_none(raw: int, mode: ThermostatMode | None) -> None:
    assert codec.temperature_read(METER, {0x001C: raw}).mode is mode


def test_a_thermostat_without_a_clock_says_no_time() -> None:
    assert codec.temperature_read(METER, {0x0032: 0}).changed is None
    assert codec.temperature_read(METER, {0x0032: 0xFFFFFFFF}).changed is None


@given(st.binary(max_size=40), st.integers(0, 255))
def test_no_event_frame_breaks_the_codec(payload: bytes, command_id: int) -> None:
    """TM11: bad air is data"""
    for cluster_id in (profile.DRLC, profile.TUNNELING, profile.PRICE):
        decode_frame(METER, cluster_id, bytes((0x09, 1, command_id)) + payload, KWH)


def test_words_of_the_tunnel_are_messages() -> None:
    """UC96.1.9, UC96.1.15"""
    at = datetime(2026, 7, 14, 19, tzinfo=UTC)
    assert codec.told(METER, ReceiptTaken(4, at)) == ReceiptLogged(METER, 4, at)
    assert codec.told(METER, ReceiptReached(4, "MDMS", at)) == ReceiptProgress(METER, 4, "MDMS", at)
    active, program = MeterEventStatus.ACTIVE, "emergency"
    notice = StatusNotice(7, active, at, at, at + timedelta(hours=1), program, None, "Very hot", is_test=True)
    assert codec.told(METER, notice) == EventTold(
        METER, 7, active, at, at, at + timedelta(hours=1), program, None, "Very hot", is_test=True
    )
    assert codec.told(METER, StatusWanted()) is None
