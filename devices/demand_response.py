"""Demand response on the home area network: what the meter announces, and what we answer and order.

The words of `devices.messages` and `devices.han` that belong to events; both unions name them. Offsets and set points
are hundredths of a degree Celsius; a field that the event does not use is None.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum, IntEnum, IntFlag

from devices.names import Eui64


class DeviceClass(IntFlag):
    """LoadControlEvent's DeviceClass: which kinds of load an event is for."""

    HVAC = 0x0001
    STRIP_HEATER = 0x0002
    WATER_HEATER = 0x0004
    POOL_PUMP = 0x0008
    SMART_APPLIANCE = 0x0010
    IRRIGATION_PUMP = 0x0020
    MANAGED_COMMERCIAL = 0x0040
    SIMPLE_ON_OFF = 0x0080
    EXTERIOR_LIGHTING = 0x0100
    INTERIOR_LIGHTING = 0x0200
    ELECTRIC_VEHICLE = 0x0400
    GENERATION = 0x0800


class EventStatus(IntEnum):
    """ReportEventStatus' EventStatus, as in `devices.se.drlc`."""

    RECEIVED = 0x01
    STARTED = 0x02
    COMPLETED = 0x03
    OPTED_OUT = 0x04
    OPTED_IN = 0x05
    CANCELLED = 0x06
    SUPERSEDED = 0x07
    PARTIAL_OPT_OUT = 0x08
    PARTIAL_OPT_IN = 0x09
    NO_PARTICIPATION = 0x0A
    INVALID_CANCEL = 0xF8
    INVALID_EFFECTIVE_TIME = 0xF9
    EXPIRED = 0xFB
    UNDEFINED_EVENT = 0xFD
    REJECTED = 0xFE


class CppAuth(IntEnum):
    """PublishCPPEvent's CPPAuth."""

    PENDING = 0
    ACCEPTED = 1
    REJECTED = 2
    FORCED = 3


class MeterEventStatus(Enum):
    """Where the meter stands with an event, by its own clock; it tells so over the tunnel (UC96.1.15, UC96.1.23)."""

    PENDING = "pending"
    ACTIVE = "active"
    ENDED = "ended"
    CANCELLED = "cancelled"


class ThermostatMode(Enum):
    """SystemMode of ZCL 0x0201; HEAT also stands for emergency heating."""

    OFF = "off"
    AUTO = "auto"
    COOL = "cool"
    HEAT = "heat"


class ChangeSource(Enum):
    """SetpointChangeSource: who moved a set point last."""

    MANUAL = "manual"
    SCHEDULE = "schedule"
    EXTERNAL = "external"


# What comes in


@dataclass(frozen=True, slots=True)
class LoadControl:
    """LoadControlEvent from the energy services interface. `start` None: at once. `criticality` 1 to 15."""

    device: Eui64
    issuer_event_id: int
    device_class: DeviceClass
    enrollment_group: int
    start: datetime | None
    duration_minutes: int
    criticality: int
    cooling_offset_centi_c: int | None = None
    heating_offset_centi_c: int | None = None
    cooling_set_point_centi_c: int | None = None
    heating_set_point_centi_c: int | None = None
    load_adjustment_percent: int | None = None
    duty_cycle_percent: int | None = None
    is_start_randomised: bool = False
    is_duration_randomised: bool = False


@dataclass(frozen=True, slots=True)
class LoadControlCancelled:
    """CancelLoadControlEvent, or CancelAllLoadControlEvents when `issuer_event_id` is None."""

    device: Eui64
    issuer_event_id: int | None
    device_class: DeviceClass
    enrollment_group: int
    is_randomised: bool = False
    effective: datetime | None = None


