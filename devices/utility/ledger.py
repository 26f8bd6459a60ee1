"""The file of one system: durable when a transaction ends, one owner, never taken for another system's.

It holds the journal, the counters of its links, every message once, what the system's own tables add, and its audit
log (`devices.utility.audit`), which tells of all that.
"""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database, Migrations

from devices import chain
from devices.utility.audit.trail import Trail, WatchedDatabase
from devices.utility.stored import from_json, milliseconds, moment, to_json
from devices.wan.journal import Entry, Noted, System
from devices.wan.words import Body, Dispatch, SecurityClass, Verified

SENT, RECEIVED = "sent", "received"
_WHOLE, _TEXT, _OCTETS = int, str, bytes
Columns = Mapping[str, type]


class LedgerRefused(Exception):
    """The file cannot be used: the text says what a person does about it."""


def common_tables(migrations: Migrations) -> None:
    """Add to a system's migrations the tables that every system has. Time is Unix milliseconds."""

    @migrations(name="common")
    def common(db: Database) -> None:
        create(
            db,
            "journal",
            "id",
            {"id": _WHOLE, "at": _WHOLE, "noted": _TEXT, "issuer_event_id": _WHOLE, "who": _TEXT, "detail": _TEXT},
        )
        create(db, "links", "peer", {"peer": _TEXT, "state": _OCTETS})
        create(
            db,
            "messages",
            "id",
            {"id": _WHOLE, "at": _WHOLE, "way": _TEXT, "peer": _TEXT, "message_id": _TEXT, "correlation_id": _TEXT}
            | {"verb": _TEXT, "noun": _TEXT, "kind": _TEXT, "issuer_event_id": _WHOLE, "security": _TEXT}
            | {"body": _TEXT},
        )
        db.table("messages").create_index(["way", "peer", "message_id"])
        db.table("messages").create_index(["issuer_event_id", "peer"])

    @migrations(name="heads")
    def heads(db: Database) -> None:
        """How other systems' audit logs ended, as they told it."""
        create(
            db,
            "heads",
            "id",
            {"id": _WHOLE, "at": _WHOLE, "system": _TEXT, "told": _WHOLE, "entries": _WHOLE, "chain": _OCTETS},
        )
        db.table("heads").create_index(["system"])


def create(db: Database, name: str, key: str | tuple[str, ...], columns: Columns) -> None:
    """A strict table with that primary key."""
    db.table(name).create(dict(columns), pk=key, strict=True)


