"""What must survive: frozen values, one class a fact; the engine records them, the store gives them back.

A fact is written by inserting or replacing the row of its key; a `Happening`, a `Sample` and an `Entry` of the journal
are only ever added.
Time is aware UTC (columns are best kept as Unix seconds), energy integer Wh, money exact `Decimal` (kept as text).
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from devices.messages import Commodity, DeviceKind, Eui64, Importance, IntervalChannel, MeterDescribed, VolumeUnit
from devices.wan.journal import Entry
from hemsapp.domain.comfort.facts import ComfortFact
from hemsapp.domain.event_facts import DemandResponseFact, KeptEvent, KeptReceipt
from hemsapp.domain.firmware_facts import FirmwareFact, KeptFirmware, KeptUpdate
from hemsapp.domain.health_facts import HealthFact, KeptNeighbours, KeptReport
from hemsapp.rates import NO_MONEY, TariffVersion
from hemsapp.statement import BillLine


class Quality(Enum):
    """Where an interval's energy was learned: our readings, the meter's profile (GetProfile), a file, a person."""

    MEASURED = "measured"
    PROFILE = "profile"
    IMPORTED = "imported"
    AMENDED = "amended"


class Happened(Enum):
    """The notable kinds of happening, for the audit log."""

    COUNTING_BEGAN = "counting began"
    GLITCH_IGNORED = "glitch ignored"
    ROLLOVER_ACCEPTED = "rollover accepted"
    METER_DOUBTED = "meter doubted"
    METER_REPLACED = "meter replaced"
    METER_KEPT = "meter kept"
    METER_DESCRIBED = "meter described"
    SCALE_DOUBTED = "scale doubted"
    SCALE_CONFIRMED = "scale confirmed"
    GAP_OPENED = "gap opened"
    GAP_FILLED = "gap filled"
    CLOCK_STEPPED = "clock stepped"
    BILL_STARTED = "bill started"
    BILL_DAY_SET = "bill day set"
    TARIFF_SAVED = "tariff saved"
    PRICE_SOURCE_CHOSEN = "price source chosen"
    PREFERENCE_CHANGED = "preference changed"
    PIN_WRONG = "PIN wrong"
    PIN_OPENED = "PIN opened"
    PIN_CHANGED = "PIN changed"
    DISPLAYS_CHANGED = "displays changed"
    TEXT_ACKNOWLEDGED = "text acknowledged"
    JOIN_ALLOWED = "join allowed"
    JOIN_FAILED = "join failed"
    DEVICE_REPLACED = "device replaced"
    DEVICE_REMOVED = "device removed"
    FIRMWARE_ORDERED = "firmware ordered"
    FIRMWARE_UPDATED = "firmware updated"
    FIRMWARE_NOT_UPDATED = "firmware not updated"
    FIRMWARE_REFUSED = "firmware refused"
    NETWORK_KEY_CHANGED = "network key changed"
    COMMAND_REFUSED = "command refused"
    PLAN_SAVED = "plan saved"
    PROGRAMME_SAVED = "programme saved"
    EVENT_ANSWERED = "event answered"
    EVENT_IGNORED = "event ignored"
    DEVICE_UNREACHABLE = "device unreachable"
    NOTICE_SEEN = "notice seen"
    HISTORY_AMENDED = "history amended"
    HISTORY_EXPORTED = "history exported"
    HISTORY_IMPORTED = "history imported"
    RATES_IMPORTED = "rates imported"
    LABELS_IMPORTED = "labels imported"
    BACKUP_MADE = "backup made"
    BACKUP_RESTORED = "backup restored"
    BATTERY_LOW = "battery low"
    LEAK_REPORTED = "leak reported"
    LEAK_OVER = "leak over"
    BATTERY_FULL = "battery full"
    RE_RATED = "re-rated"
    REPORT_SAVED = "report saved"
    REHEARSED = "rehearsed"
    PASSPORT_SAVED = "passport saved"
    WORK_FAILED = "work failed"
    LOG_EXPORTED = "log exported"
    LOG_VERIFIED = "log verified"
    LOG_BROKEN = "log broken"


@dataclass(frozen=True, slots=True)
class Costs:
    """The exact parts of a cost in dollars; `sold` is negative or zero. Nothing is rounded here.

    `events` is what the price of an event adds to what the stored tariff makes of the same energy; `credits`, negative
    or zero, is what baseline and critical-peak credits take off.
    """

    tier: Decimal = NO_MONEY
    time_of_use: Decimal = NO_MONEY
    published: Decimal = NO_MONEY
    sold: Decimal = NO_MONEY
    events: Decimal = NO_MONEY
    credits: Decimal = NO_MONEY

    def plus(self, other: "Costs") -> "Costs":
        """Part by part, exactly."""
        return Costs(
            self.tier + other.tier,
            self.time_of_use + other.time_of_use,
            self.published + other.published,
            self.sold + other.sold,
            self.events + other.events,
            self.credits + other.credits,
        )


@dataclass(frozen=True, slots=True)
class Sample:
    """One reading as it was heard: demand and registers. Added only."""

    utc: datetime
    demand_w: int | None
    delivered_wh: int | None
    received_wh: int | None


@dataclass(frozen=True, slots=True)
class Interval:
    """Energy from `start` for `length_s` (900, or less where the price changed within); key: `start`.

    `delivered_wh` counts; of it `measured_delivered_wh` came from readings, the rest from the meter's profile. On the
    first piece of a quarter-hour `profile_delivered_wh` keeps the meter's own value. `rate_version` is the stored
    tariff's version, and `price` then an event's, that held instead; None: `price`, published by the meter (or by an
    event), held (None as well: it had expired). `counted_delivered_wh` is what was counted where a person amended it.
    """

    start: datetime
    length_s: int
    delivered_wh: int
    received_wh: int
    measured_delivered_wh: int
    measured_received_wh: int
    profile_delivered_wh: int | None
    profile_received_wh: int | None
    quality: Quality
    rate_version: int | None
    price: Decimal | None
    costs: Costs
    counted_delivered_wh: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without readings; `left_wh` of its `total_wh` is not itemised yet. Key: (`channel`, `start`).

    `total_wh` None: the stretch before the first register reading, known only by the meter's profile.
    """

    channel: IntervalChannel
    start: datetime
    length_s: int
    total_wh: int | None
    left_wh: int
    rate_version: int | None
    price: Decimal | None
    costs: Costs


