"""The ledger of energy: quarter-hours, and gaps; whatever was counted is in exactly one of them (M1).

Live energy is counted into the quarter-hour (a *row*) in which it was used. A row is cut where the price changes
within. A silence across a quarter-hour opens a *gap* that holds its energy as not itemised, until the meter's own
intervals move it into rows. The result does not depend on the order in which those come, nor on how often.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from decimal import Decimal

from devices.messages import IntervalChannel
from hemsapp.domain.entries import DELIVERED, RECEIVED, Entry, Hole, Row, key_of
from hemsapp.domain.facts import Gap, Interval
from hemsapp.domain.peak_prices import PeakPrices
from hemsapp.domain.published import PublishedPrices
from hemsapp.units import QUARTER_S, quarter_of, spread

_ROUNDING_PART = 20


class Ledger:
    """Rows and gaps in the order of time; `changed` are those to be recorded, `dirty_key` the first to be rated.

    `amended`: (start, end, Wh) of the stretches that a person corrected, None: left out.
    """

    def __init__(self, prices: PublishedPrices, peaks: PeakPrices, *, is_published: bool = False) -> None:
        self.entries: list[Entry] = []
        self.keys: list[int] = []
        self.changed: set[Entry] = set()
        self.dirty_key: int | None = None
        self.pages_learned = 0
        self.amended: list[tuple[int, int, int | None]] = []
        self._prices = prices
        self._peaks = peaks
        self._is_published = is_published
        self._rows: dict[int, Row] = {}
        self._starts: list[int] = []
        self._holes: list[Hole] = []
        self._current: Row | None = None
        self._current_until_s = 0
        self._known_from_s: int | None = None
        self._is_known_from_stale = True

    def restore(self, intervals: Iterable[Interval], gaps: Iterable[Gap]) -> None:
        """Take back what was recorded."""
        for gap in gaps:
            self._insert(Hole.restored(gap))
        for interval in intervals:
            self._insert(Row.restored(interval))
        for hole in self._holes:
            hole.unknown = {slot for slot in hole.unknown if self._profile(slot, hole.channel) is None}
        for row in self._rows.values():
            self._know_imported(row)
        self.changed.clear()
        self.dirty_key = self.keys[0] if self.keys else None

    def take_imported(self, intervals: Iterable[Interval]) -> None:
        """Take what a file told and the store keeps, where nothing was counted here; it is to be rated."""
        for interval in intervals:
            row = Row.restored(interval)
            index = bisect_left(self._starts, row.end_s)
            before = self._rows[self._starts[index - 1]] if index else None
            is_free = before is None or before.end_s <= row.start_s
            if is_free and not self.has_gap(row.start_s, row.end_s):
                self._insert(row)
                self._know_imported(row)
                self.dirty_key = min(key_of(row), key_of(row) if self.dirty_key is None else self.dirty_key)
        self._current = None
        self.pages_learned += 1

    def _know_imported(self, row: Row) -> None:
        """What a file told of the time before us, the meter need not be asked for."""
        for hole in self._holes if row.imported else ():
            if hole.total_wh is None and (hole.channel is DELIVERED or row.received_wh):
                hole.unknown.discard(quarter_of(row.start_s))

    # Counting

    def count(self, channel: IntervalChannel, from_s: int, to_s: int, energy_wh: int) -> None:
        """Count live energy of a stretch, shared by time over the rows that it touches."""
        row = self._current
        if row is not None and row.start_s <= from_s and to_s <= self._current_until_s:
            row.measured[channel] += energy_wh
            self.touch(row)
            return
        for start_s, end_s, part in spread(energy_wh, self._cuts(from_s, to_s)):
            row = self._row_at(start_s)
            row.measured[channel] += part
            self.touch(row)
            slot = quarter_of(start_s)
            if self._profile(slot, channel) is not None:
                self._allocate(channel, {slot})
            self._make_current(row, slot, end_s)

    def _cuts(self, from_s: int, to_s: int) -> list[int]:
        cuts = {from_s, to_s, *range(quarter_of(from_s) + QUARTER_S, to_s, QUARTER_S)}
        cuts.update(self._edges(from_s, to_s, is_published=self._is_published))
        cuts.update(self._starts[bisect_right(self._starts, from_s) : bisect_left(self._starts, to_s)])
        ordered = sorted(cuts)
        return ordered if len(ordered) > 1 else [from_s, to_s]

    def _make_current(self, row: Row, slot: int, at_s: int) -> None:
        edges = self._edges(at_s - 1, row.end_s, is_published=row.is_published)
        is_plain = self._profile(slot, DELIVERED) is None and self._profile(slot, RECEIVED) is None
        self._current = row if is_plain else None
        self._current_until_s = min([row.end_s, *edges])

    def switch(self, at_s: int, *, is_published: bool) -> None:
        """From `at_s` on another price source holds; what was counted keeps its cost."""
        if is_published == self._is_published:
            return
        row = self._row_at(at_s)
        self._is_published = is_published
        self._cut(row, at_s, is_published=is_published)
        self.prices_changed()

    def prices_changed(self) -> None:
        """The published prices changed: the running row is looked up anew."""
        self._current = None

    def peaks_changed(self, spans: Iterable[tuple[int, int]], now_s: int) -> None:
        """Prices of events changed: what was counted in `spans` costs what holds there, and so does all from now on."""
        self._current = None
        for start_s, end_s in spans:
            for edge in (start_s, end_s):
                self._split(edge, now_s)
            for row in self.rows(start_s, end_s):
                row.price = self._price_of(row.start_s, is_published=row.is_published)
                self.touch(row)
        index = bisect_right(self._starts, now_s) - 1
        if index < 0 or now_s >= self._rows[self._starts[index]].end_s:
            return
        running = self._row_at(now_s)
        if running.price != self._price_of(now_s, is_published=running.is_published):
            self._cut(running, now_s, is_published=running.is_published)

    def _split(self, at_s: int, now_s: int) -> None:
        """End a row at `at_s`; what was counted in it is shared by time, for nobody knows better."""
        index = bisect_right(self._starts, at_s) - 1
        row = self._rows[self._starts[index]] if index >= 0 else None
        if row is None or not row.start_s < at_s < min(row.end_s, now_s):
            return
        edges = (row.start_s, at_s, min(row.end_s, now_s))
        later = self._cut(row, at_s, is_published=row.is_published)
        for channel in (DELIVERED, RECEIVED):
            for mine, its in ((row.measured, later.measured), (row.settled, later.settled), (row.filled, later.filled)):
                (_, _, first), (_, _, rest) = spread(mine[channel], edges)
                mine[channel], its[channel] = first, rest

    def open_gap(self, channel: IntervalChannel, start_s: int, end_s: int, total_wh: int | None) -> None:
        """Keep the energy of a silence as not itemised, until the meter's profile tells."""
        while start_s * 4 + channel in self._keys_of_holes():
            start_s += 1
        is_published = self._kind_before(start_s) if total_wh is not None else False
        price = self._prices.price_at(start_s) if is_published else None
        hole = Hole(channel, start_s, max(start_s, end_s), total_wh, is_published=is_published, price=price)
        self._insert(hole)
        self.touch(hole)
        self._current = None
        known = {slot for slot in hole.slots if self._profile(slot, channel) is not None}
        if known:
            hole.unknown -= known
            self._allocate(channel, known)

    def _keys_of_holes(self) -> set[int]:
        return {key_of(hole) for hole in self._holes}

    # What a person says

    def amend(self, start_s: int, end_s: int, energy_wh: int | None) -> None:
        """That stretch of whole quarter-hours was so much (None: nothing), shared by time over its rows."""
        rows = list(self.rows(start_s, end_s))
        edges = [*(row.start_s for row in rows), end_s]
        for row, (_, _, part) in zip(rows, spread(energy_wh or 0, edges), strict=True):
            if row.amended != part:
                row.amended = part
                self.touch(row)

    def un_amend(self, start_s: int, end_s: int) -> None:
        """That stretch is as it was counted."""
        for row in self.rows(start_s, end_s):
            row.amended = None
            self.touch(row)

    def left_out_s(self, from_s: int, until_s: int) -> int:
        """How many seconds of a span a person left out: nothing is known of them."""
        out = [(start_s, end_s) for start_s, end_s, energy_wh in self.amended if energy_wh is None]
        return sum(max(0, min(end_s, until_s) - max(start_s, from_s)) for start_s, end_s in out)

    def is_counted(self, from_s: int, until_s: int) -> bool:
        """Is there a row for every second of that span?"""
        return sum(row.length_s for row in self.rows(from_s, until_s)) == until_s - from_s

    # The meter's own intervals

    def learn(self, channel: IntervalChannel, values: Iterable[tuple[int, int | None]]) -> bool:
        """Take the meter's values, (start of the quarter-hour, Wh); was there any that a gap had asked for?"""
        news: set[int] = set()
        self._is_known_from_stale = True
        for slot, value_wh in values:
            holes = [hole for hole in self._holes if hole.channel is channel and slot in hole.slots]
            for hole in holes:
                hole.unknown.discard(slot)
            if not holes or value_wh is None:
                continue
            known = self._profile(slot, channel)
            if known is None or value_wh > known:
                self._row_at(slot, may_be_new=True).profile[channel] = value_wh
                news.add(slot)
        if news:
            self._current = None
            self.pages_learned += 1
            self._allocate(channel, news)
        return bool(news)

    def _allocate(self, channel: IntervalChannel, slots: set[int]) -> None:
        """Move energy from gaps into rows, from scratch for all gaps that share a quarter-hour with `slots`."""
        holes, slots = self._connected(channel, slots)
        for slot in slots:
            for row in self._pieces(slot):
                if row.filled[channel] != row.settled[channel]:
                    row.filled[channel] = row.settled[channel]
                    self.touch(row)
        for hole in holes:
            self._itemise(hole)
        for hole in self._holes:
            if hole.channel is channel and hole.total_wh is None:
                for slot in slots:
                    if slot in hole.slots:
                        self._fill(hole, slot, self._wanted(slot, channel))

    def _connected(self, channel: IntervalChannel, slots: set[int]) -> tuple[list[Hole], set[int]]:
        found: list[Hole] = []
        reach = set(slots)
        rest = [hole for hole in self._holes if hole.channel is channel and hole.total_wh is not None]
        while more := [hole for hole in rest if not reach.isdisjoint(hole.slots)]:
            found += more
            rest = [hole for hole in rest if hole not in more]
            for hole in more:
                reach.update(hole.slots)
        return sorted(found, key=lambda hole: hole.start_s), reach

    def _itemise(self, hole: Hole) -> None:
        slots = hole.slots
        inner = [slot for slot in slots if hole.start_s <= slot and slot + QUARTER_S <= hole.end_s]
        edges = [slot for slot in slots if slot < hole.start_s or hole.end_s < slot + QUARTER_S]
        left = hole.total_wh or 0
        for slot in (*inner, *edges):
            left -= self._fill(hole, slot, min(left, self._wanted(slot, hole.channel)))
        if 0 < left <= max(len(slots), (hole.total_wh or 0) // _ROUNDING_PART) and self._is_known(hole):
            # An edge of the gap fell between two readings, its share was guessed by time: the last slot takes the rest.
            left -= self._fill(hole, (edges or inner)[-1], left)
        if left != hole.left_wh:
            hole.left_wh = left
            self.touch(hole)

    def _is_known(self, hole: Hole) -> bool:
        return all(self._profile(slot, hole.channel) is not None for slot in hole.slots)

    def _wanted(self, slot: int, channel: IntervalChannel) -> int:
        value_wh = self._profile(slot, channel)
        if value_wh is None:
            return 0
        have = sum(row.measured[channel] + row.filled[channel] for row in self._pieces(slot))
        return max(0, value_wh - have)

    def _fill(self, hole: Hole, slot: int, energy_wh: int) -> int:
        if energy_wh <= 0:
            return 0
        first_s, last_s = max(slot, hole.start_s), min(slot + QUARTER_S, hole.end_s)
        self._row_at(last_s - 1, may_be_new=True)
        cuts = sorted({first_s, last_s, *(row.start_s for row in self._pieces(slot) if first_s < row.start_s < last_s)})
        for start_s, _, part in spread(energy_wh, cuts):
            row = self._row_at(start_s, may_be_new=True)
            row.filled[hole.channel] += part
            self.touch(row)
        return energy_wh

    def unknown(self, channel: IntervalChannel, since_s: int, until_s: int) -> list[int]:
        """Quarter-hours of gaps, wholly in the span, that the meter's profile has not told yet; rising."""
        found = {
            slot
            for hole in self._holes
            if hole.channel is channel
            for slot in hole.unknown
            if since_s <= slot and slot + QUARTER_S <= until_s
        }
        return sorted(found)

    # Rows

    def rows(self, from_s: int, until_s: int) -> Iterator[Row]:
        """Rows that start in a span, in order."""
        for index in range(bisect_left(self._starts, from_s), bisect_left(self._starts, until_s)):
            yield self._rows[self._starts[index]]

    def has_gap(self, from_s: int, until_s: int) -> bool:
        """Is energy of that span not itemised?"""
        return any(hole.left_wh and hole.start_s < until_s and from_s < hole.end_s for hole in self._holes)

    @property
    def first_s(self) -> int | None:
        """Where the first entry with energy known to us starts."""
        return self._starts[0] if self._starts else None

    @property
    def not_itemised_wh(self) -> int:
        """What gaps still hold."""
        return sum(hole.left_wh for hole in self._holes)

    @property
    def known_from_s(self) -> int | None:
        """From when on all energy is known: after the last quarter-hour before us that the profile has yet to tell."""
        if not self._is_known_from_stale:
            return self._known_from_s
        self._is_known_from_stale = False
        self._known_from_s = self._find_known_from()
        return self._known_from_s

    def _find_known_from(self) -> int | None:
        if not self._starts:
            return None
        asked = [max(hole.unknown) + QUARTER_S for hole in self._holes if hole.total_wh is None and hole.unknown]
        return max([self._starts[0], *asked])

    @property
    def has_open_gap(self) -> bool:
        """May a gap still be filled?"""
        return any(hole.unknown for hole in self._holes)

    def forget_before(self, at_s: int) -> None:
        """Drop what ended before `at_s`: memory stays bounded, the store keeps it."""
        cut = bisect_left(self.keys, at_s * 4)
        self._is_known_from_stale = True
        for entry in self.entries[:cut]:
            if isinstance(entry, Row):
                del self._rows[entry.start_s]
            else:
                self._holes.remove(entry)
        del self.entries[:cut], self.keys[:cut]
        del self._starts[: bisect_left(self._starts, at_s)]

    def settle_gaps(self, before_s: int) -> None:
        """Forget gaps that ended before `before_s` and are wholly itemised: what they held is their rows' own now."""
        for hole in [hole for hole in self._holes if hole.end_s <= before_s and self._is_closed(hole)]:
            if hole not in self._holes:
                continue
            found, slots = self._connected(hole.channel, set(hole.slots))
            if not all(each.end_s <= before_s and self._is_closed(each) for each in found):
                continue
            for row in (row for slot in slots for row in self._pieces(slot)):
                row.settled[hole.channel] = row.filled[hole.channel]
            for each in found:
                index = self.entries.index(each, bisect_left(self.keys, key_of(each)))
                del self.entries[index], self.keys[index]
                self._holes.remove(each)

    def _is_closed(self, hole: Hole) -> bool:
        return hole.total_wh is not None and not hole.left_wh and not hole.unknown and hole not in self.changed

    def touch(self, entry: Entry) -> None:
        """The entry changed: it is to be rated and recorded."""
        self.changed.add(entry)
        key = entry.start_s * 4 + entry.rank
        if self.dirty_key is None or key < self.dirty_key:
            self.dirty_key = key

    def _pieces(self, slot: int) -> list[Row]:
        return list(self.rows(slot, slot + QUARTER_S))

    def _profile(self, slot: int, channel: IntervalChannel) -> int | None:
        row = self._rows.get(slot)
        return None if row is None else row.profile[channel]

    def _kind_before(self, at_s: int) -> bool:
        index = bisect_right(self._starts, at_s) - 1
        return self._rows[self._starts[index]].is_published if index >= 0 else False

    def _row_at(self, at_s: int, *, may_be_new: bool = False) -> Row:
        """The row in which an instant lies, made or cut if need be; `may_be_new`: before all rows the tariff held."""
        index = bisect_right(self._starts, at_s) - 1
        row = self._rows[self._starts[index]] if index >= 0 else None
        slot = quarter_of(at_s)
        if row is None or row.start_s < slot:
            is_published = row.is_published if row else self._is_published and not may_be_new
            row = self._new_row(slot, QUARTER_S, is_published=is_published)
        is_published = row.is_published
        for edge in self._edges(row.start_s, at_s, is_published=is_published):
            if edge < row.end_s:
                row = self._cut(row, edge, is_published=is_published)
        return row

    def _edges(self, after_s: int, until_s: int, *, is_published: bool) -> list[int]:
        """Where the price changes, but for the stored tariff's own changes (those are at quarter-hours)."""
        peaks = self._peaks.edges(after_s, until_s)
        return sorted({*peaks, *self._prices.edges(after_s, until_s)}) if is_published else peaks

    def _price_of(self, at_s: int, *, is_published: bool) -> Decimal | None:
        """An event's price, else the published one where that holds; None: the stored tariff, or the meter's blocks."""
        peak = self._peaks.price_at(at_s)
        return self._prices.price_at(at_s) if peak is None and is_published else peak

    def _cut(self, row: Row, at_s: int, *, is_published: bool) -> Row:
        """End a row at `at_s`; the new one that starts there."""
        if row.start_s == at_s and not (any(row.measured) or any(row.filled)):
            row.is_published = is_published
            row.price = self._price_of(at_s, is_published=is_published)
            self.touch(row)
            return row
        at_s = max(at_s, row.start_s + 1)
        end_s = row.end_s
        if at_s >= end_s:
            return (
                self._row_at(end_s)
                if end_s in self._rows
                else self._new_row(end_s, QUARTER_S, is_published=is_published)
            )
        row.length_s = at_s - row.start_s
        self.touch(row)
        return self._new_row(at_s, end_s - at_s, is_published=is_published)

    def _new_row(self, start_s: int, length_s: int, *, is_published: bool) -> Row:
        price = self._price_of(start_s, is_published=is_published)
        row = Row(start_s, length_s, is_published=is_published, price=price)
        self._insert(row)
        self.touch(row)
        for from_s, until_s, energy_wh in self.amended:
            if from_s <= start_s < until_s:
                self.amend(from_s, until_s, energy_wh)
        return row

    def _insert(self, entry: Entry) -> None:
        key = key_of(entry)
        self._is_known_from_stale = True
        index = bisect_left(self.keys, key)
        self.keys.insert(index, key)
        self.entries.insert(index, entry)
        if isinstance(entry, Row):
            self._rows[entry.start_s] = entry
            self._starts.insert(bisect_left(self._starts, entry.start_s), entry.start_s)
        else:
            self._holes.append(entry)
