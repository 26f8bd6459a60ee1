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

    `at_ms` is Unix milliseconds. `said` is None where the row itself holds the words; `digest` is theirs, `chain` the
    entry's own.
    """

    number: int
    at_ms: int
    who: str
    what: str
    about: str
    key: str | None
    said: str | None
    digest: bytes
    chain: bytes

    @property
    def at(self) -> datetime:
        """Aware UTC. Raises ValueError, OverflowError for a time that cannot be: then the entry was altered."""
        return moment(self.at_ms)


@dataclass(frozen=True, slots=True)
class Anchor:
    """What another system was told, and when: so many entries, and the last one's digest."""

    number: int
    chain: bytes
    told: datetime
    keeper: str = "another system"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many entries were read and believed, since when, and the first thing that is wrong; None: nothing is.

    `kept`: the last anchor that the log agrees with; None: nobody else was told, or what was told is not there.
    """

    count: int
    since: datetime | None
    fault: str | None
    kept: Anchor | None = None


def entries(db: Database, after: int = 0) -> Iterator[Entry]:
    """The entries above a number, in order."""
    return entries_in(db, "n > ? ORDER BY n", (after,))


def entries_in(db: Database, where: str, values: Sequence[object]) -> Iterator[Entry]:
    """The entries of that condition and order."""
    sql = f"SELECT n, at, who, what, about, key, said, chain FROM audit_log WHERE {where}"  # noqa: S608 - our own words
    found = db.execute(sql, tuple(values))
    for number, at, who, what, about, key, said, chain in found:
        octets = bytes(chain)
        yield Entry(number, at, who, what, about, key, said, octets[:32], octets[32:])


def opened_to_read(path: Path) -> Database:
    """That file, for reading alone. Raises sqlite3.Error."""
    db = Database(sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None))
    reading_functions(db)
    return db


def verify(db: Database, key: bytes | None, anchors: Sequence[Anchor] = ()) -> Verdict:
    """Walk the whole log. `key` None: its seal is not looked at. Raises sqlite3.DatabaseError for a damaged file."""
    before, is_within = db.conn.text_factory, db.conn.in_transaction
    db.conn.text_factory = lambda octets: octets.decode(errors="replace")  # what is no text any more was altered
    if not is_within:  # one reading transaction: what a running system writes meanwhile is for the next time
        db.execute("BEGIN")
    try:
        return _Walk(db, key, anchors).verdict()
    finally:
        db.conn.text_factory = before
        if not is_within:
            db.execute("ROLLBACK")


class _Walk:
    """One verification."""

    def __init__(self, db: Database, key: bytes | None, anchors: Sequence[Anchor]) -> None:
        self._db, self._key = db, key
        self._spellings = {one.table: one for one in spellings(db)}
        self._told: dict[str, Spelling] = {}
        self._rows: dict[str, dict[str, tuple[bytes, int]]] = {}
        self._doubted: dict[tuple[str, str], int] = {}
        self._anchors: dict[int, list[Anchor]] = {}
        for one in anchors:
            self._anchors.setdefault(one.number, []).append(one)
        self._kept: Anchor | None = None

    def verdict(self) -> Verdict:
        """What was found."""
        chain, count, since, fault = chains.START, 0, None, self._strange(0, chains.START)
        if fault:
            return Verdict(0, None, fault)
        for entry in entries(self._db):
            if fault := self._fault_of(entry, count, chain):
                break
            chain, count = entry.chain, count + 1
            if since is None and entry.at_ms:
                since = entry.at
        fault = fault or self._fault_of_end(count)
        return Verdict(count, since, fault, self._kept)

    def _fault_of(self, entry: Entry, count: int, before: bytes) -> str | None:
        if entry.number <= count:
            return f"entry {entry.number} was slipped in"
        if entry.number != count + 1:
            return f"entries {count + 1} to {entry.number - 1} are missing"
        chain = linked(before, entry.at_ms, entry.who, entry.what, entry.about, entry.key, entry.digest)
        is_said = entry.said is None or sha256(entry.said.encode()).digest() == entry.digest
        if chain != entry.chain or not is_said:
            return f"entry {entry.number} was altered"
        if why := self._strange(entry.number, entry.chain):
            return why
        if entry.what == BROKEN:
            return f"entry {entry.number} tells: {entry.said}"
        return self._follow(entry)

    def _strange(self, number: int, chain: bytes) -> str | None:
        """What speaks against the chain up to there, of what other systems were told."""
        for anchor in self._anchors.pop(number, ()):
            if anchor.chain != chain:
                first = self._kept.number + 1 if self._kept else 1
                return (
                    f"entries {first} to {number} are gone or were replaced: {anchor.keeper} was told on"
                    f" {_moment(anchor.told)} of others"
                )
            self._kept = anchor
        return None

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
            rows[key] = entry.digest, entry.number
        self._doubted.pop((entry.about, key), None)
        spelling = self._told.get(entry.about)
        if entry.what != REMOVED and spelling is not None and spelling.is_bulk:
            told = row_of(self._db, spelling, key)
            rows[key] = b"", entry.number  # what it said is compared here: to know that it was there is enough
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
            anchor = self._anchors[lost][-1]
            return (
                f"entries {count + 1} to {lost} are missing from the end: {anchor.keeper} was told of them on"
                f" {_moment(anchor.told)}"
            )
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
            digest, number = known.pop(key, (b"", 0))
            if digest != sha256(row.encode()).digest():
                witness = f"entry {number} tells what it was" if number else "no entry tells of it"
                return f"{table}: {key} was changed by something else, {witness}"
        gone = next(iter(known.items()), None)
        return (
            None if gone is None else f"{table}: {gone[0]} was removed by something else, entry {gone[1][1]} tells it"
        )


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def row_of(db: Database, spelling: Spelling, key: str) -> str | None:
    """What the row of that name says now; None: it is gone."""
    source, names = quoted(spelling.table), spelling.key or ("rowid",)
    where = " AND ".join(f"r.{quoted(name) if spelling.key else name} = ?" for name in names)
    named = json.loads(key) if spelling.key else [int(key)]
    row = db.execute(f"SELECT {spelling.row('r')} FROM {source} r WHERE {where}", named).fetchone()  # noqa: S608 - our own names
    return None if row is None else str(row[0])
