"""A rate plan while it is edited: each change gives a new plan, and none touches the one that is stored."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from hemsapp.domain.billing.calendar import times_on
from hemsapp.rates import DayType, TariffTier, TariffVersion, TimeOfUse

MOST_TIERS = 4
MOST_BLOCKS = 8
STEP_MINUTES = 30
DAY_MINUTES = 1440
_EXACT = Decimal("0.00001")
_KINDS = (DayType.WORKING_DAY, DayType.WEEKEND)
_Schedule = list[TimeOfUse]


def exact(dollars: Decimal) -> Decimal:
    """To five decimals of a dollar, as prices are stored."""
    return dollars.quantize(_EXACT, rounding=ROUND_HALF_UP)


def tier_price(plan: TariffVersion, tier: int, season: int) -> Decimal:
    """Dollars for each kWh of the tier (from 0) in that season."""
    prices = plan.tiers[tier].season_prices
    return prices[season] if prices else plan.tiers[tier].price


def with_tier_price(plan: TariffVersion, tier: int, season: int, price: Decimal) -> TariffVersion:
    """Another price of a tier; in that season alone where seasons have prices of their own."""
    old = plan.tiers[tier]
    if old.season_prices:
        prices = tuple(price if index == season else each for index, each in enumerate(old.season_prices))
        return _with_tier(plan, tier, replace(old, season_prices=prices))
    return _with_tier(plan, tier, replace(old, price=price))


def with_limit(plan: TariffVersion, tier: int, limit: int | None, *, is_percent: bool = False) -> TariffVersion:
    """Another limit, in Wh or in percent of the baseline; None: no limit, and the tiers above it are gone.

    A limit for the last tier puts another one above it, of the same price.
    """
    old = plan.tiers[tier]
    if limit is None:
        last = replace(old, up_to_wh=None, up_to_percent=None)
        return _fitted(replace(plan, tiers=(*plan.tiers[:tier], last)))
    limited = replace(old, up_to_wh=None if is_percent else limit, up_to_percent=limit if is_percent else None)
    tiers = (*plan.tiers[:tier], limited, *plan.tiers[tier + 1 :])
    if tier == len(plan.tiers) - 1:
        tiers = (*tiers, replace(old, up_to_wh=None, up_to_percent=None))
    return _fitted(replace(plan, tiers=tiers))


def by_percent(plan: TariffVersion) -> bool:
    """Are the limits percents of the baseline?"""
    return any(tier.up_to_percent is not None for tier in plan.tiers)


def is_rising(tiers: Sequence[TariffTier]) -> bool:
    """Does each limit lie above the one before it?"""
    limits = [tier.up_to_wh if tier.up_to_percent is None else tier.up_to_percent for tier in tiers[:-1]]
    known = [limit for limit in limits if limit is not None]
    return len(known) == len(limits) and all(low < high for low, high in zip([0, *known], known, strict=False))


def schedule(plan: TariffVersion, season: int, kind: DayType) -> tuple[TimeOfUse, ...]:
    """The times of use of such a day from midnight on: the last one of the day before holds until the first begins."""
    times = times_on(plan, season, kind)
    if times and times[0].start_minute > 0:
        times = [replace(times[-1], start_minute=0), *times]
    return tuple(times) or (TimeOfUse(0, Decimal(0)),)


def block_at(times: Sequence[TimeOfUse], minute: int) -> int:
    """The index of the block that holds at that minute."""
    return max(0, bisect_right(times, minute, key=lambda time: time.start_minute) - 1)


def end_of(times: Sequence[TimeOfUse], index: int) -> int:
    """The minute at which a block ends."""
    return times[index + 1].start_minute if index + 1 < len(times) else DAY_MINUTES


def is_split(plan: TariffVersion) -> bool:
    """Have weekends other times of use than working days?"""
    return any(
        schedule(plan, season, DayType.WORKING_DAY) != schedule(plan, season, DayType.WEEKEND)
        for season in range(max(1, len(plan.seasons)))
    )


def moved(times: Sequence[TimeOfUse], index: int, minute: int) -> tuple[TimeOfUse, ...]:
    """The start of a block (from 1) at another half-hour, between its neighbours."""
    least = times[index - 1].start_minute + STEP_MINUTES
    most = end_of(times, index) - STEP_MINUTES
    at = min(most, max(least, round(minute / STEP_MINUTES) * STEP_MINUTES))
    return tuple(replace(time, start_minute=at) if i == index else time for i, time in enumerate(times))


def can_divide(times: Sequence[TimeOfUse], index: int) -> bool:
    """Is there room for one more block within it?"""
    return end_of(times, index) - times[index].start_minute >= 2 * STEP_MINUTES and len(times) < MOST_BLOCKS


def divided(times: Sequence[TimeOfUse], index: int) -> tuple[TimeOfUse, ...]:
    """Two blocks of the same price in place of one."""
    block = times[index]
    middle = (block.start_minute + end_of(times, index)) // 2 // STEP_MINUTES * STEP_MINUTES
    return (*times[: index + 1], replace(block, start_minute=middle), *times[index + 1 :])


def without(times: Sequence[TimeOfUse], index: int) -> tuple[TimeOfUse, ...]:
    """The block before it (before the first: the one after) takes its place."""
    if len(times) == 1:
        return tuple(times)
    if index == 0:
        return (replace(times[1], start_minute=0), *times[2:])
    return (*times[:index], *times[index + 1 :])


def painted(times: Sequence[TimeOfUse], index: int, like: TimeOfUse) -> tuple[TimeOfUse, ...]:
    """The block with the name and the price of another one."""
    block = replace(times[index], name=like.name, adder=like.adder, prices=like.prices)
    return (*times[:index], block, *times[index + 1 :])


def with_schedule(plan: TariffVersion, season: int, kind: DayType, times: Sequence[TimeOfUse]) -> TariffVersion:
    """Other times of use on such days, every other day's as they were.

    A plan that does not tell weekends from working days goes on not to, when `kind` is every day.
    """
    seasons = range(max(1, len(plan.seasons)))
    days: dict[tuple[int, DayType], _Schedule] = {
        (index, each): list(schedule(plan, index, each)) for index in seasons for each in _KINDS
    }
    for each in _KINDS if kind is DayType.EVERY_DAY else (kind,):
        days[season, each] = list(times)
    return replace(plan, times_of_use=_packed(plan, days))


def _packed(plan: TariffVersion, days: dict[tuple[int, DayType], _Schedule]) -> tuple[TimeOfUse, ...]:
    """As few words as say the same: days and seasons that do not differ are not told apart."""
    plain = {key: [replace(time, season="", days=DayType.EVERY_DAY) for time in times] for key, times in days.items()}
    seasons = range(max(1, len(plan.seasons)))
    is_every_season = all(plain[0, kind] == plain[season, kind] for season in seasons for kind in _KINDS)
    found: _Schedule = []
    for season in (0,) if is_every_season else seasons:
        name = "" if is_every_season or not plan.seasons else plan.seasons[season].name
        is_every_day = plain[season, DayType.WORKING_DAY] == plain[season, DayType.WEEKEND]
        for kind in (DayType.EVERY_DAY,) if is_every_day else _KINDS:
            of = DayType.WORKING_DAY if is_every_day else kind
            found += [replace(time, season=name, days=kind) for time in plain[season, of]]
    if len(found) == 1 and not found[0].adder and not found[0].prices:
        return ()
    return tuple(found)


def _with_tier(plan: TariffVersion, tier: int, new: TariffTier) -> TariffVersion:
    return replace(plan, tiers=(*plan.tiers[:tier], new, *plan.tiers[tier + 1 :]))


def _fitted(plan: TariffVersion) -> TariffVersion:
    """Where a time of use has a price for each tier, it has one for as many tiers as there are."""
    count = len(plan.tiers)
    times = tuple(
        replace(time, prices=(*time.prices, *(time.prices[-1],) * count)[:count]) if time.prices else time
        for time in plan.times_of_use
    )
    return replace(plan, times_of_use=times)
