"""Which day, week, bill or year a local date lies in, where its bars begin, and whether it has neighbours."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from hemsapp.archive.kept import Archive
from hemsapp.questions import Scale
from hemsapp.units import QUARTER_S

_WEEK = timedelta(weeks=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """The local dates [`start`, `end`), and the bars [`edges_s`) of Unix seconds within."""

    scale: Scale
    start: date
    end: date
    edges_s: tuple[int, ...]

    @property
    def from_s(self) -> int:
        """Its first second."""
        return self.edges_s[0]

    @property
    def until_s(self) -> int:
        """The second after its last."""
        return self.edges_s[-1]

    @property
    def bars(self) -> list[tuple[int, int]]:
        """(from, until) of each bar."""
        return list(pairwise(self.edges_s))


def span_of(archive: Archive, scale: Scale, day: date) -> Span:
    """The span of that scale in which a local date lies; a week begins on Sunday."""
    zone = archive.zone
    if scale is Scale.YEAR:
        months = [date(day.year, month, 1) for month in range(1, 13)] + [date(day.year + 1, 1, 1)]
        return Span(scale, months[0], months[-1], tuple(map(zone.midnight, months)))
    if scale is Scale.DAY:
        start, end = day, day + _DAY
        return Span(scale, start, end, tuple(range(zone.midnight(start), zone.midnight(end) + 1, QUARTER_S)))
    if scale is Scale.WEEK:
        start = day - timedelta(days=day.isoweekday() % 7)
        end = start + _WEEK
    else:
        start, end = archive.bill_of(day)
    days = [start + timedelta(days=each) for each in range((end - start).days + 1)]
    return Span(scale, start, end, tuple(map(zone.midnight, days)))


def before(archive: Archive, span: Span) -> Span:
    """The span of the same scale just before."""
    return span_of(archive, span.scale, span.start - _DAY)


def neighbours(archive: Archive, span: Span) -> tuple[date | None, date | None]:
    """A date of the span before and of the one after it, None where nothing is kept, or nothing was yet."""
    (first_ms,) = archive.rows("SELECT min(start) FROM intervals")[0]
    has_before = isinstance(first_ms, int) and first_ms < span.from_s * 1000
    return (span.start - _DAY if has_before else None), (span.end if span.end <= archive.today else None)
