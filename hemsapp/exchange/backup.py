"""Copies of the home's database, checked before they count, and backups, checked before they are believed.

A copy is made through SQLite's own backup within one reading, while the engine goes on writing. A backup may have lain
on a stick for years: what it holds is read, fact by fact, before it may take the place of what is there.
"""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlite_utils import Database

from hemsapp import database
from hemsapp.exchange.recognition import BACKUP, is_database, kind_of
from hemsapp.migrations import migrations
from hemsapp.rows import TABLES, instant
from hemsapp.saying import say
from hemsapp.work import WorkRefused

_PAGES = 256
_MOST_BYTES = 4_000_000_000
_SOME_FACTS = 5_000
_MADE, _RESTORED = "backed_up", "restored"
NOT_BELIEVED = (ValueError, ArithmeticError, TypeError, LookupError, AttributeError, AssertionError, RecursionError)

Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Census:
    """What a database holds: rows by table, local days of history, until when, and when it was copied."""

    rows: dict[str, int]
    days: int
    newest: datetime | None
    made: datetime | None


def nightly_folder(database_path: Path) -> Path:
    """Where the backups of the nights lie."""
    return database_path.with_name("backups")


def census(db: Database) -> Census:
    """Count what a database of ours holds."""
    names = sorted(set(db.table_names()) - {migrations.migrations_table, "facts_of_the_file"})
    rows = {name: db.table(name).count for name in names}
    (newest,) = db.execute("SELECT max(start + length_s * 1000) FROM intervals").fetchone()
    made = db.execute("SELECT value FROM facts_of_the_file WHERE name = ?", (_MADE,)).fetchone()
    days = rows.get("days", 0)
    return Census(
        rows, days, None if newest is None else instant(newest), datetime.fromisoformat(made[0]) if made else None
    )


def copy_out(source: Path, draft: Path, now: datetime, step: Step) -> Census:
    """Copy the database, and compare the copy with it. Raises sqlite3.Error, WorkRefused if the copy is not whole."""
    at = f"file:{quote(str(source))}?mode=ro"
    with closing(Database(sqlite3.connect(at, uri=True))) as origin, closing(Database(draft)) as copy:
        origin.execute("BEGIN")
        counted = census(origin)
        _copy(origin, copy, step)
        copy.execute("PRAGMA journal_mode=DELETE").fetchall()
        copy.execute("INSERT OR REPLACE INTO facts_of_the_file VALUES (?, ?)", (_MADE, now.isoformat()))
        copy.conn.commit()
        if (fault := _fault(copy)) is not None:
            raise WorkRefused(
                say("The copy is not whole ({fault}): it was thrown away. Is the stick or disk failing?", fault=fault)
            )
        copied = census(copy)
    if copied.rows != counted.rows:
        raise WorkRefused(say("The copy does not hold what the database holds: it was thrown away."))
    return copied


