"""WorthWanted: what events were worth, one by one with every step of the baseline, and in their season."""

from datetime import datetime
from decimal import Decimal
from itertools import groupby

from devices.measured_response import Measured, Reason
from hemsapp.archive.kept import Archive
from hemsapp.archive.walk import Walk
from hemsapp.commands import PriceSource
from hemsapp.domain.billing.calendar import Calendar
from hemsapp.domain.days import seconds
from hemsapp.domain.event_facts import KeptEvent
from hemsapp.domain.event_worth import measured, measured_hours, price_of_hours, saved, season_start
from hemsapp.domain.facts import Gap, PublishedPrice, Quality
from hemsapp.domain.metered import quarter_wh
from hemsapp.domain.published import PublishedPrices
from hemsapp.questions import EventWorth, WorthShown, WorthStep, WorthWanted
from hemsapp.rates import NO_MONEY
from hemsapp.units import QUARTER_S, quarter_of

_COVERED = 0.95  # as `comparison.used_wh`, so that the card and the page say the same


def worth(archive: Archive, wanted: WorthWanted) -> WorthShown:
    """The events that were in force for a quarter-hour at least, without practices unless one is asked for."""
    events = archive.select(KeptEvent, "ORDER BY start DESC, issuer_event_id DESC")
    wanted_ones = [event for event in events if wanted.issuer_event_id in {None, event.issuer_event_id}]
    shown = [
        event
        for event in wanted_ones
        if measured_hours(event, archive.now) is not None
        if not event.is_test or wanted.issuer_event_id is not None
    ]
    if not shown:
        return WorthShown((), None, 0, 0, 0, NO_MONEY)
    of = _Worth(archive, events)
    newest = archive.date_of(shown[0].start)
    start = season_start(archive.tariffs.on(newest), newest)
    in_season = [
        event
        for event in events
        if not event.is_test
        and measured_hours(event, archive.now) is not None
        and start <= archive.date_of(event.start) <= newest
    ]
    season = [found for event in in_season if (found := of.event(event)).saved is not None]
    return WorthShown(
        tuple(of.event(event) for event in shown),
        start,
        len(in_season),
        len(season),
        sum((each.baseline_wh or 0) - (each.used_wh or 0) for each in season),
        sum((each.saved or NO_MONEY for each in season), NO_MONEY),
    )


class _Worth:
    """Measures events by what is kept; each once."""

    def __init__(self, archive: Archive, events: tuple[KeptEvent, ...]) -> None:
        self._archive = archive
        self._events = events
        self._walk = Walk(archive)
        self._used = _Used(archive)
        self._calendar = Calendar(archive.zone, archive.tariffs.versions)
        self._published = PublishedPrices(archive.select(PublishedPrice))
        self._found: dict[int, EventWorth] = {}

    def event(self, event: KeptEvent) -> EventWorth:
        """One that was in force for a quarter-hour at least."""
        found = self._found.get(event.issuer_event_id)
        if found is None:
            found = self._found[event.issuer_event_id] = self._measured(event)
        return found

    def _measured(self, event: KeptEvent) -> EventWorth:
        archive = self._archive
        found = measured(event, self._events, self._used.wh, archive.zone.name, archive.now)
        assert found is not None, "only events that were in force are shown"
        is_priced = event.price is not None and not event.is_test
        usual, adder = (NO_MONEY, NO_MONEY) if is_priced else self._usual_price(found)
        price = price_of_hours(event, self._published.price_at(seconds(found.start)), usual, adder)
        is_known = found.baseline_wh is not None
        return EventWorth(
            event.issuer_event_id,
            found.start,
            found.end,
            found.used_wh,
            found.raw_wh,
            found.baseline_wh,
            found.adjustment_percent if is_known else None,
            price,
            saved(found, price),
            tuple(
                WorthStep(
                    step.day, step.energy_wh, step.is_taken, "" if step.reason is Reason.TAKEN else step.reason.value
                )
                for step in found.steps
            ),
            found.before_wh,
            found.usual_before_wh,
            found.adjustment.value if is_known else "",
            found.is_business_day,
        )

    def _usual_price(self, found: Measured) -> tuple[Decimal, Decimal]:
        """What a kWh cost by the stored plan when it began, at its place in the bill; what the plan adds in events."""
        at_s = seconds(found.start)
        piece = next(self._walk.pieces(at_s, at_s + QUARTER_S), None)
        rate, tier = (self._calendar.rate_at(at_s), 0) if piece is None else (piece.rate, piece.tier)
        peak = rate.version.critical_peak
        has_adder = peak is not None and self._archive.preferences.price_source is PriceSource.STORED
        return rate.prices[tier], peak.adder if peak is not None and has_adder else NO_MONEY


class _Used:
    """What was used between instants, by what is kept."""

    def __init__(self, archive: Archive) -> None:
        self._db = archive.db
        gaps = archive.select(Gap, "WHERE left_wh > 0")
        self._unknown = [(seconds(gap.start), seconds(gap.start) + gap.length_s) for gap in gaps]
        self._unknown += Walk(archive).left_out

    def wh(self, start: datetime, end: datetime) -> int | None:
        """Wh delivered; None where too much of it is unknown, or a person left some of it out."""
        from_s, until_s = seconds(start), seconds(end)
        if any(at_s < until_s and from_s < to_s for at_s, to_s in self._unknown):
            return None
        sql = "SELECT start, length_s, delivered_wh, profile_delivered_wh, quality FROM intervals"
        ends = (from_s * 1000, until_s * 1000)
        rows = self._db.execute(f"{sql} WHERE start >= ? AND start < ? ORDER BY start", ends).fetchall()
        if sum(length_s for _, length_s, *_ in rows) < _COVERED * (until_s - from_s):
            return None
        used = 0
        for _, each in groupby(rows, key=lambda row: quarter_of(row[0] // 1000)):
            pieces = list(each)
            is_amended = any(quality == Quality.AMENDED.value for *_, quality in pieces)
            used += quarter_wh(sum(row[2] for row in pieces), pieces[0][3], is_amended=is_amended)
        return used
