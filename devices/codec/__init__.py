"""Cluster commands and attribute records to messages, one file a cluster: pure functions; bad air is data."""

from devices.codec.battery import (
    BATTERY_ALARM_STATE,
    BATTERY_PERCENTAGE_REMAINING,
    BATTERY_STATE,
    BATTERY_VOLTAGE,
    battery_read,
)
from devices.codec.comfort import (
    LOCAL_TEMPERATURE,
    OCCUPIED_COOLING_SETPOINT,
    OCCUPIED_HEATING_SETPOINT,
    ON_OFF,
    OUTDOOR_TEMPERATURE,
    SETPOINT_CHANGE_SOURCE,
    SYSTEM_MODE,
    TEMPERATURE_SETPOINT_HOLD,
    THERMOSTAT_LIMITS,
    THERMOSTAT_STATE,
    switch_read,
    temperature_read,
)
from devices.codec.decode import decode_frame
from devices.codec.events import event_status
from devices.codec.frames import (
    Records,
    Unintelligible,
    attributes_reported,
    header_of,
    is_report,
    is_server_command,
    malformed,
    read,
)
from devices.codec.metering import (
    METER_DESCRIPTION,
    TIME,
    TIME_STATUS,
    MeterScale,
    intervals_read,
    meter_described,
    meter_scale,
    meter_time,
    reading,
)
from devices.codec.prices import blocks_published, critical_peak_price, critical_peak_published, price_published
from devices.codec.texts import text_published
from devices.codec.tunnel import told

__all__ = [
    "BATTERY_ALARM_STATE",
    "BATTERY_PERCENTAGE_REMAINING",
    "BATTERY_STATE",
    "BATTERY_VOLTAGE",
    "LOCAL_TEMPERATURE",
    "METER_DESCRIPTION",
    "OCCUPIED_COOLING_SETPOINT",
    "OCCUPIED_HEATING_SETPOINT",
    "ON_OFF",
    "OUTDOOR_TEMPERATURE",
    "SETPOINT_CHANGE_SOURCE",
    "SYSTEM_MODE",
    "TEMPERATURE_SETPOINT_HOLD",
    "THERMOSTAT_LIMITS",
    "THERMOSTAT_STATE",
    "TIME",
    "TIME_STATUS",
    "MeterScale",
    "Records",
    "Unintelligible",
    "attributes_reported",
    "battery_read",
    "blocks_published",
    "critical_peak_price",
    "critical_peak_published",
    "decode_frame",
    "event_status",
    "header_of",
    "intervals_read",
    "is_report",
    "is_server_command",
    "malformed",
    "meter_described",
    "meter_scale",
    "meter_time",
    "price_published",
    "read",
    "reading",
    "switch_read",
    "temperature_read",
    "text_published",
    "told",
]
