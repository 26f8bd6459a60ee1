"""What a price meant when it held: low, normal, high or critical, by the same rules as the screen's."""

from decimal import Decimal

from hemsapp.archive.kept import Archive
from hemsapp.archive.walk import Piece
from hemsapp.domain.billing.calendar import Calendar, Day, Rate
from hemsapp.domain.event_facts import KeptEvent
from hemsapp.domain.facts import PublishedPrice
from hemsapp.domain.peak_prices import PeakPrices
from hemsapp.domain.pricing import level_of, published_reference, stored_reference
from hemsapp.domain.published import PublishedPrices
from hemsapp.snapshot.home import PriceLevel


class Meaning:
    """The level of each price; what it is beside is made once for each day and rate."""

    def __init__(self, archive: Archive, calendar: Calendar) -> None:
        self.published = PublishedPrices(archive.select(PublishedPrice))
        self.peaks = PeakPrices(archive.select(KeptEvent), has_adder=archive.tariffs.has_adder)
        self._calendar = calendar
        self._of_rates: dict[int, tuple[tuple[Rate, ...], dict[tuple[Rate, int], PriceLevel]]] = {}
        self._of_published: dict[tuple[int, Decimal], PriceLevel] = {}

    def of(self, piece: Piece, day: Day) -> PriceLevel | None:
        """What the price of a piece of that local day meant; None: no price was in force."""
        if piece.is_published:
            return self._of_published_price(piece.price, piece.start_s, day, piece.tier)
        if piece.price is not None or self.peaks.at(piece.start_s) is not None:
            return PriceLevel.CRITICAL
        return self._of_rate(day, piece.rate, piece.tier)

    def _of_rate(self, day: Day, rate: Rate, tier: int) -> PriceLevel:
        known = self._of_rates.get(id(day.rates))
        if known is None:  # days that are alike share their rates; held here, their id is nobody else's
            known = self._of_rates[id(day.rates)] = (day.rates, {})
        found = known[1].get((rate, tier))
        if found is None:
            usual = stored_reference(self._calendar, tier, day.start_s)
            found = known[1][rate, tier] = level_of(rate.prices[tier], usual)
        return found

    def _of_published_price(self, price: Decimal | None, at_s: int, day: Day, tier: int) -> PriceLevel | None:
        if price is None:
            return None
        if self.peaks.price_at(at_s) == price:
            return PriceLevel.CRITICAL
        key = (day.start_s, price)
        found = self._of_published.get(key)
        if found is None:
            usual = published_reference(
                self.published, day.start_s, stored_reference(self._calendar, tier, day.start_s)
            )
            found = self._of_published[key] = level_of(price, usual)
        return found
