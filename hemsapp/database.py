"""Opening the home's database: one owner, checked, never silently empty, an older one copied before it is changed."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from sqlite_utils import Database

from hemsapp.migrations import APPLICATION_ID, migrations
from hemsapp.saying import say

RESERVE_BYTES = 4 * 1024 * 1024
_SMALLEST = 512
_BUSY_S = 1.0  # nobody else should hold it; the engine must not wait longer


# The world failing is expected and tried again; anything else is our mistake, or damage that a start repairs.
_WORLD_FAILED = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
}


class StoreRefused(Exception):
    """The database cannot be used as it is: the text says what a person does about it."""


class Damaged(sqlite3.DatabaseError):
    """SQLite opens it, and its check finds fault with it."""


class StoreInUse(StoreRefused):
    """Another process has it."""


class Lock:
    """The right to write: one process at a time (F13, F32). Raises StoreRefused, StoreInUse."""

    def __init__(self, path: Path) -> None:
        lock = path.with_name(path.name + ".lock")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreRefused(
                f"{path.parent}: hemsapp cannot write there ({error.strerror}). Make the folder writable for the user "
                "who runs it, or name another one in [store] path."
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise StoreInUse(
                f"{path}: another hemsapp uses it already. Stop that one first (systemctl stop hemsapp), "
                "or give this one its own [store] path."
            ) from error

    def release(self) -> None:
        """Let the next one in."""
        os.close(self._file)


def connect(path: Path) -> Database:
    """A connection that commits durably: WAL and synchronous=FULL (F21). Raises sqlite3.Error."""
    if not path.exists():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    db = Database(sqlite3.connect(path, timeout=_BUSY_S, check_same_thread=False), recursive_triggers=False)
    try:
        # Finished by reading all of it: the first PRAGMA is also the first look at the file.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "journal_size_limit=8388608"):
            db.execute(f"PRAGMA {pragma}").fetchall()
    except sqlite3.Error:
        db.close()
        raise
    return db


def staged(path: Path) -> Path:
    """Where a checked backup waits to be taken up in place of the database at `path`."""
    return path.with_name(path.name + ".restore")


def take_up(path: Path) -> Path | None:
    """Put the backup that waits in the place of the database, which is kept aside: where; None: none waits.

    The caller has the lock. Cut short, it goes on at the next start. Raises OSError.
    """
    waiting = staged(path)
    if not waiting.exists():
        return None
    aside = _move_aside(path, "before-restore") if path.exists() else path
    waiting.replace(path)
    return aside


def open_checked(path: Path) -> tuple[Database, str | None]:
    """The database at `path`, whole and of our schema, and what a person should know of it (None: nothing).

    A damaged one is moved aside and what can be read of it is taken over. Raises StoreRefused for one that is not
    ours or comes from a newer hemsapp, sqlite3.Error or OSError when the disk does not serve.
    """
    size = path.stat().st_size if path.exists() else 0
    if 0 < size < _SMALLEST:  # SQLite would take it for a new one
        return _salvaged(path)
    lived_here = reserve(path).exists()
    try:
        db = _connect_whole(path, is_new=not size)
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
        return _salvaged(path)
    if lived_here and not size:
        return db, say(
            "The database {path} was missing. A new one was begun; history before now is not there.", path=str(path)
        )
    return db, None


def _connect_whole(path: Path, *, is_new: bool) -> Database:
    with ExitStack() as on_failure:
        db = connect(path)
        on_failure.callback(db.close)
        if not is_new and not _is_sound(db):
            raise Damaged(f"{path} does not pass its check")
        _migrate(db, path)
        on_failure.pop_all()
        return db


def inspect(path: Path) -> str:
    """What a sound database of ours holds, without changing it; the caller has the lock. Raises as `open_checked`."""
    with closing(connect(path)) as db:
        if not _is_sound(db):
            raise Damaged("it does not pass its check")
        pending = _pending(db, path)
        (days,) = db.execute("SELECT count(*) FROM days").fetchone() if not pending else ("?",)
    size = path.stat().st_size / 1e6
    return f"{days} days of history, {size:.1f} MB" + (
        ", an older one that will be copied and brought up to date" if pending else ""
    )


def is_disk_failure(error: sqlite3.OperationalError) -> bool:
    """Is it the world that fails, so that trying again makes sense?"""
    return error.sqlite_errorcode & 0xFF in _WORLD_FAILED


def reserve(path: Path) -> Path:
    """The file that is given up when the disk is full, so that what matters can still be written (F24)."""
    return path.with_name(path.name + ".reserve")


def fill_reserve(path: Path) -> None:
    """Set space aside, really allocated. Raises OSError."""
    if reserve(path).exists():
        return
    draft = path.with_name(path.name + ".reserve.new")
    try:
        with draft.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, RESERVE_BYTES)
        draft.replace(reserve(path))
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def copy(db: Database, to: Path) -> None:
    """A consistent copy through SQLite's backup, checked. Raises sqlite3.Error."""
    with closing(sqlite3.connect(to)) as target:
        db.conn.backup(target)
        (verdict,) = target.execute("PRAGMA quick_check").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(f"the copy {to} is not sound: {verdict}")


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return isinstance(error, Damaged) or error.sqlite_errorcode & 0xFF in {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }


