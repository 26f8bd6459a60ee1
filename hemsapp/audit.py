"""The audit log: each entry is chained to the one before, so that nobody can alter, remove or reorder one unseen.

What is only ever added (happenings, the journal) is logged by its row's number; what a later fact replaces (choices,
plans, rates, receipts) with all that it said. The head of the chain is sealed with a key that lies beside the database.
"""

import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from devices import chain as chains
from hemsapp.rows import TABLES, Cell, Table, instant, milliseconds
from hemsapp.saying import say

ADDED: Final = ("happenings", "journal")
REPLACED: Final = (
    "preferences",
    "plans",
    "programmes",
    "choices",
    "overrides",
    "tariffs",
    "amendments",
    "read_dates",
    "devices",
    "receipts",
    "texts",
    "firmware",
    "firmware_updates",
)
LOGGED: Final = frozenset(ADDED + REPLACED)
_TAKEN_OVER: Final = "taken over"
_BROKEN: Final = "found broken"
_SEAL: Final = "audit_seal"
_TABLES: Final = {table.name: table for table in TABLES.values()}
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its number, when it was written, the table, the row's number or (None) what it says, the chain."""

    number: int
    at: datetime
    subject: str
    row: int | None
    said: str
    chain: bytes


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many entries there are, from when on, and the sentence that says what is wrong; None: nothing is."""

    count: int
    since: datetime | None
    fault: str | None


def key_of(database: Path) -> bytes:
    """The key that seals the log of that database; made when there is none. Raises OSError."""
    return chains.kept_key(database.with_name("audit.key"))


def spelled(table: Table, row: tuple[Cell, ...]) -> str:
    """A row as the log spells it: what it does not say is left out, so that a new column changes no old entry."""
    said = {column: cell for column, cell in zip(table.columns, row, strict=True) if cell is not None}
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


class Log:
    """The end of the chain, where entries are added; within the caller's transaction."""

    def __init__(self, db: Database, key: bytes) -> None:
        self._db, self._key = db, key
        row = db.execute("SELECT n, chain FROM audit_log ORDER BY n DESC LIMIT 1").fetchone()
        self._number, self._chain = (0, chains.START) if row is None else (int(row[0]), bytes(row[1]))

    def add(self, table: Table, row: tuple[Cell, ...], number: int | None, at: datetime) -> None:
        """That row was written; `number` is its own if its table is only ever added to."""
        self._append(table.name, number if table.name in ADDED else None, spelled(table, row), at)

    def go_on(self, fault: str | None, at: datetime) -> None:
        """Begin with all that is kept, or go on behind what was found at the start (`start_fault`)."""
        if fault is None:
            self._take_over(at)
        else:
            self._append(_BROKEN, None, fault, at)

    def seal(self) -> None:
        """Say with the key how long the chain is and how it ends."""
        mac = chains.seal(self._key, self._number, self._chain)
        seal = json.dumps([self._number, self._chain.hex(), mac])
        self._db.execute("INSERT OR REPLACE INTO facts_of_the_file VALUES (?, ?)", (_SEAL, seal))

    def _take_over(self, at: datetime) -> None:
        self._append(_TAKEN_OVER, None, "the log begins with everything that was kept before", at)
        for name in ADDED:
            for number, row in _numbered(self._db, name):
                self.add(_TABLES[name], row, number, at)
        for name in REPLACED:
            for row in _rows(self._db, name):
                self.add(_TABLES[name], row, None, at)

    def _append(self, subject: str, number: int | None, said: str, at: datetime) -> None:
        self._number += 1
        at_ms = milliseconds(at)
        self._chain = _next(self._chain, self._number, at_ms, subject, number, said)
        self._db.execute(
            "INSERT INTO audit_log VALUES (?, ?, ?, ?, ?, ?)",
            (self._number, at_ms, subject, number, said if number is None else None, self._chain),
        )


def is_begun(db: Database) -> bool:
    """Is there a log, or the seal of one?"""
    return seal_of(db) is not None or db.execute("SELECT 1 FROM audit_log LIMIT 1").fetchone() is not None


def start_fault(db: Database, key: bytes) -> str | None:
    """What the end of the log alone shows to be wrong; None: it ends as its seal says."""
    row = db.execute("SELECT n, chain FROM audit_log ORDER BY n DESC LIMIT 1").fetchone()
    return _seal_fault(db, key, *((0, chains.START) if row is None else (int(row[0]), bytes(row[1]))))


def seal_of(db: Database) -> list[int | str] | None:
    """How long the chain is, how it ends, and the key's word for it (HMAC-SHA256); None: it has no seal."""
    row = db.execute("SELECT value FROM facts_of_the_file WHERE name = ?", (_SEAL,)).fetchone()
    return None if row is None else list(json.loads(row[0]))


