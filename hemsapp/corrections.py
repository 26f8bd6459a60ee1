"""A person's correction of history as it lies in the store: rows, the costs of their bill, the closed bill, roll-ups.

The engine corrects what it remembers, and records it; then there is nothing to do here. What is older is corrected in
the same transaction that keeps the correction itself: all of it is there after a crash, or none.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from hemsapp import rollups
from hemsapp.archive.kept import Archive, Source
from hemsapp.domain.days import seconds
from hemsapp.domain.facts import Amendment, ClosedBill, Costs, Interval, Quality
from hemsapp.rates import TariffVersion
from hemsapp.rows import TABLES, milliseconds, select
from hemsapp.units import cost_of, spread
from hemsapp.works.re_rate import ReRating, write

_INTERVALS = TABLES[Interval]


def apply(db: Database, amendment: Amendment, zone: str, now: datetime) -> None:
    """Bring the store in step with a correction, or with its undoing; in the caller's transaction."""
    end = amendment.start + timedelta(seconds=amendment.length_s)
    rows = select(
        db, Interval, "WHERE start >= ? AND start < ? ORDER BY start", milliseconds(amendment.start), milliseconds(end)
    )
    changed = [new for old, new in zip(rows, _corrected(amendment, rows), strict=True) if old != new]
    db.conn.executemany(_INTERVALS.insert, map(_INTERVALS.row, changed))
    rollups.mark(db, (milliseconds(new.start) for new in changed))
    if rows:
        _rate_anew(db, (rows[0].start, rows[-1].start), zone, now)


def _corrected(amendment: Amendment, rows: tuple[Interval, ...]) -> list[Interval]:
    """The rows as the correction would have them; what was counted stays beside it."""
    if amendment.is_undone:
        return [_as_counted(row) for row in rows]
    starts = [seconds(row.start) for row in rows]
    edges = [*starts, seconds(amendment.start) + amendment.length_s]
    parts = spread(amendment.delivered_wh or 0, edges) if rows else ()
    return [_with(row, part) for row, (_, _, part) in zip(rows, parts, strict=True)]


def _with(row: Interval, delivered_wh: int) -> Interval:
    counted_wh = row.delivered_wh if row.counted_delivered_wh is None else row.counted_delivered_wh
    if (row.delivered_wh, row.quality, row.counted_delivered_wh) == (delivered_wh, Quality.AMENDED, counted_wh):
        return row
    costs = _published_anew(row, delivered_wh)
    return replace(
        row, delivered_wh=delivered_wh, quality=Quality.AMENDED, counted_delivered_wh=counted_wh, costs=costs
    )


def _as_counted(row: Interval) -> Interval:
    if row.counted_delivered_wh is None:
        return row
    counted_wh = row.counted_delivered_wh
    is_measured = counted_wh == row.measured_delivered_wh and row.received_wh == row.measured_received_wh
    quality = Quality.MEASURED if is_measured else Quality.PROFILE
    costs = _published_anew(row, counted_wh)
    return replace(row, delivered_wh=counted_wh, quality=quality, counted_delivered_wh=None, costs=costs)


def _published_anew(row: Interval, delivered_wh: int) -> Costs:
    """By the price that was published; the stored plan's part is made with its bill."""
    if row.rate_version is not None or row.price is None:
        return row.costs
    return replace(row.costs, published=cost_of(row.price, delivered_wh))


def _rate_anew(db: Database, ends: tuple[datetime, datetime], zone: str, now: datetime) -> None:
    """Rate the bills in which these instants lie, unless the engine keeps them in step."""
    versions = select(db, TariffVersion, "ORDER BY version")
    if not versions:
        return
    archive = Archive(Source(Path(), zone, versions[0]), now, db)
    rating = ReRating(archive, None)
    for start, end in sorted({_bill_of(archive, archive.date_of(at)) for at in ends}):
        if end <= archive.today:
            rating.bill(start, end)
    write(db, rating.changes, ZoneInfo(zone))


def _bill_of(archive: Archive, day: date) -> tuple[date, date]:
    """The dates of the bill of a day: as the read dates have it; where that was never closed, as it last was."""
    text = day.isoformat()
    found = archive.select(ClosedBill, "WHERE start <= ? AND end > ? ORDER BY rowid DESC", text, text)
    closed = [(bill.start, bill.end) for bill in found]
    dates = archive.bill_of(day)
    return dates if dates in closed or not closed else closed[0]