@dataclass(frozen=True, slots=True)
class RegisterAnchor:
    """The last register reading that was counted; a doubted register waits beside it. Key: `channel`."""

    channel: IntervalChannel
    device: Eui64
    utc: datetime
    register_wh: int
    doubt_utc: datetime | None = None
    doubt_wh: int | None = None


@dataclass(frozen=True, slots=True)
class ReadDate:
    """The meter was read for a bill on this local date: a bill began (C1FR35). Key: `date`; never deleted.

    `is_replaced`: a date near it was entered later, as a correction; it is kept, and begins no bill.
    """

    date: date
    is_replaced: bool = False


@dataclass(frozen=True, slots=True)
class ClosedBill:
    """A bill that ended, local dates, end exclusive. Key: `start`.

    `lines`, each rounded to the cent, sum to its total (none of a bill that ended before lines were kept), `fixed`,
    `minimum` and `taxes` are the sums of theirs; `costs` are exact. `baseline_wh` None: its rates have no baseline.
    """

    start: date
    end: date
    delivered_wh: int
    received_wh: int
    not_itemised_wh: int
    costs: Costs
    fixed: Decimal
    events: Decimal
    minimum: Decimal = NO_MONEY
    taxes: Decimal = NO_MONEY
    baseline_wh: int | None = None
    lines: tuple[BillLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Amendment:
    """A person said what a stretch of history really was: `delivered_wh` instead, None: leave it out. Key: `start`.

    What was counted stays in the interval's `counted_delivered_wh`; `is_undone`: the stretch is as it was counted.
    """

    start: datetime
    length_s: int
    delivered_wh: int | None
    at: datetime
    is_undone: bool = False


@dataclass(frozen=True, slots=True)
class Preference:
    """One choice of the person, as text. Key: `name`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class PublishedPrice:
    """A price that the meter published, from `start` to `end` (None: until changed).

    Key: (`provider_id`, `issuer_event_id`). An overlapped one is recorded again with its new `end`; one that a higher
    issuer event id removed has `end == start`.
    """

    provider_id: int
    issuer_event_id: int
    rate_label: str
    start: datetime
    end: datetime | None
    price: Decimal
    currency: int
    price_tier: int
    heard: datetime


@dataclass(frozen=True, slots=True)
class PublishedBlocks:
    """The meter's block tariff as heard at `start`, until the next one. Key: `start`."""

    start: datetime
    thresholds_wh: tuple[int, ...]
    prices: tuple[Decimal, ...]
    period_start: datetime | None
    period_minutes: int | None


@dataclass(frozen=True, slots=True)
class KeptText:
    """A text from the utility, until `end` (None: until cancelled); `acknowledged` by the person. Key: `message_id`."""

    message_id: int
    device: Eui64
    text: str
    importance: Importance
    received: datetime
    start: datetime
    end: datetime | None
    is_confirmation_required: bool
    acknowledged: datetime | None
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class OutdoorHour:
    """What thermostats told of the outdoor temperature in the UTC hour from `start`: sum and count. Key: `start`."""

    start: datetime
    sum_centi_c: int
    count: int


@dataclass(frozen=True, slots=True)
class KeptDevice:
    """A device that is, or was, of this home. Key: `device`."""

    device: Eui64
    kind: DeviceKind
    manufacturer: str
    model: str
    is_gone: bool
    is_event_client: bool = False


@dataclass(frozen=True, slots=True)
class KeptAnswers:
    """How the last exchanges with a device ended, oldest first: `1` answered, `0` not. Key: `device`."""

    device: Eui64
    outcomes: str


@dataclass(frozen=True, slots=True)
class KeptBattery:
    """What is known of the battery of a device, or of the display (`DISPLAY`); `heard` when. Key: `device`.

    `is_seen`: a person was told that it is low, and said so; it is news again once it was full and ran low anew.
    """

    device: Eui64
    percent: int | None
    is_low: bool
    heard: datetime
    is_seen: bool


@dataclass(frozen=True, slots=True)
class KeptVolume:
    """The register of a gas or water meter, in thousandths of its unit, `heard` when. Key: `device`, `endpoint`."""

    device: Eui64
    endpoint: int
    commodity: Commodity
    unit: VolumeUnit
    milli_units: int
    heard: datetime
    is_leaking: bool
    is_leak_seen: bool = False


DISPLAY = Eui64("display")  # the display itself, which has no address among its devices


@dataclass(frozen=True, slots=True)
class Happening:
    """An entry of the audit log: a sentence for a person. Added only."""

    utc: datetime
    kind: Happened
    detail: str


Fact = (
    Sample
    | Interval
    | Gap
    | RegisterAnchor
    | ReadDate
    | ClosedBill
    | TariffVersion
    | Amendment
    | Preference
    | PublishedPrice
    | PublishedBlocks
    | KeptText
    | OutdoorHour
    | KeptDevice
    | KeptAnswers
    | KeptBattery
    | KeptVolume
    | MeterDescribed  # as heard; key: `device`
    | Happening
    | Entry
    | DemandResponseFact
    | ComfortFact
    | HealthFact
    | FirmwareFact
)

REMEMBERED_DAYS = 62


@dataclass(frozen=True, slots=True)
class Restored:
    """What the store hands to the engine on start; all of it bounded, tuples oldest first.

    `intervals`, `gaps` and `published` are those that end after `REMEMBERED_DAYS` days before now, and every `Gap` with
    `left_wh` above 0 in that time; `samples` those of the last half hour; `texts` those that are not over;
    `outdoors` the running hour; `meter` the one described last. `events` are those that began in that time, or are
    to come; `updates` those that are not over, and the last hundred; `receipts` those that are owed, those of the
    last two days, and the last one; of `comfort` what is not of an event, and of events of that time. All the
    others are complete: they are few. `taken_up` says which backup was taken up at this start.
    """

    preferences: tuple[Preference, ...] = ()
    tariffs: tuple[TariffVersion, ...] = ()
    read_dates: tuple[ReadDate, ...] = ()
    intervals: tuple[Interval, ...] = ()
    gaps: tuple[Gap, ...] = ()
    anchors: tuple[RegisterAnchor, ...] = ()
    published: tuple[PublishedPrice, ...] = ()
    blocks: tuple[PublishedBlocks, ...] = ()
    samples: tuple[Sample, ...] = ()
    texts: tuple[KeptText, ...] = ()
    devices: tuple[KeptDevice, ...] = ()
    meter: MeterDescribed | None = None
    events: tuple[KeptEvent, ...] = ()
    receipts: tuple[KeptReceipt, ...] = ()
    comfort: tuple[ComfortFact, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    outdoors: tuple[OutdoorHour, ...] = ()
    answers: tuple[KeptAnswers, ...] = ()
    batteries: tuple[KeptBattery, ...] = ()
    volumes: tuple[KeptVolume, ...] = ()
    neighbours: tuple[KeptNeighbours, ...] = ()
    reports: tuple[KeptReport, ...] = ()
    firmware: tuple[KeptFirmware, ...] = ()
    updates: tuple[KeptUpdate, ...] = ()
    happenings: tuple[Happening, ...] = ()
    taken_up: str = ""


NOTHING_RESTORED = Restored()
