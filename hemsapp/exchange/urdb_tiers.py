"""The periods and tiers of an OpenEI record, exactly; what a rate plan here cannot say is refused in a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import gcd
from typing import Any

from hemsapp.units import WH_PER_KWH

MONTHLY, DAILY = "kWh", "kWh daily"
_KNOWN = {"rate", "adj", "max", "unit", "sell"}
_MOST = Decimal(1_000_000)
_MOST_TIERS = 20


class UrdbRefused(ValueError):
    """The record cannot be taken; the text is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Period:
    """A price for each tier, the upper limits of all but the last in kWh, and what is paid for sold energy."""

    prices: tuple[Decimal, ...]
    limits: tuple[Decimal, ...]
    unit: str
    sells: frozenset[Decimal | None]
    ends_at: Decimal | None = None

    def padded(self, count: int) -> tuple[Decimal, ...]:
        """The prices of `count` tiers: the last one goes on."""
        return self.prices + self.prices[-1:] * (count - len(self.prices))


def number(value: Any, what: str) -> Decimal:
    """A number of JSON, exactly. Raises UrdbRefused."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise UrdbRefused(f"{what} is {str(value)[:40]!r}, which is no number")
    amount = Decimal(value)
    if not amount.is_finite() or abs(amount) > _MOST:
        raise UrdbRefused(f"{what} is {str(amount)[:40]}, which cannot be")
    return amount


def periods(structure: Any) -> list[Period]:
    """The periods of `energyratestructure`. Raises UrdbRefused."""
    if not isinstance(structure, list) or not structure:
        raise UrdbRefused("it has no energy prices (energyratestructure)")
    return [_period(tiers, f"period {place}") for place, tiers in enumerate(structure)]


def _period(tiers: Any, where: str) -> Period:
    if not isinstance(tiers, list) or not 1 <= len(tiers) <= _MOST_TIERS:
        raise UrdbRefused(f"{where} has no tiers that could be read")
    prices, limits, units, sells = [], [], set(), set()
    for place, tier in enumerate(tiers, 1):
        here = f"tier {place} of {where}"
        if not isinstance(tier, dict):
            raise UrdbRefused(f"{here} cannot be read")
        if unknown := sorted(set(tier) - _KNOWN):
            raise UrdbRefused(f"{here} has {unknown[0]!r}, which this display does not know")
        if tier.get("rate") is None:
            raise UrdbRefused(f"{here} has no rate")
        prices.append(number(tier["rate"], f"the rate of {here}") + number(tier.get("adj") or 0, f"adj of {here}"))
        limits.append(None if tier.get("max") is None else number(tier["max"], f"the limit of {here}"))
        units.add(str(tier.get("unit") or MONTHLY)[:20])
        sells.add(None if tier.get("sell") is None else number(tier["sell"], f"what {here} pays"))
    bounded = [limit for limit in limits[:-1] if limit is not None]
    if len(bounded) < len(limits) - 1 or any(low >= high for low, high in pairwise([Decimal(0), *bounded])):
        raise UrdbRefused(f"the tiers of {where} do not rise")
    if units - {MONTHLY, DAILY} or len(units) != 1:
        raise UrdbRefused(f"the tiers of {where} end by {' and '.join(sorted(units))}, not by energy alone")
    return Period(tuple(prices), tuple(bounded), units.pop(), frozenset(sells), limits[-1])


def limits_of(used: Iterable[Period], where: str) -> tuple[Decimal, ...]:
    """The limits that all of these share; one with fewer tiers goes on at its last price. Raises UrdbRefused."""
    longest: tuple[Decimal, ...] = max((each.limits for each in used), key=len)
    for each in used:
        if each.limits != longest[: len(each.limits)]:
            shown = " and ".join(", ".join(map(str, limits)) for limits in sorted((each.limits, longest)))
            raise UrdbRefused(f"its tiers end at different amounts {where} ({shown} kWh), which one plan cannot say")
    return longest


def shares(by_season: list[tuple[Decimal, ...]]) -> tuple[list[int], list[int]]:
    """Daily limits as Wh of a baseline for each season, and whole percents of it for each tier. Raises UrdbRefused."""
    in_wh = [[whole_wh(limit) for limit in limits] for limits in by_season]
    count = max(map(len, in_wh))
    for base in (lambda limits: limits[0], lambda limits: gcd(*limits)):
        baselines = [base(limits) if limits else 0 for limits in in_wh]
        found = {
            tuple(Decimal(100 * limit) / baseline for limit in limits)
            for limits, baseline in zip(in_wh, baselines, strict=True)
            if limits
        }
        percents = found.pop()
        if not found and len(percents) == count and all(share == int(share) for share in percents):
            return baselines, [int(share) for share in percents]
    raise UrdbRefused("its daily limits are not the same shares of one allowance in every season")


def whole_wh(kwh: Decimal) -> int:
    """Energy in kWh as whole Wh. Raises UrdbRefused."""
    wh = kwh * WH_PER_KWH
    if wh != int(wh):
        raise UrdbRefused(f"{kwh} kWh is finer than a watt-hour")
    return int(wh)
