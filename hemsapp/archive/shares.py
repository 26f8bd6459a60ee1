"""How much of a use of energy, and of its cost, is in a line of a bill: exactly what `billing.statement` sums up."""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from hemsapp.domain.billing.calendar import Rate
from hemsapp.domain.billing.charges import Charges, Use, added_price, in_event, published_cost
from hemsapp.rates import NO_MONEY
from hemsapp.statement import BillLine, LineKind
from hemsapp.units import cost_of

Share = tuple[int, Decimal]
"""Wh and exact dollars."""

NO_SHARE: Share = (0, NO_MONEY)


class Place(NamedTuple):
    """A part of a use that has one rate, at `position_wh` of its bill."""

    charges: Charges
    use: Use
    rate: Rate
    position_wh: int
    energy_wh: int
    received_wh: int


def share_of(charges: Charges, line: BillLine, use: Use, position_wh: int) -> Share:
    """What of a use that begins at `position_wh` of the bill is in the line."""
    published = published_cost(use)
    if line.kind is LineKind.PUBLISHED:
        plan = charges.calendar.day_of(use.start_s).plan
        is_its = charges.calendar.versions[plan].version == line.version
        return (use.delivered_wh, published) if published is not None and is_its else NO_SHARE
    if published is not None and line.kind not in _WHATEVER_THE_PRICE:
        return NO_SHARE
    total_wh, cost = NO_SHARE
    for rate, energy_wh, received_wh in charges.stretches(use):
        if rate.version.version == line.version:
            part = SHARES[line.kind](line, Place(charges, use, rate, position_wh, energy_wh, received_wh))
            total_wh, cost = total_wh + part[0], cost + part[1]
        position_wh += energy_wh
    return total_wh, cost


def _energy(line: BillLine, place: Place) -> Share:
    rate = place.rate
    if (rate.energy_season, rate.energy_period) != (line.season, line.period):
        return NO_SHARE
    energy_wh = sum(
        part
        for tier, part in place.charges.climb(rate, place.position_wh, place.energy_wh)
        if (rate.number_of(tier), rate.energy_prices[tier]) == (line.tier, line.price)
    )
    return energy_wh, cost_of(line.price or NO_MONEY, energy_wh)


def _time_of_use(line: BillLine, place: Place) -> Share:
    time = place.rate.time
    if time is None or (time.season, time.name, place.rate.adder) != (line.season, line.period, line.price):
        return NO_SHARE
    return place.energy_wh, cost_of(place.rate.adder, place.energy_wh)


def _baseline_credit(_: BillLine, place: Place) -> Share:
    limits = place.charges.limits(place.rate.plan)
    within_wh = max(0, min(place.energy_wh, limits.baseline_wh - place.position_wh))
    return within_wh, -cost_of(limits.credit, within_wh)


def _event(_: BillLine, place: Place) -> Share:
    if not in_event(place.use):
        return NO_SHARE
    tiers = place.charges.climb(place.rate, place.position_wh, place.energy_wh)
    costs = (cost_of(added_price(place.use, place.rate, tier), part) for tier, part in tiers)
    return place.energy_wh, sum(costs, NO_MONEY)


def _event_credit(_: BillLine, place: Place) -> Share:
    if not place.rate.credit or in_event(place.use):
        return NO_SHARE
    return place.energy_wh, -cost_of(place.rate.credit, place.energy_wh)


def _sold(_: BillLine, place: Place) -> Share:
    return place.received_wh, -cost_of(place.rate.version.sold_price, place.received_wh)


def _tax(line: BillLine, place: Place) -> Share:
    """A tax for each kWh; what it takes in percent is of the bill, not of a use."""
    price = next((tax.price for tax in place.rate.version.taxes if tax.name == line.name), NO_MONEY)
    return (place.energy_wh, cost_of(price, place.energy_wh)) if price else NO_SHARE


_WHATEVER_THE_PRICE = frozenset({LineKind.SOLD, LineKind.TAX})

SHARES: dict[LineKind, Callable[[BillLine, Place], Share]] = {
    LineKind.ENERGY: _energy,
    LineKind.TIME_OF_USE: _time_of_use,
    LineKind.PUBLISHED: lambda _, __: NO_SHARE,  # a use of a published price is in its line as a whole
    LineKind.BASELINE_CREDIT: _baseline_credit,
    LineKind.EVENT: _event,
    LineKind.EVENT_CREDIT: _event_credit,
    LineKind.SOLD: _sold,
    LineKind.TAX: _tax,
}
