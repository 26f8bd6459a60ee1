"""Bringing a utility's history in: a Green Button file fills what was not counted here, charged by the kept rate plans.

Own readings win, and so do gaps whose energy is known. Costs are made on a copy of the bills that the file touches, in
tables of the connection alone; then all is written in one transaction, and the sums of hours and days follow.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from hemsapp import database, rollups
from hemsapp.archive.kept import Archive
from hemsapp.domain.days import instant, seconds
from hemsapp.domain.facts import REMEMBERED_DAYS, Costs, Interval, Quality
from hemsapp.exchange import feed_reader
from hemsapp.exchange.energy import FileEnergy, Piece, energy_of
from hemsapp.rows import TABLES, milliseconds
from hemsapp.saying import in_order, say
from hemsapp.units import quarter_of
from hemsapp.work import Task
from hemsapp.works.contract import Outcome, Progress, Surroundings
from hemsapp.works.re_rate import Changes, ReRating, write

_TABLE = TABLES[Interval]
_MS = 1000
_READ, _RATED = 60, 95  # how far the work is then, of a hundred steps
_COPY = "CREATE TEMP TABLE intervals AS SELECT * FROM main.intervals WHERE start >= ? AND start < ?"
_IF_FREE = """
    INSERT INTO main.intervals SELECT * FROM temp.news WHERE NOT EXISTS (
        SELECT 1 FROM main.intervals AS kept WHERE kept.start > news.start - 900000
        AND kept.start < news.start + news.length_s * 1000 AND kept.start + kept.length_s * 1000 > news.start
    )
"""


def import_green_button(around: Surroundings, task: Task, progress: Progress) -> Outcome:
    """Take over what the file `task.path` tells and nobody here has counted."""
    entries = feed_reader.read(Path(task.path), lambda done, total: progress(done * _READ // max(total, 1), 100))
    with Archive(around.source, around.now) as archive:
        told = energy_of(entries, archive.zone, around.now)
        known = _known(archive, told.pieces)
        news = [piece for piece in told.pieces if _is_news(piece, *known)]
        if not news:
            return Outcome(
                in_order(say("All of this file was known here already: nothing was changed."), *told.left_out)
            )
        intervals = [_interval(archive, piece) for piece in news]
        changes = _rated(archive, intervals, progress)
        sentence = _sentence(archive, told, news)
    with closing(database.connect(around.source.path)) as db:
        _write(db, intervals, changes, ZoneInfo(around.source.zone))
    since = around.now - timedelta(days=REMEMBERED_DAYS)
    return Outcome(sentence, intervals=tuple(each for each in intervals if each.start >= since))


Spans = tuple[list[int], list[int]]


def _known(archive: Archive, pieces: Sequence[Piece]) -> Spans:
    """The starts and ends, rising, of what was counted here in the time of the pieces."""
    first_ms, last_ms = pieces[0].start_s * _MS, (pieces[-1].start_s + pieces[-1].length_s) * _MS
    sql = (
        "SELECT start, start + length_s * 1000 FROM intervals WHERE start > ? - 900000 AND start < ? UNION ALL "
        "SELECT start, start + length_s * 1000 FROM gaps"
        " WHERE left_wh > 0 AND start + length_s * 1000 > ? AND start < ?"
    )
    starts: list[int] = []
    ends: list[int] = []
    for start_ms, end_ms in sorted(archive.rows(sql, first_ms, last_ms, first_ms, last_ms)):
        start_s, end_s = int(start_ms or 0) // _MS, -(-int(end_ms or 0) // _MS)
        if ends and start_s <= ends[-1]:
            ends[-1] = max(ends[-1], end_s)
        else:
            starts.append(start_s)
            ends.append(end_s)
    return starts, ends


def _is_news(piece: Piece, starts: list[int], ends: list[int]) -> bool:
    place = bisect_right(starts, piece.start_s + piece.length_s - 1) - 1
    return place < 0 or ends[place] <= piece.start_s


def _interval(archive: Archive, piece: Piece) -> Interval:
    return Interval(
        start=instant(piece.start_s),
        length_s=piece.length_s,
        delivered_wh=piece.delivered_wh,
        received_wh=piece.received_wh,
        measured_delivered_wh=piece.delivered_wh,
        measured_received_wh=piece.received_wh,
        profile_delivered_wh=None,
        profile_received_wh=None,
        quality=Quality.AMENDED if piece.is_edited else Quality.IMPORTED,
        rate_version=archive.tariffs.on(archive.zone.date_of(piece.start_s)).version,
        price=piece.price,
        costs=Costs(),
    )


def _rated(archive: Archive, intervals: Sequence[Interval], progress: Progress) -> Changes:
    """What the bills that hold a new interval cost with it; the engine keeps only the last ones in step itself."""
    dates = [archive.zone.date_of(seconds(each.start)) for each in (intervals[0], intervals[-1])]
    starts = archive.bill_starts(dates[0], dates[1])
    archive.db.execute(_COPY, [milliseconds(archive.midnight(each)) for each in (starts[0], starts[-1])])
    archive.db.execute("CREATE INDEX temp.place ON intervals (start)")
    archive.db.conn.executemany(_TABLE.insert, map(_TABLE.row, intervals))
    touched = {archive.zone.date_of(seconds(each.start)) for each in intervals}
    rating = ReRating(archive, dates[0])
    for place, (start, end) in enumerate(pairwise(starts)):
        progress(_READ + place * (_RATED - _READ) // len(starts), 100)
        if any(start <= day < end for day in touched):
            rating.bill(start, end)
    progress(_RATED, 100)
    return rating.changes


def _write(db: Database, intervals: Sequence[Interval], changes: Changes, zone: ZoneInfo) -> None:
    """New rows with their costs, the changed costs of those beside them; the engine cannot write meanwhile."""
    rated = {start: cell for _, cell, start, *_ in changes.rows}
    place = _TABLE.columns.index("costs")
    rows = [_TABLE.row(each) for each in intervals]
    new_starts = {milliseconds(each.start) for each in intervals}
    changes.rows[:] = [cells for cells in changes.rows if cells[2] not in new_starts]
    db.execute("CREATE TEMP TABLE news AS SELECT * FROM main.intervals WHERE 0")
    with db.atomic():
        names = ", ".join(_TABLE.columns)
        insert = f"INSERT INTO temp.news ({names}) VALUES ({', '.join('?' * len(rows[0]))})"  # noqa: S608 - our own names
        db.conn.executemany(insert, [(*row[:place], rated.get(row[0], row[place]), *row[place + 1 :]) for row in rows])
    with db.atomic():
        db.execute(_IF_FREE)
        write(db, changes, zone)
        db.execute("INSERT OR IGNORE INTO unsummed SELECT start FROM temp.news")
    rollups.refresh_in_parts(db, zone)


def _sentence(archive: Archive, told: FileEnergy, news: Sequence[Piece]) -> str:
    first, last = (archive.zone.date_of(each.start_s) for each in (news[0], news[-1]))
    energy = sum(each.delivered_wh for each in news) / 1000
    count = len(_quarters(news))
    brought = say(
        "{count} quarter-hours from {first} to {last} were brought in, {energy} kWh.",
        count=count,
        first=first,
        last=last,
        energy=f"{energy:.1f}",
    )
    return in_order(brought, *_kept(len(_quarters(told.pieces)) - count), *told.left_out)


def _quarters(pieces: Sequence[Piece]) -> set[int]:
    return {quarter_of(each.start_s) for each in pieces}


def _kept(count: int) -> Iterator[str]:
    if count:
        yield say("{count} quarter-hours that were counted here stay as they are.", count=count)
