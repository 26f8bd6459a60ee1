"""What the person asks of us: frozen values, one class a wish; they enter the same inbox as messages."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from devices.messages import DeviceKind
from devices.names import Eui64
from hemsapp.commissioning import Commissioning
from hemsapp.displaying import Displaying
from hemsapp.firmware import FirmwareWish
from hemsapp.manners import Manners
from hemsapp.plans import Plan, Policy, ProgrammePeriod
from hemsapp.rates import TariffVersion
from hemsapp.work import Task


class PriceSource(Enum):
    """Which price holds: the stored tariff, or what the meter publishes."""

    STORED = "stored"
    PUBLISHED = "published"


class ClockSource(Enum):
    """Where time and date come from (C1NFR13.2)."""

    METER = "meter"
    HAND = "hand"


class Theme(Enum):
    """The three palettes."""

    DARK = "dark"
    LIGHT = "light"
    CONTRAST = "contrast"


class Role(Enum):
    """Who stood before the screen on its first day."""

    HOME = "home"
    INSTALLER = "installer"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class StartBill:
    """A bill began on this local date: month-to-date starts again from there, nothing is deleted (C1FR35)."""

    read_date: date


@dataclass(frozen=True, slots=True)
class SetBillDay:
    """The usual day of the month on which the meter is read, 1 to 31."""

    day: int


@dataclass(frozen=True, slots=True)
class TierEntry:
    """A tier as a person types it: up to that many kWh in a bill (None: no limit), dollars for each kWh."""

    up_to_kwh: int | None
    price: Decimal


@dataclass(frozen=True, slots=True)
class SaveTariff:
    """New tier prices hold from local midnight of `starts`; times of use and fixed charges stay (C1FR34a)."""

    starts: date
    tiers: tuple[TierEntry, ...]


@dataclass(frozen=True, slots=True)
class SaveRates:
    """Keep a whole rate plan, with a new `version`; `starts` may lie in the past: then what it costs is re-rated.

    To go back is to save an older plan anew (C1FR34a, C1FR34b).
    """

    rates: TariffVersion


@dataclass(frozen=True, slots=True)
class AmendHistory:
    """That stretch was `delivered_wh` (None: leave it out); nothing that was counted is forgotten."""

    start: datetime
    end: datetime
    delivered_wh: int | None


@dataclass(frozen=True, slots=True)
class UndoAmendment:
    """The corrected stretch that starts then, or in which that instant lies, is as it was counted."""

    start: datetime


@dataclass(frozen=True, slots=True)
class ChangeMeter:
    """The meter was changed: what the old one showed at last and the new one at first; history is joined."""

    closing_wh: int
    opening_wh: int


@dataclass(frozen=True, slots=True)
class StartWork:
    """Do this long work; refused while other work runs."""

    task: Task


@dataclass(frozen=True, slots=True)
class StopWork:
    """Stop the work that runs, with nothing changed, or put away how the last one ended."""


@dataclass(frozen=True, slots=True)
class SetRetention:
    """Keep raw samples for so many days (7 to 400); roll-ups are kept for ever."""

    raw_days: int


@dataclass(frozen=True, slots=True)
class ChoosePriceSource:
    """Which price holds from now on."""

    source: PriceSource


@dataclass(frozen=True, slots=True)
class SetClock:
    """It is `utc` now, says the person; None: follow the meter again (C1NFR13.2)."""

    utc: datetime | None


@dataclass(frozen=True, slots=True)
class SetTheme:
    """Paint in this palette."""

    theme: Theme


@dataclass(frozen=True, slots=True)
class SetManners:
    """The display behaves like this from now on; what differs is kept, each manner by itself."""

    manners: Manners


@dataclass(frozen=True, slots=True)
class NameDevice:
    """The device is called that from now on, wherever it is shown; empty: by what it is."""

    device: Eui64
    name: str


@dataclass(frozen=True, slots=True)
class Welcome:
    """The first-run question was answered."""

    role: Role


@dataclass(frozen=True, slots=True)
class AnswerMeterReplaced:
    """Was the meter replaced? Yes: history is joined at the new register; no: the odd reading is a glitch."""

    is_replaced: bool


@dataclass(frozen=True, slots=True)
class RunCheck:
    """Ask every device, or that one, whether it is there, and the meter for everything; `Snapshot.check` follows."""

    device: Eui64 | None = None


@dataclass(frozen=True, slots=True)
class AcknowledgeBattery:
    """A person saw that the battery of that device is low; None: the display's own."""

    device: Eui64 | None


@dataclass(frozen=True, slots=True)
class AcknowledgeLeak:
    """A person saw that a gas or water meter of that device reports a leak."""

    device: Eui64


@dataclass(frozen=True, slots=True)
class AcknowledgeText:
    """The person read a utility text; the utility is told if it asked."""

    message_id: int


@dataclass(frozen=True, slots=True)
class AllowJoin:
    """Let one device join with its install code (code and CRC); one of another `kind` than that is refused."""

    device: Eui64
    install_code: bytes
    seconds: int = 180
    kind: DeviceKind | None = None

    def __repr__(self) -> str:
        """An install code never reaches a log (X-SECURITY)."""
        return f"AllowJoin(device={self.device!r}, seconds={self.seconds})"


