"""The ledger: facts in one SQLite file, durable when `record` returns from an urgent one (decision 4)."""

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from itertools import chain, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from devices.moment import Moment, earliest
from devices.wan.journal import Entry
from hemsapp import audit, corrections, database, rollups
from hemsapp.database import is_disk_failure as is_disk_failure  # noqa: PLC0414 - who has a store asks it here
from hemsapp.domain import facts
from hemsapp.domain.facts import Fact, Happening, Interval, Restored, Sample
from hemsapp.effects import Record
from hemsapp.exchange.backup import told_of_restore
from hemsapp.restoration import restored_from
from hemsapp.rows import TABLES, milliseconds, select
from hemsapp.saying import say

BATCH_S = 60.0
SAMPLES_S = 5.0  # what a kill may cost; a power cut may cost BATCH_S of them
RETRY_S = 5.0
RAW_DAYS = 45
MOST_WAITING = 20_000  # eleven hours of samples; the oldest go first when the disk is gone for longer
_TIDY_EVERY_S = 3_600.0
_MOST_FORGOTTEN = 10_000  # samples in one transaction
_MANY = 90  # intervals in one transaction: a day was filled in, not a quarter-hour lived


class StorageFailed(Exception):
    """Facts could not be made durable: they wait in memory, and are tried again. The text is for the screen."""


