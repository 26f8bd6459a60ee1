"""Events of the utility as they may be seen: announced, running, over; who takes part, and who confirmed it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from devices.demand_response import EventStatus, MeterEventStatus
from devices.event_chain import Link
from devices.names import Eui64
from hemsapp.plans import Policy


class Program(Enum):
    """The kind of event, as the customer knows it."""

    CRITICAL_PEAK = "critical peak"
    DEMAND_BIDDING = "demand bidding"
    EMERGENCY = "emergency"
    CUSTOM = "custom"


class EventPhase(Enum):
    """Where an event stands for this home; the transition table is `hemsapp.domain.load_control`."""

    SCHEDULED = "scheduled"
    PRE_COOLING = "pre-cooling"
    ACTIVE = "active"
    RECOVERING = "recovering"
    ENDED = "ended"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    REJECTED = "rejected"


class Part(Enum):
    """What one device does in one event."""

    PLANNED = "planned"  # will take part
    NOT_ENROLLED = "not enrolled"  # the customer's plan leaves it out
    STARTING = "starting"  # told, and not confirmed by its own word yet
    SAVING = "saving"  # confirmed at its event set point
    EASED = "eased"  # the customer took some degrees, or a break: still in the event
    OPTED_OUT = "opted out"
    RESTORING = "restoring"  # being put back, and not confirmed yet
    DONE = "done"  # back at the customer's programme
    EXEMPT = "exempt"  # medical exemption
    UNREACHABLE = "unreachable"  # it does not answer; tried for as long as it takes
    OFF = "off"  # switched off by the customer: an event never switches it on


@dataclass(frozen=True, slots=True)
class Participation:
    """One device in one event; set points in hundredths of a degree Celsius, None for a load switch.

    `normal_centi_c` is what the customer's programme says for now, `planned_centi_c` what the event makes of it,
    `target_centi_c` what is asked for now (eased, or the same), `confirmed_centi_c` what the device itself said.
    `break_until`: a break ends then. `changed_by` is "this display", "the thermostat", another display's name, or "".
    """

    device: Eui64
    name: str
    part: Part
    is_cooling: bool
    normal_centi_c: int | None
    planned_centi_c: int | None
    target_centi_c: int | None
    confirmed_centi_c: int | None
    limit_centi_c: int | None
    indoor_centi_c: int | None
    changed_at: datetime | None = None
    changed_by: str = ""
    break_until: datetime | None = None
    is_locked: bool = False


@dataclass(frozen=True, slots=True)
class EaseOption:
    """One way of stepping out, smallest first; `cost` is extra dollars until `until`, None: not known.

    `device` None: all that take part. `set_point_centi_c` is where the (first) room goes.
    """

    kind: str  # "degrees" | "break" | "out"
    device: Eui64 | None
    set_point_centi_c: int | None
    by_centi_c: int
    minutes: int
    until: datetime
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Undo:
    """The last override can be taken back until `until_s` (`Moment.monotonic_s`)."""

    device: Eui64 | None
    set_point_centi_c: int | None
    cost: Decimal | None
    until_s: float


@dataclass(frozen=True, slots=True)
class LoopStep:
    """One link of the receipt chain: who had the instruction, or the receipt, and when; `at` None: not yet confirmed.

    `station` is "MS", "meter", "display", "thermostat", "MDMS". `message_class` is "control" or "private".
    `tries` so far of `tries_allowed`; 0 allowed: for as long as it takes.
    """

    station: str
    is_receipt: bool
    at: datetime | None
    message_class: str
    message_id: str = ""
    tries: int = 0
    tries_allowed: int = 0
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an event was worth, an estimate; None: not known yet.

    `usual_wh` is the mean of `usual_days` like days (business days, else weekends and holidays), moved by
    `adjustment_percent` for how that day began. `saved` is negative where more was used.
    """

    used_wh: int | None
    usual_wh: int | None
    usual_days: int
    saved: Decimal | None
    adjustment_percent: int = 0
    is_business_day: bool = True


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `price` and `usual_price` are dollars per kWh in its hours, None if nobody said.

    `meter_status` and `meter_told` are the meter's own word (None: it never said). `is_confirmation_missing`: the time
    has come, and the meter's status did not change (UC96.3.4); `runs_by_own_clock`: the customer's plan runs anyway.
    `is_answered`: the announcement was answered (kept, changed, skipped). `moved_from` is the start of the event that
    this one replaced. `is_locked`: the policy profile lets nobody change it, but for an exemption.
    `saved_so_far` and `likely_saving` are estimates. `notice_id` identifies the unread notice of its last change, None
    when it was acknowledged. `chain` is its receipt chain (`devices.event_chain`), as far as this home knows it.
    """

    issuer_event_id: int
    program: Program
    phase: EventPhase
    start: datetime
    end: datetime
    criticality: int
    announced: datetime
    price: Decimal | None
    usual_price: Decimal | None
    reason: str
    is_test: bool
    is_answered: bool
    is_skipped: bool
    is_locked: bool
    meter_status: MeterEventStatus | None
    meter_told: datetime | None
    is_confirmation_missing: bool
    runs_by_own_clock: bool
    changed_at: datetime | None
    moved_from: datetime | None
    cancelled_at: datetime | None
    recovery_ends: datetime | None
    participations: tuple[Participation, ...]
    options: tuple[EaseOption, ...]
    likely_saving: Decimal | None
    saved_so_far: Decimal | None
    outcome: Outcome | None
    loop: tuple[LoopStep, ...]
    notice_id: int | None
    support_code: str = ""
    last_status: EventStatus | None = None
    chain: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Events:
    """All events of which something is still to be seen, by their start.

    `current` governs now, or is recovering; `coming` is the next one. `owed` receipts wait for the meter's log.
    """

    all: tuple[Event, ...] = ()
    current: Event | None = None
    coming: Event | None = None
    undo: Undo | None = None
    policy: Policy = Policy.JA5
    is_exempt: bool = False
    owed: int = 0
    keeps_plan_by_own_clock: bool = True
    utility_name: str = ""
    utility_phone: str = ""


NO_EVENTS = Events()