def bring_in(path: Path, draft: Path, step: Step) -> Census:
    """Copy a backup to `draft`, check it there, and bring it up to date. Raises WorkRefused with the reason."""
    if not path.is_file() or not is_database(path) or kind_of(path) != BACKUP:
        raise WorkRefused(say("This is not a backup of hemsapp. Nothing was changed."))
    if path.stat().st_size > _MOST_BYTES:
        raise WorkRefused(say("This backup is larger than any home's. Nothing was changed."))
    at = f"file:{quote(str(path))}?mode=ro&immutable=1"
    try:
        with closing(Database(sqlite3.connect(at, uri=True))) as backup, closing(Database(draft)) as copy:
            _copy(backup, copy, lambda done, total: step(done * 60 // max(total, 1), 100))
            return _believed(copy, step)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:  # text that is none has no code
            raise
        raise WorkRefused(say("This backup is damaged ({error}). Nothing was changed.", error=str(error))) from error
    except NOT_BELIEVED as error:  # rows, and names in the schema, that are no text
        raise WorkRefused(say("What this backup holds cannot be read. Nothing was changed.")) from error


def _copy(origin: Database, copy: Database, step: Step) -> None:
    origin.conn.backup(copy.conn, pages=_PAGES, progress=lambda _, left, total: step(total - left, total))


def _fault(db: Database) -> str | None:
    verdict = [row[0] for row in db.execute("PRAGMA integrity_check(1)")]
    return None if verdict == ["ok"] else str(verdict[0]).splitlines()[-1]


def _believed(copy: Database, step: Step) -> Census:
    """What the copy holds, if it is whole, ours, not newer than we are, and every fact in it can be read."""
    copy.execute("PRAGMA trusted_schema=OFF")
    if (fault := _fault(copy)) is not None:
        raise WorkRefused(say("This backup is damaged ({fault}). Nothing was changed.", fault=fault))
    others = copy.execute("SELECT count(*) FROM sqlite_master WHERE type NOT IN ('table', 'index')").fetchone()
    if others != (0,):
        raise WorkRefused(say("This backup holds more than a home's data. Nothing was changed."))
    known = database.migration_names()
    if not {each.name for each in migrations.applied(copy)} <= known:
        raise WorkRefused(
            say("This backup was made by a newer hemsapp: bring this one up to date first. Nothing was changed.")
        )
    step(65, 100)
    migrations.apply(copy)
    if _schema(copy) != _schema_of_ours():
        raise WorkRefused(say("This backup does not hold what a home's database holds. Nothing was changed."))
    found = census(copy)
    _read_all(copy, found, step)
    copy.execute("PRAGMA journal_mode=DELETE").fetchall()
    return found


def _read_all(db: Database, found: Census, step: Step) -> None:
    """Make every fact of its row: what cannot be read now would stop the display at its start."""
    total, done = max(sum(found.rows.values()), 1), 0
    for table in TABLES.values():
        cursor = db.execute(f"SELECT {', '.join(table.columns)} FROM {table.name}")  # noqa: S608 - our own names
        while some := cursor.fetchmany(_SOME_FACTS):
            done += len([table.fact(row) for row in some])
            step(70 + done * 25 // total, 100)


def _schema(db: Database) -> list[tuple[str]]:
    return sorted(db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall())


def _schema_of_ours() -> list[tuple[str]]:
    with closing(Database(memory=True)) as ours:
        migrations.apply(ours)
        return _schema(ours)


def carry_receipts(draft: Path, present: Path) -> None:
    """Receipts are numbered once for ever: those of the present database stay beside the older ones of a backup."""
    copy = Database(sqlite3.connect(f"file:{quote(str(draft))}", uri=True))
    with closing(copy) as db, suppress(sqlite3.DatabaseError):  # what is to be replaced may be damaged
        db.execute("ATTACH ? AS present", (f"file:{quote(str(present))}?mode=ro",))
        db.execute("INSERT OR IGNORE INTO main.receipts SELECT * FROM present.receipts")
        db.conn.commit()


def note_restore(draft: Path, sentence: str) -> None:
    """Put into a checked backup what is to be told once it is taken up."""
    with closing(Database(draft)) as db:
        database.begin_log_anew(db)
        note = json.dumps({"sentence": sentence, "rows": census(db).rows})
        db.execute("INSERT OR REPLACE INTO facts_of_the_file VALUES (?, ?)", (_RESTORED, note))
        db.conn.commit()


def told_of_restore(db: Database, aside: Path | None) -> str:
    """What is to be told of a backup that was just taken up, checked once more; "": none was. It is told once."""
    row = db.execute("SELECT value FROM facts_of_the_file WHERE name = ?", (_RESTORED,)).fetchone()
    if row is None:
        return ""
    db.execute("DELETE FROM facts_of_the_file WHERE name = ?", (_RESTORED,))
    db.conn.commit()
    with suppress(*NOT_BELIEVED):
        note = json.loads(row[0])
        sentences = [str(note["sentence"])]
        if census(db).rows != note["rows"]:
            sentences.append("It does not hold what it held when it was checked: please look through history.")
        if aside is not None:
            sentences.append(f"What was here before is kept as {aside.name}.")
        return " ".join(sentences)
    return "A backup was taken up."
