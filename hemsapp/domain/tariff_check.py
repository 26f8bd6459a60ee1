"""Can this rate plan be charged? What cannot is refused with a sentence that says what to mend."""

from calendar import monthrange
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from hemsapp.domain.billing import holidays
from hemsapp.domain.billing.calendar import times_on
from hemsapp.rates import DayType, TariffVersion

_DAY_MINUTES = 1440
_STEP_MINUTES = 15
_ANY_YEAR = 2023  # no leap year: a season starts on a day that every year has
_FIVE_DECIMALS = Decimal("0.00001")
_MOST_PERCENT = 100
_KINDS = (DayType.WORKING_DAY, DayType.WEEKEND)


class TariffInvalid(ValueError):
    """The tariff cannot be used; the sentence says what to mend."""


def check(version: TariffVersion) -> None:
    """Raise TariffInvalid unless every day, every kWh and every price of the plan is defined, and none twice."""
    _check_seasons(version)
    _check_tiers(version)
    _check_baseline(version)
    _check_times(version)
    for name in version.holidays:
        if name not in holidays.NAMES:
            raise TariffInvalid(f"{name!r} is no holiday that is known here; known are {', '.join(holidays.NAMES)}")
    _check_prices(version)


def _check_seasons(version: TariffVersion) -> None:
    names = [season.name for season in version.seasons]
    if len(set(names)) != len(names) or "" in names:
        raise TariffInvalid("each season needs a name of its own")
    starts = [(season.start_month, season.start_day) for season in version.seasons]
    for month, day in starts:
        if not 1 <= month <= 12 or not 1 <= day <= monthrange(_ANY_YEAR, month)[1]:
            raise TariffInvalid(f"no season can start on day {day} of month {month}")
    if len(set(starts)) != len(starts):
        raise TariffInvalid("two seasons start on the same day")


def _check_tiers(version: TariffVersion) -> None:
    tiers = version.tiers
    if not tiers or tiers[-1].up_to_wh is not None or tiers[-1].up_to_percent is not None:
        raise TariffInvalid("the last tier must have no limit: leave its up_to_kwh or up_to_percent out")
    is_in_percent = any(tier.up_to_percent is not None for tier in tiers)
    if is_in_percent and any(tier.up_to_wh is not None for tier in tiers):
        raise TariffInvalid("give the limits of all tiers in kWh, or of all in percent of the baseline")
    if is_in_percent and version.baseline is None:
        raise TariffInvalid("tiers in percent need a baseline: add one")
    unit = "up_to_percent" if is_in_percent else "up_to_kwh"
    limits = [tier.up_to_percent if is_in_percent else tier.up_to_wh for tier in tiers[:-1]]
    bounded = [limit for limit in limits if limit is not None]
    if len(bounded) != len(limits) or any(low >= high for low, high in pairwise([0, *bounded])):
        raise TariffInvalid(f"each tier but the last needs an {unit} above the one before it")
    for number, tier in enumerate(tiers, 1):
        if tier.season_prices and len(tier.season_prices) != len(version.seasons):
            raise TariffInvalid(f"tier {number} needs one price, or one for each season")


def _check_baseline(version: TariffVersion) -> None:
    baseline = version.baseline
    if baseline is None:
        if version.baseline_credit:
            raise TariffInvalid("a baseline credit needs a baseline: add one")
        return
    if len(baseline.wh_per_day) not in {1, len(version.seasons)}:
        raise TariffInvalid(f"the baseline of region {baseline.region} needs one allowance for each season")
    if any(each < 0 for each in (*baseline.wh_per_day, baseline.medical_wh_per_day)):
        raise TariffInvalid(f"an allowance of region {baseline.region} is negative")


def _check_times(version: TariffVersion) -> None:
    names = {"", *(season.name for season in version.seasons)}
    for time in version.times_of_use:
        if time.season not in names:
            raise TariffInvalid(f"the time of use {time.name!r} names a season {time.season!r} that the plan has not")
        if time.start_minute % _STEP_MINUTES or not 0 <= time.start_minute < _DAY_MINUTES:
            raise TariffInvalid("times of use start on a quarter of an hour")
        if time.prices and len(time.prices) != len(version.tiers):
            raise TariffInvalid(f"the time of use {time.name!r} needs as many prices as there are tiers")
    has_whole_prices = any(time.prices for time in version.times_of_use)
    for season in range(max(len(version.seasons), 1)):
        for kind in _KINDS:
            starts = [time.start_minute for time in times_on(version, season, kind)]
            where = f"{kind.value}s" + (f" of {version.seasons[season].name}" if version.seasons else "")
            if len(set(starts)) != len(starts):
                raise TariffInvalid(f"two times of use start at the same time on {where}")
            if has_whole_prices and not starts:
                raise TariffInvalid(f"{where} have no time of use: add one")


def _check_prices(version: TariffVersion) -> None:
    for amount in (*_amounts(version), *(time.adder for time in version.times_of_use)):
        if not amount.is_finite() or amount != amount.quantize(_FIVE_DECIMALS):
            raise TariffInvalid(f"{amount} has more than five decimals")
    if any(amount < 0 for amount in _amounts(version)):
        raise TariffInvalid("a price cannot be negative")
    names = {"", *(season.name for season in version.seasons)}
    peak = version.critical_peak
    if peak is not None and peak.credit_season not in names:
        raise TariffInvalid(f"the credit of events names a season {peak.credit_season!r} that the plan has not")
    for tax in version.taxes:
        if not tax.name:
            raise TariffInvalid("each tax needs a name")
        if tax.percent > _MOST_PERCENT:
            raise TariffInvalid(f"the tax {tax.name!r} is more than {_MOST_PERCENT} percent")


def _amounts(version: TariffVersion) -> Iterator[Decimal]:
    """Everything that must not be negative."""
    yield from (version.fixed_per_day, version.fixed_per_month, version.minimum_per_day)
    yield from (version.sold_price, version.baseline_credit)
    for tier in version.tiers:
        yield from (tier.price, *tier.season_prices)
    for time in version.times_of_use:
        yield from time.prices
    if version.critical_peak is not None:
        yield from (version.critical_peak.adder, version.critical_peak.credit)
    for tax in version.taxes:
        yield from (tax.price, tax.percent)
