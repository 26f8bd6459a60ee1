"""Golden payloads, laid out by hand from the specification's tables (little-endian), both directions."""

from typing import Any

import pytest
from zigpy.types import Struct
from zigpy.zcl import Cluster

from devices.se import Drlc, KeyEstablishment, Messaging, Metering, Price, Tunneling
from devices.se.drlc import NO_SIGNATURE

TO_SERVER, TO_CLIENT = "server_commands", "client_commands"
ISSUER = {"provider_id": 0x01020304, "issuer_event_id": 0x0A0B0C0D}
ISSUER_HEX = "04030201 0d0c0b0a"
SINCE = {"earliest_start_time": 0x10, "min_issuer_event_id": 0xFFFFFFFF, "number_of_commands": 1}
SINCE_HEX = "10000000 ffffffff 01"

PRICE_UP_TO_PRICE = {
    **ISSUER,
    "rate_label": b"High",
    "current_time": 0x2B5C7D8E,
    "unit_of_measure": 0,
    "currency": 840,
    "price_trailing_digit_and_price_tier": 0x53,
    "number_of_price_tiers_and_register_tier": 0x31,
    "start_time": 0,
    "duration_in_minutes": 0xFFFF,
    "price": 32481,
}
PRICE_UP_TO_PRICE_HEX = "04030201 04 48696768 0d0c0b0a 8e7d5c2b 00 4803 53 31 00000000 ffff e17e0000"
EXTENDED_PRICE = {
    "price_ratio": 0xFF,
    "generation_price": 0xFFFFFFFF,
    "generation_price_ratio": 0xFF,
    "alternate_cost_delivered": 0xFFFFFFFF,
    "alternate_cost_unit": 0xFF,
    "alternate_cost_trailing_digit": 0x20,
    "number_of_block_thresholds": 3,
    "price_control": 1,
    "number_of_generation_tiers": 0xFF,
    "generation_tier": 0xFF,
    "extended_number_of_price_tiers": 2,
    "extended_price_tier": 1,
    "extended_register_tier": 1,
}
DISPLAY = {
    "message_id": 7,
    "message_control": 0x88,
    "start_time": 0,
    "duration_in_minutes": 60,
    "message": "Grüße".encode(),
}
DISPLAY_HEX = "07000000 88 00000000 3c00 07 4772c3bcc39f65"
EVENT = {
    "issuer_event_id": 0x11223344,
    "device_class": 0x0001,
    "utility_enrollment_group": 0,
    "start_time": 0x2B5C7D8E,
    "duration_in_minutes": 240,
    "criticality_level": 7,
    "cooling_temperature_offset": 22,
    "heating_temperature_offset": 0xFF,
    "cooling_temperature_set_point": -0x8000,
    "heating_temperature_set_point": 2222,
    "average_load_adjustment_percentage": -0x80,
    "duty_cycle": 0xFF,
    "event_control": 3,
}
STATUS = {
    "issuer_event_id": 0x11223344,
    "event_status": 0x04,
    "event_status_time": 0x2B5C7D8E,
    "criticality_level_applied": 7,
    "cooling_temperature_set_point_applied": 2600,
    "heating_temperature_set_point_applied": 0x8000,
    "average_load_adjustment_percentage_applied": -0x80,
    "duty_cycle_applied": 0xFF,
    "event_control": 0,
    "signature_type": 0,
}
# the head of the initiation in the specification's own key establishment example (annex C.5)
INITIATE = {"ephemeral_data_generate_time": 3, "confirm_key_generate_time": 6, "identity": bytes(range(48))}
INITIATE_HEX = "0100 03 06" + bytes(range(48)).hex()
TERMINATE = {"status_code": 3, "wait_time": 10, "key_establishment_suite": 1}
MAC = list(bytes.fromhex("b82f1f9774740c32f80fcfc3921b6420"))

