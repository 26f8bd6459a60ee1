"""Price cluster, 0x0700. The server is the energy services interface; tariffs too long for a line are tables."""

from collections.abc import Callable
from typing import Any, Final

import zigpy.types as t
from zigpy.zcl import Cluster
from zigpy.zcl.foundation import BaseAttributeDefs, BaseCommandDefs, ZCLAttributeDef

from devices.se.definitions import attribute, command
from devices.se.profile import PRICE
from devices.se.values import OctetString, low_nibble

PRICE_TIERS: Final = 48
BLOCK_THRESHOLDS: Final = 15
BLOCKS: Final = 16
TIERS_WITH_BLOCKS: Final = 15

TIER_1_PRICE_LABEL: Final = 0x0000
BLOCK_1_THRESHOLD: Final = 0x0100
BLOCK_THRESHOLD_COUNT: Final = 0x010F
START_OF_BLOCK_PERIOD: Final = 0x0200
BLOCK_PERIOD_DURATION: Final = 0x0201
THRESHOLD_MULTIPLIER: Final = 0x0202
THRESHOLD_DIVISOR: Final = 0x0203
NO_TIER_BLOCK_1_PRICE: Final = 0x0400
CPP1_PRICE: Final = 0x05FE
CPP2_PRICE: Final = 0x05FF
NUMBER_OF_BLOCK_THRESHOLDS_IN_USE: Final = 0x0612
PRICE_TRAILING_DIGIT: Final = 0x0617
BLOCK_PERIOD_DURATION_TYPE: Final = 0x0204
_RECEIVED: Final = 0x8000

UNUSED_PRICE_RATIO: Final = 0xFF
PRICE_ACKNOWLEDGEMENT_REQUIRED: Final = 0x01  # PriceControl, BlockPeriodControl
TOTAL_TIERS_EXCEEDS_15: Final = 0x02  # PriceControl
REPEATING_BLOCK: Final = 0x02  # BlockPeriodControl
REQUESTOR_RX_ON_WHEN_IDLE: Final = 0x01  # GetCurrentPrice CommandOptions
CURRENCY_USD: Final = 840


class TariffType(t.enum8):
    """Which direction of energy a tariff is for, in the low nibble."""

    Delivered = 0x00
    Received = 0x01
    Delivered_and_Received = 0x02


class CppAuth(t.enum8):
    """Whether a critical peak price event was agreed to."""

    Pending = 0x00
    Accepted = 0x01
    Rejected = 0x02
    Forced = 0x03


class CppPriceTier(t.enum8):
    """Which of the two critical peak prices applies."""

    CPP1 = 0x00
    CPP2 = 0x01


class TierBlockMode(t.enum8):
    """How tiers and blocks combine."""

    ActiveBlock = 0x00
    ActiveBlockPriceTier = 0x01
    ActiveBlockPriceTierThreshold = 0x02
    Not_Used = 0xFF


class TierLabel(t.Struct):
    """One entry of PublishTierLabels."""

    tier_id: t.uint8_t
    tier_label: OctetString


class PriceMatrixEntry(t.Struct):
    """One entry of PublishPriceMatrix; the octet is a tier, or tier (high nibble) and block (low nibble)."""

    tier_block_id: t.uint8_t
    price: t.uint32_t


class Uint48List(t.List, item_type=t.uint48_t):  # type: ignore[type-arg]  # the items' type is the keyword
    """Thresholds to the end of their entry."""


def _counted(length: Callable[[Any], int]) -> Any:
    return t.StructField(length=length)


class BlockThresholds(t.Struct):
    """One entry of PublishBlockThresholds: tier in the high nibble, number of thresholds in the low one."""

    tier_number_of_block_thresholds: t.uint8_t
    block_threshold: Uint48List = _counted(lambda entry: low_nibble(entry.tier_number_of_block_thresholds))


class TierLabels(t.List, item_type=TierLabel):  # type: ignore[type-arg]  # the items' type is the keyword
    """Labels to the end of the frame."""


class PriceMatrix(t.List, item_type=PriceMatrixEntry):  # type: ignore[type-arg]  # the items' type is the keyword
    """Prices to the end of the frame."""


