"""What a scenario lets happen, and looks at, in a home: typed actions, which the phrases become."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum


@dataclass(frozen=True, slots=True)
class Drive:
    """A verb for a node of that kind ("meter", "thermostat", "load-switch"), as `Node.drive` takes it."""

    kind: str
    verb: str
    arguments: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Silence:
    """A device is not heard for so long; None: until it is heard again (`is_silent` false)."""

    kind: str
    is_silent: bool = True
    seconds: float | None = None


class RadioTrouble(Enum):
    """What can happen to the dongle."""

    UNPLUGGED = "cable pulled"
    PLUGGED_IN = "cable back"
    RESET = "reset"
    LOSES = "loses"
    CORRUPTS = "corrupts"


@dataclass(frozen=True, slots=True)
class Radio:
    """The dongle suffers, for so long (None: from now on); `percent` of its frames."""

    trouble: RadioTrouble
    seconds: float | None = None
    percent: int | None = None


class Wish(Enum):
    """What a person does at the kiosk."""

    TAPS = "taps"
    SWIPES = "swipes"
    CONFIRMS_MESSAGE = "confirms the message"
    SEES_LOW_BATTERY = "has seen the low battery"
    SAYS_METER_REPLACED = "says the meter was replaced"
    SAYS_METER_SAME = "says the meter is the same"
    STARTS_BILL = "starts a bill on"
    USES_PUBLISHED_PRICES = "uses the published prices"
    USES_STORED_PRICES = "uses the stored prices"
    SETS_CLOCK = "sets the clock to"
    FOLLOWS_METER_CLOCK = "follows the meter's clock"


@dataclass(frozen=True, slots=True)
class Person:
    """A person does something; `value` is what is tapped or set."""

    wish: Wish
    value: str | date | datetime | None = None


class Quantity(Enum):
    """What can be seen on the kiosk; in brackets the type of its value."""

    DEMAND = "demand"  # W
    PRICE = "price"  # dollars per kWh
    LEVEL = "level"  # low, normal, high, critical
    COST_PER_HOUR = "cost per hour"  # dollars
    TODAY = "today"  # Wh, or dollars
    BILL = "bill"  # Wh, or dollars
    TIER = "tier"  # number
    FRESHNESS = "meter"  # never, live, old, silent
    RADIO = "radio"  # RadioState's words
    MESSAGE = "message"  # text, None: none
    BATTERY = "battery"  # low, charged; None: nobody tells of one
    QUESTION = "question"  # whether it asks if the meter was replaced


@dataclass(frozen=True, slots=True)
class Shows:
    """The kiosk shows this now: energy in Wh and power in W (int), money in dollars (Decimal), words (str).

    `resolution` is the last digit that was written, in the value's unit: what is shown may differ by half of it.
    """

    quantity: Quantity
    value: int | Decimal | str | bool | None
    resolution: int | Decimal | None = None


@dataclass(frozen=True, slots=True)
class Agrees:
    """The kiosk's totals equal the meter's registers, to the watt-hour."""


@dataclass(frozen=True, slots=True)
class KioskClock:
    """The machine's clock jumps by so many seconds."""

    step_s: int


@dataclass(frozen=True, slots=True)
class KioskStops:
    """The kiosk's process is killed, or started again."""

    is_running: bool
