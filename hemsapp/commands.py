"""What the person asks of us: frozen values, one class a wish; they enter the same inbox as messages."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from devices.messages import Eui64


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
class SetTextSize:
    """Labels and small text larger, or back."""

    is_larger: bool


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
    """Ask the meter for everything now."""


@dataclass(frozen=True, slots=True)
class AcknowledgeText:
    """The person read a utility text; the utility is told if it asked."""

    message_id: int


@dataclass(frozen=True, slots=True)
class AllowJoin:
    """Let one device join with its install code (code and CRC)."""

    device: Eui64
    install_code: bytes
    seconds: int = 180

    def __repr__(self) -> str:
        """An install code never reaches a log (X-SECURITY)."""
        return f"AllowJoin(device={self.device!r}, seconds={self.seconds})"


@dataclass(frozen=True, slots=True)
class StopJoin:
    """Let nobody join any more, or put away how the last joining ended."""


Command = (
    StartBill
    | SetBillDay
    | SaveTariff
    | ChoosePriceSource
    | SetClock
    | SetTheme
    | SetTextSize
    | Welcome
    | AnswerMeterReplaced
    | RunCheck
    | AcknowledgeText
    | AllowJoin
    | StopJoin
)