class BlockThresholdSets(t.List, item_type=BlockThresholds):  # type: ignore[type-arg]  # the items' type is the keyword
    """Threshold sets to the end of the frame."""


def _numbered(first_id: int, count: int, kind: Any, pattern: str, start: int = 1) -> dict[str, ZCLAttributeDef]:
    return {pattern.format(n + start): attribute(first_id + n, kind) for n in range(count)}


def _tables(direction: int, prefix: str) -> dict[str, ZCLAttributeDef]:
    """Return labels, thresholds and prices for delivered (0x0000) or received (0x8000) energy."""
    attributes = _numbered(direction + TIER_1_PRICE_LABEL, PRICE_TIERS, t.LVBytes, prefix + "tier{}_price_label")
    attributes |= _numbered(direction + BLOCK_1_THRESHOLD, BLOCK_THRESHOLDS, t.uint48_t, prefix + "block{}_threshold")
    attributes |= _numbered(direction + NO_TIER_BLOCK_1_PRICE, BLOCKS, t.uint32_t, prefix + "no_tier_block{}_price")
    for tier in range(1, TIERS_WITH_BLOCKS + 1):
        first = direction + NO_TIER_BLOCK_1_PRICE + 0x10 * tier
        attributes |= _numbered(first, BLOCKS, t.uint32_t, f"{prefix}tier{tier}_block{{}}_price")
    attributes |= _numbered(direction + 0x050F, 33, t.uint32_t, prefix + "price_tier{}", start=16)
    return attributes


def _individual_thresholds() -> dict[str, ZCLAttributeDef]:
    attributes = {"block_threshold_count": attribute(BLOCK_THRESHOLD_COUNT, t.uint8_t)}
    for tier in range(1, TIERS_WITH_BLOCKS + 1):
        first = BLOCK_1_THRESHOLD + 0x10 * tier
        attributes |= _numbered(first, BLOCK_THRESHOLDS, t.uint48_t, f"tier{tier}_block{{}}_threshold")
        attributes[f"tier{tier}_block_threshold_count"] = attribute(first + 0x0F, t.uint8_t)
    return attributes


def _credit_payments() -> dict[str, ZCLAttributeDef]:
    attributes = {}
    for n in range(1, 6):
        first = 0x0800 + 0x10 * n
        attributes[f"credit_payment{n}"] = attribute(first, t.uint32_t)
        attributes[f"credit_payment_date{n}"] = attribute(first + 1, t.UTCTime)
        attributes[f"credit_payment_ref{n}"] = attribute(first + 2, t.LVBytes)
    return attributes


class ClientAttributeDefs(BaseAttributeDefs):
    """Attributes of the client; their identifiers overlap the server's, so they stand apart."""

    price_increase_randomize_minutes: Final = attribute(0x0000, t.uint8_t, "rw")
    price_decrease_randomize_minutes: Final = attribute(0x0001, t.uint8_t, "rw")
    commodity_type: Final = attribute(0x0002, t.enum8)


_GET_SINCE: Final = {
    "earliest_start_time": t.UTCTime,
    "min_issuer_event_id": t.uint32_t,
    "number_of_commands": t.uint8_t,
}
_ISSUER: Final = {"provider_id": t.uint32_t, "issuer_event_id": t.uint32_t}


