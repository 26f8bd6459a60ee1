"""What may be seen: one immutable value for the screen, the automation door and `--state`.

Parts that did not change keep their identity from one snapshot to the next, so "has it changed?" is `is`.
Whatever is unknown is None. Ages are not stored: `freshness` computes them from the moment of hearing.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from devices.errors import RadioFault
from devices.messages import Commodity, DeviceKind, Eui64, Importance, RadioState, VolumeUnit
from devices.moment import Moment
from hemsapp.commands import ClockSource, PriceSource, Role, Theme
from hemsapp.manners import DEFAULT_MANNERS, Manners
from hemsapp.rates import TariffVersion
from hemsapp.snapshot.comfort import NO_COMFORT, Comfort
from hemsapp.snapshot.displays import NO_DISPLAYS, Displays
from hemsapp.snapshot.events import NO_EVENTS, Events
from hemsapp.snapshot.firmware import Firmware
from hemsapp.snapshot.joining import NO_CARE, AirScan, Join, NetworkCare
from hemsapp.snapshot.mesh import NO_MESH, Mesh
from hemsapp.snapshot.rehearsal import Rehearsal
from hemsapp.snapshot.upkeep import NO_UPKEEP, Upkeep
from hemsapp.statement import BillLine
from hemsapp.work import Work

LIVE_S = 30
SILENT_S = 120


class Freshness(Enum):
    """How a number stands: never heard, live to 30 s, old to 2 min, then silent (C1FR32g)."""

    NEVER = "never"
    LIVE = "live"
    OLD = "old"
    SILENT = "silent"


def freshness(heard: Moment | None, now: Moment) -> Freshness:
    """The freshness, at `now`, of a value last heard at `heard`."""
    if heard is None:
        return Freshness.NEVER
    age_s = now.seconds_since(heard)
    if age_s <= LIVE_S:
        return Freshness.LIVE
    return Freshness.OLD if age_s <= SILENT_S else Freshness.SILENT


class PriceLevel(Enum):
    """What a price means; always a shape and a word, colour third."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Link:
    """The way to the meter: the dongle's state, and when the meter was last heard."""

    radio: RadioState
    port: str
    fault: RadioFault | None
    retry_s: float | None
    meter: Eui64 | None
    meter_heard: Moment | None
    meter_clock_offset_s: int | None
    channel: int | None = None
    pan_id: int | None = None


@dataclass(frozen=True, slots=True)
class Refresh:
    """How far apart the last `count` reports of demand came, seconds: the median, and the longest."""

    typical_s: float
    worst_s: float
    count: int


@dataclass(frozen=True, slots=True)
class Power:
    """Demand and what it costs, now and over thirty minutes (C1FR32a, C1FR32b).

    `cost_per_hour` is dollars per hour, negative when selling. `minutes_w` are thirty means of a
    minute, oldest first, None a gap; `usual_w` is the usual range at this time of day.
    A minute before `heard_since` is no gap: nobody listened yet.
    """

    demand_w: int | None
    cost_per_hour: Decimal | None
    heard: Moment | None
    minutes_w: tuple[int | None, ...]
    usual_w: tuple[int, int] | None
    gap_since: datetime | None
    heard_since: datetime | None = None
    refresh: Refresh | None = None


@dataclass(frozen=True, slots=True)
class PriceBlock:
    """One stretch of one price, dollars per kWh, in the coming hours; past ones are not listed.

    `name` is that of the plan's time of use, empty where none has one, or the price is the meter's or an event's.
    """

    start: datetime
    end: datetime
    price: Decimal
    level: PriceLevel
    name: str = ""


