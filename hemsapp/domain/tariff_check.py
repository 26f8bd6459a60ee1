"""Can this rate plan be charged? What cannot is refused with a sentence that says what to mend."""

from calendar import monthrange
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from hemsapp.domain.billing import holidays
from hemsapp.domain.billing.calendar import times_on
from hemsapp.rates import DayType, TariffVersion
from hemsapp.saying import say

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
            raise TariffInvalid(
                say(
                    "{name} is no holiday that is known here; known are {known}",
                    name=f"{name!r}",
                    known=", ".join(holidays.NAMES),
                )
            )
    _check_prices(version)


def _check_seasons(version: TariffVersion) -> None:
    names = [season.name for season in version.seasons]
    if len(set(names)) != len(names) or "" in names:
        raise TariffInvalid(say("each season needs a name of its own"))
    starts = [(season.start_month, season.start_day) for season in version.seasons]
    for month, day in starts:
        if not 1 <= month <= 12 or not 1 <= day <= monthrange(_ANY_YEAR, month)[1]:
            raise TariffInvalid(say("no season can start on day {day} of month {month}", day=day, month=month))
    if len(set(starts)) != len(starts):
        raise TariffInvalid(say("two seasons start on the same day"))


def _check_tiers(version: TariffVersion) -> None:
    tiers = version.tiers
    if not tiers or tiers[-1].up_to_wh is not None or tiers[-1].up_to_percent is not None:
        raise TariffInvalid(say("the last tier must have no limit: leave its up_to_kwh or up_to_percent out"))
    is_in_percent = any(tier.up_to_percent is not None for tier in tiers)
    if is_in_percent and any(tier.up_to_wh is not None for tier in tiers):
        raise TariffInvalid(say("give the limits of all tiers in kWh, or of all in percent of the baseline"))
    if is_in_percent and version.baseline is None:
        raise TariffInvalid(say("tiers in percent need a baseline: add one"))
    unit = "up_to_percent" if is_in_percent else "up_to_kwh"
    limits = [tier.up_to_percent if is_in_percent else tier.up_to_wh for tier in tiers[:-1]]
    bounded = [limit for limit in limits if limit is not None]
    if len(bounded) != len(limits) or any(low >= high for low, high in pairwise([0, *bounded])):
        raise TariffInvalid(say("each tier but the last needs an {unit} above the one before it", unit=unit))
    for number, tier in enumerate(tiers, 1):
        if tier.season_prices and len(tier.season_prices) != len(version.seasons):
            raise TariffInvalid(say("tier {number} needs one price, or one for each season", number=number))


def _check_baseline(version: TariffVersion) -> None:
    baseline = version.baseline
    if baseline is None:
        if version.baseline_credit:
            raise TariffInvalid(say("a baseline credit needs a baseline: add one"))
        return
    if len(baseline.wh_per_day) not in {1, len(version.seasons)}:
        raise TariffInvalid(
            say("the baseline of region {region} needs one allowance for each season", region=baseline.region)
        )
    if any(each < 0 for each in (*baseline.wh_per_day, baseline.medical_wh_per_day)):
        raise TariffInvalid(say("an allowance of region {region} is negative", region=baseline.region))


def _check_times(version: TariffVersion) -> None:
    names = {"", *(season.name for season in version.seasons)}
    for time in version.times_of_use:
        if time.season not in names:
            raise TariffInvalid(
                say(
                    "the time of use {name} names a season {season} that the plan has not",
                    name=f"{time.name!r}",
                    season=f"{time.season!r}",
                )
            )
        if time.start_minute % _STEP_MINUTES or not 0 <= time.start_minute < _DAY_MINUTES:
            raise TariffInvalid(say("times of use start on a quarter of an hour"))
        if time.prices and len(time.prices) != len(version.tiers):
            raise TariffInvalid(
                say("the time of use {name} needs as many prices as there are tiers", name=f"{time.name!r}")
            )
    has_whole_prices = any(time.prices for time in version.times_of_use)
    for season in range(max(len(version.seasons), 1)):
        for kind in _KINDS:
            starts = [time.start_minute for time in times_on(version, season, kind)]
            where = f"{kind.value}s" + (f" of {version.seasons[season].name}" if version.seasons else "")
            if len(set(starts)) != len(starts):
                raise TariffInvalid(say("two times of use start at the same time on {where}", where=where))
            if has_whole_prices and not starts:
                raise TariffInvalid(say("{where} have no time of use: add one", where=where))


def _check_prices(version: TariffVersion) -> None:
    for amount in (*_amounts(version), *(time.adder for time in version.times_of_use)):
        if not amount.is_finite() or amount != amount.quantize(_FIVE_DECIMALS):
            raise TariffInvalid(say("{amount} has more than five decimals", amount=amount))
    if any(amount < 0 for amount in _amounts(version)):
        raise TariffInvalid(say("a price cannot be negative"))
    names = {"", *(season.name for season in version.seasons)}
    peak = version.critical_peak
    if peak is not None and peak.credit_season not in names:
        raise TariffInvalid(
            say(
                "the credit of events names a season {season} that the plan has not",
                season=f"{peak.credit_season!r}",
            )
        )
    for tax in version.taxes:
        if not tax.name:
            raise TariffInvalid(say("each tax needs a name"))
        if tax.percent > _MOST_PERCENT:
            raise TariffInvalid(
                say(
                    "the tax {name} is more than {most} percent",
                    name=f"{tax.name!r}",
                    most=_MOST_PERCENT,
                )
            )


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
