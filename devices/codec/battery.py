"""Batteries (ZCL Power Configuration 0x0001): charge, voltage, and what the device itself thinks of them."""

from typing import Final

from devices.codec.frames import Records, valid
from devices.messages import BatteryRead, Eui64
from devices.se.values import INVALID_UINT8

BATTERY_VOLTAGE: Final = 0x0020  # 100 mV
BATTERY_PERCENTAGE_REMAINING: Final = 0x0021  # half percents
BATTERY_QUANTITY: Final = 0x0033
BATTERY_RATED_VOLTAGE: Final = 0x0034  # 100 mV, of one cell
BATTERY_ALARM_STATE: Final = 0x003E

BATTERY_STATE: Final = (
    BATTERY_VOLTAGE,
    BATTERY_PERCENTAGE_REMAINING,
    BATTERY_QUANTITY,
    BATTERY_RATED_VOLTAGE,
    BATTERY_ALARM_STATE,
)

_FULL_HALF_PERCENTS: Final = 200
_BATTERY_1_ALARMS: Final = 0x0000000F  # too low for the radio, and its three thresholds
_UNIT_MV: Final = 100


def battery_read(device: Eui64, records: Records) -> BatteryRead | None:
    """What is told of a battery; None if nothing is."""
    half_percents = valid(records, BATTERY_PERCENTAGE_REMAINING, INVALID_UINT8)
    if half_percents is not None and half_percents > _FULL_HALF_PERCENTS:
        half_percents = None
    tenths = valid(records, BATTERY_VOLTAGE, INVALID_UINT8)
    rated = valid(records, BATTERY_RATED_VOLTAGE, INVALID_UINT8)
    cells = valid(records, BATTERY_QUANTITY, INVALID_UINT8) or 1
    alarms = valid(records, BATTERY_ALARM_STATE, -1)
    message = BatteryRead(
        device,
        percent=None if half_percents is None else half_percents // 2,
        voltage_mv=tenths * _UNIT_MV if tenths else None,
        rated_mv=rated * cells * _UNIT_MV if rated else None,
        is_alarmed=None if alarms is None else bool(alarms & _BATTERY_1_ALARMS),
    )
    return None if message == BatteryRead(device) else message