FRAMES: list[tuple[type[Cluster], str, int, str, dict[str, Any], str]] = [
    (Price, TO_SERVER, 0x00, "get_current_price", {"command_options": 1}, "01"),
    (Price, TO_SERVER, 0x01, "get_scheduled_prices", {"start_time": 0, "number_of_events": 5}, "00000000 05"),
    (
        Price,
        TO_SERVER,
        0x02,
        "price_acknowledgement",
        {**ISSUER, "price_ack_time": 0x10, "price_control": 1},
        ISSUER_HEX + "10000000 01",
    ),
    (Price, TO_SERVER, 0x03, "get_block_periods", {"start_time": 0, "number_of_events": 0}, "00000000 00"),
    (
        Price,
        TO_SERVER,
        0x03,
        "get_block_periods",
        {"start_time": 0, "number_of_events": 0, "tariff_type": 1},
        "00000000 00 01",
    ),
    (Price, TO_SERVER, 0x04, "get_conversion_factor", SINCE, SINCE_HEX),
    (Price, TO_SERVER, 0x05, "get_calorific_value", SINCE, SINCE_HEX),
    (Price, TO_SERVER, 0x06, "get_tariff_information", {**SINCE, "tariff_type": 0}, SINCE_HEX + "00"),
    (Price, TO_SERVER, 0x07, "get_price_matrix", {"issuer_tariff_id": 9}, "09000000"),
    (Price, TO_SERVER, 0x08, "get_block_thresholds", {"issuer_tariff_id": 9}, "09000000"),
    (Price, TO_SERVER, 0x09, "get_co2_value", SINCE, SINCE_HEX),
    (Price, TO_SERVER, 0x0A, "get_tier_labels", {"issuer_tariff_id": 9}, "09000000"),
    (Price, TO_SERVER, 0x0B, "get_billing_period", SINCE, SINCE_HEX),
    (Price, TO_SERVER, 0x0C, "get_consolidated_bill", {**SINCE, "tariff_type": 2}, SINCE_HEX + "02"),
    (Price, TO_SERVER, 0x0D, "cpp_event_response", {"issuer_event_id": 5, "cpp_auth": 2}, "05000000 02"),
    (Price, TO_SERVER, 0x0E, "get_credit_payment", {"latest_end_time": 0, "number_of_records": 2}, "00000000 02"),
    (Price, TO_SERVER, 0x0F, "get_currency_conversion", {}, ""),
    (Price, TO_SERVER, 0x10, "get_tariff_cancellation", {}, ""),
    (Price, TO_CLIENT, 0x00, "publish_price", PRICE_UP_TO_PRICE, PRICE_UP_TO_PRICE_HEX),
    (
        Price,
        TO_CLIENT,
        0x00,
        "publish_price",
        PRICE_UP_TO_PRICE | EXTENDED_PRICE,
        PRICE_UP_TO_PRICE_HEX + "ff ffffffff ff ffffffff ff 20 03 01 ff ff 02 01 01",
    ),
    (
        Price,
        TO_CLIENT,
        0x01,
        "publish_block_period",
        {
            **ISSUER,
            "block_period_start_time": 0,
            "block_period_duration": 0xFFFFFF,
            "block_period_control": 2,
        },
        ISSUER_HEX + "00000000 ffffff 02",
    ),
    (
        Price,
        TO_CLIENT,
        0x01,
        "publish_block_period",
        {
            **ISSUER,
            "block_period_start_time": 0x10,
            "block_period_duration": 43200,
            "block_period_control": 0,
            "block_period_duration_type": 3,
            "tariff_type": 0,
            "tariff_resolution_period": 1,
        },
        ISSUER_HEX + "10000000 c0a800 00 03 00 01",
    ),
    (
        Price,
        TO_CLIENT,
        0x02,
        "publish_conversion_factor",
        {
            "issuer_event_id": 1,
            "start_time": 0,
            "conversion_factor": 1022640,
            "conversion_factor_trailing_digit": 0x60,
        },
        "01000000 00000000 b09a0f00 60",
    ),
    (
        Price,
        TO_CLIENT,
        0x03,
        "publish_calorific_value",
        {
            "issuer_event_id": 1,
            "start_time": 0,
            "calorific_value": 39,
            "calorific_value_unit": 1,
            "calorific_value_trailing_digit": 0,
        },
        "01000000 00000000 27000000 01 00",
    ),
    (
        Price,
        TO_CLIENT,
        0x04,
        "publish_tariff_information",
        {
            **ISSUER,
            "issuer_tariff_id": 9,
            "start_time": 0,
            "tariff_type_and_charging_scheme": 0x10,
            "tariff_label": b"D-1",
            "number_of_price_tiers_in_use": 0,
            "number_of_block_thresholds_in_use": 4,
            "unit_of_measure": 0,
            "currency": 840,
            "price_trailing_digit": 0x50,
            "standing_charge": 0xFFFFFFFF,
            "tier_block_mode": 0xFF,
            "block_threshold_multiplier": 1,
            "block_threshold_divisor": 1000,
        },
        ISSUER_HEX + "09000000 00000000 10 03 442d31 00 04 00 4803 50 ffffffff ff 010000 e80300",
    ),
    (
        Price,
        TO_CLIENT,
        0x05,
        "publish_price_matrix",
        {
            **ISSUER,
            "start_time": 0,
            "issuer_tariff_id": 9,
            "command_index": 0,
            "total_number_of_commands": 1,
            "sub_payload_control": 1,
            "price_matrix_sub_payload": [
                {"tier_block_id": 1, "price": 100},
                {"tier_block_id": 2, "price": 200},
            ],
        },
        ISSUER_HEX + "00000000 09000000 00 01 01 01 64000000 02 c8000000",
    ),
    (
        Price,
        TO_CLIENT,
        0x06,
        "publish_block_thresholds",
        {
            **ISSUER,
            "start_time": 0,
            "issuer_tariff_id": 9,
            "command_index": 0,
            "total_number_of_commands": 1,
            "sub_payload_control": 1,
            "block_threshold_sub_payload": [
                {"tier_number_of_block_thresholds": 0x02, "block_threshold": [1000, 2000]},
                {"tier_number_of_block_thresholds": 0x11, "block_threshold": [3000]},
            ],
        },
        ISSUER_HEX + "00000000 09000000 00 01 01 02 e80300000000 d00700000000 11 b80b00000000",
    ),
    (
        Price,
        TO_CLIENT,
        0x07,
        "publish_co2_value",
        {
            **ISSUER,
            "start_time": 0,
            "tariff_type": 0,
            "co2_value": 400,
            "co2_value_unit": 1,
            "co2_value_trailing_digit": 0x30,
        },
        ISSUER_HEX + "00000000 00 90010000 01 30",
    ),
    (
        Price,
        TO_CLIENT,
        0x08,
        "publish_tier_labels",
        {
            **ISSUER,
            "issuer_tariff_id": 9,
            "command_index": 0,
            "total_number_of_commands": 1,
            "number_of_labels": 2,
            "tier_labels": [{"tier_id": 1, "tier_label": b"Low"}, {"tier_id": 2, "tier_label": b"High"}],
        },
        ISSUER_HEX + "09000000 00 01 02 01 03 4c6f77 02 04 48696768",
    ),
    (
        Price,
        TO_CLIENT,
        0x09,
        "publish_billing_period",
        {
            **ISSUER,
            "billing_period_start_time": 0x10,
            "billing_period_duration": 1,
            "billing_period_duration_type": 3,
            "tariff_type": 0,
        },
        ISSUER_HEX + "10000000 010000 03 00",
    ),
    (
        Price,
        TO_CLIENT,
        0x0A,
        "publish_consolidated_bill",
        {
            **ISSUER,
            "billing_period_start_time": 0x10,
            "billing_period_duration": 1,
            "billing_period_duration_type": 3,
            "tariff_type": 0,
            "consolidated_bill": 12345,
            "currency": 840,
            "bill_trailing_digit": 0x20,
        },
        ISSUER_HEX + "10000000 010000 03 00 39300000 4803 20",
    ),
    (
        Price,
        TO_CLIENT,
        0x0B,
        "publish_cpp_event",
        {
            **ISSUER,
            "start_time": 0x10,
            "duration_in_minutes": 240,
            "tariff_type": 0,
            "cpp_price_tier": 1,
            "cpp_auth": 0,
        },
        ISSUER_HEX + "10000000 f000 00 01 00",
    ),
    (
        Price,
        TO_CLIENT,
        0x0C,
        "publish_credit_payment",
        {
            **ISSUER,
            "credit_payment_due_date": 1,
            "credit_payment_over_due_amount": 2,
            "credit_payment_status": 0,
            "credit_payment": 3,
            "credit_payment_date": 4,
            "credit_payment_ref": b"X1",
        },
        ISSUER_HEX + "01000000 02000000 00 03000000 04000000 02 5831",
    ),
    (
        Price,
        TO_CLIENT,
        0x0D,
        "publish_currency_conversion",
        {
            **ISSUER,
            "start_time": 0,
            "old_currency": 840,
            "new_currency": 978,
            "conversion_factor": 92,
            "conversion_factor_trailing_digit": 0x20,
            "currency_change_control_flags": 1,
        },
        ISSUER_HEX + "00000000 4803 d203 5c000000 20 01000000",
    ),
    (
        Price,
        TO_CLIENT,
        0x0E,
        "cancel_tariff",
        {"provider_id": 0x01020304, "issuer_tariff_id": 9, "tariff_type": 0},
        "04030201 09000000 00",
    ),
    (
        Drlc,
        TO_CLIENT,
        0x00,
        "load_control_event",
        EVENT,
        "44332211 0100 00 8e7d5c2b f000 07 16 ff 0080 ae08 80 ff 03",
    ),
    (
        Drlc,
        TO_CLIENT,
        0x01,
        "cancel_load_control_event",
        {
            "issuer_event_id": 0x11223344,
            "device_class": 0x0FFF,
            "utility_enrollment_group": 0,
            "cancel_control": 1,
            "effective_time": 0,
        },
        "44332211 ff0f 00 01 00000000",
    ),
    (Drlc, TO_CLIENT, 0x02, "cancel_all_load_control_events", {"cancel_control": 0}, "00"),
    (
        Drlc,
        TO_SERVER,
        0x00,
        "report_event_status",
        {**STATUS, "signature": list(NO_SIGNATURE)},
        "44332211 04 8e7d5c2b 07 280a 0080 80 ff 00 00" + "ff" * 42,
    ),
    (Drlc, TO_SERVER, 0x01, "get_scheduled_events", {"start_time": 0, "number_of_events": 0}, "00000000 00"),
    (
        Drlc,
        TO_SERVER,
        0x01,
        "get_scheduled_events",
        {"start_time": 0, "number_of_events": 3, "issuer_event_id": 0xFFFFFFFF},
        "00000000 03 ffffffff",
    ),
    (
        Metering,
        TO_SERVER,
        0x00,
        "get_profile",
        {"interval_channel": 1, "end_time": 0, "number_of_periods": 24},
        "01 00000000 18",
    ),
    (
        Metering,
        TO_CLIENT,
        0x00,
        "get_profile_response",
        {
            "end_time": 0x2B5C7D8E,
            "status": 0,
            "profile_interval_period": 3,
            "number_of_periods_delivered": 3,
            "intervals": [100, 0xFFFFFF, 0x010203],
        },
        "8e7d5c2b 00 03 03 640000 ffffff 030201",
    ),
    (
        Metering,
        TO_SERVER,
        0x03,
        "request_fast_poll_mode",
        {"fast_poll_update_period": 2, "duration": 15},
        "02 0f",
    ),
    (
        Metering,
        TO_CLIENT,
        0x03,
        "request_fast_poll_mode_response",
        {"applied_update_period": 2, "fast_poll_mode_end_time": 0x10},
        "02 10000000",
    ),
    (
        Metering,
        TO_SERVER,
        0x07,
        "start_sampling",
        {
            "issuer_event_id": 1,
            "start_sampling_time": 0,
            "sample_type": 0,
            "sample_request_interval": 60,
            "max_number_of_samples": 10,
        },
        "01000000 00000000 00 3c00 0a00",
    ),
    (Metering, TO_CLIENT, 0x0D, "start_sampling_response", {"sample_id": 2}, "0200"),
    (
        Metering,
        TO_SERVER,
        0x08,
        "get_sampled_data",
        {"sample_id": 2, "earliest_sample_time": 0, "sample_type": 0, "number_of_samples": 2},
        "0200 00000000 00 0200",
    ),
    (
        Metering,
        TO_CLIENT,
        0x07,
        "get_sampled_data_response",
        {
            "sample_id": 2,
            "sample_start_time": 0,
            "sample_type": 0,
            "sample_request_interval": 60,
            "number_of_samples": 2,
            "samples": [1, 2],
        },
        "0200 00000000 00 3c00 0200 010000 020000",
    ),
    (Metering, TO_SERVER, 0x05, "take_snapshot", {"snapshot_cause": 1}, "01000000"),
    (
        Metering,
        TO_CLIENT,
        0x05,
        "take_snapshot_response",
        {"snapshot_id": 1, "snapshot_confirmation": 0},
        "01000000 00",
    ),
    (Messaging, TO_SERVER, 0x00, "get_last_message", {}, ""),
    (
        Messaging,
        TO_SERVER,
        0x01,
        "message_confirmation",
        {"message_id": 7, "confirmation_time": 0x10},
        "07000000 10000000",
    ),
    (
        Messaging,
        TO_SERVER,
        0x01,
        "message_confirmation",
        {
            "message_id": 7,
            "confirmation_time": 0x10,
            "message_confirmation_control": 1,
            "message_confirmation_response": b"yes",
        },
        "07000000 10000000 01 03 796573",
    ),
    (Messaging, TO_SERVER, 0x02, "get_message_cancellation", {"earliest_implementation_time": 0}, "00000000"),
    (Messaging, TO_CLIENT, 0x00, "display_message", DISPLAY, DISPLAY_HEX),
    (
        Messaging,
        TO_CLIENT,
        0x00,
        "display_message",
        {**DISPLAY, "extended_message_control": 1},
        DISPLAY_HEX + "01",
    ),
    (Messaging, TO_CLIENT, 0x01, "cancel_message", {"message_id": 7, "message_control": 0}, "07000000 00"),
    (Messaging, TO_CLIENT, 0x02, "display_protected_message", DISPLAY, DISPLAY_HEX),
    (Messaging, TO_CLIENT, 0x03, "cancel_all_messages", {"implementation_date_time": 0x10}, "10000000"),
    (
        KeyEstablishment,
        TO_SERVER,
        0x00,
        "initiate_key_establishment_request",
        {"key_establishment_suite": 1, **INITIATE},
        INITIATE_HEX,
    ),
    (
        KeyEstablishment,
        TO_CLIENT,
        0x00,
        "initiate_key_establishment_response",
        {"requested_key_establishment_suite": 1, **INITIATE},
        INITIATE_HEX,
    ),
    (
        KeyEstablishment,
        TO_SERVER,
        0x01,
        "ephemeral_data_request",
        {"ephemeral_data": bytes.fromhex("0300e117c86d0e7cd128b2f34e9076cff24af46d7288")},
        "0300e117c86d0e7cd128b2f34e9076cff24af46d7288",
    ),
    (
        KeyEstablishment,
        TO_CLIENT,
        0x01,
        "ephemeral_data_response",
        {"ephemeral_data": bytes.fromhex("0306ab52062201d995b8b8591f3f086a3a2e214d845e")},
        "0306ab52062201d995b8b8591f3f086a3a2e214d845e",
    ),
    (
        KeyEstablishment,
        TO_SERVER,
        0x02,
        "confirm_key_data_request",
        {"secure_message_authentication_code": MAC},
        "b82f1f9774740c32f80fcfc3921b6420",
    ),
    (
        KeyEstablishment,
        TO_CLIENT,
        0x02,
        "confirm_key_data_response",
        {"secure_message_authentication_code": MAC},
        "b82f1f9774740c32f80fcfc3921b6420",
    ),
    (KeyEstablishment, TO_CLIENT, 0x03, "terminate_key_establishment", TERMINATE, "03 0a 0100"),
    (KeyEstablishment, TO_SERVER, 0x03, "terminate_key_establishment_by_initiator", TERMINATE, "03 0a 0100"),
    (
        Tunneling,
        TO_SERVER,
        0x00,
        "request_tunnel",
        {
            "protocol_id": 200,
            "manufacturer_code": 0x1166,
            "flow_control_support": 0,
            "maximum_incoming_transfer_size": 1500,
        },
        "c8 6611 00 dc05",
    ),
    (Tunneling, TO_SERVER, 0x01, "close_tunnel", {"tunnel_id": 0x0102}, "0201"),
    (Tunneling, TO_SERVER, 0x02, "transfer_data", {"tunnel_id": 0x0102, "data": b"\x00\x03abc"}, "0201 0003616263"),
    (Tunneling, TO_SERVER, 0x03, "transfer_data_error", {"tunnel_id": 1, "transfer_data_status": 2}, "0100 02"),
    (Tunneling, TO_SERVER, 0x04, "ack_transfer_data", {"tunnel_id": 1, "number_of_octets_left": 1444}, "0100 a405"),
    (Tunneling, TO_SERVER, 0x05, "ready_data", {"tunnel_id": 1, "number_of_octets_left": 1500}, "0100 dc05"),
    (Tunneling, TO_SERVER, 0x06, "get_supported_tunnel_protocols", {"protocol_offset": 0}, "00"),
    (
        Tunneling,
        TO_CLIENT,
        0x00,
        "request_tunnel_response",
        {"tunnel_id": 0x0102, "tunnel_status": 0, "maximum_incoming_transfer_size": 1500},
        "0201 00 dc05",
    ),
    (Tunneling, TO_CLIENT, 0x01, "transfer_data", {"tunnel_id": 0x0102, "data": b"\x00\x03abc"}, "0201 0003616263"),
    (Tunneling, TO_CLIENT, 0x02, "transfer_data_error", {"tunnel_id": 1, "transfer_data_status": 0}, "0100 00"),
    (Tunneling, TO_CLIENT, 0x03, "ack_transfer_data", {"tunnel_id": 1, "number_of_octets_left": 0}, "0100 0000"),
    (Tunneling, TO_CLIENT, 0x04, "ready_data", {"tunnel_id": 1, "number_of_octets_left": 64}, "0100 4000"),
    (
        Tunneling,
        TO_CLIENT,
        0x05,
        "supported_tunnel_protocols_response",
        {
            "protocol_list_complete": 1,
            "protocol_count": 2,
            "protocol_list": [
                {"manufacturer_code": 0x1166, "protocol_id": 200},
                {"manufacturer_code": 0xFFFF, "protocol_id": 2},
            ],
        },
        "01 02 6611c8 ffff02",
    ),
    (Tunneling, TO_CLIENT, 0x06, "tunnel_closure_notification", {"tunnel_id": 0x0102}, "0201"),
]
LENGTHS = {
    "load_control_event": 23,
    "cancel_load_control_event": 12,
    "report_event_status": 60,
    "price_acknowledgement": 13,
}


