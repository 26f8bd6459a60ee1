"""The price that holds, the prices to come, and what each means: low, normal, high or critical."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hemsapp.domain.days import HomeZone, instant
from hemsapp.domain.peak_prices import Peak
from hemsapp.domain.published import FOREVER_S, PublishedPrices
from hemsapp.domain.tariff import Tariffs, adder_at
from hemsapp.rates import NO_MONEY, TariffVersion
from hemsapp.snapshot import PriceBlock, PriceLevel
from hemsapp.units import DAY_S

HORIZON_S = 12 * 3600
LOW_BELOW = Decimal("0.85")
HIGH_FROM = Decimal("1.15")
CRITICAL_FROM = Decimal(2)
_WEEK_DAYS = 7

Stretch = tuple[int, int, Decimal]


def level_of(price: Decimal, reference: Decimal) -> PriceLevel:
    """What a price means beside a reference: under 85 % low, from 115 % high, from twice it critical.

    The reference of the stored tariff is the running tier's price without its time of use; that of
    published prices is their own mean over the last week (`PublishedReference`).
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


def tier_price(version: TariffVersion, tier: int) -> Decimal:
    """The price of a rung, the last one's if there are fewer."""
    return version.tiers[min(tier, len(version.tiers) - 1)].price


def stored_price(tariffs: Tariffs, zone: HomeZone, tier: int, at_s: int) -> Decimal:
    """Dollars per kWh by the stored tariff: the running tier's price and the time of use (C1FR34c)."""
    version = tariffs.on(zone.date_of(at_s))
    return tier_price(version, tier) + adder_at(version, zone.minute_of(at_s))


class StoredStretches:
    """Stretches of one price by the stored tariff; made anew only when the day, the tier or a version changed."""

    def __init__(self, tariffs: Tariffs, zone: HomeZone) -> None:
        self._tariffs = tariffs
        self._zone = zone
        self._key: tuple[date, int, int] | None = None
        self._stretches: list[Stretch] = []

    def at(self, tier: int, now_s: int) -> list[Stretch]:
        """From the running stretch to the first that starts beyond twelve hours, if the tier stays."""
        key = (self._zone.date_of(now_s), tier, self._tariffs.next_number)
        if key != self._key:
            self._key = key
            self._stretches = _stored_stretches(self._tariffs, self._zone, tier, key[0])
        return [each for each in self._stretches if each[1] > now_s and each[0] < now_s + HORIZON_S]


def _stored_stretches(tariffs: Tariffs, zone: HomeZone, tier: int, today: date) -> list[Stretch]:
    edges: set[int] = set()
    for ahead in (-1, 0, 1, 2):
        day = today + timedelta(days=ahead)
        edges.add(zone.midnight(day))
        edges.update(zone.at_minute(day, time.start_minute) for time in tariffs.on(day).times_of_use)
    rising = sorted(edges)
    stretches = ((start_s, end_s, stored_price(tariffs, zone, tier, start_s)) for start_s, end_s in pairwise(rising))
    return list(_merged(stretches))


def published_stretches(published: PublishedPrices, zone: HomeZone, now_s: int) -> list[Stretch]:
    """Stretches of what the meter published for the next twelve hours; what it did not publish is missing."""
    last_s = zone.midnight(zone.date_of(now_s + HORIZON_S) + timedelta(days=1))
    found = published.stretches(now_s, now_s + HORIZON_S)
    return list(
        _merged((start_s, last_s if end_s == FOREVER_S else end_s, each.price) for start_s, end_s, each in found)
    )


def _merged(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    held: Stretch | None = None
    for start_s, end_s, price in stretches:
        if held is not None and held[1] == start_s and held[2] == price:
            held = (held[0], end_s, price)
            continue
        if held is not None:
            yield held
        held = (start_s, end_s, price)
    if held is not None:
        yield held


def blocks_of(stretches: Iterable[Stretch], reference: Decimal) -> tuple[PriceBlock, ...]:
    """The stretches with what they mean, for the screen."""
    return tuple(
        PriceBlock(instant(start_s), instant(end_s), price, level_of(price, reference))
        for start_s, end_s, price in stretches
    )


def with_peaks(blocks: Iterable[PriceBlock], peaks: Iterable[Peak], now_s: int) -> tuple[PriceBlock, ...]:
    """The blocks that are not over, with those of events in their hours: critical, whatever they cost."""
    found = list(blocks)
    for start_s, end_s, price in peaks:
        peak = PriceBlock(instant(start_s), instant(end_s), price, PriceLevel.CRITICAL)
        sides = [(each, each.start, min(each.end, peak.start)) for each in found]
        sides += [(each, max(each.start, peak.end), each.end) for each in found]
        found = [replace(each, start=start, end=end) for each, start, end in sides if start < end]
        found.append(peak)
    return tuple(sorted((each for each in found if each.end > instant(now_s)), key=lambda each: each.start))
