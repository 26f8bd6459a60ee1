"""HistoryWanted: a day, a week, a bill or a year, bar by bar, with its events, its prices and what is usual."""

from collections.abc import Iterator
from datetime import timedelta

from hemsapp import rollups
from hemsapp.archive.bins import Bins
from hemsapp.archive.kept import Archive
from hemsapp.archive.meaning import Meaning
from hemsapp.archive.ribbon import price_stretches
from hemsapp.archive.spans import Span, neighbours, span_of
from hemsapp.archive.usual import Usual
from hemsapp.archive.walk import Piece, Walk
from hemsapp.archive.weather import warmer_centi_c
from hemsapp.domain.days import instant, seconds
from hemsapp.domain.event_facts import KeptEvent
from hemsapp.domain.event_table import EventState
from hemsapp.domain.event_windows import scheduled_end
from hemsapp.domain.facts import Amendment
from hemsapp.questions import EventMark, HistoryShown, HistoryWanted, Scale
from hemsapp.rates import NO_MONEY

_NEVER_HELD = frozenset({EventState.REJECTED, EventState.SUPERSEDED})


def history(archive: Archive, wanted: HistoryWanted) -> HistoryShown:
    """Bars that have not come yet, and those of which nothing is kept, are None."""
    span = span_of(archive, wanted.scale, wanted.day)
    walk = Walk(archive)
    meaning = Meaning(archive, walk.calendar)
    bins = Bins(span.bars)
    pieces = list(walk.pieces(span.from_s, span.until_s, is_coarse=span.scale is not Scale.DAY))
    _fill(bins, pieces, walk, meaning)
    _charge(archive, bins, span)
    for gap in walk.gaps:
        if seconds(gap.start) < span.until_s and seconds(gap.start) + gap.length_s > span.from_s:
            bins.take_gap(gap)
    prices = price_stretches(archive, walk, meaning, span, pieces) if span.scale is Scale.DAY else ()
    for stretch in prices:
        for each in bins.within(seconds(stretch.start), seconds(stretch.end)):
            if each.price is None:
                each.price, each.level = stretch.price, stretch.level
    events = tuple(_events(archive, span))
    for event in events:
        for each in bins.within(seconds(event.start), seconds(event.end)):
            each.is_event = True
    _correct(archive, bins)
    usual = Usual(archive, walk, span)
    known = [each.whole_wh for each in bins.all]
    previous, following = neighbours(archive, span)
    return HistoryShown(
        scale=span.scale,
        start=span.start,
        end=span.end,
        bars=tuple(each.bar(usual_wh) for each, usual_wh in zip(bins.all, usual.bars(), strict=True)),
        delivered_wh=_sum(known),
        received_wh=sum(each.received_wh for each in bins.all),
        cost=None if _sum(known) is None else sum((each.cost for each in bins.all), NO_MONEY),
        usual_percent=usual.percent,
        usual_days=usual.count,
        warmer_centi_c=warmer_centi_c(archive, span),
        events=events,
        prices=prices,
        previous=previous,
        next=following,
    )


def _sum(known: list[int | None]) -> int | None:
    there = [each for each in known if each is not None]
    return sum(there) if there else None


def _fill(bins: Bins, pieces: list[Piece], walk: Walk, meaning: Meaning) -> None:
    bars = iter(bins.all)
    now = next(bars)
    day = walk.calendar.day_of(now.from_s)
    for piece in pieces:
        start_s, delivered_wh = piece.start_s, piece.delivered_wh
        while start_s >= now.until_s:
            now = next(bars)
        if start_s >= day.end_s:
            day = walk.calendar.day_of(start_s)
        now.received_wh += piece.received_wh
        if piece.counted_wh is not None:
            now.is_corrected = True
            now.counted_wh = (now.counted_wh or 0) + piece.counted_wh
            if walk.is_left_out(start_s):
                continue
        now.known_s += piece.length_s
        now.delivered_wh += delivered_wh
        level = meaning.of(piece, day)
        if level is not None:
            now.levels[level] = now.levels.get(level, 0) + delivered_wh


def _charge(archive: Archive, bins: Bins, span: Span) -> None:
    if span.scale is Scale.DAY:
        costs = rollups.costs_of(archive.db, instant(span.from_s), instant(span.until_s))
        charged = [(start_s, rollups.whole(each)) for start_s, _, _, each in costs]
    else:
        days = rollups.days(archive.db, span.start, span.end)
        charged = [(seconds(day.total.start), rollups.whole(day.total.costs)) for day in days]
    for start_s, cost in charged:
        if (touched := bins.at(start_s)) is not None:
            touched.cost += cost


def _correct(archive: Archive, bins: Bins) -> None:
    """Mark what a person corrected, where nothing had been counted as well."""
    for each in archive.select(Amendment, "WHERE is_undone = 0 ORDER BY start"):
        start_s = seconds(each.start)
        for touched in bins.within(start_s, start_s + each.length_s):
            touched.is_corrected = True


def _events(archive: Archive, span: Span) -> Iterator[EventMark]:
    """Events that held, or will; a cancelled one until it was; no practice."""
    far = instant(span.from_s) - timedelta(days=1)
    for event in archive.select(
        KeptEvent, "WHERE start >= ? AND start < ? ORDER BY start", seconds(far) * 1000, span.until_s * 1000
    ):
        end = scheduled_end(event)
        if event.state is EventState.CANCELLED:
            end = min(end, event.ended or event.cancelled_at or end)
        is_real = event.state not in _NEVER_HELD and not event.is_test
        if is_real and event.start < end and seconds(end) > span.from_s:
            yield EventMark(event.issuer_event_id, event.start, end, event.price)
