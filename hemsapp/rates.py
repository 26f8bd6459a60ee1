"""The words of a rate plan: tiers, times of use, seasons, baseline, charges, credits and taxes; frozen values.

Prices are dollars for each kWh, to five decimals; energy is integer Wh; times are of the home's local day.
A version is a fact: it is kept for ever and never changed, a correction is a new version with the same `starts`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

NO_MONEY = Decimal(0)


class DayType(Enum):
    """The days on which a time of use holds; a holiday of the plan counts as weekend."""

    EVERY_DAY = "every day"
    WORKING_DAY = "working day"
    WEEKEND = "weekend"


@dataclass(frozen=True, slots=True)
class Season:
    """A season, from that day of the year until the next one begins."""

    name: str
    start_month: int
    start_day: int = 1


@dataclass(frozen=True, slots=True)
class TariffTier:
    """Up to a limit in a bill at `price` dollars for each kWh; the last tier has no limit.

    The limit is `up_to_wh`, or `up_to_percent` of the bill's baseline. `season_prices`, one for each season, take the
    place of `price`.
    """

    up_to_wh: int | None
    price: Decimal
    up_to_percent: int | None = None
    season_prices: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeOfUse:
    """From `start_minute` of the local day, until the next one's, `adder` dollars more (or less) for each kWh.

    It holds in `season` ("": in every one) on `days`. `prices`, one for each tier, take the place of tier price and
    `adder`.
    """

    start_minute: int
    adder: Decimal
    name: str = ""
    season: str = ""
    days: DayType = DayType.EVERY_DAY
    prices: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Baseline:
    """The allowance of a region for each local day, one for each season (one alone if the plan has no seasons).

    `medical_wh_per_day` is on top of it.
    """

    region: str
    wh_per_day: tuple[int, ...]
    medical_wh_per_day: int = 0


@dataclass(frozen=True, slots=True)
class CriticalPeak:
    """What an event without a price of its own adds to each kWh, and the credit for each kWh outside of events.

    The credit, a positive price, is given in `credit_season` ("": all year).
    """

    adder: Decimal
    credit: Decimal = NO_MONEY
    credit_season: str = ""


@dataclass(frozen=True, slots=True)
class Tax:
    """`price` dollars for each kWh delivered, and `percent` of everything before taxes."""

    name: str
    price: Decimal = NO_MONEY
    percent: Decimal = NO_MONEY


@dataclass(frozen=True, slots=True)
class TariffVersion:
    """A rate plan that holds from local midnight of `starts` until a later one starts; key: `version`; never changed.

    `baseline_credit` is dollars off each kWh within the baseline; `holidays` are names of `billing.calendar`;
    `sold_price` is paid for each kWh sold; `source_date` is when `source` said so (C1FR34a, C1FR34b).
    """

    version: int
    starts: date
    name: str
    source: str
    is_sample: bool
    tiers: tuple[TariffTier, ...]
    times_of_use: tuple[TimeOfUse, ...]
    fixed_per_day: Decimal
    sold_price: Decimal = NO_MONEY
    seasons: tuple[Season, ...] = ()
    holidays: tuple[str, ...] = ()
    baseline: Baseline | None = None
    baseline_credit: Decimal = NO_MONEY
    critical_peak: CriticalPeak | None = None
    fixed_per_month: Decimal = NO_MONEY
    minimum_per_day: Decimal = NO_MONEY
    taxes: tuple[Tax, ...] = ()
    utility: str = ""
    source_date: date | None = None
