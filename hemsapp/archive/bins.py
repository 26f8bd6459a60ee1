"""The bars of a chart while they are filled: energy to the watt-hour, money exactly, what is unknown stays unknown."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from devices.messages import IntervalChannel
from hemsapp.domain.days import instant, seconds
from hemsapp.domain.facts import Gap
from hemsapp.questions import Bar
from hemsapp.rates import NO_MONEY
from hemsapp.rollups import whole
from hemsapp.snapshot.home import PriceLevel
from hemsapp.units import WH_PER_KWH, spread

_FIVE_DECIMALS = Decimal("0.00001")
_EIGHT_DECIMALS = Decimal("0.00000001")


@dataclass(slots=True)
class Bin:
    """What was used from Unix second `from_s` to `until_s`; `known_s` of its seconds are known."""

    from_s: int
    until_s: int
    known_s: int = 0
    delivered_wh: int = 0
    received_wh: int = 0
    not_itemised_wh: int = 0
    cost: Decimal = NO_MONEY
    levels: dict[PriceLevel, int] = field(default_factory=dict)
    price: Decimal | None = None
    level: PriceLevel | None = None
    is_event: bool = False
    is_corrected: bool = False
    counted_wh: int | None = None

    @property
    def whole_wh(self) -> int | None:
        """All that was delivered, the energy of silences with it; None: nothing is known."""
        return self.delivered_wh + self.not_itemised_wh if self.known_s or self.not_itemised_wh else None

    def bar(self, usual_wh: int | None) -> Bar:
        """As the page sees it; `price` is the mean one where there was none of the whole bar."""
        used_wh, price = self.whole_wh, self.price
        if price is None and used_wh:
            price = (self.cost * WH_PER_KWH / used_wh).quantize(_FIVE_DECIMALS)
        return Bar(
            start=instant(self.from_s),
            end=instant(self.until_s),
            delivered_wh=used_wh,
            received_wh=self.received_wh,
            cost=None if used_wh is None else self.cost,
            price=price,
            level=self.level,
            levels=tuple((level, self.levels[level]) for level in PriceLevel if self.levels.get(level)),
            not_itemised_wh=self.not_itemised_wh,
            is_event=self.is_event,
            is_corrected=self.is_corrected,
            usual_wh=usual_wh,
            counted_wh=self.counted_wh,
        )


class Bins:
    """Bars side by side."""

    def __init__(self, bars: Iterable[tuple[int, int]]) -> None:
        self.all = [Bin(from_s, until_s) for from_s, until_s in bars]
        self._starts = [each.from_s for each in self.all]

    def at(self, at_s: int) -> Bin | None:
        """The one in which an instant lies."""
        index = bisect_right(self._starts, at_s) - 1
        return self.all[index] if index >= 0 and at_s < self.all[index].until_s else None

    def within(self, from_s: int, until_s: int) -> Iterator[Bin]:
        """Those that a stretch touches."""
        for each in self.all[max(bisect_right(self._starts, from_s) - 1, 0) :]:
            if each.from_s >= until_s:
                return
            if each.until_s > from_s:
                yield each

    def take_gap(self, gap: Gap) -> None:
        """Lay the energy of a silence, and what it costs, evenly over the bars that it touches."""
        start_s = seconds(gap.start)
        end_s = start_s + gap.length_s
        edges = sorted({start_s, *(at_s for at_s in self._edges() if start_s < at_s < end_s), max(end_s, start_s)})
        cost, given = whole(gap.costs), NO_MONEY
        energy_wh = 0
        for from_s, to_s, part_wh in spread(gap.left_wh, edges if len(edges) > 1 else [start_s, start_s]):
            energy_wh += part_wh
            due = cost if to_s >= end_s else (cost * energy_wh / gap.left_wh).quantize(_EIGHT_DECIMALS)
            share, given = due - given, due
            if (touched := self.at(from_s)) is not None:
                touched.cost += share
                if gap.channel is IntervalChannel.DELIVERED:
                    touched.not_itemised_wh += part_wh
                else:
                    touched.received_wh += part_wh

    def _edges(self) -> list[int]:
        return [*self._starts, self.all[-1].until_s]
