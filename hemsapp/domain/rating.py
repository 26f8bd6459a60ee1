"""What energy costs: each entry of the ledger is rated once, at the price valid then, and keeps its cost.

Documented rules. A tier follows the energy of the bill in the order of time; an entry that crosses a block threshold
is split at it. The time of use is that of the entry's quarter-hour on the local clock; the energy of a gap is taken as
even over the gap, and its tier is the one where the gap begins. Published prices replace tier and time of use; without
a price in force the meter's blocks hold (blocks.py), and without these nothing accrues. In the hours of an event its
price holds: beside the stored tariff's parts what it adds is one more, of published prices it takes the place. Sold
energy earns the tariff's `sold_price`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal

from hemsapp.domain.blocks import MeterBlocks, ladder, period_start_s
from hemsapp.domain.days import HomeZone
from hemsapp.domain.entries import NO_SUMS, Entry, Hole, Row
from hemsapp.domain.facts import Costs
from hemsapp.domain.ledger import Ledger
from hemsapp.domain.peak_prices import PeakPrices
from hemsapp.domain.sums import Sums
from hemsapp.domain.tariff import Tariffs, adder_at, split_by_tier
from hemsapp.rates import NO_MONEY, TariffVersion
from hemsapp.units import QUARTER_S, cost_of, quarter_of, spread


class Rating:
    """Keeps the sums of the bills in step with the ledger; work is done only from the first changed entry on."""

    def __init__(
        self, ledger: Ledger, tariffs: Tariffs, zone: HomeZone, blocks: MeterBlocks, peaks: PeakPrices
    ) -> None:
        self._ledger = ledger
        self._tariffs = tariffs
        self._zone = zone
        self._blocks = blocks
        self._peaks = peaks
        self._starts_s: list[int] = []
        self._adders: dict[tuple[int, int], Decimal] = {}

    def set_bills(self, starts_s: Sequence[int]) -> None:
        """Bills start at these instants, rising; energy before the first keeps the cost that it had."""
        starts = list(starts_s)
        if starts == self._starts_s:
            return
        differing = [each for each in set(starts) ^ set(self._starts_s) if not starts or each >= starts[0]]
        self._starts_s = starts
        if differing:
            self.rate_from(min(differing))

    def rate_from(self, at_s: int) -> None:
        """Rate everything from `at_s` on anew: a tariff or a bill changed."""
        ledger = self._ledger
        index = bisect_left(ledger.keys, at_s * 4)
        if index < len(ledger.keys) and (ledger.dirty_key is None or ledger.keys[index] < ledger.dirty_key):
            ledger.dirty_key = ledger.keys[index]

    def settle(self) -> None:
        """Bring costs and sums up to date; entries whose cost changed are to be recorded."""
        ledger = self._ledger
        if ledger.dirty_key is None:
            return
        index = bisect_left(ledger.keys, ledger.dirty_key)
        ledger.dirty_key = None
        bill = -2
        sums = NO_SUMS
        if index:
            bill = self._bill_of(ledger.entries[index - 1])
            sums = ledger.entries[index - 1].sums
        for entry in ledger.entries[index:]:
            if (now := self._bill_of(entry)) != bill:
                bill, sums = now, NO_SUMS
            if bill >= 0:
                sums = self._rate(entry, sums)
            entry.sums = sums

    def _bill_of(self, entry: Entry) -> int:
        return bisect_right(self._starts_s, entry.start_s) - 1

    def _rate(self, entry: Entry, before: Sums) -> Sums:
        version = self._tariffs.on(self._zone.date_of(entry.start_s))
        delivered_wh, received_wh = entry.delivered_wh, entry.received_wh
        tiers: dict[int, Decimal] = {}
        sold = -cost_of(version.sold_price, received_wh) if received_wh else NO_MONEY
        if entry.is_published:
            costs = Costs(published=self._published(entry, before), sold=sold)
        else:
            for index, part in split_by_tier(version, before.delivered_wh, delivered_wh):
                tiers[index] = cost_of(version.tiers[index].price, part)
            costs = Costs(
                tier=sum(tiers.values(), NO_MONEY),
                time_of_use=self._time_of_use(entry, version),
                sold=sold,
                events=self._added_by_events(entry, version, before),
            )
        if costs != entry.costs or (not entry.is_published and entry.rate_version != version.version):
            entry.costs = costs
            entry.rate_version = version.version
            self._ledger.changed.add(entry)
        not_itemised_wh = delivered_wh if isinstance(entry, Hole) else 0
        return before.plus(delivered_wh, received_wh, not_itemised_wh, costs, tiers)

    def _published(self, entry: Entry, before: Sums) -> Decimal:
        """The cost by the price that held, an event's within a gap as well; else by the meter's blocks (blocks.py)."""
        peaks = [] if isinstance(entry, Row) else [piece for piece in self._pieces(entry) if piece[2] is not None]
        by_events = sum((cost_of(price, part) for _, part, price in peaks if price is not None), NO_MONEY)
        rest_wh = entry.delivered_wh - sum(part for _, part, _ in peaks)
        if entry.price is not None:
            return by_events + cost_of(entry.price, rest_wh)
        return by_events + self._by_blocks(entry, rest_wh, before)

    def _by_blocks(self, entry: Entry, energy_wh: int, before: Sums) -> Decimal:
        blocks = self._blocks.at(entry.start_s)
        if blocks is None or not energy_wh:
            return NO_MONEY
        bill_s = self._starts_s[self._bill_of(entry)]
        used_wh = self.delivered_since(period_start_s(blocks, entry.start_s, bill_s), before, entry.start_s)
        rungs = ladder(blocks)
        parts = split_by_tier(rungs, used_wh, energy_wh)
        return sum((cost_of(rungs.tiers[index].price, part) for index, part in parts), NO_MONEY)

    def _added_by_events(self, entry: Entry, version: TariffVersion, before: Sums) -> Decimal:
        """What the price of events adds to the stored tariff's; negative if it is the lower one."""
        added = NO_MONEY
        position_wh = before.delivered_wh
        for start_s, part, price in self._pieces(entry):
            if price is not None:
                tiers = split_by_tier(version, position_wh, part)
                usual = sum((cost_of(version.tiers[index].price, wh) for index, wh in tiers), NO_MONEY)
                added += cost_of(price, part) - usual - cost_of(self._adder(version, start_s), part)
            position_wh += part
        return added

    def _pieces(self, entry: Entry) -> list[tuple[int, int, Decimal | None]]:
        """(start, Wh, the event's price or None) of an entry; a gap's energy is taken as even over it."""
        if isinstance(entry, Row):
            return [(entry.start_s, entry.delivered_wh, entry.price)]
        edges = self._peaks.edges(entry.start_s, entry.end_s - 1)
        if not entry.delivered_wh or (not edges and self._peaks.at(entry.start_s) is None):
            return [(entry.start_s, entry.delivered_wh, None)]
        quarters = range(quarter_of(entry.start_s) + QUARTER_S, entry.end_s, QUARTER_S)
        ordered = sorted({entry.start_s, *quarters, *edges, entry.end_s})
        parts = spread(entry.delivered_wh, ordered if len(ordered) > 1 else [entry.start_s, entry.end_s])
        return [(start_s, part, self._peaks.price_at(start_s)) for start_s, _, part in parts]

    def delivered_since(self, from_s: int, sums: Sums, at_s: int) -> int:
        """Energy from `from_s` on, where `sums` are those of the bill in which `at_s` lies; bills may lie between."""
        total_wh = sums.delivered_wh
        bill = bisect_right(self._starts_s, at_s) - 1
        while bill > 0 and from_s < self._starts_s[bill]:
            total_wh += self.sums_up_to(self._starts_s[bill]).delivered_wh
            bill -= 1
        if bill >= 0 and from_s > self._starts_s[bill]:
            total_wh -= self.sums_at(from_s).delivered_wh
        return max(total_wh, 0)

    def _time_of_use(self, entry: Entry, version: TariffVersion) -> Decimal:
        if isinstance(entry, Row) or entry.end_s - entry.start_s <= QUARTER_S:
            return cost_of(self._adder(version, entry.start_s), entry.delivered_wh)
        edges = [entry.start_s, *range(quarter_of(entry.start_s) + QUARTER_S, entry.end_s, QUARTER_S), entry.end_s]
        parts = spread(entry.delivered_wh, edges) if entry.delivered_wh else ()
        return sum((cost_of(self._adder(version, start), part) for start, _, part in parts), NO_MONEY)

    def _adder(self, version: TariffVersion, at_s: int) -> Decimal:
        slot = quarter_of(at_s)
        key = (version.version, slot)
        adder = self._adders.get(key)
        if adder is None:
            if len(self._adders) > 20_000:
                self._adders.clear()
            adder = self._adders[key] = adder_at(version, self._zone.minute_of(slot))
        return adder

    def sums_at(self, at_s: int) -> Sums:
        """Sums of the bill in which `at_s` lies, over the entries that start before it."""
        index = bisect_left(self._ledger.keys, at_s * 4) - 1
        if index < 0 or self._bill_of(self._ledger.entries[index]) != bisect_right(self._starts_s, at_s) - 1:
            return NO_SUMS
        return self._ledger.entries[index].sums

    def sums_up_to(self, at_s: int) -> Sums:
        """Sums of the bill that ends at `at_s`."""
        index = bisect_left(self._ledger.keys, at_s * 4) - 1
        if index < 0 or self._bill_of(self._ledger.entries[index]) != bisect_left(self._starts_s, at_s) - 1:
            return NO_SUMS
        return self._ledger.entries[index].sums
