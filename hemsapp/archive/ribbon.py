"""The stretches of one price under the axis of a day: what held, and for hours to come what will hold."""

from collections.abc import Iterator
from itertools import pairwise

from hemsapp.archive.kept import Archive
from hemsapp.archive.meaning import Meaning
from hemsapp.archive.spans import Span
from hemsapp.archive.walk import Piece, Walk
from hemsapp.commands import PriceSource
from hemsapp.domain.days import instant
from hemsapp.questions import PriceStretch
from hemsapp.snapshot.home import PriceLevel
from hemsapp.units import QUARTER_S


def price_stretches(
    archive: Archive, walk: Walk, meaning: Meaning, span: Span, pieces: list[Piece]
) -> tuple[PriceStretch, ...]:
    """Those of a day, merged where nothing changes; a stretch without a price in force is left out."""
    merged: list[PriceStretch] = []
    for each in _stretches(archive, walk, meaning, span, pieces):
        last = merged[-1] if merged else None
        if last is not None and (last.end, last.price, last.level, last.name) == (
            each.start, each.price, each.level, each.name,
        ):  # fmt: skip
            merged[-1] = PriceStretch(last.start, each.end, each.price, each.level, each.name)
        else:
            merged.append(each)
    return tuple(merged)


def _stretches(
    archive: Archive, walk: Walk, meaning: Meaning, span: Span, pieces: list[Piece]
) -> Iterator[PriceStretch]:
    day = walk.calendar.day(span.start)
    is_published = archive.preferences.price_source is PriceSource.PUBLISHED
    for piece in _whole(walk, meaning, span, pieces, is_published=is_published):
        price, name = piece.price, ""
        level: PriceLevel | None = meaning.of(piece, day)
        if price is None and not piece.is_published:
            price = piece.rate.prices[piece.tier]
            if (peak := piece.rate.version.critical_peak) is not None and level is PriceLevel.CRITICAL:
                price += peak.adder if meaning.peaks.at(piece.start_s) is not None else 0
            name = "" if piece.rate.time is None else piece.rate.time.name
        if price is not None and level is not None:
            yield PriceStretch(instant(piece.start_s), instant(piece.end_s), price, level, name)


def _whole(walk: Walk, meaning: Meaning, span: Span, pieces: list[Piece], *, is_published: bool) -> Iterator[Piece]:
    """The pieces, and in between what would hold there, cut where a price begins or ends."""
    day = walk.calendar.day(span.start)
    tier = pieces[0].tier if pieces else 0
    at_s = span.from_s
    for piece in [*pieces, None]:
        until_s = span.until_s if piece is None else piece.start_s
        edges = {*range(at_s, until_s, QUARTER_S), until_s, *meaning.peaks.edges(at_s, until_s - 1)}
        edges |= set(meaning.published.edges(at_s, until_s - 1)) if is_published else set()
        for from_s, to_s in pairwise(sorted(edges)):
            rate = day.rates[(from_s - day.start_s) // QUARTER_S]
            price = meaning.peaks.price_at(from_s)
            if price is None and is_published:
                price = meaning.published.price_at(from_s)
            yield Piece(from_s, to_s - from_s, 0, 0, is_published, price, None, rate, tier)
        if piece is not None:
            yield piece
            tier, at_s = piece.tier, piece.end_s
