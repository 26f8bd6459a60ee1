"""What a use of energy costs at its place in the bill, exactly: by tier, time of use, event, credit and sale.

Documented rules. The tier of a watt-hour follows from the bill's energy before it; a use that crosses a limit is split
there. A use longer than what is left of its quarter-hour is taken as even over its length. An event with a price of its
own adds `price - usual price` to each kWh in its hours, one without adds the plan's; outside of events the plan's
credit is given in its season. The baseline credit is given for what lies within the baseline, in the order of time.
Published prices take the place of all of these, an event's price that of a published one. Sold energy earns the plan's
`sold_price`.
"""

from bisect import bisect_right
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from hemsapp.domain.billing.baseline import allowance_wh, limits_wh
from hemsapp.domain.billing.calendar import Calendar, Day, Rate
from hemsapp.domain.facts import Costs
from hemsapp.rates import NO_MONEY
from hemsapp.units import QUARTER_S, cost_of, quarter_of, spread


class Use(NamedTuple):
    """Energy of a stretch of time from Unix second `start_s` on, in all of which one event or none holds.

    `event_price` is the event's own, dollars per kWh; `is_event`: an event holds, with or without one. By published
    prices it costs `published_price`, or, where several made it, `published_cost` dollars in all.
    """

    start_s: int
    length_s: int
    delivered_wh: int
    received_wh: int = 0
    event_price: Decimal | None = None
    is_event: bool = False
    published_price: Decimal | None = None
    published_cost: Decimal | None = None


class Limits(NamedTuple):
    """The rungs of a version in a bill, and its baseline (0: none) with the credit for what lies within it."""

    tiers_wh: tuple[int, ...]
    baseline_wh: int
    credit: Decimal


class Charges:
    """The charges of the bill of the local dates [`start`, `end`)."""

    def __init__(self, calendar: Calendar, start: date, end: date) -> None:
        self.calendar = calendar
        self.start = start
        self.end = end
        self._limits: dict[int, Limits] = {}
        self._day: Day | None = None

    def limits(self, plan: int) -> Limits:
        """Those of the version at that place of the calendar."""
        found = self._limits.get(plan)
        if found is None:
            version = self.calendar.versions[plan]
            baseline_wh = allowance_wh(version, self.start, self.end) or 0
            tiers_wh = limits_wh(version, self.start, self.end)
            found = self._limits[plan] = Limits(tiers_wh, baseline_wh, version.baseline_credit)
        return found

    def stretches(self, use: Use) -> list[tuple[Rate, int, int]]:
        """(rate, Wh delivered, Wh received) of a use in the order of time."""
        start_s, length_s, delivered_wh, received_wh = use[:4]
        day = self._day
        if day is None or not day.start_s <= start_s < day.end_s:
            day = self._day = self.calendar.day_of(start_s)
        first = day.rates[(start_s - day.start_s) // QUARTER_S]
        if start_s % QUARTER_S + length_s <= QUARTER_S:
            return [(first, delivered_wh, received_wh)]
        return self._cut(use, first)

    def _cut(self, use: Use, first: Rate) -> list[tuple[Rate, int, int]]:
        """A use of several quarter-hours, cut where the rate changes, even over its length."""
        start_s, end_s = use.start_s, use.start_s + use.length_s
        rates, edges = [first], [start_s]
        for quarter_s in range(quarter_of(start_s) + QUARTER_S, end_s, QUARTER_S):
            rate = self.calendar.rate_at(quarter_s)
            if rate is not rates[-1]:
                rates.append(rate)
                edges.append(quarter_s)
        edges.append(end_s)
        delivered = (part for _, _, part in spread(use.delivered_wh, edges))
        received = (part for _, _, part in spread(use.received_wh, edges))
        return list(zip(rates, delivered, received, strict=True))

    def climb(self, rate: Rate, position_wh: int, energy_wh: int) -> list[tuple[int, int]]:
        """(tier index, Wh) of energy that starts at `position_wh` of the bill, split exactly at each limit."""
        tiers_wh = self.limits(rate.plan).tiers_wh
        tier = bisect_right(tiers_wh, position_wh)
        if energy_wh <= tiers_wh[tier] - position_wh:
            return [(tier, energy_wh)] if energy_wh else []
        parts = []
        while energy_wh > 0:
            part = min(energy_wh, tiers_wh[tier] - position_wh)
            if part:
                parts.append((tier, part))
            position_wh += part
            energy_wh -= part
            tier += 1
        return parts

    def costs(self, use: Use, position_wh: int) -> Costs:
        """What a use costs that starts at `position_wh` of the bill; taxes and fixed charges are the bill's."""
        tier_cost = time_cost = events = credit = sold = NO_MONEY
        published = published_cost(use)
        has_event = in_event(use)
        for rate, energy_wh, received_wh in self.stretches(use):
            if received_wh:
                sold -= cost_of(rate.version.sold_price, received_wh)
            if published is not None or not energy_wh:
                continue
            for tier, part in self.climb(rate, position_wh, energy_wh):
                tier_cost += cost_of(rate.energy_prices[tier], part)
                if has_event:
                    events += cost_of(added_price(use, rate, tier), part)
            if rate.adder:
                time_cost += cost_of(rate.adder, energy_wh)
            limits = self.limits(rate.plan)
            if limits.credit and position_wh < limits.baseline_wh:
                credit -= cost_of(limits.credit, min(energy_wh, limits.baseline_wh - position_wh))
            if rate.credit and not has_event:
                credit -= cost_of(rate.credit, energy_wh)
            position_wh += energy_wh
        return Costs(tier_cost, time_cost, published or NO_MONEY, sold, events, credit)


def in_event(use: Use) -> bool:
    """Does an event hold?"""
    return use.is_event or use.event_price is not None


def added_price(use: Use, rate: Rate, tier: int) -> Decimal:
    """What an event adds to the usual price of a kWh; negative if its price is the lower one."""
    if use.event_price is not None:
        return use.event_price - rate.prices[tier]
    peak = rate.version.critical_peak
    return peak.adder if use.is_event and peak is not None else NO_MONEY


def published_cost(use: Use) -> Decimal | None:
    """What a use costs by published prices; None: the stored plan holds."""
    if use.published_cost is not None:
        return use.published_cost
    if use.published_price is None:
        return None
    return cost_of(use.published_price if use.event_price is None else use.event_price, use.delivered_wh)
