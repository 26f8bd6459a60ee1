"""The meter's frames, read with the dictionary: golden octets, and answers to whatever is sent."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zigpy.zcl import foundation
from zigpy.zcl.clusters.general import Basic, Identify
from zigpy.zcl.foundation import GeneralCommand, Status

from devices.se.messaging import Messaging
from devices.se.metering import Metering
from devices.se.price import Price
from devices.se.time import Time
from devices.sim.node import ApsFrame
from tests.devices.sim.meter.bench import CLIENT_ENDPOINT, NOON, TYPE_VALUE, MeterBench, parsed, reports

ZCL_EPOCH_S = 946_684_800
UINT8: Any = foundation.DataType.uint8.python_type
UINT16: Any = foundation.DataType.uint16.python_type


def octets(frames: list[ApsFrame]) -> list[str]:
    return [frame.payload.hex() for frame in frames]


def test_registers_and_demand_read_together_are_these_octets() -> None:
    bench = MeterBench(base_w=1_710, base_wh=0x03020100)
    frames = bench.raw(0x0702, bytes.fromhex("002a000000010000040002"))
    assert (
        octets(frames)
        == [
            "182a01"
            "000000250001020300" + "00"  # CurrentSummationDelivered, SUCCESS, uint48
            "010000"
            "25000000000000"  # CurrentSummationReceived
            "000400"
            "2aae0600"  # InstantaneousDemand, int24: 1710
            "000200"
            "1800"  # Status, bitmap8
        ]
    )


def test_publish_price_is_these_octets() -> None:
    """24.6 cents: price 24600 with five trailing digits, tier 2 of 3, until 14:00."""
    bench = MeterBench()
    event_id = bench.meter.prices.events[0].issuer_event_id
    frames = bench.raw(0x0700, bytes.fromhex("012b0001"))
    now = int(NOON.timestamp()) - ZCL_EPOCH_S
    assert (
        octets(frames)
        == [
            "192b00"
            "01000000"
            "064e6f726d616c" + event_id.to_bytes(4, "little").hex() + now.to_bytes(4, "little").hex() + "00"
            "4803"
            "52"
            "32"  # kWh, US dollar, five digits and tier 2, three tiers and register tier 2
             + now.to_bytes(4, "little").hex() + "7800"
            "18600000"  # 120 minutes, 24600
        ]
    )


def test_display_message_is_these_octets() -> None:
    bench = MeterBench()
    bench.drive("message", text="Heiß: 36 °C", importance="high", minutes=60, confirm=True)
    (text,) = bench.command(Messaging, "get_last_message")
    now = int(NOON.timestamp()) - ZCL_EPOCH_S
    assert (text.message_id, text.start_time, text.duration_in_minutes) == (now, now, 60)
    assert text.message_control == 0x88
    assert text.message == "Heiß: 36 °C".encode()


def test_basic_says_who_made_it() -> None:
    read = MeterBench().read(Basic, "zcl_version", "manufacturer", "model", "power_source")
    assert list(read.values()) == [8, "Sierra Metering", "SM-200 ESI", 1]


def test_the_meter_describes_how_it_counts() -> None:
    read = MeterBench().read(
        Metering,
        "unit_of_measure",
        "multiplier",
        "divisor",
        "summation_formatting",
        "demand_formatting",
        "metering_device_type",
        "meter_serial_number",
    )
    assert [bytes(value) if isinstance(value, bytes) else int(value) for value in read.values()] == [
        0, 1, 1000, 0b1_0110_011, 0b1_0011_011, 0, b"4711",
    ]  # fmt: skip


def test_the_clock_tells_utc_zone_and_daylight_saving() -> None:
    read = MeterBench().read(
        Time, "time", "time_status", "time_zone", "dst_start", "dst_end", "dst_shift", "local_time"
    )
    now = int(NOON.timestamp()) - ZCL_EPOCH_S
    spring = int(datetime(2026, 3, 8, 10, tzinfo=UTC).timestamp()) - ZCL_EPOCH_S
    autumn = int(datetime(2026, 11, 1, 9, tzinfo=UTC).timestamp()) - ZCL_EPOCH_S
    assert [int(value) for value in read.values()] == [now, 0x0F, -28_800, spring, autumn, 3_600, now - 7 * 3_600]


def test_a_drifting_clock_gains_what_it_is_told_to() -> None:
    """F43"""
    bench = MeterBench()
    bench.drive("clock", drift_ppm=1_000)
    bench.wait(10_000)
    assert bench.read(Time, "time")["time"] == int(NOON.timestamp()) - ZCL_EPOCH_S + 10_010
    bench.drive("clock", drift_ppm=0)
    bench.wait(10_000)
    assert bench.read(Time, "time")["time"] == int(NOON.timestamp()) - ZCL_EPOCH_S + 20_010


def test_identify_counts_down_and_answers_while_it_blinks() -> None:
    bench = MeterBench()
    (done,) = bench.command(Identify, "identify", identify_time=10)
    assert done.status == Status.SUCCESS
    bench.wait(4)
    assert bench.read(Identify, "identify_time")["identify_time"] == 6
    (response,) = bench.command(Identify, "identify_query")
    assert response.timeout == 6
    bench.wait(7)
    (silent,) = bench.command(Identify, "identify_query")
    assert silent.status == Status.SUCCESS


# What is not supported


@pytest.mark.parametrize(
    ("cluster_id", "payload", "status"),
    [
        (0x0008, "00010000", Status.UNSUPPORTED_CLUSTER),
        (0x0702, "01017f", Status.UNSUP_CLUSTER_COMMAND),
        (0x0702, "010106", Status.UNSUP_CLUSTER_COMMAND),  # GetSnapshot is in the dictionary, not in this meter
        (0x0702, "00017f", Status.UNSUP_GENERAL_COMMAND),
        (0x0702, "0566110100", Status.UNSUP_MANUF_CLUSTER_COMMAND),
        (0x0702, "04661101000000", Status.UNSUP_MANUF_GENERAL_COMMAND),
        (0x0702, "01010000", Status.MALFORMED_COMMAND),
        (0x0702, "00010000", Status.MALFORMED_COMMAND),
        (0x0700, "090100", Status.UNSUPPORTED_CLUSTER),  # to a client that the meter does not have
    ],
)
def test_what_is_not_supported_gets_a_default_response_that_says_so(
    cluster_id: int, payload: str, status: Status
) -> None:
    (frame,) = MeterBench().raw(cluster_id, bytes.fromhex(payload))
    header, rest = foundation.ZCLHeader.deserialize(frame.payload)
    response, _ = foundation.DefaultResponse.deserialize(rest)
    request, _ = foundation.ZCLHeader.deserialize(bytes.fromhex(payload))
    assert (header.tsn, header.command_id) == (request.tsn, GeneralCommand.Default_Response)
    assert (response.command_id, response.status) == (request.command_id, status)
    assert header.manufacturer == request.manufacturer
    assert header.direction != request.direction


def test_a_frame_without_the_link_key_is_refused() -> None:
    """C1FR44"""
    (frame,) = MeterBench().raw(0x0702, bytes.fromhex("0001000000"), is_encrypted=False)
    assert parsed(Metering, frame).status == Status.FAILURE
    assert not frame.is_encrypted


def test_a_frame_under_the_link_key_is_answered_under_it() -> None:
    """C1FR44"""
    bench = MeterBench()
    assert bench.node.link_key_clusters >= {0x0700, 0x0702, 0x0703}
    (metering,) = bench.raw(0x0702, bytes.fromhex("0001000000"))
    (basic,) = bench.raw(0x0000, bytes.fromhex("0001000000"), is_encrypted=False)
    assert metering.is_encrypted
    assert not basic.is_encrypted


def test_a_meter_of_the_home_automation_profile_needs_no_link_key() -> None:
    bench = MeterBench(profile_id=0x0104)
    frame = ApsFrame(0x0104, 0x0702, 1, 1, bytes.fromhex("0001000000"))
    assert bench.node.link_key_clusters == frozenset()
    assert len(bench.node.receive(frame, bench.now)) == 1
    assert bench.node.receive(ApsFrame(0x0109, 0x0702, 1, 1, frame.payload), bench.now) == []


def test_answers_go_back_to_where_the_question_came_from() -> None:
    (frame,) = MeterBench().raw(0x0000, bytes.fromhex("0001000000"))
    assert (frame.source_endpoint, frame.destination_endpoint) == (1, CLIENT_ENDPOINT)


def test_a_broadcast_endpoint_reaches_the_endpoint_and_an_unknown_one_nobody() -> None:
    bench = MeterBench()
    assert len(bench.raw(0x0000, bytes.fromhex("0001000000"), endpoint=0xFF)) == 1
    assert bench.raw(0x0000, bytes.fromhex("0001000000"), endpoint=7) == []


def test_an_unknown_attribute_is_a_record_with_its_status() -> None:
    bench = MeterBench()
    response = bench.general(Metering, GeneralCommand.Read_Attributes, attribute_ids=[0x0000, 0x4242])
    assert [record.status for record in response.status_records] == [Status.SUCCESS, Status.UNSUPPORTED_ATTRIBUTE]


def test_an_answer_is_cut_where_a_frame_is_full() -> None:
    bench = MeterBench()
    (frame,) = bench.raw(0x0702, bytes.fromhex("000100") + bytes.fromhex("0000") * 20)
    assert len(frame.payload) == 3 + 7 * 10
    assert len(parsed(Metering, frame).status_records) == 7


def write(bench: MeterBench, command: GeneralCommand, *values: tuple[int, int, Any]) -> list[ApsFrame]:
    attributes = [
        foundation.Attribute(attrid=attrid, value=TYPE_VALUE(type_id, value)) for attrid, type_id, value in values
    ]
    request = foundation.GENERAL_COMMANDS[command].schema(attributes=attributes)
    return bench.raw(0x0003, foundation.ZCLHeader.general(1, command).serialize() + request.serialize())


def test_writing_answers_each_failure_and_carries_out_the_rest() -> None:
    bench = MeterBench()
    good, wrong_type, unknown = (0, 0x21, UINT16(9)), (0, 0x20, UINT8(9)), (7, 0x20, UINT8(1))
    (frame,) = write(bench, GeneralCommand.Write_Attributes, unknown, good)
    assert frame.payload.hex() == "180104860700"
    assert bench.read(Identify, "identify_time")["identify_time"] == 9
    (frame,) = write(bench, GeneralCommand.Write_Attributes, wrong_type)
    assert frame.payload.hex() == "1801048d0000"
    (frame,) = write(bench, GeneralCommand.Write_Attributes, (0xFFFD, 0x21, UINT16(1)))
    assert frame.payload.hex() == "18010488fdff"
    bench.wait(20)
    (frame,) = write(bench, GeneralCommand.Write_Attributes_Undivided, good, unknown)
    assert frame.payload.hex() == "180104860700"
    assert bench.read(Identify, "identify_time")["identify_time"] == 0
    assert write(bench, GeneralCommand.Write_Attributes_No_Response, good, unknown) == []
    assert bench.read(Identify, "identify_time")["identify_time"] == 9


def test_discovery_lists_every_attribute_once_by_rising_identifier() -> None:
    bench = MeterBench()
    found: list[int] = []
    is_complete = False
    while not is_complete:
        response = bench.general(
            Metering,
            GeneralCommand.Discover_Attributes,
            start_attribute_id=found[-1] + 1 if found else 0,
            max_attribute_ids=10,
        )
        found += [int(one.attrid) for one in response.attribute_info]
        is_complete = bool(response.discovery_complete)
    assert found == sorted(set(found))
    assert {0x0000, 0x0001, 0x0200, 0x0300, 0x0303, 0x0306, 0x0400, 0x0405, 0x0408} <= set(found)
    assert 0x0700 not in found  # no block tariff, no block registers


def test_discovery_lists_commands_and_access() -> None:
    bench = MeterBench()
    received = bench.general(Price, GeneralCommand.Discover_Commands_Received, start_command_id=0, max_command_ids=2)
    assert (bool(received.discovery_complete), list(received.command_ids)) == (False, [0, 1])
    generated = bench.general(
        Messaging, GeneralCommand.Discover_Commands_Generated, start_command_id=0, max_command_ids=9
    )
    assert list(generated.command_ids) == [0, 1, 2, 3]
    extended = bench.general(
        Identify, GeneralCommand.Discover_Attribute_Extended, start_attribute_id=0, max_attribute_ids=1
    )
    assert extended.extended_attr_info[0].acl == 0b111


CLUSTERS = st.sampled_from([0x0000, 0x0003, 0x000A, 0x0700, 0x0702, 0x0703, 0x0701, 0x1234])


@given(CLUSTERS, st.binary(max_size=90), st.booleans())
def test_random_octets_never_raise(cluster_id: int, payload: bytes, is_encrypted: bool) -> None:
    for frame in MeterBench().raw(cluster_id, payload, is_encrypted=is_encrypted):
        assert len(frame.payload) <= 73


@given(CLUSTERS, st.sampled_from([0x00, 0x01, 0x08, 0x09]), st.integers(0, 255), st.binary(max_size=60))
def test_every_request_gets_an_answer_of_its_sequence_number(
    cluster_id: int, control: int, command_id: int, payload: bytes
) -> None:
    frames = MeterBench().raw(cluster_id, bytes([control, 0x77, command_id]) + payload)
    is_unanswered = control in (0x00, 0x08) and command_id in (0x01, 0x05, 0x0B)
    assert frames or is_unanswered
    for frame in frames:
        header, _ = foundation.ZCLHeader.deserialize(frame.payload)
        assert header.tsn == 0x77


def test_prices_are_published_to_whoever_bound_the_cluster() -> None:
    bench = MeterBench()
    bench.wait(2 * 3_600 + 5)  # 14:00: the high price begins, nobody is bound
    bench.node.bind(1, 0x0700, CLIENT_ENDPOINT, True)
    frames = bench.wait(6 * 3_600)
    prices = [parsed(Price, frame) for frame in frames if frame.cluster_id == 0x0700]
    assert [(one.rate_label, one.price) for one in prices] == [(b"Normal", 24_600)]
    assert all(frame.is_encrypted and frame.destination_endpoint == CLIENT_ENDPOINT for frame in frames)
    bench.node.bind(1, 0x0700, CLIENT_ENDPOINT, False)
    assert bench.wait(86_400) == []


def test_a_changed_scale_is_reported_at_once() -> None:
    """F82"""
    bench = MeterBench()
    bench.node.bind(1, 0x0702, CLIENT_ENDPOINT, True)
    bench.drive("scale", divisor=100)
    assert reports(bench.wait(0.1))[0] == {0x0300: 0, 0x0301: 1, 0x0302: 100, 0x0303: 0b1_0110_011}
