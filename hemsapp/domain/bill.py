"""The bill so far: its lines, which sum exactly, its tiers, and how it may end."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import isqrt

from hemsapp.domain.days import HomeZone
from hemsapp.domain.rating import Rating
from hemsapp.domain.sums import Sums
from hemsapp.domain.tariff import Tariffs, split_by_tier, tier_at
from hemsapp.rates import NO_MONEY, TariffVersion
from hemsapp.snapshot import Bill, Projection, Tier
from hemsapp.units import cents, cost_of

COMPLETE_DAYS = 5
_SPREAD_PERCENT = 128


@dataclass(frozen=True, slots=True)
class Period:
    """A bill's local dates, end exclusive."""

    start: date
    end: date


def tiers_of(version: TariffVersion, climbed_wh: int, costs: tuple[Decimal, ...] | None) -> tuple[Tier, ...]:
    """The rungs of the ladder, and how far it is climbed (C1FR34d); `costs` None: what each rung's price makes."""
    tiers = []
    below_wh = 0
    for index, tier in enumerate(version.tiers):
        size_wh = None if tier.up_to_wh is None else tier.up_to_wh - below_wh
        used_wh = max(climbed_wh - below_wh, 0)
        if size_wh is not None:
            used_wh = min(used_wh, size_wh)
        known = () if costs is None else (*costs[index : index + 1], NO_MONEY)
        tiers.append(Tier(index + 1, tier.price, size_wh, used_wh, known[0] if known else cost_of(tier.price, used_wh)))
        below_wh = tier.up_to_wh or below_wh
    return tuple(tiers)


class BillView:
    """Makes the bill of a period from the sums of the ledger."""

    def __init__(self, rating: Rating, tariffs: Tariffs, zone: HomeZone) -> None:
        self._rating = rating
        self._tariffs = tariffs
        self._zone = zone

    def at(
        self,
        period: Period,
        now_s: int,
        first_s: int | None,
        *,
        is_read_date_known: bool,
        published_price: Decimal | None,
        is_published: bool,
        blocks: tuple[TariffVersion, int] | None = None,
    ) -> Bill:
        """The bill so far.

        `first_s` is where our knowledge of energy begins (None: nothing is known); `blocks` are the meter's own and how
        far they are used, if they make the ladder.
        """
        today = self._zone.date_of(now_s)
        sums = self._rating.sums_at(self._zone.midnight(period.end) - 1)
        version = self._tariffs.on(today)
        costs = sums.costs
        energy = costs.tier + costs.time_of_use + costs.published
        fixed = self._tariffs.fixed_cost(period.start, today + timedelta(days=1))
        rungs, climbed_wh = blocks or (version, sums.delivered_wh)
        tier = tier_at(rungs, climbed_wh)
        limit = rungs.tiers[tier].up_to_wh
        known = first_s is not None
        extra = self._price_of_rest(sums, published_price) if is_published else None
        return Bill(
            start=period.start,
            end=period.end,
            day=(today - period.start).days + 1,
            days=(period.end - period.start).days,
            used_wh=sums.delivered_wh if known else None,
            total=energy + fixed + costs.events + costs.sold if known else None,
            energy_cost=energy,
            tier_cost=costs.tier,
            time_of_use_cost=costs.time_of_use,
            published_cost=costs.published,
            fixed_cost=fixed,
            events_cost=costs.events,
            sold_wh=sums.received_wh,
            sold_cost=costs.sold,
            tiers=tiers_of(rungs, climbed_wh, None if blocks else sums.tier_costs),
            current_tier=tier + 1,
            left_wh=None if limit is None else limit - climbed_wh,
            projection=self._projection(period, today, sums, first_s, extra, is_published=is_published),
            not_itemised_wh=sums.not_itemised_wh,
            is_read_date_known=is_read_date_known,
        )

    @staticmethod
    def _price_of_rest(sums: Sums, published_price: Decimal | None) -> Decimal | None:
        """What a kWh of the rest of the bill may cost where published prices hold: as it did until now."""
        if sums.costs.published and sums.delivered_wh:
            return (sums.costs.published * 1000) / sums.delivered_wh
        return published_price

    def _projection(
        self, period: Period, today: date, sums: Sums, first_s: int | None, extra: Decimal | None, *, is_published: bool
    ) -> Projection | None:
        """After five complete days, the mean day for each day left; low and high leave out one in ten at either end."""
        if first_s is None or (is_published and extra is None):
            return None
        used = self._complete_days(period, today, first_s)
        if len(used) < COMPLETE_DAYS:
            return None
        left_days = (period.end - today).days
        by_midnight_wh = self._rating.sums_at(self._zone.midnight(today)).delivered_wh
        mean_wh = sum(used) // len(used)
        variance = sum((each - mean_wh) ** 2 for each in used) // (len(used) - 1)
        spread_wh = isqrt(variance * left_days) * _SPREAD_PERCENT // 100
        likely_wh = max(by_midnight_wh + mean_wh * left_days, sums.delivered_wh)
        low_wh = max(likely_wh - spread_wh, sums.delivered_wh)
        ends = [self._cost_at(period, today, sums, wh, extra) for wh in (low_wh, likely_wh, likely_wh + spread_wh)]
        return Projection(low=min(ends), likely=ends[1], high=max(ends), likely_wh=likely_wh)

    def _complete_days(self, period: Period, today: date, first_s: int) -> list[int]:
        midnights = [
            self._zone.midnight(period.start + timedelta(days=each)) for each in range((today - period.start).days + 1)
        ]
        used = [self._rating.sums_at(midnight).delivered_wh for midnight in midnights]
        return [used[index + 1] - used[index] for index in range(len(used) - 1) if midnights[index] >= first_s]

    def _cost_at(self, period: Period, today: date, sums: Sums, end_wh: int, extra: Decimal | None) -> Decimal:
        version = self._tariffs.on(today)
        more_wh = end_wh - sums.delivered_wh
        energy = sums.energy_cost
        if extra is not None:
            energy += cost_of(extra, more_wh)
        else:
            parts = split_by_tier(version, sums.delivered_wh, more_wh)
            energy += sum((cost_of(version.tiers[index].price, wh) for index, wh in parts), NO_MONEY)
            if sums.delivered_wh:
                energy += sums.costs.time_of_use * more_wh / sums.delivered_wh
        return cents(energy + self._tariffs.fixed_cost(period.start, period.end))
