"""Metering cluster, 0x0702: zigpy's dictionary, completed. The server is the meter."""

from typing import Any, Final

import zigpy.types as t
from zigpy.zcl.clusters.smartenergy import Metering as ZigpyMetering
from zigpy.zcl.clusters.smartenergy import (
    MeteringDeviceType,
    MeteringUnitofMeasure,
    ProfileIntervalPeriod,
)
from zigpy.zcl.foundation import CommandSchema, ZCLAttributeDef

from devices.se.definitions import attribute, command

__all__ = [
    "PERIOD_SECONDS",
    "GetProfileResponse",
    "GetProfileStatus",
    "Metering",
    "MeteringDeviceType",
    "MeteringUnitofMeasure",
    "ProfileIntervalPeriod",
]

PERIOD_SECONDS: Final = {
    ProfileIntervalPeriod.Daily: 86_400,
    ProfileIntervalPeriod.Minutes_60: 3_600,
    ProfileIntervalPeriod.Minutes_30: 1_800,
    ProfileIntervalPeriod.Minutes_15: 900,
    ProfileIntervalPeriod.Minutes_10: 600,
    ProfileIntervalPeriod.Minutes_7_5: 450,
    ProfileIntervalPeriod.Minutes_5: 300,
    ProfileIntervalPeriod.Minutes_2_5: 150,
    ProfileIntervalPeriod.Minutes_1: 60,
}

CURRENT_SUMMATION_DELIVERED: Final = 0x0000
CURRENT_SUMMATION_RECEIVED: Final = 0x0001
DEFAULT_UPDATE_PERIOD: Final = 0x000A
FAST_POLL_UPDATE_PERIOD: Final = 0x000B
PROFILE_INTERVAL_PERIOD: Final = 0x000F
STATUS: Final = 0x0200
UNIT_OF_MEASURE: Final = 0x0300
MULTIPLIER: Final = 0x0301
DIVISOR: Final = 0x0302
SUMMATION_FORMATTING: Final = 0x0303
DEMAND_FORMATTING: Final = 0x0304
HISTORICAL_CONSUMPTION_FORMATTING: Final = 0x0305
METERING_DEVICE_TYPE: Final = 0x0306
SITE_ID: Final = 0x0307
METER_SERIAL_NUMBER: Final = 0x0308
INSTANTANEOUS_DEMAND: Final = 0x0400
CURRENT_PARTIAL_PROFILE_INTERVAL_START_TIME_DELIVERED: Final = 0x0405
CURRENT_PARTIAL_PROFILE_INTERVAL_START_TIME_RECEIVED: Final = 0x0406
CURRENT_PARTIAL_PROFILE_INTERVAL_VALUE_DELIVERED: Final = 0x0407
CURRENT_PARTIAL_PROFILE_INTERVAL_VALUE_RECEIVED: Final = 0x0408
MAX_NUMBER_OF_PERIODS_DELIVERED: Final = 0x0500
MAX_FAST_POLL_MINUTES: Final = 15


class GetProfileStatus(t.enum8):
    """How GetProfile was answered."""

    Success = 0x00
    Undefined_Interval_Channel_requested = 0x01
    Interval_Channel_not_supported = 0x02
    Invalid_End_Time = 0x03
    More_periods_requested_than_can_be_returned = 0x04
    No_intervals_available_for_the_requested_time = 0x05


class Uint24List(t.List, item_type=t.uint24_t):  # type: ignore[type-arg]  # the items' type is the keyword
    """Values to the end of the frame."""


class GetProfileResponse(CommandSchema):
    """Intervals are newest first and run to the end of the frame; 0xFFFFFF is invalid."""

    end_time: t.UTCTime
    status: GetProfileStatus
    profile_interval_period: ProfileIntervalPeriod
    number_of_periods_delivered: t.uint8_t
    intervals: Uint24List


def _pairs(first_id: int, kind: Any, pattern: str, numbers: range) -> dict[str, ZCLAttributeDef]:
    """Return delivered and received attributes that alternate."""
    attributes = {}
    for step, n in enumerate(numbers):
        attributes[pattern.format(n) + "_delivered"] = attribute(first_id + 2 * step, kind)
        attributes[pattern.format(n) + "_received"] = attribute(first_id + 2 * step + 1, kind)
    return attributes