@dataclass(frozen=True, slots=True)
class StopJoin:
    """Let it (None: anybody) join no more, or put away how its joining ended."""

    device: Eui64 | None = None


@dataclass(frozen=True, slots=True)
class AnswerEvent:
    """The announcement was answered: keep the plan, or skip this event; either way the utility is told."""

    issuer_event_id: int
    is_skipped: bool
    by_whom: str = ""


@dataclass(frozen=True, slots=True)
class Ease:
    """I'm too warm: `by_centi_c` nearer to comfort for the rest of the event, by one device or (None) all in it."""

    issuer_event_id: int
    device: Eui64 | None
    by_centi_c: int
    by_whom: str = ""


@dataclass(frozen=True, slots=True)
class TakeBreak:
    """Back to the programme for some minutes, then the event's set point again."""

    issuer_event_id: int
    device: Eui64 | None
    minutes: int
    by_whom: str = ""


@dataclass(frozen=True, slots=True)
class OptOut:
    """Leave the event: one device, or (None) all; the programme holds, the utility is told."""

    issuer_event_id: int
    device: Eui64 | None
    by_whom: str = ""


@dataclass(frozen=True, slots=True)
class OptIn:
    """Come back into the event."""

    issuer_event_id: int
    device: Eui64 | None
    by_whom: str = ""


@dataclass(frozen=True, slots=True)
class UndoOverride:
    """Take the last override back (within ten seconds)."""

    by_whom: str = ""


@dataclass(frozen=True, slots=True)
class SaveMore:
    """Do more: one degree further from comfort, within the comfort limits, for the rest of the event."""

    issuer_event_id: int
    by_centi_c: int
    by_whom: str = ""


@dataclass(frozen=True, slots=True)
class ReturnNow:
    """End the recovery after an event at once."""

    issuer_event_id: int


@dataclass(frozen=True, slots=True)
class StopPlan:
    """The meter never confirmed the event: stop what the plan began by our own clock (UC96.3.13)."""

    issuer_event_id: int


@dataclass(frozen=True, slots=True)
class CheckEvent:
    """Ask the meter now which events it knows and where it stands (UC96.3.4)."""

    issuer_event_id: int


@dataclass(frozen=True, slots=True)
class AcknowledgeNotice:
    """The notice of an event's change, or its result, was seen."""

    issuer_event_id: int
    notice_id: int


@dataclass(frozen=True, slots=True)
class SetRoomTemperature:
    """Somebody wants this set point now, until the next period of the programme (during an event: an override)."""

    device: Eui64
    set_point_centi_c: int
    by_whom: str = ""


@dataclass(frozen=True, slots=True)
class HoldTemperature:
    """Hold: the programme is suspended until let go; events still apply, and it resumes after them."""

    device: Eui64
    is_held: bool
    by_whom: str = ""


@dataclass(frozen=True, slots=True)
class SavePlan:
    """The rules of one device for events and prices."""

    device: Eui64
    plan: Plan


@dataclass(frozen=True, slots=True)
class SaveProgramme:
    """The periods of one thermostat; four at least for each day."""

    device: Eui64
    periods: tuple[ProgrammePeriod, ...]


@dataclass(frozen=True, slots=True)
class ChoosePolicy:
    """Which policy profile holds, and whether the plan runs by our own clock when the meter is silent about it."""

    policy: Policy | None = None
    keeps_plan_by_own_clock: bool | None = None


@dataclass(frozen=True, slots=True)
class FindProblem:
    """Walk from the display to the utility, and to each device; `Snapshot.upkeep.diagnosis` tells what was found."""


@dataclass(frozen=True, slots=True)
class ReadMap:
    """Read the network map anew, now; `Snapshot.mesh` tells."""


@dataclass(frozen=True, slots=True)
class Practise:
    """Ask for a practice event of that length: the true path, with test-marked messages."""

    minutes: int = 10


Command = (
    StartBill
    | SetBillDay
    | SaveTariff
    | SaveRates
    | AmendHistory
    | UndoAmendment
    | ChangeMeter
    | StartWork
    | StopWork
    | SetRetention
    | ChoosePriceSource
    | SetClock
    | SetTheme
    | SetManners
    | NameDevice
    | Welcome
    | AnswerMeterReplaced
    | RunCheck
    | AcknowledgeBattery
    | AcknowledgeLeak
    | AcknowledgeText
    | AllowJoin
    | StopJoin
    | AnswerEvent
    | Ease
    | TakeBreak
    | OptOut
    | OptIn
    | UndoOverride
    | SaveMore
    | ReturnNow
    | StopPlan
    | CheckEvent
    | AcknowledgeNotice
    | SetRoomTemperature
    | HoldTemperature
    | SavePlan
    | SaveProgramme
    | ChoosePolicy
    | Practise
    | FindProblem
    | ReadMap
    | Commissioning
    | FirmwareWish
    | Displaying
)
