"""Prices that the meter publishes: one holds at a time, and a higher issuer event id removes what it overlaps.

The rule is the Price cluster's (Smart Energy, PublishPrice): nested and overlapping prices are not allowed; all
overlapped ones are removed, except the active one, which ends when the new one begins. A price never reaches
back before it was heard: what was counted keeps its cost.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from devices.messages import PricePublished
from hemsapp.domain.days import seconds
from hemsapp.domain.facts import PublishedPrice

FOREVER_S = 1 << 62

Key = tuple[int, int]


def _end_s(price: PublishedPrice) -> int:
    return FOREVER_S if price.end is None else seconds(price.end)


class PublishedPrices:
    """The published prices that count, past, present and scheduled; they never overlap."""

    def __init__(self, prices: Iterable[PublishedPrice] = ()) -> None:
        self._all: dict[Key, PublishedPrice] = {(p.provider_id, p.issuer_event_id): p for p in prices}
        self._line: list[tuple[int, int, PublishedPrice]] = []
        self._lay()

    def _lay(self) -> None:
        stretches = ((seconds(price.start), _end_s(price), price) for price in self._all.values())
        self._line = sorted(
            (stretch for stretch in stretches if stretch[0] < stretch[1]), key=lambda stretch: stretch[0]
        )

    def receive(self, message: PricePublished, now: datetime) -> list[PublishedPrice]:
        """Take a publication; the prices that it added or changed, none if it is a repetition or was overruled."""
        asked = message.start or now
        end = None if message.duration_minutes is None else asked + timedelta(minutes=message.duration_minutes)
        key = (message.provider_id, message.issuer_event_id)
        known = self._all.get(key)
        if known is not None and self._is_repetition(known, message, end):
            return []
        start = max(asked, now)
        if end is not None and end <= start:
            return []
        new = PublishedPrice(
            message.provider_id, message.issuer_event_id, message.rate_label, start, end, message.price,
            message.currency, message.price_tier, now,
        )  # fmt: skip
        overlapped = [
            price
            for first_s, last_s, price in self._line
            if first_s < _end_s(new) and seconds(start) < last_s and (price.provider_id, price.issuer_event_id) != key
        ]
        if any(price.issuer_event_id > new.issuer_event_id for price in overlapped):
            return []
        changed = [replace(price, end=start if price.start <= now else price.start) for price in overlapped]
        if known is not None and known.start <= now < (known.end or datetime.max.replace(tzinfo=now.tzinfo)):
            new = self._continue(known, new)
        for price in (*changed, new):
            self._all[price.provider_id, price.issuer_event_id] = price
        self._lay()
        return [*changed, new]

    @staticmethod
    def _is_repetition(known: PublishedPrice, message: PricePublished, end: datetime | None) -> bool:
        if known.price != message.price:
            return False
        if known.end is not None and known.end <= known.start:
            return True
        if message.start is None:
            return known.end is None or end is None or known.end <= end
        return end == known.end or (known.end is not None and (end is None or known.end < end))

    @staticmethod
    def _continue(known: PublishedPrice, new: PublishedPrice) -> PublishedPrice:
        """The same event, said anew while it holds: with the same price it keeps its start."""
        return replace(new, start=known.start) if known.price == new.price else new

    def at(self, at_s: int) -> PublishedPrice | None:
        """The price that holds then; None: nothing was published, or it expired."""
        for first_s, last_s, price in reversed(self._line):
            if first_s <= at_s:
                return price if at_s < last_s else None
        return None

    def price_at(self, at_s: int) -> Decimal | None:
        """Dollars per kWh then, or None."""
        price = self.at(at_s)
        return None if price is None else price.price

    def edges(self, after_s: int, until_s: int) -> list[int]:
        """Where the price changes, starts or expires after `after_s` and up to `until_s`, rising."""
        found = {edge for first_s, last_s, _ in self._line for edge in (first_s, last_s) if after_s < edge <= until_s}
        return sorted(found)

    def stretches(self, from_s: int, until_s: int) -> list[tuple[int, int, PublishedPrice]]:
        """(start, end, price) of those that hold at any time in a span, in order."""
        return [stretch for stretch in self._line if stretch[0] < until_s and from_s < stretch[1]]

    def forget_before(self, at_s: int) -> None:
        """Drop what ended before: memory stays bounded, the store keeps it."""
        old = [key for key, price in self._all.items() if _end_s(price) < at_s]
        for key in old:
            del self._all[key]
        if old:
            self._lay()