def _blocks(first_id: int, direction: str) -> dict[str, ZCLAttributeDef]:
    """Return block registers: without a tier, then of tiers 1 to 15."""
    attributes = {}
    for tier in range(16):
        name = f"tier{tier}" if tier else "no_tier"
        for block in range(1, 17):
            attribute_id = first_id + 0x10 * tier + block - 1
            attributes[f"current_{name}_block{block}_summation_{direction}"] = attribute(attribute_id, t.uint48_t)
    return attributes


def _histories() -> dict[str, ZCLAttributeDef]:
    """Return past days, weeks and months, of energy and of the alternative unit."""
    attributes = _pairs(0x0420, t.uint24_t, "previous_day{}_consumption", range(2, 9))
    attributes |= _pairs(0x0430, t.uint24_t, "current_week_consumption", range(1))
    attributes |= _pairs(0x0432, t.uint24_t, "previous_week{}_consumption", range(1, 6))
    attributes |= _pairs(0x0440, t.uint32_t, "current_month_consumption", range(1))
    attributes |= _pairs(0x0442, t.uint32_t, "previous_month{}_consumption", range(1, 14))
    attributes |= _pairs(0x0C01, t.uint24_t, "current_day_alternative_consumption", range(1))
    attributes |= _pairs(0x0C03, t.uint24_t, "previous_day_alternative_consumption", range(1))
    attributes |= _pairs(0x0C20, t.uint24_t, "previous_day{}_alternative_consumption", range(2, 9))
    attributes |= _pairs(0x0C30, t.uint24_t, "current_week_alternative_consumption", range(1))
    attributes |= _pairs(0x0C32, t.uint24_t, "previous_week{}_alternative_consumption", range(1, 6))
    attributes |= _pairs(0x0C40, t.uint32_t, "current_month_alternative_consumption", range(1))
    attributes |= _pairs(0x0C42, t.uint32_t, "previous_month{}_alternative_consumption", range(1, 14))
    return attributes


class Metering(ZigpyMetering):
    """Registers, demand, profile intervals and fast polling."""

    _skip_registry = True
    aps_encryption = True

    class AttributeDefs(ZigpyMetering.AttributeDefs):
        """zigpy's attributes, and those that it lacks."""

        vars().update(_histories())
        vars().update(_blocks(0x0700, "delivered"))
        vars().update(_blocks(0x0900, "received"))
        cpp1_summation_delivered: Final = attribute(0x01FC, t.uint48_t)
        cpp2_summation_delivered: Final = attribute(0x01FE, t.uint48_t)
        historical_freeze_time: Final = attribute(0x045C, t.uint16_t)
        load_limit_supply_state: Final = attribute(0x0605, t.enum8)
        load_limit_counter: Final = attribute(0x0606, t.uint8_t)
        supply_tamper_state: Final = attribute(0x0607, t.enum8)
        supply_depletion_state: Final = attribute(0x0608, t.enum8)
        supply_uncontrolled_flow_state: Final = attribute(0x0609, t.enum8)
        bill_delivered_trailing_digit: Final = attribute(0x0A04, t.bitmap8)
        bill_to_date_received: Final = attribute(0x0A10, t.uint32_t)
        bill_to_date_time_stamp_received: Final = attribute(0x0A11, t.UTCTime)
        projected_bill_received: Final = attribute(0x0A12, t.uint32_t)
        projected_bill_time_stamp_received: Final = attribute(0x0A13, t.UTCTime)
        bill_received_trailing_digit: Final = attribute(0x0A14, t.bitmap8)
        proposed_change_supply_implementation_time: Final = attribute(0x0B00, t.UTCTime)
        proposed_change_supply_status: Final = attribute(0x0B01, t.enum8)
        uncontrolled_flow_threshold: Final = attribute(0x0B10, t.uint16_t)
        uncontrolled_flow_threshold_unit_of_measure: Final = attribute(0x0B11, t.enum8)
        uncontrolled_flow_threshold_multiplier: Final = attribute(0x0B12, t.uint16_t)
        uncontrolled_flow_threshold_divisor: Final = attribute(0x0B13, t.uint16_t)
        flow_stabilization_period: Final = attribute(0x0B14, t.uint8_t)
        flow_measurement_period: Final = attribute(0x0B15, t.uint16_t)
        alternative_instantaneous_demand: Final = attribute(0x0C00, t.int24s)

    class ClientCommandDefs(ZigpyMetering.ClientCommandDefs):
        """zigpy's commands; a profile's list ends with its frame, whatever its count says."""

        get_profile_response = command(0x00, GetProfileResponse)  # type: ignore[misc]  # zigpy's own is final