@dataclass(frozen=True, slots=True)
class Prices:
    """The price that holds, and the next 36 hours (C1FR32f, C1FR34c). `price` None: the price expired.

    `is_event`: it is that of an event that is in force, whatever the `source` says otherwise; `rates_level` is then
    what the source's price would mean, by which rooms outside the event are steered.
    """

    price: Decimal | None
    level: PriceLevel | None
    source: PriceSource
    until: datetime | None
    blocks: tuple[PriceBlock, ...]
    published: Decimal | None
    stored: Decimal | None
    is_event: bool = False
    rates_level: PriceLevel | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """Since local midnight: energy to 0.1 kWh on the screen, cost to the cent (C1FR32c).

    `usual_percent`: how much more (+) or less (-) than the same weekdays by this time; None: too early to say.
    """

    used_wh: int | None
    cost: Decimal | None
    usual_percent: int | None


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier of this bill: its share used, from the meter's own registers (C1FR34d)."""

    number: int
    price: Decimal
    size_wh: int | None
    used_wh: int
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Projection:
    """How the bill may end, an estimate; none before five complete days (X-PROJECTED).

    Its reason: `complete_days` of this bill used `mean_day_wh` each on the mean, and so will each of the `left_days`;
    low and high leave out one in ten at either end, by how much those days differed.
    """

    low: Decimal
    likely: Decimal
    high: Decimal
    likely_wh: int
    complete_days: int = 0
    mean_day_wh: int = 0
    left_days: int = 0


@dataclass(frozen=True, slots=True)
class Bill:
    """Month to date by the bill date (C1FR32d, C1FR32e, C1FR35): `total` is exactly the sum of the lines.

    Each of the `lines` is rounded to the cent; the parts are the sums of their lines, and `total` is `energy_cost` +
    `events_cost` + `credits_cost` + `fixed_cost` + `minimum_cost` + `sold_cost` + `taxes_cost`, credits and `sold_cost`
    negative or zero. `energy_cost` = `tier_cost` + `time_of_use_cost` + `published_cost` (while the meter's prices
    hold); `events_cost` is what the price of events adds to the stored rates (beside published ones it takes their
    place). `not_itemised_wh`: energy of silent stretches that the meter's intervals did not fill yet. `baseline_wh` is
    the whole bill's. `start` to `end` are local dates, end exclusive; `day` counts from 1, `complete_days` are those
    of which all is known.
    """

    start: date
    end: date
    day: int
    days: int
    used_wh: int | None
    total: Decimal | None
    energy_cost: Decimal
    tier_cost: Decimal
    time_of_use_cost: Decimal
    fixed_cost: Decimal
    events_cost: Decimal
    tiers: tuple[Tier, ...]
    current_tier: int | None
    left_wh: int | None
    projection: Projection | None
    not_itemised_wh: int
    is_read_date_known: bool
    published_cost: Decimal = Decimal(0)
    sold_wh: int = 0
    sold_cost: Decimal = Decimal(0)
    credits_cost: Decimal = Decimal(0)
    minimum_cost: Decimal = Decimal(0)
    taxes_cost: Decimal = Decimal(0)
    baseline_wh: int | None = None
    lines: tuple[BillLine, ...] = ()
    complete_days: int = 0


@dataclass(frozen=True, slots=True)
class TariffView:
    """The stored tariff in force, for the page that edits it, and all that are kept (C1FR34a, C1FR34b)."""

    name: str
    version: int
    since: date
    tiers: tuple[tuple[int | None, Decimal], ...]
    fixed_per_day: Decimal
    is_sample: bool
    rates: TariffVersion | None = None
    versions: tuple[TariffVersion, ...] = ()


@dataclass(frozen=True, slots=True)
class Battery:
    """A battery as it was told of at `heard`; `percent` None: it tells no charge (C1NFR13.4).

    `is_news`: it is low, and nobody has said that they saw it. On mains, or charging, is only the display's own.
    """

    percent: int | None
    is_low: bool
    heard: datetime
    is_news: bool = False
    is_on_mains: bool = False
    is_charging: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """A check that a person ran: which devices were asked, and who answered; `ended` None: it still runs."""

    begun: Moment
    asked: tuple[Eui64, ...]
    answered: tuple[Eui64, ...]
    silent: tuple[Eui64, ...]
    ended: Moment | None = None


