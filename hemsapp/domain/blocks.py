"""The meter's own block tariff: which block thresholds and prices held when, and where a block period began.

Documented rules. What PublishPrice says is the price that holds now, under any charging scheme (SE Price, PublishPrice
`Price`): while one is in force each kWh costs that, and the blocks only make the ladder (its rungs, how far this block
period has climbed). While none is in force the meter's blocks price the energy, split at each block threshold by what
was used since the block period began. Blocks hold from when they were heard, from the next quarter-hour on, until
others are published; a block period with an end begins anew there, one without a start is the bill.
"""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, datetime

from devices.messages import BlocksPublished
from hemsapp.domain.days import seconds
from hemsapp.domain.facts import PublishedBlocks
from hemsapp.rates import NO_MONEY, TariffTier, TariffVersion


class MeterBlocks:
    """Every block tariff that the meter published, in the order in which they were heard."""

    def __init__(self, blocks: Iterable[PublishedBlocks] = ()) -> None:
        self._all: list[PublishedBlocks] = sorted(blocks, key=lambda each: each.start)
        self._starts_s = [seconds(each.start) for each in self._all]

    def receive(self, message: BlocksPublished, now: datetime) -> list[PublishedBlocks]:
        """Take a publication; what is to be recorded, nothing if it is a repetition."""
        new = PublishedBlocks(
            now, message.thresholds_wh, message.prices, message.period_start, message.period_minutes
        )  # fmt: skip
        if self._all and _what(self._all[-1]) == _what(new):
            return []
        self._all = [each for each in self._all if each.start < now] + [new]
        self._starts_s = [seconds(each.start) for each in self._all]
        return [new]

    def at(self, at_s: int) -> PublishedBlocks | None:
        """What held then; None: nothing was published yet."""
        index = bisect_right(self._starts_s, at_s) - 1
        return self._all[index] if index >= 0 else None


def _what(blocks: PublishedBlocks) -> tuple[object, ...]:
    return blocks.thresholds_wh, blocks.prices, blocks.period_start, blocks.period_minutes


def ladder(blocks: PublishedBlocks) -> TariffVersion:
    """The blocks as a tariff of tiers alone."""
    limits = (*blocks.thresholds_wh, None)
    tiers = tuple(TariffTier(limit, price) for limit, price in zip(limits, blocks.prices, strict=True))
    return TariffVersion(0, date.min, "The meter's blocks", "the meter", False, tiers, (), NO_MONEY)


def period_start_s(blocks: PublishedBlocks, at_s: int, bill_start_s: int) -> int:
    """Where the block period began in which an instant lies; a meter that names none counts by the bill."""
    if blocks.period_start is None:
        return bill_start_s
    start_s = seconds(blocks.period_start)
    if not blocks.period_minutes or at_s < start_s:
        return start_s
    return at_s - (at_s - start_s) % (blocks.period_minutes * 60)