class Ledger:
    """One system's database, owned until `close`. Raises LedgerRefused, sqlite3.Error on opening.

    It is also that system's `Links` (`devices.wan.system`): counters and effects are committed together.
    """

    def __init__(self, path: Path | None, system: System, migrations: Migrations) -> None:
        """None: in memory, for whole days in no time; what it holds ends with it."""
        self._system = system
        self.path = path
        self.clock: Callable[[], datetime] | None = None
        """The time of what the audit log tells; None: the last time that anything here was told."""
        self.logged: set[tuple[str, str, str]] = set()
        """Way, peer and message id of what was logged since its shell cleared it."""
        self._lock = _locked(path) if path else None
        with ExitStack() as on_failure:
            on_failure.callback(self._release)
            self.db = _connected(path)
            on_failure.callback(self.db.close)
            _migrated(self.db, path, system, migrations)
            self._told = datetime.fromtimestamp(0, UTC)
            key = chain.kept_key(audit_key(path)) if path else bytes(chain.KEY_OCTETS)
            self.audit = Trail(self.db, key, self._now)
            on_failure.pop_all()

    def close(self) -> None:
        """Let the next one have it."""
        self.audit.flush()
        self.db.close()
        self._release()

    def _release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _now(self) -> datetime:
        return self.clock() if self.clock else self._told

    # Links

    def transaction(self) -> AbstractContextManager[object]:
        """All that is written inside is durable when it ends, or nothing is; they may be nested."""
        return self.db.atomic()

    def load(self) -> Mapping[str, bytes]:
        """The link state of each peer."""
        return dict(self.db.execute("SELECT peer, state FROM links").fetchall())

    def save(self, peer: str, state: bytes) -> None:
        """Keep the link state of one peer."""
        self.db.execute("INSERT OR REPLACE INTO links VALUES (?, ?)", (peer, state))

    # Journal

    def note(self, noted: Noted, at: datetime, event: int | None = None, who: str = "", detail: str = "") -> None:
        """Add to the journal what was done or seen."""
        self._told = at
        self.db.execute(
            "INSERT INTO journal (at, noted, issuer_event_id, who, detail) VALUES (?, ?, ?, ?, ?)",
            (milliseconds(at), noted.value, event, who, detail),
        )

    def journal(self, after: int = 0) -> list[tuple[int, Entry]]:
        """The entries with a number above `after`, oldest first, each with its number."""
        found = self.db.execute(
            "SELECT id, at, noted, issuer_event_id, who, detail FROM journal WHERE id > ? ORDER BY id", (after,)
        )
        return [
            (number, Entry(self._system, moment(at), Noted(noted), event, who, detail))
            for number, at, noted, event, who, detail in found
        ]

    # Messages

    def has_heard(self, verified: Verified) -> bool:
        """Did this very message come before? Its sender names it once, however often it is sent."""
        envelope = verified.envelope
        sql = "SELECT 1 FROM messages WHERE way = 'received' AND peer = ? AND message_id = ?"
        return self.db.execute(sql, (envelope.source, envelope.message_id)).fetchone() is not None

    def log_received(self, verified: Verified, at: datetime, *, way: str = RECEIVED) -> None:
        """Log a message that came (C1FR5); `way` "repeated" for a twin."""
        envelope = verified.envelope
        self.logged.add((RECEIVED, envelope.source, envelope.message_id))
        row = (way, envelope.source, envelope.message_id, envelope.correlation_id, envelope.verb.value)
        self._log(at, (*row, envelope.noun.value), envelope.body, verified.security)

    def log_sent(self, dispatch: Dispatch, at: datetime, *, way: str = SENT) -> None:
        """Log a message that goes out (C1FR5); `way` "missed" or "no receipt" for what did not come."""
        if way == SENT:
            self.logged.add((SENT, dispatch.target, dispatch.message_id))
        row = (way, dispatch.target, dispatch.message_id, dispatch.correlation_id, dispatch.verb.value)
        self._log(at, (*row, dispatch.noun.value), dispatch.body, dispatch.security)

    def _log(self, at: datetime, row: tuple[str, ...], body: Body, security: SecurityClass) -> None:
        self._told = at
        kind, event = type(body).__name__, event_of(body)
        self.db.execute(
            "INSERT INTO messages (at, way, peer, message_id, correlation_id, verb, noun, kind, issuer_event_id,"
            " security, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (milliseconds(at), *row, kind, event, security.value, to_json(body)),
        )

    def body_of(self, message_id: str, way: str, peer: str) -> Body | None:
        """The body of a logged message."""
        sql = "SELECT kind, body FROM messages WHERE way = ? AND peer = ? AND message_id = ? LIMIT 1"
        row = self.db.execute(sql, (way, peer, message_id)).fetchone()
        return from_json(*row) if row else None


def event_of(body: Body) -> int | None:
    """The event that a body is about, if it is about one."""
    inner = getattr(body, "body", body)
    event: int | None = getattr(inner, "issuer_event_id", None)
    return event


def _locked(path: Path) -> int:
    lock = path.with_name(path.name + ".lock")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise LedgerRefused(f"{path.parent}: it cannot be written there ({error.strerror}).") from error
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(held)
        raise LedgerRefused(f"{path}: another process has it. Stop that one first, or give another --state.") from error
    return held


def audit_key(path: Path) -> Path:
    """Where the key lies that seals the audit log of that database."""
    return path.with_suffix(".audit.key")


def _connected(path: Path | None) -> WatchedDatabase:
    if path and not path.exists():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    # No implicit transactions: they begin and end where `transaction` says, or with the statement.
    db = WatchedDatabase(sqlite3.connect(path or ":memory:", isolation_level=None), recursive_triggers=False)
    try:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "journal_size_limit=8388608"):
            db.execute(f"PRAGMA {pragma}").fetchall()
    except sqlite3.Error:
        db.close()
        raise
    return db


def _migrated(db: Database, path: Path | None, system: System, migrations: Migrations) -> None:
    application_id = int.from_bytes(f"U{system.value:<3}"[:4].encode())
    (found,) = db.execute("PRAGMA application_id").fetchone()
    tables = set(db.table_names()) - {migrations.migrations_table}
    if tables and found != application_id:
        raise LedgerRefused(f"{path}: this is not a file of the {system.value}. Give another --state.")
    if extra := {one.name for one in migrations.applied(db)} - _names(migrations):
        raise LedgerRefused(f"{path}: a newer version wrote it ({', '.join(sorted(extra))}). Install that one again.")
    migrations.apply(db)
    db.execute(f"PRAGMA application_id = {application_id}")


def _names(migrations: Migrations) -> set[str]:
    nothing = Database(memory=True)
    try:
        return {migration.name for migration in migrations.pending(nothing)}
    finally:
        nothing.close()
