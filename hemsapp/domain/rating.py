"""What energy costs: each entry of the ledger is rated once, by the plan valid then, and keeps its cost.

What a use of energy costs at its place in the bill is said in `billing.charges`. Published prices replace tier and time
of use; without a price in force the meter's blocks hold (blocks.py), and without these nothing accrues. In the hours of
an event its price takes the place of a published one. Since limits and baseline may follow from the dates of the whole
bill, a bill is rated anew when these change.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from hemsapp.domain.billing.calendar import Calendar
from hemsapp.domain.billing.charges import Charges, Use
from hemsapp.domain.billing.tally import Tally
from hemsapp.domain.blocks import MeterBlocks, ladder, period_start_s
from hemsapp.domain.days import HomeZone
from hemsapp.domain.entries import NO_SUMS, Entry, Hole, Row
from hemsapp.domain.ledger import Ledger
from hemsapp.domain.peak_prices import PeakPrices
from hemsapp.domain.sums import Sums
from hemsapp.domain.tariff import Tariffs, split_by_tier
from hemsapp.domain.uses import costs_of, use_of_row, uses_of_gap
from hemsapp.rates import NO_MONEY
from hemsapp.units import cost_of


class Rating:
    """Keeps the sums of the bills in step with the ledger; work is done only from the first changed entry on.

    `changes` counts how often anything that a bill is made of may have changed.
    """

    def __init__(
        self, ledger: Ledger, tariffs: Tariffs, zone: HomeZone, blocks: MeterBlocks, peaks: PeakPrices
    ) -> None:
        self.calendar = Calendar(zone, tariffs.versions)
        self.changes = 0
        self._ledger = ledger
        self._tariffs = tariffs
        self._zone = zone
        self._blocks = blocks
        self._peaks = peaks
        self._spans: list[tuple[date, date]] = []
        self._starts_s: list[int] = []
        self._charges: list[Charges] = []
        self._counted: tuple[int, int, Tally] | None = None  # (place of the bill, key of the first that is not in it)

    def set_bills(self, dates: Sequence[date]) -> None:
        """Bills lie between these local dates, rising; energy before the first keeps the cost that it had."""
        spans = list(pairwise(dates))
        if spans == self._spans:
            return
        differing = [start for start, _ in set(spans) ^ set(self._spans) if start >= dates[0]]
        self._spans = spans
        self._starts_s = [self._zone.midnight(start) for start, _ in spans]
        self._begin_anew()
        if differing:
            self.rate_from(self._zone.midnight(min(differing)))

    def tariffs_changed(self, starts: date) -> None:
        """A version was added that holds from `starts`."""
        self.calendar = Calendar(self._zone, self._tariffs.versions)
        self._begin_anew()
        self.rate_from(self._zone.midnight(starts))

    def _begin_anew(self) -> None:
        self._charges = [Charges(self.calendar, start, end) for start, end in self._spans]
        self._counted = None
        self.changes += 1

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
        self.changes += 1
        if self._counted is not None and ledger.dirty_key < self._counted[1]:
            self._counted = None
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
                sums = self._rate(entry, sums, self._charges[bill])
            entry.sums = sums

    def _bill_of(self, entry: Entry) -> int:
        return bisect_right(self._starts_s, entry.start_s) - 1

    def _rate(self, entry: Entry, before: Sums, charges: Charges) -> Sums:
        costs = costs_of(charges, self._uses(entry, before), before.delivered_wh)
        version = self.calendar.version_on(self._zone.date_of(entry.start_s)).version
        if costs != entry.costs or (not entry.is_published and entry.rate_version != version):
            entry.costs = costs
            entry.rate_version = version
            self._ledger.changed.add(entry)
        delivered_wh = entry.delivered_wh
        return before.plus(delivered_wh, entry.received_wh, delivered_wh if isinstance(entry, Hole) else 0, costs)

    def _uses(self, entry: Entry, before: Sums) -> list[Use]:
        start_s, length_s = entry.start_s, entry.end_s - entry.start_s
        delivered_wh, received_wh = entry.delivered_wh, entry.received_wh
        if isinstance(entry, Hole):
            if entry.is_published:
                cost = self._published(entry, before)
                return [Use(start_s, length_s, delivered_wh, received_wh, published_cost=cost)]
            return uses_of_gap(start_s, entry.end_s, delivered_wh, received_wh, self._peaks)
        if not entry.is_published:
            return [use_of_row(start_s, length_s, delivered_wh, received_wh, entry.price, self._peaks)]
        if entry.price is not None:
            return [Use(start_s, length_s, delivered_wh, received_wh, published_price=entry.price)]
        cost = self._by_blocks(entry, delivered_wh, before)
        return [Use(start_s, length_s, delivered_wh, received_wh, published_cost=cost)]

    def _published(self, hole: Hole, before: Sums) -> Decimal:
        """The cost of a gap by the price that held, an event's within it; else by the meter's blocks (blocks.py)."""
        uses = uses_of_gap(hole.start_s, hole.end_s, hole.delivered_wh, 0, self._peaks)
        peaks = [(use.event_price, use.delivered_wh) for use in uses if use.event_price is not None]
        by_events = sum((cost_of(price, part) for price, part in peaks), NO_MONEY)
        rest_wh = hole.delivered_wh - sum(part for _, part in peaks)
        if hole.price is not None:
            return by_events + cost_of(hole.price, rest_wh)
        return by_events + self._by_blocks(hole, rest_wh, before)

    def _by_blocks(self, entry: Entry, energy_wh: int, before: Sums) -> Decimal:
        blocks = self._blocks.at(entry.start_s)
        if blocks is None or not energy_wh:
            return NO_MONEY
        bill_s = self._starts_s[self._bill_of(entry)]
        used_wh = self.delivered_since(period_start_s(blocks, entry.start_s, bill_s), before, entry.start_s)
        rungs = ladder(blocks)
        parts = split_by_tier(rungs, used_wh, energy_wh)
        return sum((cost_of(rungs.tiers[index].price, part) for index, part in parts), NO_MONEY)

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

    def rows(self, from_s: int, until_s: int) -> Iterator[Row]:
        """The rows of the ledger that start in a span, in order."""
        return self._ledger.rows(from_s, until_s)

    def tier(self, at_s: int, position_wh: int) -> int:
        """The index of the tier in which the next watt-hour of the running bill falls (C1FR34d)."""
        limits = self.charges_at(at_s).limits(self.calendar.plan_on(self._zone.date_of(at_s)))
        return bisect_right(limits.tiers_wh, position_wh)

    def charges_at(self, at_s: int) -> Charges:
        """The charges of the bill in which an instant lies, those of the last known one after it."""
        return self._charges[max(bisect_right(self._starts_s, at_s) - 1, 0)]

    def tally_at(self, at_s: int) -> Tally:
        """What was counted in the bill in which an instant lies; the caller's own."""
        bill = max(bisect_right(self._starts_s, at_s) - 1, 0)
        entries, keys = self._ledger.entries, self._ledger.keys
        is_last = bill == len(self._charges) - 1
        if is_last and self._counted is not None and self._counted[0] == bill:
            _, key, tally = self._counted
        else:
            key, tally = self._starts_s[bill] * 4, Tally(self._charges[bill])
        first = bisect_left(keys, key)
        end = len(entries) if is_last else bisect_left(keys, self._starts_s[bill + 1] * 4)
        if is_last and end - first > 0:
            self._count(tally, first, end - 1)
            self._counted = bill, keys[end - 1], tally
            tally, first = tally.copy(), end - 1
        self._count(tally, first, end)
        return tally

    def _count(self, tally: Tally, first: int, end: int) -> None:
        for use in self._uses_between(first, end):
            tally.add(use)

    def _uses_between(self, first: int, end: int) -> Iterator[Use]:
        for index in range(first, end):
            entry = self._ledger.entries[index]
            before = NO_SUMS
            if index and self._bill_of(self._ledger.entries[index - 1]) == self._bill_of(entry):
                before = self._ledger.entries[index - 1].sums
            yield from self._uses(entry, before)
