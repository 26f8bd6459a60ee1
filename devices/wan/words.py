"""What travels between head end, meter and records, named after IEC 61968-9: a verb, a noun, and a typed body.

The security class is not in here: it is what was verified (`seal.py`), never a field that a sender filled in. Money is
`Decimal` (text on the wire), energy integer Wh, time aware UTC (Unix seconds on the wire), temperatures hundredths of a
degree Celsius. Start times are absolute, also for "now" (DR11).
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from devices.self_report import CheckKind
from devices.wan.download_words import DownloadBody
from devices.wan.field_words import (
    BatchReadings,
    BatchReceipt,
    BatchTestResult,
    ForwardedMany,
    GroupFailure,
    GroupRead,
    GroupStanding,
    MetersHeard,
)
from devices.wan.log_words import LogHead
from devices.wan.meter_words import MeterBody

VERSION = 1


class Verb(Enum):
    """What is asked, or what has happened."""

    CREATE = "create"
    CHANGE = "change"
    CANCEL = "cancel"
    CLOSE = "close"
    GET = "get"
    REPLY = "reply"
    CREATED = "created"


class Noun(Enum):
    """What it is about."""

    END_DEVICE_CONTROLS = "EndDeviceControls"
    END_DEVICE_EVENTS = "EndDeviceEvents"
    METER_READINGS = "MeterReadings"
    METER_READ_SCHEDULE = "MeterReadSchedule"
    END_DEVICE_CONFIG = "EndDeviceConfig"


class SecurityClass(Enum):
    """C1FR9, C1FR44: clear; authenticated and encrypted; authenticated and not to be denied."""

    PUBLIC = "public"
    PRIVATE = "private"
    CONTROL = "control"


class Program(Enum):
    """C1FR1: the program that an event belongs to."""

    CRITICAL_PEAK = "critical peak"
    DEMAND_BIDDING = "demand bidding"
    EMERGENCY = "emergency"
    CUSTOM = "custom"


class Origin(Enum):
    """Who asked for an event (C1FR27): a lower rank never displaces a higher one."""

    UTILITY = "utility"
    THIRD_PARTY = "third party"


@dataclass(frozen=True, slots=True)
class EventControl:
    """An event: create(EndDeviceControls), or change(...) with the same `issuer_event_id` and a higher `revision`.

    `priority` 1 is the highest. `price` is dollars per kWh in its hours. What the event does not use is None.
    """

    issuer_event_id: int
    revision: int
    program: Program
    origin: Origin
    priority: int
    start: datetime
    duration_minutes: int
    criticality: int
    device_class: int
    enrollment_group: int = 0
    price: Decimal | None = None
    cooling_offset_centi_c: int | None = None
    heating_offset_centi_c: int | None = None
    cooling_set_point_centi_c: int | None = None
    heating_set_point_centi_c: int | None = None
    load_adjustment_percent: int | None = None
    duty_cycle_percent: int | None = None
    is_start_randomised: bool = False
    is_duration_randomised: bool = False
    reason: str = ""
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class EventCancel:
    """cancel(EndDeviceControls): None cancels all."""

    issuer_event_id: int | None
    is_randomised: bool = False


@dataclass(frozen=True, slots=True)
class TextControl:
    """create(EndDeviceControls) of a sentence for the customer; it may travel Public."""

    text: str
    importance: int
    start: datetime
    duration_minutes: int
    is_confirmation_required: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """reply(...): the meter took the message of `correlation_id`, or refused it with a sentence; its own clock."""

    is_ok: bool
    meter_time: datetime
    issuer_event_id: int | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class MeterEvent:
    """created(EndDeviceEvents): an entry of the meter's log, by its own clock; `kind` is a `Noted` value."""

    kind: str
    meter_time: datetime
    issuer_event_id: int | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DeviceReceipt:
    """created(EndDeviceEvents): a receipt of the home, untouched.

    `signed` is the kiosk's own COSE_Sign1 (`devices.wan.receipts`), empty for a device that only speaks DRLC; the rest
    is what the standard ReportEventStatus said. `sequence` is the sender's (0: it has none), `log_number` the meter's.
    """

    log_number: int
    sender: str
    issuer_event_id: int
    status: int
    status_time: datetime
    meter_time: datetime
    sequence: int = 0
    signed: bytes = b""


@dataclass(frozen=True, slots=True)
class ReceiptStage:
    """reply(EndDeviceEvents) down to the meter, for the kiosk: that receipt reached "MS" or "MDMS" at `at`."""

    sender: str
    sequence: int
    log_number: int
    stage: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryFailure:
    """created(EndDeviceEvents) from the MS: no confirmation, and when each attempt was made (UC96.2.5)."""

    meter_id: str
    issuer_event_id: int
    attempts: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Alarm:
    """created(EndDeviceEvents): something that a person at the utility must see (C1FR41, C1NFR10)."""

    kind: str
    meter_time: datetime
    detail: str


@dataclass(frozen=True, slots=True)
class AttemptsReport:
    """created(EndDeviceEvents): unauthorised attempts since the last report, by cause (C1FR42, C1FR43)."""

    since: datetime
    until: datetime
    inbound: tuple[tuple[str, int], ...]
    outbound: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ReadSchedule:
    """create/close(MeterReadSchedule): send each finished interval as it ends, from `start` until `end` (C1NFR2)."""

    issuer_event_id: int
    interval_minutes: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Readings:
    """created/reply(MeterReadings): consecutive intervals of one channel, oldest first; None is invalid."""

    meter_id: str
    channel: int
    start: datetime
    interval_minutes: int
    values_wh: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class ClockConfig:
    """change(EndDeviceConfig): the time now, and what difference is tolerated (C1FR11, C1FR21)."""

    utc: datetime
    tolerance_s: int