def plain(value: Any) -> Any:
    """A parsed value without zigpy's types."""
    if isinstance(value, Struct):
        return {field.name: plain(getattr(value, field.name)) for field in value.fields}
    return [plain(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("cluster", "direction", "command_id", "name", "fields", "payload"),
    FRAMES,
    ids=[f"{row[0].__name__}-{row[3]}-{n}" for n, row in enumerate(FRAMES)],
)
def test_each_command_is_its_golden_octets(
    cluster: type[Cluster], direction: str, command_id: int, name: str, fields: dict[str, Any], payload: str
) -> None:
    definition = getattr(cluster, direction)[command_id]
    octets = bytes.fromhex(payload)
    assert definition.name == name
    parsed, rest = definition.schema.deserialize(octets)
    assert rest == b""
    assert {key: plain(getattr(parsed, key)) for key in fields} == fields
    assert parsed.serialize() == octets
    if not any(isinstance(value, list) and value and isinstance(value[0], dict) for value in fields.values()):
        assert definition.schema(**fields).serialize() == octets
    assert len(octets) == LENGTHS.get(name, len(octets))


@pytest.mark.parametrize("cluster", [Price, Drlc, Messaging, Tunneling, KeyEstablishment])
@pytest.mark.parametrize("direction", [TO_SERVER, TO_CLIENT])
def test_each_command_of_the_dictionary_has_golden_octets(cluster: type[Cluster], direction: str) -> None:
    shown = {row[2] for row in FRAMES if row[0] is cluster and row[1] == direction}
    assert shown == set(getattr(cluster, direction))
