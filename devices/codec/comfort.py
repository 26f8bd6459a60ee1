"""Thermostats (ZCL 0x0201) and load switches (0x0006)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeVar

from devices.codec.frames import Records, Unintelligible, integer, valid
from devices.demand_response import ChangeSource, ThermostatMode
from devices.messages import Eui64, SwitchRead, TemperatureRead
from devices.se.values import INVALID_INT16, INVALID_UTC_TIME, from_utc_time

_Name = TypeVar("_Name")

LOCAL_TEMPERATURE: Final = 0x0000
OUTDOOR_TEMPERATURE: Final = 0x0001
OCCUPIED_COOLING_SETPOINT: Final = 0x0011
OCCUPIED_HEATING_SETPOINT: Final = 0x0012
MIN_SETPOINT_DEAD_BAND: Final = 0x0019  # tenths of a degree
CONTROL_SEQUENCE: Final = 0x001B
SYSTEM_MODE: Final = 0x001C
TEMPERATURE_SETPOINT_HOLD: Final = 0x0023
SETPOINT_CHANGE_SOURCE: Final = 0x0030
SETPOINT_CHANGE_SOURCE_TIMESTAMP: Final = 0x0032
ON_OFF: Final = 0x0000

COOLING_LIMITS: Final = ((0x0017, 0x0018), (0x0005, 0x0006))
"""Lowest and highest: the pair that an installer chose, and the pair that the hardware can do."""
HEATING_LIMITS: Final = ((0x0015, 0x0016), (0x0003, 0x0004))

THERMOSTAT_STATE: Final = (
    LOCAL_TEMPERATURE,
    OCCUPIED_COOLING_SETPOINT,
    OCCUPIED_HEATING_SETPOINT,
    SYSTEM_MODE,
    TEMPERATURE_SETPOINT_HOLD,
    SETPOINT_CHANGE_SOURCE,
    SETPOINT_CHANGE_SOURCE_TIMESTAMP,
    OUTDOOR_TEMPERATURE,
)
THERMOSTAT_LIMITS: Final = (
    *(one for pairs in (COOLING_LIMITS, HEATING_LIMITS) for pair in pairs for one in pair),
    MIN_SETPOINT_DEAD_BAND,
    CONTROL_SEQUENCE,
)
_COOLING_ALONE: Final = frozenset({0, 1})  # with or without reheat
_HEATING_ALONE: Final = frozenset({2, 3})

_MODES: Final = {
    0: ThermostatMode.OFF,
    1: ThermostatMode.AUTO,
    3: ThermostatMode.COOL,
    4: ThermostatMode.HEAT,
    5: ThermostatMode.HEAT,  # emergency heating
    6: ThermostatMode.COOL,  # pre-cooling
    7: ThermostatMode.OFF,  # fan only
    8: ThermostatMode.OFF,  # dry
    9: ThermostatMode.OFF,  # sleep
}
_SOURCES: Final = {0: ChangeSource.MANUAL, 1: ChangeSource.SCHEDULE, 2: ChangeSource.EXTERNAL}


def temperature_read(device: Eui64, records: Records) -> TemperatureRead:
    """A thermostat's local temperature, occupied set points, mode and limits; what it does not have is None."""
    held = integer(records, TEMPERATURE_SETPOINT_HOLD)
    return TemperatureRead(
        device=device,
        local_centi_c=valid(records, LOCAL_TEMPERATURE, INVALID_INT16),
        cooling_set_point_centi_c=valid(records, OCCUPIED_COOLING_SETPOINT, INVALID_INT16),
        heating_set_point_centi_c=valid(records, OCCUPIED_HEATING_SETPOINT, INVALID_INT16),
        mode=_named(_MODES, integer(records, SYSTEM_MODE)),
        is_held=None if held not in (0, 1) else bool(held),
        source=_named(_SOURCES, integer(records, SETPOINT_CHANGE_SOURCE)),
        changed=_changed(records),
        cooling_limits_centi_c=_limits(records, COOLING_LIMITS),
        heating_limits_centi_c=_limits(records, HEATING_LIMITS),
        outdoor_centi_c=valid(records, OUTDOOR_TEMPERATURE, INVALID_INT16),
        dead_band_centi_c=_dead_band(records),
    )


def of_its_sequence(message: TemperatureRead, sequence: int | None) -> TemperatureRead:
    """Without what a thermostat shows but cannot do (ControlSequenceOfOperation): automatic is what is left."""
    if sequence in _HEATING_ALONE:
        mode = ThermostatMode.HEAT if message.mode is ThermostatMode.AUTO else message.mode
        return replace(message, cooling_set_point_centi_c=None, cooling_limits_centi_c=None, mode=mode)
    if sequence in _COOLING_ALONE:
        mode = ThermostatMode.COOL if message.mode is ThermostatMode.AUTO else message.mode
        return replace(message, heating_set_point_centi_c=None, heating_limits_centi_c=None, mode=mode)
    return message


def switch_read(device: Eui64, records: Records) -> SwitchRead | None:
    """A load switch's state; None if it was not among the records."""
    raw = records.get(ON_OFF)
    if raw is None:
        return None
    if int(raw) not in (0, 1):
        raise Unintelligible(f"{raw!r} is neither on nor off")
    return SwitchRead(device, is_on=bool(raw))


def _named(names: Mapping[int, _Name], raw: int | None) -> _Name | None:
    """The name of a number; None for a number that nobody named."""
    return None if raw is None else names.get(raw)


def _changed(records: Records) -> datetime | None:
    """When a set point was moved; a thermostat without a clock says zero, or the invalid time."""
    raw = valid(records, SETPOINT_CHANGE_SOURCE_TIMESTAMP, INVALID_UTC_TIME)
    return from_utc_time(raw) if raw else None


def _dead_band(records: Records) -> int | None:
    tenths = integer(records, MIN_SETPOINT_DEAD_BAND)
    return None if tenths is None or tenths < 0 else 10 * tenths


def _limits(records: Records, pairs: tuple[tuple[int, int], ...]) -> tuple[int, int] | None:
    """The narrowest of the limits that are told."""
    told = [(valid(records, low, INVALID_INT16), valid(records, high, INVALID_INT16)) for low, high in pairs]
    lows, highs = [low for low, _ in told if low is not None], [high for _, high in told if high is not None]
    return (max(lows), min(highs)) if lows and highs else None
