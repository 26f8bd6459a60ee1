"""A corrected rate plan: what was used since it should have held is charged anew, all of it or nothing.

The bills that the engine keeps in step it rates anew itself; here it is the older ones: whole bills, their intervals,
gaps, sums and closed bills, written in one transaction. Told is the difference over all bills from the first one that
changed: before, by the versions without the corrected one, and now, by all. Energy that changes meanwhile keeps its
cost. A work that was cut short is owed: `owed_re_rating` finds what was rated by another version than the one in force.
"""

from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from hemsapp import database, rollups
from hemsapp.archive.kept import Archive
from hemsapp.archive.uses import KeptUse, kept_uses, peaks
from hemsapp.domain.bill import closed_bill
from hemsapp.domain.bill_dates import remembered
from hemsapp.domain.billing.calendar import Calendar
from hemsapp.domain.billing.charges import Charges
from hemsapp.domain.billing.statement import bill_of
from hemsapp.domain.billing.tally import Tally
from hemsapp.domain.facts import REMEMBERED_DAYS, ClosedBill, Costs, Interval
from hemsapp.domain.sums import NO_COSTS, Sums
from hemsapp.domain.uses import costs_of
from hemsapp.rates import NO_MONEY
from hemsapp.rows import TABLES, Cell
from hemsapp.saying import say
from hemsapp.work import Task, WorkKind
from hemsapp.works.contract import Outcome, Progress, Surroundings, WorkRefused

_CLOSED = TABLES[ClosedBill]
_INTERVALS = TABLES[Interval]
_write_costs = _INTERVALS.write[_INTERVALS.columns.index("costs")]
_parts_of = attrgetter(*(part.name for part in fields(Costs)))
_HOUR_S, _SECOND_MS = 3600, 1000
_HOUR_MS = _HOUR_S * _SECOND_MS
_OF_ROW = "UPDATE intervals SET rate_version = ?, costs = ? WHERE start = ? AND delivered_wh = ? AND received_wh = ?"
_OF_GAP = "UPDATE gaps SET rate_version = ?, costs = ? WHERE start = ? AND channel = ? AND left_wh = ?"


@dataclass(slots=True)
class Changes:
    """What is to be written, cells in the order of the statements above; the sums are of whole bills."""

    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    gaps: list[tuple[Cell, ...]] = field(default_factory=list)
    closed: list[ClosedBill] = field(default_factory=list)
    hours: defaultdict[int, Costs] = field(default_factory=lambda: defaultdict(Costs))
    days: defaultdict[date, Costs] = field(default_factory=lambda: defaultdict(Costs))
    cut_hours: list[int] = field(default_factory=list)


def re_rate(around: Surroundings, task: Task, progress: Progress) -> Outcome:
    """Rate anew from the local date `task.start` on, None: all; the result says what it cost before, and now.

    With `task.end` it is the bills up to that date, whose dates changed, and the rates are the same before and now.
    """
    with Archive(around.source, around.now) as archive:
        bills = _bills(archive, task.start, task.end)
        rating = ReRating(archive, task.start or bills[0][0] if task.end is None else None)
        before = now = NO_MONEY
        for place, (start, end) in enumerate(bills):
            progress(place, len(bills) + 1)
            was, becomes = rating.bill(start, end)
            before, now = before + was, now + becomes
    progress(len(bills), len(bills) + 1)
    with closing(database.connect(around.source.path)) as db, db.atomic():
        write(db, rating.changes, ZoneInfo(around.source.zone))
    if task.end is not None:
        return Outcome(
            say(
                "{bills} from {first} on, by the dates that hold now: {now}.",
                bills=_count(len(bills)),
                first=bills[0][0],
                now=_money(now),
            )
        )
    return Outcome(_sentence(len(bills), bills[0][0], before, now))


def owed_re_rating(around: Surroundings) -> Task | None:
    """What is left to do of a correction that was cut short: by rows of another version than the one in force."""
    with Archive(around.source, around.now) as archive:
        since = _rated_wrong_since(archive)
        return None if since is None or since >= _first_remembered(archive) else Task(WorkKind.RE_RATE, start=since)


