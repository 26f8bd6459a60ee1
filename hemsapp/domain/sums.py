"""Running sums of a bill: energy and the exact parts of its cost."""

from dataclasses import dataclass
from decimal import Decimal

from hemsapp.domain.facts import Costs
from hemsapp.rates import NO_MONEY

NO_COSTS = Costs()


@dataclass(frozen=True, slots=True)
class Sums:
    """From the bill's start up to some entry; `tier_costs` are of the rungs of the ladder, in order."""

    delivered_wh: int = 0
    received_wh: int = 0
    not_itemised_wh: int = 0
    costs: Costs = NO_COSTS
    tier_costs: tuple[Decimal, ...] = ()

    @property
    def energy_cost(self) -> Decimal:
        """What the energy cost, what events added to it included, sold energy deducted."""
        costs = self.costs
        return costs.tier + costs.time_of_use + costs.published + costs.events + costs.sold

    def plus(
        self, delivered_wh: int, received_wh: int, not_itemised_wh: int, costs: Costs, tiers: dict[int, Decimal]
    ) -> "Sums":
        """These sums and one more entry."""
        mine = self.costs
        tier_costs = self.tier_costs
        if tiers:
            rungs = max(len(tier_costs), max(tiers) + 1)
            tier_costs = tuple(
                (tier_costs[index] if index < len(tier_costs) else NO_MONEY) + tiers.get(index, NO_MONEY)
                for index in range(rungs)
            )
        return Sums(
            self.delivered_wh + delivered_wh,
            self.received_wh + received_wh,
            self.not_itemised_wh + not_itemised_wh,
            Costs(
                mine.tier + costs.tier,
                mine.time_of_use + costs.time_of_use,
                mine.published + costs.published,
                mine.sold + costs.sold,
                mine.events + costs.events,
            ),
            tier_costs,
        )
