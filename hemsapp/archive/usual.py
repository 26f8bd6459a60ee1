"""What is usual: the mean of the same weekdays before, bar by bar and so far; of bills and years the last."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from devices.messages import IntervalChannel
from hemsapp.archive.kept import Archive
from hemsapp.archive.spans import Span, before
from hemsapp.archive.walk import Walk
from hemsapp.domain.comparison import WEEKS
from hemsapp.domain.days import seconds
from hemsapp.questions import Scale
from hemsapp.units import QUARTER_S, quarter_of

_FEWEST_WEEKS = 2
_FEWEST_S = 3600
_COVERED_PERCENT = 95


class Usual:
    """Compares a span with those like it; `count` of them were known, `percent` more (+) or less (-) than their mean.

    `percent` is None within the first hour of the span, or with too few of them (two weekdays or weeks, one bill or
    year).
    """

    def __init__(self, archive: Archive, walk: Walk, span: Span) -> None:
        self._archive = archive
        self._walk = walk
        self._span = span
        self.count = 0
        self.percent: int | None = None
        self._compare()

    def bars(self) -> Iterator[int | None]:
        """What is usual in each bar; None: too little is known."""
        span = self._span
        if span.scale is Scale.DAY:
            yield from self._quarters()
        elif span.scale is Scale.YEAR:
            last = before(self._archive, span)
            yield from (self.known_wh(from_s, until_s) for from_s, until_s in last.bars)
        else:
            known: dict[date, int | None] = {}
            for from_s, _ in span.bars:
                day = self._archive.zone.date_of(from_s)
                yield _mean([self._day_wh(other, known) for other in _weeks_before(day)])

    def _day_wh(self, day: date, known: dict[date, int | None]) -> int | None:
        if day not in known:
            known[day] = self.known_wh(*self._ends(day, day + timedelta(days=1)))
        return known[day]

    def _quarters(self) -> Iterator[int | None]:
        zone = self._archive.zone
        days = [(day, self._by_quarter(day)) for day in _weeks_before(self._span.start)]
        for from_s, _ in self._span.bars:
            minute = zone.minute_of(from_s)
            yield _mean([used.get(zone.at_minute(day, minute)) for day, used in days])

    def _by_quarter(self, day: date) -> dict[int, int]:
        from_s, until_s = self._ends(day, day + timedelta(days=1))
        found: dict[int, list[int]] = {}
        for start_ms, length_s, delivered_wh in self._archive.db.execute(
            "SELECT start, length_s, delivered_wh FROM intervals WHERE start >= ? AND start < ? ORDER BY start",
            (from_s * 1000, until_s * 1000),
        ):
            start_s = start_ms // 1000
            if not self._walk.is_left_out(start_s):
                sums = found.setdefault(quarter_of(start_s), [0, 0])
                sums[0] += length_s
                sums[1] += delivered_wh
        silent = [(seconds(gap.start), seconds(gap.start) + gap.length_s) for gap in self._walk.gaps]
        return {
            slot: wh
            for slot, (length_s, wh) in found.items()
            if length_s * 100 >= QUARTER_S * _COVERED_PERCENT
            and not any(start_s < slot + QUARTER_S and slot < end_s for start_s, end_s in silent)
        }

    def _ends(self, start: date, end: date) -> tuple[int, int]:
        return self._archive.zone.midnight(start), self._archive.zone.midnight(end)

    def _compare(self) -> None:
        span, archive = self._span, self._archive
        until_s = min(quarter_of(seconds(archive.now)), span.until_s)
        is_over = until_s == span.until_s
        if until_s - span.from_s < _FEWEST_S:
            return
        used_wh = self.known_wh(span.from_s, until_s)
        others = [self._other(other, until_s, is_over=is_over) for other in self._like()]
        known = [other for other in others if other is not None]
        self.count = len(known)
        fewest = _FEWEST_WEEKS if span.scale in {Scale.DAY, Scale.WEEK} else 1
        if used_wh is None or len(known) < fewest or not sum(wh for wh, _ in known):
            return
        mine = used_wh / (until_s - span.from_s)
        usual = sum(wh / length_s for wh, length_s in known) / len(known)
        self.percent = round((mine - usual) * 100 / usual)

    def _like(self) -> Iterable[tuple[date, date]]:
        span = self._span
        if span.scale in {Scale.DAY, Scale.WEEK}:
            length = span.end - span.start
            return [(day, day + length) for day in _weeks_before(span.start)]
        last = before(self._archive, span)
        return [(last.start, last.end)]

    def _other(self, dates: tuple[date, date], until_s: int, *, is_over: bool) -> tuple[int, int] | None:
        """(Wh, seconds) of a span like ours, by the same time of it; None where too much is unknown."""
        zone, span = self._archive.zone, self._span
        from_s, end_s = self._ends(*dates)
        if not is_over:
            gone = zone.date_of(until_s) - span.start
            end_s = min(zone.at_minute(dates[0] + gone, zone.minute_of(until_s)), end_s)
        used_wh = self.known_wh(from_s, end_s) if end_s > from_s else None
        return None if used_wh is None else (used_wh, end_s - from_s)

    def known_wh(self, from_s: int, until_s: int) -> int | None:
        """What was delivered in a span; None where too much of it is unknown."""
        covered_s, used_wh = self._rows(from_s, until_s)
        for start_s, end_s in self._walk.left_out:
            covered_s -= max(0, min(end_s, until_s) - max(start_s, from_s))
        for gap in self._walk.gaps:
            start_s = seconds(gap.start)
            end_s = start_s + gap.length_s
            if gap.channel is not IntervalChannel.DELIVERED or start_s >= until_s or end_s <= from_s:
                continue
            if start_s < from_s or until_s < end_s:
                return None
            covered_s += max(0, gap.length_s - self._rows(start_s, end_s)[0])
            used_wh += gap.left_wh
        return used_wh if covered_s * 100 >= (until_s - from_s) * _COVERED_PERCENT else None

    def _rows(self, from_s: int, until_s: int) -> tuple[int, int]:
        found = self._archive.db.execute(
            "SELECT total(length_s), total(delivered_wh) FROM intervals WHERE start >= ? AND start < ?",
            (from_s * 1000, until_s * 1000),
        )
        length_s, used_wh = found.fetchone()
        return int(length_s), int(used_wh)


def _weeks_before(day: date) -> list[date]:
    return [day - timedelta(weeks=week) for week in range(1, WEEKS + 1)]


def _mean(found: list[int | None]) -> int | None:
    known = [each for each in found if each is not None]
    return round(sum(known) / len(known)) if len(known) >= _FEWEST_WEEKS else None