@dataclass(frozen=True, slots=True)
class Volume:
    """What a gas or water meter shows, in thousandths of its unit; it was `heard` at that UTC.

    `is_leak_news`: it reports a leak, and nobody has seen that yet.
    """

    endpoint: int
    commodity: Commodity
    unit: VolumeUnit
    milli_units: int
    heard: datetime
    is_leaking: bool = False
    is_leak_news: bool = False

    @property
    def amount(self) -> Decimal:
        """In its unit."""
        return Decimal(self.milli_units).scaleb(-3)


@dataclass(frozen=True, slots=True)
class Device:
    """One device of the home, as far as we know it. Of the last `asked` exchanges (50 at most) it `answered` so many.

    An exchange is an order, a question, or a report that was due (users.md 21). `power_w` and `energy_wh` are what a
    smart plug measures, a part of the house's; `volumes` what it shows of gas and water, its own or mirrored. It
    `is_awaited` while an order waits until it wakes.
    """

    device: Eui64
    kind: DeviceKind
    name: str
    is_ready: bool
    heard: Moment | None
    lqi: int | None
    temperature_centi_c: int | None = None
    set_point_centi_c: int | None = None
    is_on: bool | None = None
    is_event_client: bool = False
    answered: int = 0
    asked: int = 0
    battery: Battery | None = None
    rssi_dbm: int | None = None
    power_w: int | None = None
    energy_wh: int | None = None
    volumes: tuple[Volume, ...] = ()
    is_awaited: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence from the utility that is in force now."""

    message_id: int
    text: str
    importance: Importance
    received: datetime
    is_confirmation_required: bool
    is_acknowledged: bool


@dataclass(frozen=True, slots=True)
class MeterQuestion:
    """The register jumped in a way that only a person can explain: was the meter replaced?"""

    before_wh: int
    after_wh: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the person chose; stored, changed only by commands."""

    theme: Theme
    role: Role | None
    price_source: PriceSource
    clock_source: ClockSource
    bill_day: int | None
    zone: str
    raw_days: int = 45
    manners: Manners = DEFAULT_MANNERS
    is_pin_set: bool = False


@dataclass(frozen=True, slots=True)
class LogCheck:
    """When the audit log was last verified (aware UTC), and what was wrong with it, None: nothing."""

    at: datetime
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """What is wrong with us, if anything, and counters for diagnostics; `backed_up`: the last time, a local date."""

    is_storage_working: bool
    storage_problem: str | None
    messages_shed: int
    malformed: int
    unprotected: int
    undelivered: int
    meter_scale_doubt: str | None = None
    backed_up: date | None = None
    log: LogCheck | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the person asked for and did not get: the sentence says why; shown for a moment after `at`."""

    sentence: str
    at: Moment


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that may be seen, as of `at`.

    `joins` has every device that may join now, or was let in since `StopJoin`, then those that knocked at the closed
    network (FAILED, CLOSED); `join` is the last one begun.
    """

    at: Moment
    link: Link
    power: Power
    prices: Prices
    today: Today
    bill: Bill
    tariff: TariffView
    devices: tuple[Device, ...]
    texts: tuple[Text, ...]
    question: MeterQuestion | None
    preferences: Preferences
    health: Health
    join: Join | None = None
    joins: tuple[Join, ...] = ()
    air: AirScan | None = None
    network: NetworkCare = NO_CARE
    refusal: Refusal | None = None
    events: Events = NO_EVENTS
    comfort: Comfort = NO_COMFORT
    work: Work | None = None
    display_battery: Battery | None = None
    check: Check | None = None
    rehearsal: Rehearsal | None = None
    displays: Displays = NO_DISPLAYS
    mesh: Mesh = NO_MESH
    upkeep: Upkeep = NO_UPKEEP
    firmware: tuple[Firmware, ...] = ()