def _is_sound(db: Database) -> bool:
    return [row[0] for row in db.execute("PRAGMA quick_check(1)")] == ["ok"]


def _migrate(db: Database, path: Path) -> None:
    if pending := _pending(db, path):
        if migrations.applied(db):
            copy(db, path.with_name(f"{path.name}.before-{pending[0]}"))
        migrations.apply(db)


def _pending(db: Database, path: Path) -> list[str]:
    """The migrations that this database lacks. Raises StoreRefused if it is not ours, or from the future."""
    tables = set(db.table_names())
    (application_id,) = db.execute("PRAGMA application_id").fetchone()
    if tables and application_id != APPLICATION_ID and tables != {migrations.migrations_table}:
        raise StoreRefused(
            f"{path}: this is another program's database (its tables: {', '.join(sorted(tables)[:3])}...). "
            "Name another file in [store] path."
        )
    applied = [migration.name for migration in migrations.applied(db)]
    if not set(applied) <= migration_names():
        raise StoreRefused(
            f"{path}: it was written by a newer hemsapp ({applied[-1]}). Install that version again, "
            "or move the file aside to begin anew."
        )
    return [migration.name for migration in migrations.pending(db)]


def migration_names() -> set[str]:
    """Those that this program knows."""
    with closing(Database(memory=True)) as nothing:
        return {migration.name for migration in migrations.pending(nothing)}


def _salvaged(path: Path) -> tuple[Database, str]:
    """Move the damaged database aside, begin anew, and take over whatever can still be read (F27)."""
    aside = _move_aside(path, "damaged")
    db = connect(path)
    migrations.apply(db)
    taken = 0
    try:
        with closing(sqlite3.connect(aside, timeout=_BUSY_S)) as damaged, db.atomic():
            for table in sorted(set(db.table_names()) - {migrations.migrations_table}):
                for row in _readable(damaged, table):
                    columns, marks = ", ".join(row), ", ".join("?" * len(row))
                    sql = f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names
                    db.execute(sql, tuple(row.values()))
                    taken += 1
            begin_log_anew(db)
    except sqlite3.DatabaseError as error:
        if not _is_damage(error) and not isinstance(error, sqlite3.IntegrityError | sqlite3.OperationalError):
            raise
        taken = 0
    what = say("Nothing could be read from it")
    if taken:
        what = say("{count} entries were taken over from it", count=taken)
    return db, say(
        "The database was damaged. It was kept as {name}. {what}; please check history and settings.",
        name=str(aside),
        what=what,
    )


def begin_log_anew(db: Database) -> None:
    """Another database is in use: its audit log begins with what it holds; the older log is in what was kept aside."""
    db.execute("DELETE FROM audit_log")
    db.execute("DELETE FROM facts_of_the_file WHERE name = 'audit_seal'")


def _readable(damaged: sqlite3.Connection, table: str) -> Iterator[dict[str, object]]:
    """The rows of a table of a damaged database, from both ends as far as they can be read."""
    seen: set[int] = set()
    for order in ("ASC", "DESC"):
        try:
            found = damaged.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid {order}")  # noqa: S608 - our own names
            for rowid, *row in found:
                if rowid in seen:
                    break
                seen.add(rowid)
                yield {column[0]: cell for column, cell in zip(found.description[1:], row, strict=True)}
        except sqlite3.DatabaseError:
            continue


def _move_aside(path: Path, why: str) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.{why}-{number}")).exists():
        number += 1
    for ending in ("-wal", "-shm", ""):  # the database last: without its name nobody looks for what is beside it
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + ending))
    return aside
