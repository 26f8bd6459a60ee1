"""What is known from the field of thermostats that do not do all that their clusters promise: facts, no dependency.

Each row names where it was read: public quirk tables and issue threads, put in our own words. A model that is not here
is taken at its word. Nothing here was tried with the real device (docs/compatibility.md).
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ThermostatModel:
    """One maker's model: what it lacks, and what it does that nobody would expect.

    `step_centi_c`: it keeps set points in such steps. `has_silent_schedule`: its own schedule moves them, and it does
    not say that it was the schedule. `is_heat_only`: a cooling set point that it shows means nothing.
    """

    manufacturer: str
    model: str
    source: str
    step_centi_c: int = 1
    has_silent_schedule: bool = False
    is_heat_only: bool = False
    is_sleepy: bool = False


MODELS: Final = (
    ThermostatModel(
        "Centralite",
        "3157100",
        "zigpy/zha-device-handlers zhaquirks/centralite/3157100.py: battery cells, poll control, no change source",
        is_sleepy=True,
    ),
    ThermostatModel(
        "Zen Within",
        "Zen-01",
        "Koenkk/zigbee-herdsman-converters devices/zen.ts: both set points, battery where there is no common wire",
        step_centi_c=50,
    ),
    ThermostatModel(
        "Sinope Technologies",
        "TH1123ZB",
        "Koenkk/zigbee2mqtt#4484: steps of 0.5 C; WebThingsIO/zigbee-adapter#205: its cooling set point is idle",
        step_centi_c=50,
        is_heat_only=True,
    ),
    ThermostatModel(
        "Danfoss",
        "eTRV0103",
        "Koenkk/zigbee2mqtt#15464, zigpy/zha-device-handlers#2047: it sleeps, check-in each 1,200 quarter seconds",
        step_centi_c=50,
        is_heat_only=True,
        is_sleepy=True,
    ),
    ThermostatModel(
        "Eurotronic",
        "SPZB0001",
        "sprut/Hub#729, Koenkk/zigbee-herdsman-converters#988: does not report what was written; it is asked",
        step_centi_c=50,
        is_heat_only=True,
        is_sleepy=True,
    ),
    ThermostatModel(
        "_TZE200_schedule",
        "TS0601",
        "Koenkk/zigbee2mqtt#16867: its own schedule sets 20 or 22 C two or three minutes after 13 C was written",
        step_centi_c=50,
        has_silent_schedule=True,
        is_heat_only=True,
    ),
)
PLAIN: Final = ThermostatModel("", "", "")


def model_of(manufacturer: str, model: str) -> ThermostatModel:
    """What is known of a model, by how it spells itself; `PLAIN` where nothing is."""
    told = manufacturer.strip("\x00 ").casefold(), model.strip("\x00 ").casefold()
    return next((each for each in MODELS if (each.manufacturer.casefold(), each.model.casefold()) == told), PLAIN)
