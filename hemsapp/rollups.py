"""Roll-ups: hours and local days, summed anew from their intervals when one of these changed, so they never drift."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from hemsapp.domain.facts import Costs, Interval
from hemsapp.rows import TABLES, Cell, instant, milliseconds, select

_HOUR_MS = 3_600_000
_INTERVALS = TABLES[Interval]
_COSTS = _INTERVALS.columns.index("costs")
_write_costs, _read_costs = _INTERVALS.write[_COSTS], _INTERVALS.read[_COSTS]


@dataclass(frozen=True, slots=True)
class Total:
    """Energy and exact costs of a stretch [`start`, `end`); `intervals` says how many of them were summed."""

    start: datetime
    end: datetime
    intervals: int
    delivered_wh: int
    received_wh: int
    costs: Costs


@dataclass(frozen=True, slots=True)
class Day:
    """A local day: 23, 24 or 25 hours between its two UTC ends."""

    date: date
    total: Total


def day_ends(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The UTC instants between which the local `day` lies in `zone`."""
    start, end = (datetime(d.year, d.month, d.day, tzinfo=zone) for d in (day, day + timedelta(days=1)))
    return start.astimezone(UTC), end.astimezone(UTC)


def whole(costs: Costs) -> Decimal:
    """All parts of a cost: what its energy costs, credits and sold energy deducted."""
    return costs.tier + costs.time_of_use + costs.published + costs.sold + costs.events + costs.credits


def total(start: datetime, end: datetime, parts: Iterable[Total]) -> Total:
    """The sum of `parts`, whatever their order."""
    intervals = delivered_wh = received_wh = 0
    costs = Costs()
    for part in parts:
        intervals += part.intervals
        delivered_wh += part.delivered_wh
        received_wh += part.received_wh
        costs = costs.plus(part.costs)
    return Total(start, end, intervals, delivered_wh, received_wh, costs)


def mark(db: Database, starts: Iterable[int]) -> None:
    """Intervals of these starts (Unix ms) changed: their buckets are to be summed; in the caller's transaction."""
    db.conn.executemany("INSERT OR IGNORE INTO unsummed VALUES (?)", ((start,) for start in starts))


def refresh(db: Database, zone: ZoneInfo) -> None:
    """Sum every hour and day that holds a marked interval: from scratch, so that twice is as good as once."""
    touched = {start for (start,) in db.execute("SELECT start FROM unsummed").fetchall()}
    if not touched:
        return
    with db.atomic():
        _sum_buckets(db, touched, zone)
        db.execute("DELETE FROM unsummed")


def refresh_in_parts(db: Database, zone: ZoneInfo) -> None:
    """The same for much that changed at once, week after week: nobody else waits long for it."""
    touched: dict[int, set[int]] = {}
    for (start,) in db.execute("SELECT start FROM unsummed").fetchall():
        touched.setdefault(instant(start).astimezone(zone).toordinal() // 7, set()).add(start)
    for starts in touched.values():
        with db.atomic():
            _sum_buckets(db, starts, zone)
            db.conn.executemany("DELETE FROM unsummed WHERE start = ?", ((start,) for start in starts))


def rebuild(db: Database, zone: ZoneInfo) -> None:
    """Sum everything again: the home's zone changed, or rows were salvaged; in the caller's transaction."""
    db.execute("DELETE FROM hours")
    db.execute("DELETE FROM days")
    _sum_buckets(db, {start for (start,) in db.execute("SELECT start FROM intervals").fetchall()}, zone)
    db.execute("DELETE FROM unsummed")


def _sum_buckets(db: Database, touched: set[int], zone: ZoneInfo) -> None:
    for hour in {start - start % _HOUR_MS for start in touched}:
        of_hour = _sum(db, instant(hour), instant(hour + _HOUR_MS))
        db.execute("INSERT OR REPLACE INTO hours VALUES (?, ?, ?, ?, ?)", (hour, *_cells(of_hour)))
    for day in {instant(start).astimezone(zone).date() for start in touched}:
        of_day = _sum(db, *day_ends(day, zone))
        ends = (day.isoformat(), milliseconds(of_day.start), milliseconds(of_day.end))
        db.execute("INSERT OR REPLACE INTO days VALUES (?, ?, ?, ?, ?, ?, ?)", (*ends, *_cells(of_day)))


def costs_of(db: Database, start: datetime, end: datetime) -> list[tuple[int, int, int, Costs]]:
    """(Unix seconds, length, Wh delivered, exact costs) of the intervals that begin in [`start`, `end`)."""
    found = db.execute(
        "SELECT start / 1000, length_s, delivered_wh, costs FROM intervals "
        "WHERE start >= ? AND start < ? ORDER BY start",
        (milliseconds(start), milliseconds(end)),
    )
    return [(start_s, length_s, energy_wh, _read_costs(costs)) for start_s, length_s, energy_wh, costs in found]


def intervals(db: Database, start: datetime, end: datetime) -> tuple[Interval, ...]:
    """The intervals that begin in [`start`, `end`), oldest first: a day's curve."""
    between = (milliseconds(start), milliseconds(end))
    return select(db, Interval, "WHERE start >= ? AND start < ? ORDER BY start", *between)


def hours(db: Database, start: datetime, end: datetime) -> tuple[Total, ...]:
    """The hours that begin in [`start`, `end`), oldest first; an hour without energy known is not there."""
    found = db.execute(
        "SELECT * FROM hours WHERE start >= ? AND start < ? ORDER BY start", (milliseconds(start), milliseconds(end))
    )
    return tuple(_total(instant(at), instant(at + _HOUR_MS), *cells) for at, *cells in found)


def days(db: Database, first: date, end: date) -> tuple[Day, ...]:
    """The local days in [`first`, `end`), oldest first; a day without energy known is not there."""
    found = db.execute(
        "SELECT * FROM days WHERE date >= ? AND date < ? ORDER BY date", (first.isoformat(), end.isoformat())
    )
    return tuple(
        Day(date.fromisoformat(day), _total(instant(start), instant(to), *cells)) for day, start, to, *cells in found
    )


def _cells(of: Total) -> tuple[Cell, ...]:
    return of.intervals, of.delivered_wh, of.received_wh, _write_costs(of.costs)


def _total(start: datetime, end: datetime, intervals: int, delivered_wh: int, received_wh: int, costs: str) -> Total:
    return Total(start, end, intervals, delivered_wh, received_wh, _read_costs(costs))


def _sum(db: Database, start: datetime, end: datetime) -> Total:
    found = db.execute(
        "SELECT delivered_wh, received_wh, costs FROM intervals WHERE start >= ? AND start < ?",
        (milliseconds(start), milliseconds(end)),
    )
    return total(start, end, (Total(start, end, 1, out, back, _read_costs(costs)) for out, back, costs in found))
