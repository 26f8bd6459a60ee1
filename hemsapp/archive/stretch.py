"""StretchWanted: what a stretch of time used and cost; of a row that it cuts, the share by time."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from devices.messages import IntervalChannel
from hemsapp import rollups
from hemsapp.archive.kept import Archive
from hemsapp.archive.meaning import Meaning
from hemsapp.archive.walk import Walk
from hemsapp.domain.days import instant, seconds
from hemsapp.questions import StretchShown, StretchWanted
from hemsapp.rates import NO_MONEY
from hemsapp.snapshot.home import PriceLevel
from hemsapp.units import QUARTER_S

_COVERED_PERCENT = 95
_EIGHT_DECIMALS = Decimal("0.00000001")
_BY_DAYS_S = 3 * 86_400
_DAY = timedelta(days=1)


class _Known(NamedTuple):
    """Energy and money of a stretch of which `known_s` seconds are known."""

    known_s: int
    delivered_wh: int
    cost: Decimal


def stretch(archive: Archive, wanted: StretchWanted) -> StretchShown:
    """Energy and cost; `level` is that at which most of it was used."""
    from_s, until_s = seconds(wanted.start), seconds(wanted.end)
    walk = Walk(archive)
    parts = [*_counted(archive, walk, from_s, until_s), *_silent(walk, from_s, until_s)]
    known_s = sum(part.known_s for part in parts)
    if until_s <= from_s or known_s * 100 < (until_s - from_s) * _COVERED_PERCENT:
        return StretchShown(wanted.start, wanted.end, None, None, None)
    return StretchShown(
        wanted.start,
        wanted.end,
        sum(part.delivered_wh for part in parts),
        sum((part.cost for part in parts), NO_MONEY),
        _level(archive, walk, from_s, until_s),
    )


def _counted(archive: Archive, walk: Walk, from_s: int, until_s: int) -> Iterator[_Known]:
    """Whole days from their roll-up where the stretch is long, the rest row by row."""
    if until_s - from_s < _BY_DAYS_S:
        yield from _rows(archive, walk, from_s, until_s)
        return
    zone = archive.zone
    first: date = zone.date_of(from_s - 1) + _DAY
    end: date = zone.date_of(until_s)
    yield from _rows(archive, walk, from_s, zone.midnight(first))
    for day in rollups.days(archive.db, first, end):
        length_s = min(day.total.intervals * QUARTER_S, (day.total.end - day.total.start) // timedelta(seconds=1))
        left_out_s = _overlap_s(walk.left_out, seconds(day.total.start), seconds(day.total.end))
        yield _Known(length_s - left_out_s, day.total.delivered_wh, rollups.whole(day.total.costs))
    yield from _rows(archive, walk, zone.midnight(end), until_s)


def _rows(archive: Archive, walk: Walk, from_s: int, until_s: int) -> Iterator[_Known]:
    rows = rollups.costs_of(archive.db, instant(from_s - QUARTER_S), instant(until_s))
    for start_s, length_s, counted_wh, costs in rows:
        first_s, last_s = max(start_s, from_s), min(start_s + length_s, until_s)
        if first_s >= last_s:
            continue
        energy_wh, cost = counted_wh, rollups.whole(costs)
        if last_s - first_s < length_s:
            energy_wh = energy_wh * (last_s - first_s) // length_s
            cost = (cost * (last_s - first_s) / length_s).quantize(_EIGHT_DECIMALS)
        yield _Known(0 if walk.is_left_out(start_s) else last_s - first_s, energy_wh, cost)


def _silent(walk: Walk, from_s: int, until_s: int) -> Iterator[_Known]:
    for gap in walk.gaps:
        start_s, length_s = seconds(gap.start), max(gap.length_s, 1)
        inside_s = min(start_s + length_s, until_s) - max(start_s, from_s)
        if inside_s > 0 and gap.channel is IntervalChannel.DELIVERED:
            cost = (rollups.whole(gap.costs) * inside_s / length_s).quantize(_EIGHT_DECIMALS)
            yield _Known(inside_s, gap.left_wh * inside_s // length_s, cost)


def _overlap_s(spans: list[tuple[int, int]], from_s: int, until_s: int) -> int:
    return sum(max(0, min(to_s, until_s) - max(at_s, from_s)) for at_s, to_s in spans)


def _level(archive: Archive, walk: Walk, from_s: int, until_s: int) -> PriceLevel | None:
    meaning = Meaning(archive, walk.calendar)
    used: dict[PriceLevel, int] = {}
    for piece in walk.pieces(from_s - from_s % QUARTER_S, until_s, is_coarse=until_s - from_s > _BY_DAYS_S):
        level = meaning.of(piece, walk.calendar.day_of(piece.start_s))
        if level is not None:
            used[level] = used.get(level, 0) + piece.delivered_wh
    return max(used, key=lambda level: used[level]) if used else None
