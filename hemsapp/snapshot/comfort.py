"""The customer's comfort as it may be seen: thermostats, why each stands where it does, and the rules for events."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from devices.demand_response import ThermostatMode
from devices.moment import Moment
from devices.names import Eui64
from hemsapp.plans import Plan, ProgrammePeriod


class Because(Enum):
    """Which rule decided a set point; the last of a list of reasons is the one that holds."""

    PROGRAMME = "programme"
    HELD = "held"
    PRICE = "price"
    LOAD = "load"  # the house draws more than the plan's limit
    CONSUMPTION = "consumption"  # the house used more today than the plan's limit
    EVENT = "event"
    EMERGENCY = "emergency"
    PRE_COOLING = "pre-cooling"
    RECOVERING = "recovering"  # after an event, gradually back to the programme
    EASED = "eased"
    BREAK = "break"
    OPTED_OUT = "opted out"
    COMFORT_LIMIT = "comfort limit"
    SAFETY_LIMIT = "safety limit"
    DEVICE_LIMIT = "device limit"
    KNOB = "knob"
    OWN_SCHEDULE = "own schedule"  # of the thermostat; it moved what was set, more often than it is set back
    CONTESTED = "contested"  # its own schedule moved it, and it was set back
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the answer to "why is it 78?": after this rule the set point was `set_point_centi_c`."""

    because: Because
    set_point_centi_c: int | None
    since: datetime | None = None
    until: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Thermostat:
    """One thermostat. `wanted_centi_c` is asked for, `set_point_centi_c` was read back; they differ while pending.

    `programme_centi_c` is what the customer's schedule says now. `by_degree` are the extra dollars of one degree more
    comfort and the dollars that one degree less saves, until the event ends; None outside events, or not known.
    """

    device: Eui64
    name: str
    mode: ThermostatMode | None
    is_cooling: bool
    heard: Moment | None
    indoor_centi_c: int | None
    set_point_centi_c: int | None
    wanted_centi_c: int | None
    programme_centi_c: int | None
    programme_name: str
    next_change: datetime | None
    is_held: bool
    is_event_client: bool
    is_locked: bool
    limits_centi_c: tuple[int, int] | None
    reasons: tuple[Reason, ...]
    plan: Plan
    periods: tuple[ProgrammePeriod, ...]
    by_degree: tuple[Decimal, Decimal] | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class LoadSwitch:
    """One load switch and its rule."""

    device: Eui64
    name: str
    heard: Moment | None
    is_on: bool | None
    wanted: bool | None
    plan: Plan


@dataclass(frozen=True, slots=True)
class Comfort:
    """All that can take part. `safety_highest_centi_c` and `safety_lowest_centi_c` hold whatever anybody says."""

    thermostats: tuple[Thermostat, ...] = ()
    switches: tuple[LoadSwitch, ...] = ()
    safety_highest_centi_c: int = 2944
    safety_lowest_centi_c: int = 1000


NO_COMFORT = Comfort()
