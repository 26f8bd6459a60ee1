"""The bill so far: its lines, which sum exactly, its tiers, and how it may end."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hemsapp.domain.billing.baseline import UNLIMITED_WH
from hemsapp.domain.billing.statement import bill_of
from hemsapp.domain.days import HomeZone
from hemsapp.domain.facts import ClosedBill
from hemsapp.domain.projection import Projecting
from hemsapp.domain.rating import Rating
from hemsapp.domain.sums import Sums
from hemsapp.rates import NO_MONEY, TariffVersion
from hemsapp.snapshot import Bill, Tier
from hemsapp.statement import BillLine, LineKind, Statement
from hemsapp.units import cost_of


@dataclass(frozen=True, slots=True)
class Period:
    """A bill's local dates, end exclusive."""

    start: date
    end: date


def sum_of(lines: Sequence[BillLine], *kinds: LineKind) -> Decimal:
    """What lines of these kinds come to, each as it is rounded."""
    return sum((line.amount for line in lines if line.kind in kinds), NO_MONEY)


def tiers_of(
    prices: Sequence[Decimal], limits_wh: Sequence[int], climbed_wh: int, lines: Sequence[BillLine] | None
) -> tuple[Tier, ...]:
    """The rungs of the ladder, and how far it is climbed (C1FR34d); `lines` None: a rung costs what its price makes."""
    tiers = []
    below_wh = 0
    for index, (price, limit_wh) in enumerate(zip(prices, limits_wh, strict=True)):
        size_wh = None if limit_wh == UNLIMITED_WH else max(limit_wh - below_wh, 0)
        used_wh = max(climbed_wh - below_wh, 0)
        if size_wh is not None:
            used_wh = min(used_wh, size_wh)
        rung = () if lines is None else [line for line in lines if (line.tier or 1) == index + 1]
        cost = cost_of(price, used_wh) if lines is None else sum_of(rung, LineKind.ENERGY)
        tiers.append(Tier(index + 1, price, size_wh, used_wh, cost))
        below_wh = limit_wh
    return tuple(tiers)


def closed_bill(made: Statement, sums: Sums) -> ClosedBill:
    """What is kept of a bill that ended."""
    return ClosedBill(
        start=made.start,
        end=made.end,
        delivered_wh=sums.delivered_wh,
        received_wh=sums.received_wh,
        not_itemised_wh=sums.not_itemised_wh,
        costs=sums.costs,
        fixed=sum_of(made.lines, LineKind.FIXED),
        events=sums.costs.events,
        minimum=sum_of(made.lines, LineKind.MINIMUM),
        taxes=sum_of(made.lines, LineKind.TAX),
        baseline_wh=made.baseline_wh,
        lines=made.lines,
    )


class BillView:
    """Makes the bill of a period from what the ledger counted."""

    def __init__(self, rating: Rating, zone: HomeZone) -> None:
        self._rating = rating
        self._zone = zone
        self._projecting = Projecting(rating, zone)
        self._made: tuple[object, Statement] | None = None

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
        made = self._so_far(period, today)
        lines = made.lines
        tiers, current, left_wh = self._ladder(now_s, sums, lines, blocks)
        known = first_s is not None
        extra = self._price_of_rest(sums, published_price) if is_published else None
        days = [] if first_s is None else self._projecting.complete_days(period.start, today, first_s)
        is_priced = not is_published or extra is not None
        return Bill(
            start=period.start,
            end=period.end,
            day=(today - period.start).days + 1,
            days=(period.end - period.start).days,
            used_wh=sums.delivered_wh if known else None,
            total=made.total if known else None,
            energy_cost=sum_of(lines, LineKind.ENERGY, LineKind.TIME_OF_USE, LineKind.PUBLISHED),
            tier_cost=sum_of(lines, LineKind.ENERGY),
            time_of_use_cost=sum_of(lines, LineKind.TIME_OF_USE),
            published_cost=sum_of(lines, LineKind.PUBLISHED),
            fixed_cost=sum_of(lines, LineKind.FIXED),
            events_cost=sum_of(lines, LineKind.EVENT),
            credits_cost=sum_of(lines, LineKind.BASELINE_CREDIT, LineKind.EVENT_CREDIT),
            minimum_cost=sum_of(lines, LineKind.MINIMUM),
            taxes_cost=sum_of(lines, LineKind.TAX),
            sold_wh=sums.received_wh,
            sold_cost=sum_of(lines, LineKind.SOLD),
            tiers=tiers,
            current_tier=current + 1,
            left_wh=left_wh,
            projection=self._projecting.at(period.start, period.end, now_s, days, extra) if is_priced else None,
            not_itemised_wh=sums.not_itemised_wh,
            is_read_date_known=is_read_date_known,
            baseline_wh=made.baseline_wh,
            lines=lines,
            complete_days=len(days),
        )

    def _so_far(self, period: Period, today: date) -> Statement:
        key = (self._rating.changes, period, today)
        if self._made is None or self._made[0] != key:
            tally = self._rating.tally_at(self._zone.midnight(period.start))
            self._made = key, bill_of(tally, through=today)
        return self._made[1]

    def closed(self, start: date) -> Statement:
        """The bill that began on `start`, and ended."""
        return bill_of(self._rating.tally_at(self._zone.midnight(start)))

    def _ladder(
        self, now_s: int, sums: Sums, lines: Sequence[BillLine], blocks: tuple[TariffVersion, int] | None
    ) -> tuple[tuple[Tier, ...], int, int | None]:
        """(the rungs, the index of the one that is reached, the Wh left in it)."""
        if blocks is not None:
            rungs, climbed_wh = blocks
            prices: Sequence[Decimal] = [tier.price for tier in rungs.tiers]
            limits_wh: Sequence[int] = [
                UNLIMITED_WH if tier.up_to_wh is None else tier.up_to_wh for tier in rungs.tiers
            ]
        else:
            rate, climbed_wh = self._rating.calendar.rate_at(now_s), sums.delivered_wh
            prices = rate.energy_prices
            limits_wh = self._rating.charges_at(now_s).limits(rate.plan).tiers_wh
        current = bisect_right(limits_wh, climbed_wh)
        limit_wh = limits_wh[current]
        tiers = tiers_of(prices, limits_wh, climbed_wh, None if blocks else lines)
        return tiers, current, None if limit_wh == UNLIMITED_WH else limit_wh - climbed_wh

    @staticmethod
    def _price_of_rest(sums: Sums, published_price: Decimal | None) -> Decimal | None:
        """What a kWh of the rest of the bill may cost where published prices hold: as it did until now."""
        if sums.costs.published and sums.delivered_wh:
            return (sums.costs.published * 1000) / sums.delivered_wh
        return published_price
