"""What a page may ask of the accounts that are kept, and how it is answered: frozen values.

A snapshot holds what is now; what lies in the store is asked for. `Service.ask(question, reply)` answers from the
store, on a thread of its own; a question that cannot be answered gets `Unanswered`, a sentence for the screen.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from devices.labels import Label
from hemsapp.passport.contents import Passport
from hemsapp.pin import PinQuestion, PinState
from hemsapp.rates import TariffVersion
from hemsapp.site import SiteQuestion, SiteState, UtilityChainShown, UtilityChainWanted
from hemsapp.snapshot.home import PriceLevel
from hemsapp.statement import BillLine, LineKind, Statement


class Scale(Enum):
    """How much of history a page shows."""

    DAY = "day"  # bars of 15 minutes: 92, 96 or 100
    WEEK = "week"  # a bar a day
    BILL = "bill"  # a bar a day
    YEAR = "year"  # a bar a month


@dataclass(frozen=True, slots=True)
class HistoryWanted:
    """The day, week, bill or year in which that local date lies."""

    scale: Scale
    day: date


@dataclass(frozen=True, slots=True)
class StretchWanted:
    """What that stretch (aware UTC) used and cost."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class StatementWanted:
    """The bill of the local dates [`start`, `end`), by the rates that held, or by `rates` alone."""

    start: date
    end: date
    rates: TariffVersion | None = None


@dataclass(frozen=True, slots=True)
class BillsWanted:
    """Every bill that is kept, the newest first."""


@dataclass(frozen=True, slots=True)
class PassportWanted:
    """The passport of this home as of now."""


@dataclass(frozen=True, slots=True)
class PassportShown:
    """The passport, and the seal's text that stands in its QR code."""

    passport: Passport
    seal: str


@dataclass(frozen=True, slots=True)
class TraceWanted:
    """The days, then (with `day`) the intervals, that a line of a bill is made of."""

    start: date
    end: date
    line: BillLine
    day: date | None = None


@dataclass(frozen=True, slots=True)
class PreviewWanted:
    """What the last whole bill, or the running one, would have been by these rates."""

    rates: TariffVersion


@dataclass(frozen=True, slots=True)
class MatchWanted:
    """The utility's bill as it was printed: local dates [`start`, `end`), dollars, Wh."""

    start: date
    end: date
    total: Decimal
    delivered_wh: int | None


@dataclass(frozen=True, slots=True)
class WorthWanted:
    """What events were worth, one by one and in their season; `issuer_event_id` None: all that are kept."""

    issuer_event_id: int | None = None


@dataclass(frozen=True, slots=True)
class LibraryWanted:
    """The rate plans that come with this display (C1FR34b), and those that were imported."""


@dataclass(frozen=True, slots=True)
class PlacesWanted:
    """Where files can be written and read: USB sticks and the folder of the settings."""


@dataclass(frozen=True, slots=True)
class LabelsWanted:
    """The devices of preloaded lists that have not joined yet."""


@dataclass(frozen=True, slots=True)
class UtilityDayWanted:
    """What the utility's website says that the home used on a local day."""

    day: date


Question = (
    HistoryWanted
    | StretchWanted
    | StatementWanted
    | BillsWanted
    | TraceWanted
    | PreviewWanted
    | MatchWanted
    | WorthWanted
    | LibraryWanted
    | PassportWanted
    | PlacesWanted
    | LabelsWanted
    | UtilityDayWanted
    | UtilityChainWanted
    | SiteQuestion
    | PinQuestion
)


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of history: None where nothing is known (a gap), `cost` of its energy alone.

    `levels`: Wh by what the price meant, for stacked bars. `not_itemised_wh` of `delivered_wh` is energy whose time
    within a silence is not known, drawn as its own block. `is_corrected`: a person excluded or replaced it, and
    `counted_wh` is what was counted before, None if nothing was.
    """

    start: datetime
    end: datetime
    delivered_wh: int | None
    received_wh: int
    cost: Decimal | None
    price: Decimal | None
    level: PriceLevel | None
    levels: tuple[tuple[PriceLevel, int], ...] = ()
    not_itemised_wh: int = 0
    is_event: bool = False
    is_corrected: bool = False
    usual_wh: int | None = None
    counted_wh: int | None = None


@dataclass(frozen=True, slots=True)
class EventMark:
    """An event on the chart."""

    issuer_event_id: int
    start: datetime
    end: datetime
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class PriceStretch:
    """A stretch of one price under the axis."""

    start: datetime
    end: datetime
    price: Decimal
    level: PriceLevel
    name: str = ""


@dataclass(frozen=True, slots=True)
class HistoryShown:
    """History between two instants; `previous` and `next` are dates of the neighbours, None where nothing is kept.

    `usual_percent`: more (+) or less (-) than the same weekdays (or the bill, the year before) by the same time;
    `warmer_centi_c`: how much warmer it was outdoors, None if nobody measured.
    """

    scale: Scale
    start: date
    end: date
    bars: tuple[Bar, ...]
    delivered_wh: int | None
    received_wh: int
    cost: Decimal | None
    usual_percent: int | None
    usual_days: int
    warmer_centi_c: int | None
    events: tuple[EventMark, ...]
    prices: tuple[PriceStretch, ...]
    previous: date | None
    next: date | None


@dataclass(frozen=True, slots=True)
class StretchShown:
    """A stretch: None where too much of it is unknown."""

    start: datetime
    end: datetime
    delivered_wh: int | None
    cost: Decimal | None
    level: PriceLevel | None


@dataclass(frozen=True, slots=True)
class BillsShown:
    """Bills that ended, the newest first."""

    bills: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class TraceRow:
    """A piece of a line: that stretch, its energy, the price, the rate version, exactly what it cost."""

    start: datetime
    end: datetime
    energy_wh: int
    price: Decimal | None
    cost: Decimal
    version: int | None


@dataclass(frozen=True, slots=True)
class TraceShown:
    """What a line is made of; the exact costs of all rows, rounded once, are its amount."""

    line: BillLine
    rows: tuple[TraceRow, ...]
    exact: Decimal


@dataclass(frozen=True, slots=True)
class PreviewShown:
    """The same usage by the rates that held, and by those that are tried; None: no usage is kept yet."""

    before: Statement | None
    after: Statement | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A change that makes our bill the utility's: the rates as they would be, or the dates, and what is left."""

    kind: LineKind | None  # None: the dates differ
    rates: TariffVersion | None
    start: date
    end: date
    left: Decimal
    name: str = ""


