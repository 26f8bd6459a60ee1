"""The words of a bill: lines that sum exactly to its total; frozen values."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum


class LineKind(Enum):
    """What a line of a bill charges or credits, in the order of the bill."""

    ENERGY = "energy"  # by tier, or by tier and time of use where that names whole prices
    TIME_OF_USE = "time of use"  # what the time of use adds to the tier's price
    PUBLISHED = "published"  # by the prices that the meter published
    BASELINE_CREDIT = "baseline credit"
    FIXED = "fixed"
    MINIMUM = "minimum"
    EVENT = "event"  # what the price of events adds
    EVENT_CREDIT = "event credit"
    SOLD = "sold"
    TAX = "tax"


@dataclass(frozen=True, slots=True)
class BillLine:
    """One line: `amount` dollars, rounded half up to the cent, credits negative.

    `price` is dollars for each of `energy_wh` or of `days`, None where several made the line. `tier` counts from 1, it
    is None if the plan has but one; `period` is the name of the time of use, `name` that of a tax or a charge;
    `version` is the rate plan's.
    """

    kind: LineKind
    amount: Decimal
    version: int | None = None
    energy_wh: int | None = None
    price: Decimal | None = None
    tier: int | None = None
    season: str = ""
    period: str = ""
    days: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A bill of the local dates [`start`, `end`); `total` is exactly the sum of the amounts of its lines.

    `first_unknown` is the first local date of it of which energy is missing, None if all is known.
    """

    start: date
    end: date
    lines: tuple[BillLine, ...]
    total: Decimal
    delivered_wh: int
    received_wh: int
    not_itemised_wh: int = 0
    baseline_wh: int | None = None
    first_unknown: date | None = None