class Price(Cluster):
    """Prices, tiers, blocks, billing periods and critical peak prices."""

    _skip_registry = True
    cluster_id = PRICE
    ep_attribute = "smartenergy_price"
    aps_encryption = True

    class AttributeDefs(BaseAttributeDefs):
        """Attributes of the server, the numbered ones among them."""

        vars().update(_tables(0x0000, ""))
        vars().update(_tables(_RECEIVED, "received_"))
        vars().update(_individual_thresholds())
        vars().update(_credit_payments())
        received_block16_threshold: Final = attribute(_RECEIVED + 0x010F, t.uint48_t)
        start_of_block_period: Final = attribute(START_OF_BLOCK_PERIOD, t.UTCTime)
        block_period_duration: Final = attribute(BLOCK_PERIOD_DURATION, t.uint24_t)
        threshold_multiplier: Final = attribute(THRESHOLD_MULTIPLIER, t.uint24_t)
        threshold_divisor: Final = attribute(THRESHOLD_DIVISOR, t.uint24_t)
        block_period_duration_type: Final = attribute(BLOCK_PERIOD_DURATION_TYPE, t.bitmap8)
        commodity_type: Final = attribute(0x0300, t.enum8)
        standing_charge: Final = attribute(0x0301, t.uint32_t)
        conversion_factor: Final = attribute(0x0302, t.uint32_t)
        conversion_factor_trailing_digit: Final = attribute(0x0303, t.bitmap8)
        calorific_value: Final = attribute(0x0304, t.uint32_t)
        calorific_value_unit: Final = attribute(0x0305, t.enum8)
        calorific_value_trailing_digit: Final = attribute(0x0306, t.bitmap8)
        cpp1_price: Final = attribute(CPP1_PRICE, t.uint32_t)
        cpp2_price: Final = attribute(CPP2_PRICE, t.uint32_t)
        tariff_label: Final = attribute(0x0610, t.LVBytes)
        number_of_price_tiers_in_use: Final = attribute(0x0611, t.uint8_t)
        number_of_block_thresholds_in_use: Final = attribute(NUMBER_OF_BLOCK_THRESHOLDS_IN_USE, t.uint8_t)
        tier_block_mode: Final = attribute(0x0613, TierBlockMode)
        unit_of_measure: Final = attribute(0x0615, t.enum8)
        currency: Final = attribute(0x0616, t.uint16_t)
        price_trailing_digit: Final = attribute(PRICE_TRAILING_DIGIT, t.bitmap8)
        tariff_resolution_period: Final = attribute(0x0619, t.enum8)
        co2: Final = attribute(0x0620, t.uint32_t)
        co2_unit: Final = attribute(0x0621, t.enum8)
        co2_trailing_digit: Final = attribute(0x0622, t.bitmap8)
        current_billing_period_start: Final = attribute(0x0700, t.UTCTime)
        current_billing_period_duration: Final = attribute(0x0701, t.uint24_t)
        last_billing_period_start: Final = attribute(0x0702, t.UTCTime)
        last_billing_period_duration: Final = attribute(0x0703, t.uint24_t)
        last_billing_period_consolidated_bill: Final = attribute(0x0704, t.uint32_t)
        credit_payment_due_date: Final = attribute(0x0800, t.UTCTime)
        credit_payment_status: Final = attribute(0x0801, t.enum8)
        credit_payment_over_due_amount: Final = attribute(0x0802, t.int32s)
        payment_discount: Final = attribute(0x080A, t.int32s)
        payment_discount_period: Final = attribute(0x080B, t.enum8)
        received_start_of_block_period: Final = attribute(0x8200, t.UTCTime)
        received_block_period_duration: Final = attribute(0x8201, t.uint24_t)
        received_threshold_multiplier: Final = attribute(0x8202, t.uint24_t)
        received_threshold_divisor: Final = attribute(0x8203, t.uint24_t)
        received_tariff_label: Final = attribute(0x8610, t.LVBytes)
        received_number_of_price_tiers_in_use: Final = attribute(0x8611, t.uint8_t)
        received_number_of_block_thresholds_in_use: Final = attribute(0x8612, t.uint8_t)
        received_tier_block_mode: Final = attribute(0x8613, TierBlockMode)
        received_tariff_resolution: Final = attribute(0x8615, t.enum8)
        received_co2: Final = attribute(0x8625, t.uint32_t)
        received_co2_unit: Final = attribute(0x8626, t.enum8)
        received_co2_trailing_digit: Final = attribute(0x8627, t.bitmap8)
        received_current_billing_period_start: Final = attribute(0x8700, t.UTCTime)
        received_current_billing_period_duration: Final = attribute(0x8701, t.uint24_t)
        received_last_billing_period_start: Final = attribute(0x8702, t.UTCTime)
        received_last_billing_period_duration: Final = attribute(0x8703, t.uint24_t)
        received_last_billing_period_consolidated_bill: Final = attribute(0x8704, t.uint32_t)

    class ServerCommandDefs(BaseCommandDefs):
        """Client to server."""

        get_current_price: Final = command(0x00, {"command_options": t.bitmap8})
        get_scheduled_prices: Final = command(0x01, {"start_time": t.UTCTime, "number_of_events": t.uint8_t})
        price_acknowledgement: Final = command(
            0x02, {**_ISSUER, "price_ack_time": t.UTCTime, "price_control": t.bitmap8}
        )
        get_block_periods: Final = command(
            0x03, {"start_time": t.UTCTime, "number_of_events": t.uint8_t, "tariff_type?": TariffType}
        )
        get_conversion_factor: Final = command(0x04, _GET_SINCE)
        get_calorific_value: Final = command(0x05, _GET_SINCE)
        get_tariff_information: Final = command(0x06, {**_GET_SINCE, "tariff_type": TariffType})
        get_price_matrix: Final = command(0x07, {"issuer_tariff_id": t.uint32_t})
        get_block_thresholds: Final = command(0x08, {"issuer_tariff_id": t.uint32_t})
        get_co2_value: Final = command(0x09, {**_GET_SINCE, "tariff_type?": TariffType})
        get_tier_labels: Final = command(0x0A, {"issuer_tariff_id": t.uint32_t})
        get_billing_period: Final = command(0x0B, {**_GET_SINCE, "tariff_type?": TariffType})
        get_consolidated_bill: Final = command(0x0C, {**_GET_SINCE, "tariff_type?": TariffType})
        cpp_event_response: Final = command(0x0D, {"issuer_event_id": t.uint32_t, "cpp_auth": CppAuth})
        get_credit_payment: Final = command(0x0E, {"latest_end_time": t.UTCTime, "number_of_records": t.uint8_t})
        get_currency_conversion: Final = command(0x0F, {})
        get_tariff_cancellation: Final = command(0x10, {})

    class ClientCommandDefs(BaseCommandDefs):
        """Server to client."""

        publish_price: Final = command(
            0x00,
            {
                "provider_id": t.uint32_t,
                "rate_label": OctetString,
                "issuer_event_id": t.uint32_t,
                "current_time": t.UTCTime,
                "unit_of_measure": t.enum8,
                "currency": t.uint16_t,
                "price_trailing_digit_and_price_tier": t.bitmap8,
                "number_of_price_tiers_and_register_tier": t.bitmap8,
                "start_time": t.UTCTime,
                "duration_in_minutes": t.uint16_t,
                "price": t.uint32_t,
                "price_ratio?": t.uint8_t,
                "generation_price?": t.uint32_t,
                "generation_price_ratio?": t.uint8_t,
                "alternate_cost_delivered?": t.uint32_t,
                "alternate_cost_unit?": t.enum8,
                "alternate_cost_trailing_digit?": t.bitmap8,
                "number_of_block_thresholds?": t.uint8_t,
                "price_control?": t.bitmap8,
                "number_of_generation_tiers?": t.uint8_t,
                "generation_tier?": t.enum8,
                "extended_number_of_price_tiers?": t.uint8_t,
                "extended_price_tier?": t.enum8,
                "extended_register_tier?": t.enum8,
            },
        )
        publish_block_period: Final = command(
            0x01,
            {
                **_ISSUER,
                "block_period_start_time": t.UTCTime,
                "block_period_duration": t.uint24_t,
                "block_period_control": t.bitmap8,
                "block_period_duration_type?": t.bitmap8,
                "tariff_type?": TariffType,
                "tariff_resolution_period?": t.enum8,
            },
        )
        publish_conversion_factor: Final = command(
            0x02,
            {
                "issuer_event_id": t.uint32_t,
                "start_time": t.UTCTime,
                "conversion_factor": t.uint32_t,
                "conversion_factor_trailing_digit": t.bitmap8,
            },
        )
        publish_calorific_value: Final = command(
            0x03,
            {
                "issuer_event_id": t.uint32_t,
                "start_time": t.UTCTime,
                "calorific_value": t.uint32_t,
                "calorific_value_unit": t.enum8,
                "calorific_value_trailing_digit": t.bitmap8,
            },
        )
        publish_tariff_information: Final = command(
            0x04,
            {
                **_ISSUER,
                "issuer_tariff_id": t.uint32_t,
                "start_time": t.UTCTime,
                "tariff_type_and_charging_scheme": t.bitmap8,
                "tariff_label": OctetString,
                "number_of_price_tiers_in_use": t.uint8_t,
                "number_of_block_thresholds_in_use": t.uint8_t,
                "unit_of_measure": t.enum8,
                "currency": t.uint16_t,
                "price_trailing_digit": t.bitmap8,
                "standing_charge": t.uint32_t,
                "tier_block_mode": TierBlockMode,
                "block_threshold_multiplier": t.uint24_t,
                "block_threshold_divisor": t.uint24_t,
            },
        )
        publish_price_matrix: Final = command(
            0x05,
            {
                **_ISSUER,
                "start_time": t.UTCTime,
                "issuer_tariff_id": t.uint32_t,
                "command_index": t.uint8_t,
                "total_number_of_commands": t.uint8_t,
                "sub_payload_control": t.bitmap8,
                "price_matrix_sub_payload": PriceMatrix,
            },
        )
        publish_block_thresholds: Final = command(
            0x06,
            {
                **_ISSUER,
                "start_time": t.UTCTime,
                "issuer_tariff_id": t.uint32_t,
                "command_index": t.uint8_t,
                "total_number_of_commands": t.uint8_t,
                "sub_payload_control": t.bitmap8,
                "block_threshold_sub_payload": BlockThresholdSets,
            },
        )
        publish_co2_value: Final = command(
            0x07,
            {
                **_ISSUER,
                "start_time": t.UTCTime,
                "tariff_type": TariffType,
                "co2_value": t.uint32_t,
                "co2_value_unit": t.enum8,
                "co2_value_trailing_digit": t.bitmap8,
            },
        )
        publish_tier_labels: Final = command(
            0x08,
            {
                **_ISSUER,
                "issuer_tariff_id": t.uint32_t,
                "command_index": t.uint8_t,
                "total_number_of_commands": t.uint8_t,
                "number_of_labels": t.uint8_t,
                "tier_labels": TierLabels,
            },
        )
        publish_billing_period: Final = command(
            0x09,
            {
                **_ISSUER,
                "billing_period_start_time": t.UTCTime,
                "billing_period_duration": t.uint24_t,
                "billing_period_duration_type": t.bitmap8,
                "tariff_type": TariffType,
            },
        )
        publish_consolidated_bill: Final = command(
            0x0A,
            {
                **_ISSUER,
                "billing_period_start_time": t.UTCTime,
                "billing_period_duration": t.uint24_t,
                "billing_period_duration_type": t.bitmap8,
                "tariff_type": TariffType,
                "consolidated_bill": t.uint32_t,
                "currency": t.uint16_t,
                "bill_trailing_digit": t.bitmap8,
            },
        )
        publish_cpp_event: Final = command(
            0x0B,
            {
                **_ISSUER,
                "start_time": t.UTCTime,
                "duration_in_minutes": t.uint16_t,
                "tariff_type": TariffType,
                "cpp_price_tier": CppPriceTier,
                "cpp_auth": CppAuth,
            },
        )
        publish_credit_payment: Final = command(
            0x0C,
            {
                **_ISSUER,
                "credit_payment_due_date": t.UTCTime,
                "credit_payment_over_due_amount": t.uint32_t,
                "credit_payment_status": t.enum8,
                "credit_payment": t.uint32_t,
                "credit_payment_date": t.UTCTime,
                "credit_payment_ref": OctetString,
            },
        )
        publish_currency_conversion: Final = command(
            0x0D,
            {
                **_ISSUER,
                "start_time": t.UTCTime,
                "old_currency": t.uint16_t,
                "new_currency": t.uint16_t,
                "conversion_factor": t.uint32_t,
                "conversion_factor_trailing_digit": t.bitmap8,
                "currency_change_control_flags": t.bitmap32,
            },
        )
        cancel_tariff: Final = command(
            0x0E,
            {"provider_id": t.uint32_t, "issuer_tariff_id": t.uint32_t, "tariff_type": TariffType},
        )
