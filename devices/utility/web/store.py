"""The website's own file: users, their sessions, the tokens of displays, and what was done here. Time is Unix seconds.

Several processes may open it at once: the website, and the command that adds a user.
"""

import os
import sqlite3
from pathlib import Path

from sqlite_utils import Database, Migrations

from devices.utility.ledger import LedgerRefused, create

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


class WebStore:
    """The open file; None for one in memory. Raises LedgerRefused, sqlite3.Error."""

    def __init__(self, path: Path | None) -> None:
        if path:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        self.db = Database(sqlite3.connect(path or ":memory:", isolation_level=None), recursive_triggers=False)
        # NORMAL: a session that a power cut takes is a person who signs in again
        for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=NORMAL", "journal_size_limit=8388608"):
            self.db.execute(f"PRAGMA {pragma}").fetchall()
        (found,) = self.db.execute("PRAGMA application_id").fetchone()
        tables = set(self.db.table_names()) - {migrations.migrations_table}
        if tables and found != APPLICATION_ID:
            self.db.close()
            raise LedgerRefused(f"{path}: this is not a file of the website. Give another --state.")
        migrations.apply(self.db)
        self.db.execute(f"PRAGMA application_id = {APPLICATION_ID}")

    def close(self) -> None:
        """Let it go."""
        self.db.close()

    def kept(self, name: str, made: bytes) -> bytes:
        """The octets kept under that name; `made` is kept if there are none yet."""
        self.db.execute("INSERT OR IGNORE INTO kept VALUES (?, ?)", (name, made))
        (value,) = self.db.execute("SELECT value FROM kept WHERE name = ?", (name,)).fetchone()
        return bytes(value)
