"""Whether an audit log is what was written: every entry, its end, and what the tables hold beside it (X-SECURITY).

It reads only, so it may look at the file of a running system.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlite_utils import Database

from devices import chain as chains
from devices.utility.audit.tables import Spelling, quoted, spellings
from devices.utility.audit.trail import (
    BROKEN,
    REMOVED,
    SET,
    TABLE,
    broken_end,
    has_triggers,
    linked,
    reading_functions,
)
from devices.utility.stored import moment

ROW_KINDS = frozenset({"added", SET, REMOVED})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its number, when, on whose behalf, what, about which table or verb, which row, and what it says.

    `said` is None where the row itself holds the words; `digest` is theirs, `chain` the entry's own.
    """

    number: int
    at: datetime
    who: str
    what: str
    about: str
    key: str | None
    said: str | None
    digest: bytes
    chain: bytes


@dataclass(frozen=True, slots=True)
class Anchor:
    """What another system was told: so many entries, and the last one's digest."""

    number: int
    chain: bytes
    told: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many entries were read and believed, since when, and the first thing that is wrong; None: nothing is."""

    count: int
    since: datetime | None
    fault: str | None


def entries(db: Database, after: int = 0) -> Iterator[Entry]:
    """The entries above a number, in order."""
    found = db.execute(
        "SELECT n, at, who, what, about, key, said, chain FROM audit_log WHERE n > ? ORDER BY n", (after,)
    )
    for number, at, who, what, about, key, said, chain in found:
        octets = bytes(chain)
        yield Entry(number, moment(at), who, what, about, key, said, octets[:32], octets[32:])


def opened_to_read(path: Path) -> Database:
    """That file, for reading alone. Raises sqlite3.Error."""
    db = Database(sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None))
    reading_functions(db)
    return db


def verify(db: Database, key: bytes | None, anchors: Sequence[Anchor] = ()) -> Verdict:
    """Walk the whole log. `key` None: its seal is not looked at."""
    # One reading transaction: what a running system writes meanwhile is for the next time.
    db.execute("BEGIN")
    try:
        return _Walk(db, key, anchors).verdict()
    finally:
        db.execute("ROLLBACK")


class _Walk:
    """One verification."""

    def __init__(self, db: Database, key: bytes | None, anchors: Sequence[Anchor]) -> None:
        self._db, self._key = db, key
        self._spellings = {one.table: one for one in spellings(db)}
        self._told: dict[str, Spelling] = {}
        self._rows: dict[str, dict[str, bytes]] = {}
        self._doubted: dict[tuple[str, str], int] = {}
        self._anchors = {one.number: one for one in anchors}

    def verdict(self) -> Verdict:
        """What was found."""
        chain, count, since, fault = chains.START, 0, None, None
        for entry in entries(self._db):
            if fault := self._fault_of(entry, count, chain):
                break
            chain, count, since = entry.chain, count + 1, since or entry.at
        return Verdict(count, since, fault or self._fault_of_end(count))

    def _fault_of(self, entry: Entry, count: int, before: bytes) -> str | None:
        if entry.number != count + 1:
            return f"entries {count + 1} to {entry.number - 1} are missing"
        at_ms = round(entry.at.timestamp() * 1000)
        chain = linked(before, at_ms, entry.who, entry.what, entry.about, entry.key, entry.digest)
        is_said = entry.said is None or sha256(entry.said.encode()).digest() == entry.digest
        if chain != entry.chain or not is_said:
            return f"entry {entry.number} was altered"
        anchor = self._anchors.pop(entry.number, None)
        if anchor is not None and anchor.chain != entry.chain:
            return f"entry {entry.number} is not the one that was told to another system on {anchor.told:%Y-%m-%d}"
        if entry.what == BROKEN:
            return f"entry {entry.number} tells: {entry.said}"
        return self._follow(entry)

    def _follow(self, entry: Entry) -> str | None:
        """Keep in mind what the table of a row must hold; a row that is not as it was told is doubted until the end."""
        if entry.what == TABLE:
            return self._new_spelling(entry)
        if entry.what not in ROW_KINDS:
            return None
        rows, key = self._rows.setdefault(entry.about, {}), entry.key or ""
        if entry.what == REMOVED:
            rows.pop(key, None)
        else:
            rows[key] = entry.digest
        self._doubted.pop((entry.about, key), None)
        spelling = self._told.get(entry.about)
        if entry.what != REMOVED and spelling is not None and spelling.is_bulk:
            told = _row(self._db, spelling, key)
            rows[key] = b""  # what it said is compared here: to know that it was there is enough
            if told is None or sha256(told.encode()).digest() != entry.digest:
                self._doubted[entry.about, key] = entry.number
        return None

    def _new_spelling(self, entry: Entry) -> str | None:
        spelling = self._spellings.get(entry.about)
        if spelling is None:
            return f"the table {entry.about} is gone"
        self._told[entry.about] = replace(spelling, columns=tuple(json.loads(entry.said or "[]")))
        self._rows.setdefault(entry.about, {})
        return None

    def _fault_of_end(self, count: int) -> str | None:
        if self._key is not None and (why := broken_end(self._db, self._key)):
            return why
        if self._anchors:
            lost = max(self._anchors)
            return f"entries {count + 1} to {lost} are missing: another system was told of them"
        if self._doubted:
            (table, key), number = next(iter(self._doubted.items()))
            return f"{table}: row {key} was altered or removed, entry {number} tells what it was"
        return next((why for one in self._spellings.values() if (why := self._stranger(one))), None)

    def _stranger(self, spelling: Spelling) -> str | None:
        """What a table holds, or lacks, that the log does not tell of."""
        table = spelling.table
        if table not in self._rows or not has_triggers(self._db, spelling):
            return f"{table}: its changes are not told"
        known, source = self._rows[table], quoted(table)
        if spelling.is_bulk:
            (count,) = self._db.execute(f"SELECT count(*) FROM {source}").fetchone()  # noqa: S608 - our own names
            return None if count == len(known) else f"{table}: rows were added or removed by something else"
        told = self._told[table]
        for key, row in self._db.execute(f"SELECT {told.name('r')}, {told.row('r')} FROM {source} r").fetchall():  # noqa: S608 - our own names
            if known.pop(key, None) != sha256(row.encode()).digest():
                return f"{table}: {key} was changed by something else"
        gone = next(iter(known), None)
        return None if gone is None else f"{table}: {gone} was removed by something else"


def _row(db: Database, spelling: Spelling, key: str) -> str | None:
    """What the row of that name says now; None: it is gone."""
    source, names = quoted(spelling.table), spelling.key or ("rowid",)
    where = " AND ".join(f"r.{quoted(name) if spelling.key else name} = ?" for name in names)
    named = json.loads(key) if spelling.key else [int(key)]
    row = db.execute(f"SELECT {spelling.row('r')} FROM {source} r WHERE {where}", named).fetchone()  # noqa: S608 - our own names
    return None if row is None else str(row[0])
