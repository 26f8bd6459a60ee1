"""What a thermostat knows, in the words that the byte path would make of its attributes (`devices.messages`)."""

from datetime import UTC, datetime
from typing import Final

from devices.demand_response import ThermostatMode
from devices.messages import Eui64, TemperatureRead
from devices.sim.house.climate import SystemMode
from devices.sim.thermostat import COOLING_LIMITS_CENTI_C, HEATING_LIMITS_CENTI_C, Thermostat

MODES: Final = {
    SystemMode.OFF: ThermostatMode.OFF,
    SystemMode.AUTO: ThermostatMode.AUTO,
    SystemMode.COOL: ThermostatMode.COOL,
    SystemMode.HEAT: ThermostatMode.HEAT,
}


def temperature(thermostat: Thermostat, device: Eui64) -> TemperatureRead:
    """Everything read at once."""
    room = thermostat.room
    is_newer, quirks = not thermostat.lacks, thermostat.quirks
    changed_s = thermostat.changed_s if is_newer else None
    mode = MODES[room.mode]
    is_heat_only = quirks.is_heat_only
    return TemperatureRead(
        device,
        round(room.inside_c * 100),
        None if is_heat_only else room.cooling_centi_c,
        room.heating_centi_c,
        ThermostatMode.HEAT if is_heat_only and mode is ThermostatMode.AUTO else mode,
        thermostat.is_held if is_newer else None,
        thermostat.source if is_newer else None,
        None if changed_s is None else datetime.fromtimestamp(changed_s, UTC),
        None if is_heat_only else COOLING_LIMITS_CENTI_C,
        HEATING_LIMITS_CENTI_C,
        round(thermostat.home.house.outside_c * 100) if is_newer else None,
        quirks.dead_band_centi_c or None,
    )
