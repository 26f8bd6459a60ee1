"""The home's database as it is read to answer one question: as it stood when the question came, never written to."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote

from sqlite_utils import Database

from hemsapp.domain import preferences
from hemsapp.domain.bill_dates import bill_starts
from hemsapp.domain.days import HomeZone
from hemsapp.domain.facts import Preference, ReadDate
from hemsapp.domain.tariff import Tariffs
from hemsapp.rates import TariffVersion
from hemsapp.rows import Cell, select
from hemsapp.snapshot import Preferences

F = TypeVar("F")
_BUSY_S = 1.0


@dataclass(frozen=True, slots=True)
class Source:
    """Where the archive lies, and what holds where nothing is kept: the zone, the sample tariff, the bill day.

    `files` is the folder for files that do not go to a stick; None: there is none. `key` is the machine's key
    (None: beside the data). `chosen` is what the installation chose and a stranger may read (name, value); `private`
    is what of it may not leave the home. `home` is its name, `utility` whom to call: a name and a telephone number.
    `keys` are files with public keys and certificates, each with its purpose (`hemsapp.passport.keys`).
    """

    path: Path
    zone: str
    tariff: TariffVersion
    bill_day: int | None = None
    files: Path | None = None
    key: Path | None = None
    chosen: tuple[tuple[str, str], ...] = ()
    private: tuple[str, ...] = ()
    home: str = ""
    utility: tuple[str, str] = ("", "")
    keys: tuple[tuple[str, Path], ...] = ()


class Archive:
    """All of one question's reading, in one transaction; `now` is aware UTC. Raises sqlite3.OperationalError.

    It opens the file to read, or reads through `db`, of which the caller has a transaction open.
    """

    def __init__(self, source: Source, now: datetime, db: Database | None = None) -> None:
        self.source = source
        self.now = now
        self.zone = HomeZone(source.zone)
        if db is not None:
            self.db = db
            return
        at = f"file:{quote(str(source.path))}?mode=ro"
        self.db = Database(sqlite3.connect(at, uri=True, timeout=_BUSY_S, check_same_thread=False))
        self.db.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.db.close()

    def select(self, kind: type[F], rest: str = "", *arguments: Cell) -> tuple[F, ...]:
        """The facts of a class; `rest` is SQL after the table's name, with the home's own columns."""
        return select(self.db, kind, rest, *arguments)

    def rows(self, sql: str, *arguments: Cell) -> list[tuple[Cell, ...]]:
        """What a query finds."""
        with closing(self.db.execute(sql, arguments)) as cursor:
            return list(cursor.fetchall())

    def counted_s(self, from_s: int, until_s: int) -> int:
        """How many seconds of a span (Unix seconds) lie in rows that begin in it."""
        sql = "SELECT total(length_s) FROM intervals WHERE start >= ? AND start < ?"
        ((length_s,),) = self.rows(sql, from_s * 1000, until_s * 1000)
        return int(length_s or 0)

    @property
    def today(self) -> date:
        """The local date."""
        return self.date_of(self.now)

    def date_of(self, at: datetime) -> date:
        """The local date of an instant."""
        return self.zone.local(int(at.timestamp())).date()

    def midnight(self, day: date) -> datetime:
        """The instant (UTC) at which a local date begins."""
        return datetime.fromtimestamp(self.zone.midnight(day), UTC)

    @cached_property
    def preferences(self) -> Preferences:
        """What the person chose."""
        return preferences.from_facts(self.select(Preference), self.source.zone, self.source.bill_day)

    @cached_property
    def tariffs(self) -> Tariffs:
        """Every version of the rates that was kept, the sample until there is one."""
        return Tariffs(self.select(TariffVersion, "ORDER BY version") or (self.source.tariff,))

    def bill_starts(self, first: date, last: date) -> list[date]:
        """Every date on which a bill starts: from the last one at or before `first` to the first one after `last`."""
        real = [each.date for each in self.select(ReadDate, "ORDER BY date") if not each.is_replaced]
        return bill_starts(real, self.preferences.bill_day or (real[-1].day if real else None), first, last)

    def bill_of(self, day: date) -> tuple[date, date]:
        """The local dates between which the bill of a date lies, end exclusive."""
        start, end = self.bill_starts(day, day)[:2]
        return start, end