def entries(db: Database) -> Iterator[Entry]:
    """Every entry in order; what a row that was removed said is empty."""
    for number, at_ms, subject, row, said, chain in db.execute("SELECT * FROM audit_log ORDER BY n"):
        told = said if row is None else _said_by(db, subject, row)
        yield Entry(number, instant(at_ms), subject, row, told or "", bytes(chain))


def verify(db: Database, key: bytes, step: Step = lambda _, __: None) -> Verdict:
    """Walk the whole chain, and look whether the tables say what the log says (X-SECURITY)."""
    (total,) = db.execute("SELECT count(*) FROM audit_log").fetchone()
    chain, count, since = chains.START, 0, None
    fault: str | None = None
    for entry in entries(db):
        if entry.number != count + 1:
            fault = say("entries {first} to {last} are missing", first=count + 1, last=entry.number - 1)
            break
        at_ms = milliseconds(entry.at)
        chain = _next(chain, entry.number, at_ms, entry.subject, entry.row, entry.said)
        if not hmac.compare_digest(chain, entry.chain):
            fault = say("entry {number} was altered", number=entry.number)
            break
        if entry.subject == _BROKEN:
            fault = entry.said
            break
        since = since or entry.at
        count += 1
        if count % 1000 == 0:
            step(count, total)
    fault = fault or _seal_fault(db, key, count, chain) or _strangers(db)
    return Verdict(count, since, fault)


def _next(chain: bytes, number: int, at_ms: int, subject: str, row: int | None, said: str) -> bytes:
    told = json.dumps([number, at_ms, subject, row, said], ensure_ascii=False, separators=(",", ":"))
    return chains.link(chain, told)


def _seal_fault(db: Database, key: bytes, number: int, chain: bytes) -> str | None:
    seal = seal_of(db)
    if seal is None:
        return say("the log has no seal")
    sealed, end, mac = int(seal[0]), str(seal[1]), str(seal[2])
    if not chains.is_sealed(key, sealed, bytes.fromhex(end), mac):
        return say("the seal was made with another key")
    if sealed > number:
        return say("entries {first} to {last} are missing", first=number + 1, last=sealed)
    return None if end == chain.hex() else say("entries after {number} were added by something else", number=sealed)


def _strangers(db: Database) -> str | None:
    """What the tables hold, and the log does not tell of."""
    for name in ADDED:
        (highest,) = db.execute(f"SELECT coalesce(max(id), 0) FROM {name}").fetchone()  # noqa: S608 - our own names
        (count,) = db.execute(f"SELECT count(*) FROM {name}").fetchone()  # noqa: S608 - our own names
        (logged,) = db.execute("SELECT count(*) FROM audit_log WHERE subject = ?", (name,)).fetchone()
        if highest > _highest(db, name) or count != logged:
            return say("{table} holds entries that were added or removed by something else", table=name)
    known = _last_said(db)
    for name in REPLACED:
        for row in _rows(db, name):
            key = name, _key(name, row)
            if known.pop(key, None) != spelled(_TABLES[name], row):
                return say("{table} was changed by something else", table=name)
    gone = next(iter(known), None)
    return None if gone is None else say("{table} was changed by something else", table=gone[0])


def _last_said(db: Database) -> dict[tuple[str, str], str]:
    """What the log says last of each row that can be replaced."""
    last: dict[tuple[str, str], str] = {}
    marks = ", ".join("?" * len(REPLACED))
    sql = f"SELECT subject, said FROM audit_log WHERE subject IN ({marks}) ORDER BY n"  # noqa: S608 - our own names
    for name, said in db.execute(sql, REPLACED):
        told = json.loads(said)
        last[name, json.dumps([told.get(column) for column in _TABLES[name].key])] = said
    return last


def _key(name: str, row: tuple[Cell, ...]) -> str:
    table = _TABLES[name]
    return json.dumps([row[table.columns.index(column)] for column in table.key])


def _rows(db: Database, name: str) -> Iterator[tuple[Cell, ...]]:
    yield from db.execute(f"SELECT {', '.join(_TABLES[name].columns)} FROM {name}")  # noqa: S608 - our own names


def _numbered(db: Database, name: str) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    columns = ", ".join(_TABLES[name].columns)
    sql = f"SELECT id, {columns} FROM {name} ORDER BY id"  # noqa: S608 - our own names
    for number, *row in db.execute(sql):
        yield number, tuple(row)


def _highest(db: Database, name: str) -> int:
    (row,) = db.execute("SELECT coalesce(max(row), 0) FROM audit_log WHERE subject = ?", (name,)).fetchone()
    return int(row)


def _said_by(db: Database, name: str, number: int) -> str | None:
    if name not in ADDED:
        return None
    table = _TABLES[name]
    sql = f"SELECT {', '.join(table.columns)} FROM {name} WHERE id = ?"  # noqa: S608 - our own names
    row = db.execute(sql, (number,)).fetchone()
    return None if row is None else spelled(table, row)
