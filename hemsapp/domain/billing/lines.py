"""The lines of a bill, made of what was counted, each rounded half up to the cent.

Lines of one version, season, time of use and price are one line; what has no price makes none.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from hemsapp.domain.billing.calendar import Rate
from hemsapp.domain.billing.charges import Charges
from hemsapp.domain.billing.tally import Tally
from hemsapp.rates import NO_MONEY
from hemsapp.statement import BillLine, LineKind
from hemsapp.units import cents, cost_of


class _Key(NamedTuple):
    """What makes energy one line."""

    plan: int
    season: str
    period: str
    price: Decimal
    tier: int | None = None


def lines_of(tally: Tally, days: dict[int, int]) -> Iterator[BillLine]:
    """The lines in the order of `LineKind`; `days` says how many are charged by each version of the calendar."""
    energy = [*_energy(tally), *_times_of_use(tally), *_published(tally), *_baseline_credits(tally)]
    lines = [*energy, *_fixed(tally.charges, days), *_minimum(tally.charges, days, energy)]
    lines += [*_events(tally), *_event_credits(tally), *_sold(tally)]
    yield from lines
    yield from _taxes(tally, days, lines)


def _number(charges: Charges, plan: int) -> int:
    return charges.calendar.versions[plan].version


def _energy(tally: Tally) -> Iterator[BillLine]:
    sums: dict[_Key, int] = {}
    places: dict[_Key, tuple[int, int, int, int]] = {}
    for rate in _in_order(tally):
        for tier, energy_wh in enumerate(tally.usual[rate]):
            if energy_wh:
                season, period = rate.energy_season, rate.energy_period
                key = _Key(rate.plan, season, period, rate.energy_prices[tier], rate.number_of(tier))
                sums[key] = sums.get(key, 0) + energy_wh
                place = (rate.plan, rate.season if season else 0, rate.place[1] if period else 0, tier)
                places[key] = min(places.get(key, place), place)
    for key in sorted(sums, key=lambda each: places[each]):
        amount = cents(cost_of(key.price, sums[key]))
        number = _number(tally.charges, key.plan)
        yield BillLine(
            LineKind.ENERGY, amount, number, sums[key], key.price, key.tier, key.season, key.period
        )  # fmt: skip


def _in_order(tally: Tally) -> list[Rate]:
    return sorted(tally.usual, key=lambda rate: (rate.plan, rate.place))


def _times_of_use(tally: Tally) -> Iterator[BillLine]:
    sums: dict[_Key, int] = {}
    for rate in _in_order(tally):
        if rate.time is not None and rate.adder:
            key = _Key(rate.plan, rate.time.season, rate.time.name, rate.adder)
            sums[key] = sums.get(key, 0) + sum(tally.usual[rate])
    for key, energy_wh in sums.items():
        if energy_wh:
            amount = cents(cost_of(key.price, energy_wh))
            number = _number(tally.charges, key.plan)
            yield BillLine(
                LineKind.TIME_OF_USE, amount, number, energy_wh, key.price, season=key.season, period=key.period
            )  # fmt: skip


def _published(tally: Tally) -> Iterator[BillLine]:
    for plan, counted in sorted(tally.plans.items()):
        if counted.published_wh or counted.published_cost:
            (price, *more) = counted.published_prices or {None}
            yield BillLine(
                LineKind.PUBLISHED, cents(counted.published_cost), _number(tally.charges, plan), counted.published_wh,
                None if more else price,
            )  # fmt: skip


def _baseline_credits(tally: Tally) -> Iterator[BillLine]:
    for plan, counted in sorted(tally.plans.items()):
        credit = tally.charges.limits(plan).credit
        if credit and counted.within_wh:
            amount = -cents(cost_of(credit, counted.within_wh))
            yield BillLine(
                LineKind.BASELINE_CREDIT, amount, _number(tally.charges, plan), counted.within_wh, -credit
            )  # fmt: skip


def _fixed(charges: Charges, days: dict[int, int]) -> Iterator[BillLine]:
    for plan, count in days.items():
        version = charges.calendar.versions[plan]
        if version.fixed_per_day:
            amount = cents(version.fixed_per_day * count)
            yield BillLine(LineKind.FIXED, amount, version.version, price=version.fixed_per_day, days=count)
    first = charges.calendar.version_on(charges.start)
    if first.fixed_per_month:
        yield BillLine(LineKind.FIXED, cents(first.fixed_per_month), first.version)


def _minimum(charges: Charges, days: dict[int, int], energy: list[BillLine]) -> Iterator[BillLine]:
    per_day = {charges.calendar.versions[plan].minimum_per_day for plan in days}
    least = sum((charges.calendar.versions[plan].minimum_per_day * count for plan, count in days.items()), NO_MONEY)
    missing = cents(least) - sum((line.amount for line in energy), NO_MONEY)
    if least and missing > 0:
        price = per_day.pop() if len(per_day) == 1 else None
        number = charges.calendar.version_on(charges.start).version
        yield BillLine(LineKind.MINIMUM, missing, number, price=price, days=sum(days.values()))


def _events(tally: Tally) -> Iterator[BillLine]:
    sums: dict[int, dict[Decimal, int]] = {}
    for (rate, tier, own_price), energy_wh in tally.in_events.items():
        peak = rate.version.critical_peak
        if own_price is None and peak is None:
            continue
        added = own_price - rate.prices[tier] if own_price is not None else peak.adder if peak else NO_MONEY
        by_price = sums.setdefault(rate.plan, {})
        by_price[added] = by_price.get(added, 0) + energy_wh
    for plan, by_price in sorted(sums.items()):
        if any(by_price):
            amount = cents(sum((cost_of(price, wh) for price, wh in by_price.items()), NO_MONEY))
            price = next(iter(by_price)) if len(by_price) == 1 else None
            yield BillLine(
                LineKind.EVENT, amount, _number(tally.charges, plan), sum(by_price.values()), price
            )  # fmt: skip


def _event_credits(tally: Tally) -> Iterator[BillLine]:
    in_events: dict[Rate, int] = {}
    for (rate, _, _), energy_wh in tally.in_events.items():
        in_events[rate] = in_events.get(rate, 0) + energy_wh
    sums: dict[int, int] = {}
    for rate, tiers in tally.usual.items():
        if rate.credit:
            sums[rate.plan] = sums.get(rate.plan, 0) + sum(tiers) - in_events.get(rate, 0)
    for plan, energy_wh in sorted(sums.items()):
        version = tally.charges.calendar.versions[plan]
        if energy_wh and version.critical_peak is not None:
            credit = version.critical_peak.credit
            amount = -cents(cost_of(credit, energy_wh))
            yield BillLine(
                LineKind.EVENT_CREDIT, amount, version.version, energy_wh, -credit,
                season=version.critical_peak.credit_season,
            )  # fmt: skip


def _sold(tally: Tally) -> Iterator[BillLine]:
    for plan, counted in sorted(tally.plans.items()):
        price = tally.charges.calendar.versions[plan].sold_price
        if price and counted.received_wh:
            amount = -cents(cost_of(price, counted.received_wh))
            yield BillLine(LineKind.SOLD, amount, _number(tally.charges, plan), counted.received_wh, -price)


def _taxes(tally: Tally, days: dict[int, int], lines: list[BillLine]) -> Iterator[BillLine]:
    for plan in sorted({*days, *tally.plans}):
        version = tally.charges.calendar.versions[plan]
        taxed = sum((line.amount for line in lines if line.version == version.version), NO_MONEY)
        energy_wh = tally.plans[plan].delivered_wh if plan in tally.plans else 0
        for tax in version.taxes:
            amount = cents(cost_of(tax.price, energy_wh) + (tax.percent * max(taxed, NO_MONEY)).scaleb(-2))
            if amount:
                price = tax.price if tax.price and not tax.percent else None
                counted_wh = energy_wh if tax.price else None
                yield BillLine(LineKind.TAX, amount, version.version, counted_wh, price, name=tax.name)