class Store:
    """The home's database, owned by this process until `close`.

    `problem` is a sentence for the screen, or None. Raises database.StoreRefused, sqlite3.Error, OSError on opening.
    """

    def __init__(self, path: Path, zone: str) -> None:
        self.path = path
        self._zone = ZoneInfo(zone)
        self._samples: list[Sample] = []
        self._happenings: list[Happening | Entry] = []
        self._waiting: dict[tuple[type, tuple[object, ...]], Fact] = {}
        self._retry_s: float | None = None
        self._oldest_s: float | None = None
        self._unwritten_s: float | None = None
        self._tidy_s = 0.0
        self._is_reserve_given_up = True
        self._owed_to_log: tuple[str | None] | None = None
        self._lock = database.Lock(path)
        with ExitStack() as on_refusal:
            on_refusal.callback(self._lock.release)
            self._db: Database | None = self._opened()
            on_refusal.pop_all()

    def _opened(self) -> Database:
        aside = database.take_up(self.path)
        db, self.notice = database.open_checked(self.path)
        self._taken_up = told_of_restore(db, aside)
        self.problem: str | None = self.notice
        self._set_space_aside()
        self._audit_key = audit.key_of(self.path)
        fault = audit.start_fault(db, self._audit_key) if audit.is_begun(db) else None
        if fault is not None or not audit.is_begun(db):
            self._owed_to_log = (fault,)
        with db.atomic():
            row = db.execute("SELECT value FROM facts_of_the_file WHERE name = 'zone'").fetchone()
            if self.notice or row != (self._zone.key,):
                rollups.rebuild(db, self._zone)
                db.execute("INSERT OR REPLACE INTO facts_of_the_file VALUES ('zone', ?)", (self._zone.key,))
            rollups.refresh(db, self._zone)
        return db

    @property
    def database(self) -> Database:
        """For reading history (rollups.py). Raises StorageFailed while the disk does not serve."""
        if self._db is None:
            raise StorageFailed(self.problem or "The database is closed.")
        return self._db

    def restore(self, now: datetime) -> Restored:
        """What the engine needs to go on from where it stood."""
        return restored_from(self.database, now, self._taken_up)

    def record(self, record: Record, at: Moment) -> None:
        """Keep the facts: at once, with all that waits, if urgent; else within BATCH_S. Raises StorageFailed."""
        for fact in record.facts:
            match fact:
                case Sample():
                    self._samples.append(fact)
                    self._unwritten_s = at.monotonic_s if self._unwritten_s is None else self._unwritten_s
                case Happening() | Entry():
                    self._happenings.append(fact)
                case _:
                    self._waiting[type(fact), TABLES[type(fact)].key_of(fact)] = fact
        del self._samples[:-MOST_WAITING], self._happenings[:-MOST_WAITING]
        if self._oldest_s is None:
            self._oldest_s = at.monotonic_s
        if record.is_urgent:
            self.commit(at)

    @property
    def due_s(self) -> float | None:
        """`Moment.monotonic_s` by which `settle` should be called, or None."""
        if self._retry_s is not None:
            return self._retry_s
        samples_s = None if self._unwritten_s is None else self._unwritten_s + SAMPLES_S
        batch_s = None if self._oldest_s is None else self._oldest_s + BATCH_S
        return earliest(samples_s, batch_s)

    def settle(self, at: Moment) -> None:
        """Do what is due: samples reach the file, or all that waits is made durable. Raises StorageFailed."""
        is_all_due = self._oldest_s is not None and at.monotonic_s >= self._oldest_s + BATCH_S
        if is_all_due or self._retry_s is not None:
            self.commit(at)
        elif self._samples:
            self._try(self._write_samples, at)
            self._samples.clear()
            self._unwritten_s = None

    def catch_up(self, at: Moment) -> None:
        """Bring the file up to date for a reader: nothing waits, and all is summed up. Raises StorageFailed."""
        if self.due_s is not None:
            self.commit(at)
        self._sum_up()

    def commit(self, at: Moment) -> None:
        """Make all that waits durable in one transaction. Raises StorageFailed; `due_s` says when it is tried again."""
        self._try(self._write, at)
        self._samples.clear()
        self._happenings.clear()
        self._waiting.clear()
        self._oldest_s = self._unwritten_s = self._retry_s = None
        self._owed_to_log = None
        self.problem = self.notice
        if self._is_reserve_given_up:
            self._set_space_aside()

    def _try(self, write: Callable[[Moment], None], at: Moment) -> None:
        """Write, once more without the reserve if the disk is full. Raises StorageFailed."""
        try:
            try:
                write(at)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_FULL or not self._gave_up_space():
                    raise
                self._reopen()
                write(at)
        except sqlite3.OperationalError as error:
            if not is_disk_failure(error):
                raise
            self._drop_connection()
            self._retry_s = at.monotonic_s + RETRY_S
            self.problem = _sentence(error)
            raise StorageFailed(self.problem) from error

    def close(self, at: Moment | None = None) -> None:
        """Commit what waits (with `at`), and let go of the file. Raises StorageFailed."""
        try:
            if at is not None:
                self.commit(at)
        finally:
            self._drop_connection()
            self._lock.release()

    def intervals(self, start: datetime, end: datetime) -> tuple[Interval, ...]:
        """The intervals that begin in [`start`, `end`), oldest first."""
        return rollups.intervals(self.database, start, end)

    def journal(self, since: datetime) -> tuple[Entry, ...]:
        """What this display has noted from `since` on, in its order."""
        return select(self.database, Entry, "WHERE at >= ? ORDER BY id", milliseconds(since))

    def days(self, first: date, end: date) -> tuple[rollups.Day, ...]:
        """The local days in [`first`, `end`), oldest first."""
        self._sum_up()
        return rollups.days(self.database, first, end)

    def hours(self, start: datetime, end: datetime) -> tuple[rollups.Total, ...]:
        """The UTC hours that begin in [`start`, `end`), oldest first."""
        self._sum_up()
        return rollups.hours(self.database, start, end)

    def bills(self, dates: tuple[date, ...]) -> tuple[rollups.Total, ...]:
        """The sums between consecutive local `dates` on which bills began."""
        return tuple(
            rollups.total(
                rollups.day_ends(first, self._zone)[0],
                rollups.day_ends(end, self._zone)[0],
                (day.total for day in self.days(first, end)),
            )
            for first, end in pairwise(dates)
        )

    def _sum_up(self) -> None:
        """Bring the roll-ups up to date; on a disk that does not serve, what was summed before is shown."""
        try:
            rollups.refresh(self.database, self._zone)
        except sqlite3.OperationalError as error:
            if not is_disk_failure(error):
                raise

    def _write_samples(self, _at: Moment) -> None:
        """Into the file without waiting for the disk: a kill leaves them, the next whole commit makes them durable."""
        db = self._db or self._reopen()
        db.execute("PRAGMA synchronous=NORMAL")
        try:
            with db.atomic():
                _add_samples(db, self._samples)
        finally:
            db.execute("PRAGMA synchronous=FULL")

    def _write(self, at: Moment) -> None:
        db = self._db or self._reopen()
        with db.atomic():
            _add_samples(db, self._samples)
            self._write_facts(db, at.utc)
            rollups.mark(
                db, (milliseconds(fact.start) for fact in self._waiting.values() if isinstance(fact, Interval))
            )
            for fact in self._waiting.values():
                if isinstance(fact, facts.Amendment):
                    corrections.apply(db, fact, self._zone.key, at.utc)
            if at.monotonic_s >= self._tidy_s:
                is_done = self._forget_samples(db, milliseconds(at.utc - self._raw_time(db)))
                rollups.refresh(db, self._zone)
                self._tidy_s = at.monotonic_s + (_TIDY_EVERY_S if is_done else 0)

    def _write_facts(self, db: Database, at: datetime) -> None:
        """Write what is not a sample, and what of it the audit log has into that as well."""
        log, is_changed = audit.Log(db, self._audit_key), self._owed_to_log is not None
        if self._owed_to_log is not None:
            log.go_on(*self._owed_to_log, at)
        for fact in chain(self._happenings, self._waiting.values()):
            table = TABLES[type(fact)]
            row = table.row(fact)
            written = db.execute(table.insert, row)
            if table.name in audit.LOGGED:
                log.add(table, row, written.lastrowid, at)
                is_changed = True
        if is_changed:
            log.seal()

    @staticmethod
    def _forget_samples(db: Database, before: int) -> bool:
        """Drop samples older than that, a share at a time: the meter must not wait for a month of them. Is it done?"""
        rest = "SELECT utc FROM samples WHERE utc < ? ORDER BY utc LIMIT 1 OFFSET ?"
        row = db.execute(rest, (before, _MOST_FORGOTTEN)).fetchone()
        db.execute("DELETE FROM samples WHERE utc < ?", (before if row is None else row[0],))
        return row is None

    @staticmethod
    def _raw_time(db: Database) -> timedelta:
        """How long raw samples are kept, as the person said."""
        row = db.execute("SELECT value FROM preferences WHERE name = 'raw_days'").fetchone()
        return timedelta(days=RAW_DAYS if row is None else int(row[0]))

    def _reopen(self) -> Database:
        """Begin anew after a failure: what an earlier sync may have lost is written again by the checkpoint (F25)."""
        self._drop_connection()
        db = database.connect(self.path)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._db = db
        return db

    def _drop_connection(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def _gave_up_space(self) -> bool:
        try:
            database.reserve(self.path).unlink()
            self._is_reserve_given_up = True
        except OSError:
            return False
        return True

    def _set_space_aside(self) -> None:
        try:
            database.fill_reserve(self.path)
            self._is_reserve_given_up = False
        except OSError:
            self.problem = say("The disk is almost full. Free some space, or history will stop.")


def _add_samples(db: Database, samples: list[Sample]) -> None:
    """Samples share no instant: one that would (the clock was set back) is kept a millisecond later."""
    rows = [TABLES[Sample].row(sample) for sample in samples]
    (newest,) = db.execute("SELECT max(utc) FROM samples").fetchone()
    instants = [newest or 0, *(milliseconds(sample.utc) for sample in samples)]
    if all(earlier < later for earlier, later in pairwise(instants)):
        db.conn.executemany("INSERT INTO samples VALUES (?, ?, ?, ?)", rows)
        return
    for utc, row in zip(instants[1:], rows, strict=True):
        free = utc
        while db.execute("INSERT OR IGNORE INTO samples VALUES (?, ?, ?, ?)", (free, *row[1:])).rowcount == 0:
            free += 1


def _sentence(error: sqlite3.OperationalError) -> str:
    what = {
        sqlite3.SQLITE_FULL: say("The disk is full: free some space"),
        sqlite3.SQLITE_READONLY: say("The disk can only be read"),
        sqlite3.SQLITE_BUSY: say("Another program holds the database"),
    }.get(error.sqlite_errorcode & 0xFF, say("The disk does not serve ({error})", error=str(error)))
    return say("{what}. What comes in is shown, and kept as soon as it can be.", what=what)
