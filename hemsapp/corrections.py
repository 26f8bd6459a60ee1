"""A person's correction of history as it lies in the store: rows, the costs of their bill, the closed bill, roll-ups.

The engine corrects what it remembers, and records it; then there is nothing to do here. What is older is corrected in
the same transaction that keeps the correction itself: all of it is there after a crash, or none.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from hemsapp import rollups
from hemsapp.archive.kept import Archive, Source
from hemsapp.archive.uses import kept_uses, peaks
from hemsapp.domain.bill import closed_bill
from hemsapp.domain.billing.calendar import Calendar
from hemsapp.domain.billing.charges import Charges
from hemsapp.domain.billing.statement import bill_of
from hemsapp.domain.billing.tally import Tally
from hemsapp.domain.days import seconds
from hemsapp.domain.facts import REMEMBERED_DAYS, Amendment, ClosedBill, Costs, Interval, Quality
from hemsapp.domain.sums import Sums
from hemsapp.domain.uses import costs_of
from hemsapp.rates import TariffVersion
from hemsapp.rows import TABLES, milliseconds, select
from hemsapp.units import cost_of, spread

_CLOSED, _INTERVALS = TABLES[ClosedBill], TABLES[Interval]
_write_costs = _INTERVALS.write[_INTERVALS.columns.index("costs")]


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
    first_remembered = archive.today - timedelta(days=REMEMBERED_DAYS - 2)
    bills = {_bill_of(archive, archive.date_of(at)) for at in ends}
    for start, end in sorted(bills):
        if start < first_remembered and end <= archive.today:
            _rate_bill(archive, start, end)


def _bill_of(archive: Archive, day: date) -> tuple[date, date]:
    """The dates of the bill of a day: as the read dates have it; where that was never closed, as it last was."""
    text = day.isoformat()
    found = archive.select(ClosedBill, "WHERE start <= ? AND end > ? ORDER BY rowid DESC", text, text)
    closed = [(bill.start, bill.end) for bill in found]
    dates = archive.bill_of(day)
    return dates if dates in closed or not closed else closed[0]


def _rate_bill(archive: Archive, start: date, end: date) -> None:
    charges = Charges(Calendar(archive.zone, archive.tariffs.versions), start, end)
    tally, sums = Tally(charges), Sums()
    rows: list[tuple[str, int]] = []
    gaps: list[tuple[str, int, int]] = []
    for kept in kept_uses(archive, archive.zone.midnight(start), archive.zone.midnight(end), peaks(archive)):
        for use in kept.uses:
            tally.add(use)
        costs = costs_of(charges, kept.uses, sums.delivered_wh)
        not_itemised_wh = 0 if kept.channel is None else kept.delivered_wh
        sums = sums.plus(kept.delivered_wh, kept.received_wh, not_itemised_wh, costs)
        cell = str(_write_costs(costs))
        if cell != kept.costs and kept.channel is None:
            rows.append((cell, kept.start))
        elif cell != kept.costs and kept.channel is not None:
            gaps.append((cell, kept.channel, kept.start))
    db = archive.db
    db.conn.executemany("UPDATE intervals SET costs = ? WHERE start = ?", rows)
    db.conn.executemany("UPDATE gaps SET costs = ? WHERE channel = ? AND start = ?", gaps)
    rollups.mark(db, (at for _, at in rows))
    db.execute(_CLOSED.insert, _CLOSED.row(closed_bill(bill_of(tally), sums)))