@dataclass(frozen=True, slots=True)
class MeterConfig:
    """change(EndDeviceConfig): what is not None is set (C1FR13, C1FR42, X-FR-REPORT-SET, C1FR27, C1FR21, C1FR23).

    `report_minutes` is how often finished intervals are sent unasked (0: only when asked), aligned to the hour or day;
    `receipt_delay_s` how long after it was logged a receipt of the home goes out (0: at once).
    """

    interval_minutes: int | None = None
    attempts_report_minutes: int | None = None
    attempts_per_hour: int | None = None
    origin_ranks: tuple[str, ...] | None = None
    report_minutes: int | None = None
    clock_tolerance_s: int | None = None
    inactive_hours: int | None = None
    receipt_delay_s: int | None = None


@dataclass(frozen=True, slots=True)
class PracticeRequest:
    """created(EndDeviceEvents) from the meter: the customer asks for a test-marked event of that length."""

    minutes: int


@dataclass(frozen=True, slots=True)
class LogRequest:
    """get(EndDeviceEvents): the meter's log from `start` on (C1FR3); answered by `LogPage`s."""

    start: datetime


@dataclass(frozen=True, slots=True)
class LogPage:
    """reply(EndDeviceEvents): entries as `MeterEvent`; `is_last` ends the answer."""

    entries: tuple[MeterEvent, ...]
    is_last: bool


@dataclass(frozen=True, slots=True)
class DisplayQuery:
    """get(EndDeviceEvents), from the MDMS to the MS, and on to that meter: its displays tell of themselves (C1FR39)."""

    meter_id: str
    number: int
    ordered: datetime
    within_s: int = 60


@dataclass(frozen=True, slots=True)
class DisplayTest:
    """create(EndDeviceControls) from the MS: the displays of the home test themselves, and answer within (C1NFR4)."""

    number: int
    ordered: datetime
    checks: tuple[CheckKind, ...]
    within_s: int = 60


@dataclass(frozen=True, slots=True)
class DisplayReport:
    """created(EndDeviceEvents): what a display told of itself, untouched.

    `signed` is the display's own COSE_Sign1 (`devices.wan.reports`), `sequence` its number, `log_number` the meter's.
    """

    log_number: int
    sender: str
    sequence: int
    meter_time: datetime
    signed: bytes


@dataclass(frozen=True, slots=True)
class ReportStage:
    """reply(EndDeviceEvents) down to the meter, for the display: that report reached "MS" or "MDMS" at `at`."""

    sender: str
    sequence: int
    log_number: int
    stage: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """created(EndDeviceEvents) from the MDMS to the CSS: where one customer stands with one event (C1FR15)."""

    meter_id: str
    issuer_event_id: int
    state: str  # "notified" | "in progress" | "completed" | "failed" | "cancelled"
    at: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True)
class GroupControl:
    """What `body` says alone, to those meters of a concentrator whose places are set (`devices.wan.bits`)."""

    places: bytes
    body: "Body"


@dataclass(frozen=True, slots=True)
class Forwarded:
    """created(EndDeviceEvents) from the MS to the MDMS: what a meter sent, and when the MS had it (C1FR10).

    An event, a change or a cancellation that the MS sent to that meter comes the same way (C1FR18), at each attempt.
    `message_id` and `correlation_id` are the message's own, so that a `Reply` finds what it confirms.
    """

    meter_id: str
    received: datetime
    security: SecurityClass
    message_id: str
    body: "Body"
    correlation_id: str = ""


Body = (
    EventControl
    | EventCancel
    | TextControl
    | Reply
    | MeterEvent
    | DeviceReceipt
    | ReceiptStage
    | DeliveryFailure
    | Alarm
    | AttemptsReport
    | ReadSchedule
    | Readings
    | ClockConfig
    | MeterConfig
    | PracticeRequest
    | LogRequest
    | LogPage
    | DisplayQuery
    | DisplayTest
    | DisplayReport
    | ReportStage
    | MeterBody
    | DownloadBody
    | Standing
    | Forwarded
    | ForwardedMany
    | GroupControl
    | GroupRead
    | GroupFailure
    | GroupStanding
    | MetersHeard
    | BatchReceipt
    | BatchTestResult
    | BatchReadings
    | LogHead
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message. `counter` rises for ever for each pair of source and target; after `not_after` it is void."""

    verb: Verb
    noun: Noun
    message_id: str
    source: str
    target: str
    created: datetime
    not_after: datetime
    counter: int
    body: Body
    correlation_id: str = ""
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class Verified:
    """An envelope with the class that was verified on it; only `seal.open_sealed` makes one."""

    envelope: Envelope
    security: SecurityClass


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What a system wants sent: to whom, in which class; the shell numbers, seals and carries it.

    A `message_id` of its own lets a system know the answer (`correlation_id`); "" leaves it to the shell.
    """

    target: str
    verb: Verb
    noun: Noun
    body: Body
    security: SecurityClass
    correlation_id: str = ""
    lifetime_s: float = 3600.0
    message_id: str = ""