def _rated_wrong_since(archive: Archive) -> date | None:
    found = []
    versions = archive.tariffs.versions
    ends = [*(archive.zone.midnight(version.starts) * _SECOND_MS for version in versions[1:]), 1 << 62]
    start = -1 << 62
    for version, end in zip(versions, ends, strict=True):
        for table in ("intervals", "gaps"):
            sql = f"SELECT min(start) FROM {table} WHERE start >= ? AND start < ? AND rate_version != ?"  # noqa: S608 - our own names
            ((first,),) = archive.rows(sql, start, end, version.version)
            found += [] if first is None else [int(first)]
        start = end
    return archive.zone.local(min(found) // _SECOND_MS).date() if found else None


def _first_remembered(archive: Archive) -> date:
    """The first date of the bills that the engine keeps in step."""
    starts = archive.bill_starts(archive.today - timedelta(days=REMEMBERED_DAYS), archive.today)
    return remembered(starts, archive.today)[0]


def _bills(archive: Archive, since: date | None, until: date | None) -> list[tuple[date, date]]:
    """The bills of which anything is kept, from the one of `since` on to that before `until`, or the running one."""
    ((first,),) = archive.rows("SELECT min(start) FROM (SELECT start FROM intervals UNION ALL SELECT start FROM gaps)")
    if first is None:
        raise WorkRefused(say("There is no history to compute anew yet."))
    known = archive.zone.local(int(first) // _SECOND_MS).date()
    last = archive.today if until is None else min(until - timedelta(days=1), archive.today)
    bills = list(pairwise(archive.bill_starts(max(known, since or known), last)))
    if not bills or last < known:
        raise WorkRefused(say("Nothing was counted in these days."))
    return bills


class ReRating:
    """Rates bill after bill; `changes` gathers what is to be written of those that the engine does not keep in step.

    `corrected_on`: a date on which the version holds that was not there before; None: the rates are as they were.
    """

    def __init__(self, archive: Archive, corrected_on: date | None) -> None:
        self.changes = Changes()
        self._archive = archive
        self._peaks = peaks(archive)
        versions = archive.tariffs.versions
        corrected = None if corrected_on is None else archive.tariffs.on(corrected_on)
        self._calendar = Calendar(archive.zone, versions)
        self._before = Calendar(archive.zone, [each for each in versions if each is not corrected] or versions)
        self._first_remembered = _first_remembered(archive)

    def bill(self, start: date, end: date) -> tuple[Decimal, Decimal]:
        """What the bill of [`start`, `end`) cost before, and what it costs now."""
        zone = self._archive.zone
        charges = Charges(self._calendar, start, end)
        before, after = Tally(Charges(self._before, start, end)), Tally(charges)
        is_old = start < self._first_remembered
        start_s, end_s = zone.midnight(start), zone.midnight(end)
        written = _Bill(self.changes, self._calendar)
        for kept in kept_uses(self._archive, start_s, end_s, self._peaks):
            if is_old:
                written.take(kept, costs_of(charges, kept.uses, after.position_wh))
            for use in kept.uses:
                before.add(use)
                after.add(use)
        if is_old:
            self.changes.closed.append(closed_bill(bill_of(after), written.sums()))
            self.changes.cut_hours += [at_s * _SECOND_MS for at_s in (start_s, end_s) if at_s % _HOUR_S]
        through = min(self._archive.today, end - timedelta(days=1))
        return bill_of(before, through=through).total, bill_of(after, through=through).total


class _Bill:
    """What is to be written of a bill; costs are summed once an hour, hours to days, for the sake of speed."""

    def __init__(self, changes: Changes, calendar: Calendar) -> None:
        self._changes = changes
        self._calendar = calendar
        self._sums = Sums()
        self._hour: tuple[int, date] | None = None
        self._wh = [0, 0]
        self._costs = list(_parts_of(NO_COSTS))

    def take(self, kept: KeptUse, costs: Costs) -> None:
        """It costs that."""
        day = self._calendar.day_of(kept.start // _SECOND_MS)
        version = None if kept.rate_version is None else day.version.version
        parts = _parts_of(costs)
        cell = '["' + '", "'.join(map(str, parts)) + '"]'  # as `rows` writes it
        is_changed = cell != kept.costs or version != kept.rate_version
        if kept.channel is not None:
            left_wh = kept.delivered_wh or kept.received_wh
            if is_changed:
                self._changes.gaps.append((version, cell, kept.start, kept.channel, left_wh))
            self._sums = self._sums.plus(kept.delivered_wh, kept.received_wh, kept.delivered_wh, costs)
            return
        if is_changed:
            self._changes.rows.append((version, cell, kept.start, kept.delivered_wh, kept.received_wh))
        hour = kept.start - kept.start % _HOUR_MS, day.date
        if hour != self._hour:
            self._end_hour()
            self._hour = hour
        for place, part in enumerate(parts):
            if part:
                self._costs[place] += part
        self._wh[0] += kept.delivered_wh
        self._wh[1] += kept.received_wh

    def _end_hour(self) -> None:
        if self._hour is None:
            return
        hour, day = self._hour
        costs = Costs(*self._costs)
        self._costs = list(_parts_of(NO_COSTS))
        hours, days = self._changes.hours, self._changes.days
        hours[hour] = hours[hour].plus(costs)
        days[day] = days[day].plus(costs)
        self._sums = self._sums.plus(0, 0, 0, costs)
        self._hour = None

    def sums(self) -> Sums:
        """Those of the whole bill."""
        self._end_hour()
        delivered_wh, received_wh = self._wh
        return self._sums.plus(delivered_wh, received_wh, 0, NO_COSTS)


def write(db: Database, changes: Changes, zone: ZoneInfo) -> None:
    """All of it, in the caller's transaction; an hour that two bills share is summed from its rows."""
    db.conn.executemany(_OF_ROW, changes.rows)
    db.conn.executemany(_OF_GAP, changes.gaps)
    hours = ((_write_costs(costs), hour) for hour, costs in changes.hours.items())
    db.conn.executemany("UPDATE hours SET costs = ? WHERE start = ?", hours)
    days = ((_write_costs(costs), day.isoformat()) for day, costs in changes.days.items())
    db.conn.executemany("UPDATE days SET costs = ? WHERE date = ?", days)
    db.conn.executemany(_CLOSED.insert, map(_CLOSED.row, changes.closed))
    rollups.mark(db, changes.cut_hours)
    rollups.refresh(db, zone)


def _sentence(bills: int, first: date, before: Decimal, now: Decimal) -> str:
    more = now - before
    change: str = say("no difference")
    if more:
        change = say("{amount} more", amount=_money(more)) if more > 0 else say("{amount} less", amount=_money(-more))
    return say(
        "{bills} from {first} on: {before} before, {now} now, {change}.",
        bills=_count(bills),
        first=first,
        before=_money(before),
        now=_money(now),
        change=change,
    )


def _count(bills: int) -> str:
    return say("The bill") if bills == 1 else say("{count} bills", count=bills)


def _money(amount: Decimal) -> str:
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"
