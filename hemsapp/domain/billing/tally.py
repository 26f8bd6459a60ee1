"""The energy of a bill, counted exactly in watt-hours for each price: money is made of it once, at the end."""

from dataclasses import dataclass, field
from decimal import Decimal

from hemsapp.domain.billing.calendar import Day, Rate
from hemsapp.domain.billing.charges import Charges, Limits, Use, published_cost
from hemsapp.rates import NO_MONEY
from hemsapp.units import QUARTER_S


@dataclass(slots=True)
class PlanTally:
    """What was counted by one version: Wh delivered and received, within the baseline, by published prices."""

    delivered_wh: int = 0
    received_wh: int = 0
    within_wh: int = 0
    published_wh: int = 0
    published_cost: Decimal = NO_MONEY
    published_prices: set[Decimal | None] = field(default_factory=set)

    def copy(self) -> "PlanTally":
        """Another one that counts on from here."""
        return PlanTally(
            self.delivered_wh, self.received_wh, self.within_wh,
            self.published_wh, self.published_cost, set(self.published_prices),
        )  # fmt: skip


class Tally:
    """Counts uses in the order of time, from the bill's first on.

    `usual` holds the Wh of each tier by rate, `in_events` what of it lies in events (an event's own price is None where
    it had none); both without what published prices made.
    """

    __slots__ = (
        "_counted", "_day", "_energy_wh", "_in_events", "_limits", "_plan", "_plans", "_position_wh", "_rate",
        "_received_wh", "_usual", "charges",
    )  # fmt: skip

    def __init__(self, charges: Charges) -> None:
        self.charges = charges
        self._position_wh = 0
        self._usual: dict[Rate, list[int]] = {}
        self._in_events: dict[tuple[Rate, int, Decimal | None], int] = {}
        self._plans: dict[int, PlanTally] = {}
        self._day: Day | None = None
        self._plan = -1
        self._counted = PlanTally()
        self._limits = Limits((), 0, NO_MONEY)
        # Quarter-hours of one rate that follow each other are counted as one: which rate, and how much of it waits.
        self._rate: Rate | None = None
        self._energy_wh = self._received_wh = 0

    @property
    def position_wh(self) -> int:
        """Where in the bill the next watt-hour falls."""
        return self._position_wh + self._energy_wh

    @property
    def usual(self) -> dict[Rate, list[int]]:
        """Wh of each tier by rate."""
        self._settle()
        return self._usual

    @property
    def in_events(self) -> dict[tuple[Rate, int, Decimal | None], int]:
        """Wh in events by rate, tier and the event's own price."""
        self._settle()
        return self._in_events

    @property
    def plans(self) -> dict[int, PlanTally]:
        """What each version counted, by its place in the calendar."""
        self._settle()
        return self._plans

    def copy(self) -> "Tally":
        """Another one that counts on from here; this one stays."""
        self._settle()
        other = Tally(self.charges)
        other._position_wh = self._position_wh
        other._usual = {rate: list(tiers) for rate, tiers in self._usual.items()}
        other._in_events = dict(self._in_events)
        other._plans = {plan: counted.copy() for plan, counted in self._plans.items()}
        return other

    def add(self, use: Use) -> None:
        """Count a use, whenever it was; the caller leaves out what another bill charges."""
        start_s, length_s, delivered_wh, received_wh, event_price, is_event, price, cost = use
        if price is not None or cost is not None:
            self._settle()
            self._add_published(use)
            return
        if start_s % QUARTER_S + length_s > QUARTER_S:
            self._settle()
            for rate, energy_wh, sold_wh in self.charges.stretches(use):
                self._add(rate, energy_wh, sold_wh, event_price, is_event=is_event)
            return
        day = self._day
        if day is None or not day.start_s <= start_s < day.end_s:
            day = self._day = self.charges.calendar.day_of(start_s)
        rate = day.rates[(start_s - day.start_s) // QUARTER_S]
        if is_event or event_price is not None:
            self._settle()
            self._add(rate, delivered_wh, received_wh, event_price, is_event=is_event)
            return
        if rate is not self._rate:
            self._settle()
            self._rate = rate
        self._energy_wh += delivered_wh
        self._received_wh += received_wh

    def _settle(self) -> None:
        """Count what waits."""
        if self._rate is not None:
            rate, energy_wh, received_wh = self._rate, self._energy_wh, self._received_wh
            self._rate, self._energy_wh, self._received_wh = None, 0, 0
            self._add(rate, energy_wh, received_wh, None, is_event=False)

    def _add(
        self, rate: Rate, energy_wh: int, received_wh: int, event_price: Decimal | None, *, is_event: bool
    ) -> None:
        if rate.plan != self._plan:
            self._turn_to(rate.plan)
        counted, limits = self._counted, self._limits
        position_wh = self._position_wh
        self._position_wh = position_wh + energy_wh
        counted.delivered_wh += energy_wh
        counted.received_wh += received_wh
        if position_wh < limits.baseline_wh:
            counted.within_wh += min(energy_wh, limits.baseline_wh - position_wh)
        tiers = self._usual.get(rate)
        if tiers is None:
            tiers = self._usual[rate] = [0] * len(limits.tiers_wh)
        parts = self.charges.climb(rate, position_wh, energy_wh)
        for tier, part in parts:
            tiers[tier] += part
        if is_event or event_price is not None:
            for tier, part in parts:
                key = (rate, tier, event_price)
                self._in_events[key] = self._in_events.get(key, 0) + part

    def _turn_to(self, plan: int) -> None:
        """What follows is by the version at that place of the calendar."""
        found = self._plans.get(plan)
        if found is None:
            found = self._plans[plan] = PlanTally()
        self._plan, self._counted, self._limits = plan, found, self.charges.limits(plan)

    def _add_published(self, use: Use) -> None:
        for rate, energy_wh, received_wh in self.charges.stretches(use):
            self._turn_to(rate.plan)
            self._counted.delivered_wh += energy_wh
            self._counted.received_wh += received_wh
        self._turn_to(self.charges.calendar.day_of(use.start_s).plan)
        first = self._counted
        first.published_wh += use.delivered_wh
        first.published_cost += published_cost(use) or NO_MONEY
        if use.delivered_wh:
            price = use.published_price if use.event_price is None else use.event_price
            first.published_prices.add(None if use.published_cost is not None else price)
        self._position_wh += use.delivered_wh
