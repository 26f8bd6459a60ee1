"""Block tariff: prices that rise with what a billing period has used (Price 0x0100 to 0x0400)."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

MINUTE_S: Final = 60


@dataclass(frozen=True, slots=True)
class BlockTariff:
    """Thresholds between blocks, a price for each block, and the period over which usage is counted.

    Seconds since 1970 by the meter's clock; `register_wh` is the register at the period's start.
    """

    issuer_event_id: int
    thresholds_wh: tuple[int, ...]
    prices: tuple[Decimal, ...]
    start_s: int
    minutes: int
    register_wh: int

    def __post_init__(self) -> None:
        """Refuse what no meter could hold."""
        is_rising = list(self.thresholds_wh) == sorted(set(self.thresholds_wh))
        if not is_rising or len(self.prices) != len(self.thresholds_wh) + 1 or len(self.thresholds_wh) > MAX_THRESHOLDS:
            raise ValueError("blocks need rising thresholds and one price more than thresholds")

    def used_wh(self, register_wh: int) -> int:
        """CurrentBlockPeriodConsumptionDelivered."""
        return register_wh - self.register_wh

    def block(self, register_wh: int) -> int:
        """The active block, from 1: block N+1 when the use is above block N's threshold."""
        used_wh = self.used_wh(register_wh)
        return 1 + sum(used_wh > threshold_wh for threshold_wh in self.thresholds_wh)

    def split(self, register_wh: int) -> tuple[int, ...]:
        """What this period used in each block."""
        used_wh = self.used_wh(register_wh)
        edges = (0, *self.thresholds_wh, max(used_wh, *self.thresholds_wh, 0))
        return tuple(max(0, min(used_wh, upper) - lower) for lower, upper in pairwise(edges))

    def save(self) -> list[object]:
        """For the state file."""
        return [
            self.issuer_event_id,
            list(self.thresholds_wh),
            [str(price) for price in self.prices],
            self.start_s,
            self.minutes,
            self.register_wh,
        ]

    @classmethod
    def of(cls, saved: Any) -> "BlockTariff":
        """What `save` wrote."""
        event_id, thresholds_wh, prices, start_s, minutes, register_wh = saved
        return cls(event_id, tuple(thresholds_wh), tuple(map(Decimal, prices)), start_s, minutes, register_wh)


MAX_THRESHOLDS: Final = 15
