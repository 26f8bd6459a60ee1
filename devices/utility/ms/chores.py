"""What a head end does every day, and when: sets the meters' clocks (C1FR11); `day_reads` reads them (C1FR2)."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from devices.utility.ms.books import CLOCK, LOG, READS, Books
from devices.utility.stored import milliseconds, moment
from devices.wan.words import ClockConfig, Dispatch, LogRequest, Noun, SecurityClass, Verb

_PRIORITY = 8
_REMEMBERED = timedelta(days=1)


class Chores:
    """Daily duties; every call is within the caller's transaction. One that was slept through is done once."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._db = books.ledger.db

    @property
    def next_due(self) -> datetime | None:
        """When the next is due; None before the first wake."""
        (due,) = self._db.execute("SELECT min(next_at) FROM chores").fetchone()
        return None if due is None else moment(due)

    def owe_due(self, at: datetime) -> list[str]:
        """Set the clocks if it is time, and plan the next day; which duties are due now."""
        done = []
        settings = self._books.settings
        for name, clock in ((CLOCK, settings.clock_at), (LOG, settings.logs_at), (READS, settings.reads_at)):
            row = self._db.execute("SELECT next_at FROM chores WHERE name = ?", (name,)).fetchone()
            if row is not None and moment(row[0]) > at:
                continue
            if row is not None:
                done.append(name)
                if name == CLOCK:
                    self.synchronise(self._books.meters.all(), at)
            self._db.execute("INSERT OR REPLACE INTO chores VALUES (?, ?)", (name, milliseconds(self._next(clock, at))))
        return done

    def synchronise(self, meters: Iterable[str], at: datetime, tolerance_s: int | None = None) -> None:
        """Set these meters' clocks, and what difference is tolerated (C1FR21)."""
        for meter_id in meters:
            body = ClockConfig(at, self._tolerance_s(meter_id) if tolerance_s is None else tolerance_s)
            dispatch = Dispatch(meter_id, Verb.CHANGE, Noun.END_DEVICE_CONFIG, body, SecurityClass.CONTROL)
            self._books.outbox.owe(dispatch, CLOCK, at, priority=_PRIORITY)

    def tolerate(self, meter_id: str, tolerance_s: int) -> None:
        """What difference is tolerated at that meter from now on (C1FR21)."""
        self._db.execute("INSERT OR REPLACE INTO clock_tolerances VALUES (?, ?)", (meter_id, tolerance_s))

    def _tolerance_s(self, meter_id: str) -> int:
        row = self._db.execute("SELECT tolerance_s FROM clock_tolerances WHERE meter_id = ?", (meter_id,)).fetchone()
        return self._books.settings.clock_tolerance_s if row is None else int(row[0])

    def read_logs(self, meters: Iterable[str], at: datetime, start: datetime | None = None) -> None:
        """Ask for these meters' logs from `start` on; None: from where the last reading ended."""
        for meter_id in meters:
            (until,) = self._db.execute("SELECT log_until FROM meters WHERE meter_id = ?", (meter_id,)).fetchone()
            body = LogRequest(start or (moment(until) if until else at - _REMEMBERED))
            dispatch = Dispatch(meter_id, Verb.GET, Noun.END_DEVICE_EVENTS, body, SecurityClass.PRIVATE)
            self._books.outbox.owe(dispatch, LOG, at, priority=_PRIORITY)

    def log_read(self, meter_id: str, until: datetime) -> None:
        """The log of that meter is read so far."""
        self._db.execute("UPDATE meters SET log_until = ? WHERE meter_id = ?", (milliseconds(until), meter_id))

    def _next(self, clock: time, at: datetime) -> datetime:
        zone = self._books.settings.zone
        today = at.astimezone(zone).date()
        found = datetime.combine(today, clock, zone)
        return found if found > at else datetime.combine(today + timedelta(days=1), clock, zone)
