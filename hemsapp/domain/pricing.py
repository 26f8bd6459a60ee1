"""The price that holds, the prices to come, and what each means: low, normal, high or critical."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from hemsapp.domain.billing.calendar import Calendar, Day, Rate
from hemsapp.domain.days import HomeZone, instant
from hemsapp.domain.published import FOREVER_S, PublishedPrices
from hemsapp.rates import NO_MONEY, TariffVersion
from hemsapp.snapshot import PriceBlock, PriceLevel
from hemsapp.units import DAY_S, QUARTER_S

HORIZON_S = 36 * 3600
UNSCHEDULED_S = 12 * 3600  # so far a published price of which no end was told is shown to reach
LOW_BELOW = Decimal("0.85")
HIGH_FROM = Decimal("1.15")
CRITICAL_FROM = Decimal(2)
_WEEK_DAYS = 7

Stretch = tuple[int, int, Decimal, str]


def level_of(price: Decimal, reference: Decimal) -> PriceLevel:
    """What a price means beside a reference: under 85 % low, from 115 % high, from twice it critical.

    The reference of the stored plan is said at `stored_reference`, that of published prices at `published_reference`.
    """
    if price >= reference * CRITICAL_FROM and price > 0:
        return PriceLevel.CRITICAL
    if price >= reference * HIGH_FROM and price > reference:
        return PriceLevel.HIGH
    return PriceLevel.LOW if price <= reference * LOW_BELOW and price < reference else PriceLevel.NORMAL


def published_reference(published: PublishedPrices, now_s: int, otherwise: Decimal) -> Decimal:
    """The mean by time of what was published for the last week and a day ahead; under a day of it: `otherwise`."""
    from_s, until_s = now_s - _WEEK_DAYS * DAY_S, now_s + DAY_S
    known_s = 0
    total = NO_MONEY
    for start_s, end_s, price in published.stretches(from_s, until_s):
        length_s = min(end_s, until_s) - max(start_s, from_s)
        known_s += length_s
        total += price.price * length_s
    return total / known_s if known_s >= DAY_S else otherwise


def stored_reference(calendar: Calendar, tier: int, at_s: int) -> Decimal:
    """Beside what a price of the stored plan is low or high: the running tier's price without its time of use.

    Where tiers say little (there is one alone, or the times of use name whole prices), the mean by time of that day.
    """
    return _reference(calendar.day_of(at_s), tier)


@lru_cache(64)
def _reference(day: Day, tier: int) -> Decimal:
    version = day.version
    tier = _within(version, tier)
    if not version.times_of_use or (len(version.tiers) > 1 and not any(map(_is_whole, day.rates))):
        return day.rates[0].energy_prices[tier]
    return sum((rate.prices[tier] for rate in day.rates), NO_MONEY) / len(day.rates)


def _is_whole(rate: Rate) -> bool:
    return rate.time is not None and bool(rate.time.prices)


def _within(version: TariffVersion, tier: int) -> int:
    """The tier, the last one if a version has fewer."""
    return min(tier, len(version.tiers) - 1)


def stored_price(calendar: Calendar, tier: int, at_s: int) -> Decimal:
    """Dollars per kWh by the stored plan: the running tier's price in the season and time of use (C1FR34c)."""
    rate = calendar.rate_at(at_s)
    return rate.prices[_within(rate.version, tier)]


class StoredStretches:
    """Stretches of one price by the stored plan; made anew only when the day, the tier or a version changed."""

    def __init__(self) -> None:
        self._key: tuple[Calendar, date, int] | None = None
        self._stretches: list[Stretch] = []

    def at(self, calendar: Calendar, tier: int, now_s: int) -> list[Stretch]:
        """From the running stretch to the first that starts beyond the horizon, if the tier stays."""
        key = (calendar, calendar.zone.date_of(now_s), tier)
        if key != self._key:
            self._key = key
            self._stretches = list(_merged(_stored_stretches(calendar, tier, key[1])))
        return [each for each in self._stretches if each[1] > now_s and each[0] < now_s + HORIZON_S]


def _stored_stretches(calendar: Calendar, tier: int, today: date) -> Iterator[Stretch]:
    for ahead in (-1, 0, 1, 2, 3):
        day = calendar.day(today + timedelta(days=ahead))
        first = 0
        for index in range(1, len(day.rates) + 1):
            rate = day.rates[first]
            if index == len(day.rates) or day.rates[index] is not rate:
                start_s = day.start_s + first * QUARTER_S
                end_s = min(day.start_s + index * QUARTER_S, day.end_s)
                name = "" if rate.time is None else rate.time.name
                yield start_s, end_s, rate.prices[_within(rate.version, tier)], name
                first = index


def published_stretches(published: PublishedPrices, zone: HomeZone, now_s: int) -> list[Stretch]:
    """Stretches of what the meter published for the next 36 hours; what it did not publish is missing."""
    last_s = zone.midnight(zone.date_of(now_s + HORIZON_S) + timedelta(days=1))
    found = published.stretches(now_s, now_s + HORIZON_S)
    return list(
        _merged((start_s, last_s if end_s == FOREVER_S else end_s, each.price, "") for start_s, end_s, each in found)
    )


def _merged(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    held: Stretch | None = None
    for start_s, end_s, price, name in stretches:
        if held is not None and held[1:] == (start_s, price, name):
            held = (held[0], end_s, price, name)
            continue
        if held is not None:
            yield held
        held = (start_s, end_s, price, name)
    if held is not None:
        yield held


def blocks_of(
    stretches: Iterable[Stretch], reference_at: Callable[[int], Decimal], now_s: int
) -> tuple[PriceBlock, ...]:
    """The stretches with what they mean, for the screen: each beside what is usual where it begins, or now."""
    return tuple(
        PriceBlock(instant(start_s), instant(end_s), price, level_of(price, reference_at(max(start_s, now_s))), name)
        for start_s, end_s, price, name in stretches
    )


def with_peaks(
    blocks: Iterable[PriceBlock], peaks: Iterable[tuple[int, int, Decimal]], now_s: int
) -> tuple[PriceBlock, ...]:
    """The blocks that are not over, with those of events in their hours: critical, whatever they cost."""
    found = list(blocks)
    for start_s, end_s, price in peaks:
        peak = PriceBlock(instant(start_s), instant(end_s), price, PriceLevel.CRITICAL)
        sides = [(each, each.start, min(each.end, peak.start)) for each in found]
        sides += [(each, max(each.start, peak.end), each.end) for each in found]
        found = [replace(each, start=start, end=end) for each, start, end in sides if start < end]
        found.append(peak)
    return tuple(sorted((each for each in found if each.end > instant(now_s)), key=lambda each: each.start))