@dataclass(frozen=True, slots=True)
class MatchShown:
    """Our bill beside the utility's: the difference, the line that explains it, the corrections that would mend it."""

    ours: Statement
    difference: Decimal
    difference_wh: int | None
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class WorthStep:
    """A day of the baseline: its energy in the event's hours, and whether it was taken, with the reason if not.

    `reason` is a value of `devices.measured_response.Reason`, "" for a plain day that was taken.
    """

    day: date
    energy_wh: int | None
    is_taken: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EventWorth:
    """What one event was worth: 10-of-10 baseline, same-day adjustment capped at 20 % (X-MEASURED-RESPONSE).

    `adjustment_percent` as applied; all None where too few days are known. `saved` may be negative. `price` is what a
    kWh of its hours cost. `before_wh` of the three hours from four to one hour before, beside their mean
    `usual_before_wh`, made the adjustment; what became of it is `adjustment`, a value of
    `devices.measured_response.Adjustment`. Like days are business days, or weekends and holidays.
    """

    issuer_event_id: int
    start: datetime
    end: datetime
    used_wh: int | None
    raw_wh: int | None
    baseline_wh: int | None
    adjustment_percent: int | None
    price: Decimal | None
    saved: Decimal | None
    steps: tuple[WorthStep, ...]
    before_wh: int | None = None
    usual_before_wh: int | None = None
    adjustment: str = ""
    is_business_day: bool = True


@dataclass(frozen=True, slots=True)
class WorthShown:
    """Events, the newest first, and sums over those of the newest one's season that could be measured.

    The season is the rate plan's, or the year where that has none, up to the newest event; practices do not count.
    """

    events: tuple[EventWorth, ...]
    season_start: date | None
    season_events: int
    season_measured: int
    season_saved_wh: int
    season_saved: Decimal


@dataclass(frozen=True, slots=True)
class LibraryShown:
    """Imported plans, then those that come with this display; their `version` is 0 until one is saved.

    A plan of several regions stands once for each, by the same name and with another `baseline`. `medical_wh_per_day`
    is what each of them grants a home with a medical baseline, on top of its own.
    """

    plans: tuple[TariffVersion, ...]
    medical_wh_per_day: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A folder that can be written or read, what it is called, and the files in it that we can read."""

    path: str
    name: str
    is_stick: bool
    free_bytes: int
    files: tuple[tuple[str, str], ...] = ()  # (file name, kind: "green button", "csv", "backup", "rates")


@dataclass(frozen=True, slots=True)
class PlacesShown:
    """Where files can go, sticks first."""

    places: tuple[FilePlace, ...]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The question could not be answered: why, and what to do, as a sentence."""

    sentence: str


@dataclass(frozen=True, slots=True)
class LabelsShown:
    """Labels of preloaded lists, by their names; their codes are for `AllowJoins` alone, and never shown or logged."""

    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class UtilityDayShown:
    """What the website said at `at` (aware UTC): the sum of the intervals that it knows; None where it knows none.

    `is_reached`: did it answer? `is_revoked`: it did, that it does not know this display.
    """

    day: date
    at: datetime
    used_wh: int | None = None
    known: int = 0
    intervals: int = 0
    is_reached: bool = True
    is_revoked: bool = False


Answer = (
    HistoryShown
    | StretchShown
    | Statement
    | BillsShown
    | TraceShown
    | PreviewShown
    | MatchShown
    | WorthShown
    | LibraryShown
    | PassportShown
    | PlacesShown
    | LabelsShown
    | UtilityDayShown
    | UtilityChainShown
    | SiteState
    | PinState
    | Unanswered
)
