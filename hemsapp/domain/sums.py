"""Running sums of a bill: energy and the exact parts of its cost."""

from dataclasses import dataclass
from decimal import Decimal

from hemsapp.domain.facts import Costs

NO_COSTS = Costs()


@dataclass(frozen=True, slots=True)
class Sums:
    """From the bill's start up to some entry."""

    delivered_wh: int = 0
    received_wh: int = 0
    not_itemised_wh: int = 0
    costs: Costs = NO_COSTS

    @property
    def energy_cost(self) -> Decimal:
        """What the energy cost, what events added to it included, credits and sold energy deducted."""
        costs = self.costs
        return costs.tier + costs.time_of_use + costs.published + costs.events + costs.credits + costs.sold

    def plus(self, delivered_wh: int, received_wh: int, not_itemised_wh: int, costs: Costs) -> "Sums":
        """These sums and one more entry."""
        return Sums(
            self.delivered_wh + delivered_wh,
            self.received_wh + received_wh,
            self.not_itemised_wh + not_itemised_wh,
            self.costs.plus(costs),
        )