@dataclass(frozen=True, slots=True)
class CriticalPeakPublished:
    """PublishCPPEvent; `price` is dollars per kWh of its tier (CPP1Price, CPP2Price), None if the meter has none."""

    device: Eui64
    provider_id: int
    issuer_event_id: int
    start: datetime | None
    duration_minutes: int
    price_tier: int
    authorisation: CppAuth
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class EventTold:
    """The meter tells over the tunnel where it stands with an event, and what Smart Energy has no field for.

    `at` is its own clock: since when it stands so, of a pending one when it tells it. `program` is the utility's word
    (`devices.wan.words.Program`), `reason` a sentence or "".
    """

    device: Eui64
    issuer_event_id: int
    status: MeterEventStatus
    at: datetime
    start: datetime
    end: datetime
    program: str
    price: Decimal | None = None
    reason: str = ""
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptLogged:
    """The meter has the receipt of that sequence number in its log: the debt is paid (UC96.1.9)."""

    device: Eui64
    sequence: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ReceiptProgress:
    """How far a receipt came beyond the meter: `stage` "meter", "MS" or "MDMS", at that system's own time."""

    device: Eui64
    sequence: int
    stage: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EventsListed:
    """The answer to `ReadEvents` is complete: the meter knows these events and no others (DR10)."""

    device: Eui64
    issuer_event_ids: tuple[int, ...]


# What goes out


@dataclass(frozen=True, slots=True)
class SetTemperature:
    """Write set points, read them back; a `TemperatureRead` of what then holds comes before `Delivered`."""

    device: Eui64
    cooling_centi_c: int | None = None
    heating_centi_c: int | None = None


@dataclass(frozen=True, slots=True)
class ReadTemperature:
    """Read a thermostat now; the answer is a `TemperatureRead`."""

    device: Eui64


@dataclass(frozen=True, slots=True)
class SwitchLoad:
    """Switch a load, read it back; a `SwitchRead` comes before `Delivered`."""

    device: Eui64
    is_on: bool


@dataclass(frozen=True, slots=True)
class ReadEvents:
    """GetScheduledEvents, after a start or a silence; the events, then one `EventsListed`, come in answer."""

    device: Eui64


@dataclass(frozen=True, slots=True)
class AnswerCriticalPeak:
    """CPPEventResponse: the customer takes part, or does not."""

    device: Eui64
    issuer_event_id: int
    is_accepted: bool


@dataclass(frozen=True, slots=True)
class EnrolDevice:
    """Have the meter send load control events to `client` itself, a DRLC client (or no longer): one commander."""

    device: Eui64
    client: Eui64
    is_enrolled: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """What UC96.1.8 asks for: which device did what with which event, and when.

    `sequence` counts for ever from 1, without a gap, for each kiosk; the utility tells twins apart by it. `received` is
    when the event came, `acted` when the action was done; both UTC, `zone` is the home's. `action` is a short sentence
    of ours ("cooling to 78 F"). `subject` is the device that acted: the kiosk itself, a thermostat, a switch.
    """

    sequence: int
    issuer_event_id: int
    subject: Eui64
    status: EventStatus
    received: datetime
    acted: datetime
    action: str
    zone: str
    criticality: int = 0
    cooling_set_point_centi_c: int | None = None
    heating_set_point_centi_c: int | None = None
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class SendReceipt:
    """Report to the meter: ReportEventStatus, and the same, signed, over the tunnel.

    `Delivered` says that the frames arrived; the debt is paid only by `ReceiptLogged`.
    """

    device: Eui64
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class AskForPractice:
    """Ask the utility, through the meter, for a practice event of that length: its messages are marked as a test."""

    device: Eui64
    minutes: int


DemandResponseMessage = (
    LoadControl
    | LoadControlCancelled
    | CriticalPeakPublished
    | EventTold
    | ReceiptLogged
    | ReceiptProgress
    | EventsListed
)
DemandResponseOrder = (
    SetTemperature
    | ReadTemperature
    | SwitchLoad
    | ReadEvents
    | AnswerCriticalPeak
    | EnrolDevice
    | SendReceipt
    | AskForPractice
)
