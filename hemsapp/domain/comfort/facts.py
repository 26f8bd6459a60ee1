"""What must survive of the customer's comfort: programmes, plans, choices, overrides, and the set-point journal.

One class a fact, written by inserting or replacing the row of its key. Set points are hundredths of a degree Celsius,
time is aware UTC.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum

from devices.demand_response import ThermostatMode
from devices.names import Eui64
from hemsapp.plans import Plan, ProgrammePeriod


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """The rules of one device for events and prices. Key: `device`."""

    device: Eui64
    plan: Plan


@dataclass(frozen=True, slots=True)
class KeptProgramme:
    """The periods of one thermostat. Key: `device`."""

    device: Eui64
    periods: tuple[ProgrammePeriod, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The set points that the customer chose aside from the programme. Key: `device`.

    `until` None: for good (held, or there is no programme to return to). `by_whom` is "this display", "the
    thermostat", another display's name; "as found" when the thermostat stood there when it first was heard.
    """

    device: Eui64
    cooling_centi_c: int | None
    heating_centi_c: int | None
    is_held: bool
    since: datetime
    until: datetime | None
    by_whom: str


class Kind(Enum):
    """How the customer stepped aside from an event."""

    EASED = "eased"  # `by_centi_c` nearer to comfort, or, negative, further from it
    SET = "set"  # to one set point, at a display
    KNOB = "knob"  # to one set point, on the wall
    BREAK = "break"  # the programme, until `until`
    OUT = "out"  # the programme for the rest
    IN = "in"  # came back: nothing of it holds any more
    RELEASED = "released"  # the room was beyond the safety limit


@dataclass(frozen=True, slots=True)
class Override:
    """The last word of the customer on one event at one device. Key: (`device`, `issuer_event_id`)."""

    device: Eui64
    issuer_event_id: int
    kind: Kind
    by_centi_c: int
    cooling_centi_c: int | None
    heating_centi_c: int | None
    since: datetime
    until: datetime | None
    by_whom: str


class Why(StrEnum):
    """For what sake a device is asked to stand somewhere."""

    AS_FOUND = "as found"  # nothing was asked of it yet
    PROGRAMME = "programme"  # or what the customer chose; also the way back to it after an event
    PRICE = "price"
    PRE_COOLING = "pre-cooling"
    EVENT = "event"
    BREAK = "break"
    OPTED_OUT = "opted out"
    RECOVERING = "recovering"
    WISH = "wish"  # a customer's order to a thermostat that carries events out by itself


@dataclass(frozen=True, slots=True)
class SetPointEntry:
    """The journal of one thermostat: what is asked of it, written before it is asked. Key: `device`.

    Open until the thermostat itself showed the target. `why` is a `Why`. `baseline_*` is what the customer's programme
    or choice said when the entry was made; `issuer_event_id` the event (None: none) for whose sake it is asked, or for
    whose sake it still has to be put back. `knob_seen` is the newest change on the wall that was dealt with, by the
    thermostat's clock.
    """

    device: Eui64
    target_cooling_centi_c: int | None
    target_heating_centi_c: int | None
    baseline_cooling_centi_c: int | None
    baseline_heating_centi_c: int | None
    issuer_event_id: int | None
    why: str
    since: datetime
    is_open: bool
    knob_seen: datetime | None
    mode: ThermostatMode | None
    is_event_client: bool


@dataclass(frozen=True, slots=True)
class Governed:
    """Which event governed a device, and when. Key: (`device`, `issuer_event_id`).

    `left` is when it ceased to govern, None while it does; a change on the wall that is noticed late is laid to the
    event that was in force when it was made. `recovers_until`: the way back is gradual until then.
    """

    device: Eui64
    issuer_event_id: int
    start: datetime
    end: datetime
    left: datetime | None
    recovers_until: datetime | None
    from_cooling_centi_c: int | None
    from_heating_centi_c: int | None


@dataclass(frozen=True, slots=True)
class SwitchEntry:
    """The journal of one load switch. Key: `device`; open until the switch itself showed the target.

    `was_on` is its state before an event or a price moved it, None while nothing does.
    """

    device: Eui64
    target: bool
    was_on: bool | None
    issuer_event_id: int | None
    why: str
    since: datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class LearnedRoom:
    """What this house's own data say of one room. Key: `device`.

    `power_w` is what its equipment draws; rates are thousandths of a degree Celsius an hour: `drift` away from comfort
    while it rests, `pull` towards comfort while it works.
    """

    device: Eui64
    is_cooling: bool
    power_w: int
    drift_milli_c_per_h: int
    pull_milli_c_per_h: int


ComfortFact = KeptPlan | KeptProgramme | Choice | Override | SetPointEntry | Governed | SwitchEntry | LearnedRoom
