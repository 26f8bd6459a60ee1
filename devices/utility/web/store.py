"""The website's own file: users, their sessions, the tokens of displays, and its audit log. Time is Unix seconds.

Several processes may open it at once: the website, and the command that adds a user. Whoever writes, writes the log.
"""

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database, Migrations

from devices import chain
from devices.utility.audit.trail import Trail, WatchedDatabase
from devices.utility.ledger import LedgerRefused, audit_key, create

APPLICATION_ID = int.from_bytes(b"UWEB")
migrations = Migrations("web")


@migrations()
def people(db: Database) -> None:
    """Users, sessions (only the digest of their names), machine tokens (the same), what was done, small settings."""
    users: dict[str, type] = {"name": str, "shown": str, "role": str, "account": str, "password": str, "made": float}
    create(db, "users", "name", users)
    create(db, "sessions", "digest", {"digest": str, "user": str, "began": float, "seen": float})
    db.table("sessions").create_index(["user"])
    tokens: dict[str, type] = {"digest": str, "id": str, "label": str, "account": str, "made": float, "ends": float}
    create(db, "tokens", "digest", tokens | {"seen": float})
    db.table("tokens").create_index(["account"])
    done: dict[str, type] = {"id": int, "at": float, "name": str, "role": str, "account": str}
    create(db, "done", "id", done | {"what": str, "about": str, "outcome": str})
    create(db, "kept", "name", {"name": str, "value": bytes})


@migrations()
def journal(db: Database) -> None:
    """What the pages told."""
    columns: dict[str, type] = {"id": int, "at": float, "noted": str, "issuer_event_id": int, "who": str}
    create(db, "journal", "id", columns | {"detail": str})


@migrations()
def log(db: Database) -> None:
    """What was done is told in the audit log; a table of what was done before stays where it holds something."""
    (count,) = db.execute("SELECT count(*) FROM done").fetchone()
    if not count:
        db.table("done").drop()


@migrations()
def display_codes(db: Database) -> None:
    """One-time codes by which displays get their tokens: only the digest of each."""
    codes: dict[str, type] = {"digest": str, "account": str, "label": str, "ends": float, "is_over": int}
    create(db, "codes", "digest", codes)


class WebStore:
    """The open file; None for one in memory. Raises LedgerRefused, sqlite3.Error, OSError."""

    def __init__(self, path: Path | None) -> None:
        if path:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        self.path = path
        self.db = WatchedDatabase(sqlite3.connect(path or ":memory:", isolation_level=None), recursive_triggers=False)
        # FULL: another system is told how the log ends, so no power cut may take an entry back
        for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "journal_size_limit=8388608"):
            self.db.execute(f"PRAGMA {pragma}").fetchall()
        (found,) = self.db.execute("PRAGMA application_id").fetchone()
        tables = set(self.db.table_names()) - {migrations.migrations_table}
        if tables and found != APPLICATION_ID:
            self.db.close()
            raise LedgerRefused(f"{path}: this is not a file of the website. Give another --state.")
        migrations.apply(self.db)
        self.db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        key = chain.kept_key(audit_key(path)) if path else bytes(chain.KEY_OCTETS)
        self.audit = Trail(self.db, key, lambda: datetime.now(UTC))
        """Its log; the website gives it its own time."""

    def close(self) -> None:
        """Let it go."""
        self.audit.flush()
        self.db.close()

    def kept(self, name: str, made: bytes) -> bytes:
        """The octets kept under that name; `made` is kept if there are none yet."""
        self.db.execute("INSERT OR IGNORE INTO kept VALUES (?, ?)", (name, made))
        (value,) = self.db.execute("SELECT value FROM kept WHERE name = ?", (name,)).fetchone()
        return bytes(value)
