"""What the meter must not forget: one SQLite file, written before anything is sent (C1FR20, C1FR22).

Events, the journal, receipts, counters of the utility link, owed messages. Without a path it lives in memory only.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from devices.until_written import UntilWritten
from devices.wan.codec import decode_record, encode_record
from devices.wan.journal import Entry, Noted, System
from devices.wan.words import Body

VERSION: Final = 1
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
KEPT_DAYS: Final = 400
OWED_FOR: Final = timedelta(days=1)
SCHEMA: Final = """
create table if not exists link (peer text primary key, state blob not null) without rowid;
create table if not exists event (id integer primary key, value text not null);
create table if not exists entry (
    number integer primary key autoincrement,
    at_us integer not null, noted text not null, event_id integer, who text not null, detail text not null
);
create index if not exists entry_at on entry (at_us);
create table if not exists receipt (
    log_number integer primary key autoincrement,
    peer text not null, sender text not null, subject text not null,
    sequence integer not null, signed blob not null,
    event_id integer not null, status integer not null, status_us integer not null, meter_us integer not null,
    due_us integer not null, tries integer not null default 0,
    ms_us integer, mdms_us integer, told integer not null default 0
);
create unique index if not exists receipt_sequence on receipt (peer, sequence, signed) where sequence > 0;
create index if not exists receipt_owed on receipt (log_number) where ms_us is null;
create table if not exists owed (number integer primary key autoincrement, at_us integer not null, body blob not null);
create table if not exists setting (name text primary key, value text not null) without rowid;
"""


def to_us(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - EPOCH) // timedelta(microseconds=1)


def from_us(at_us: int) -> datetime:
    """Aware UTC of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=at_us)


class Ledger:
    """The file, or memory; it is the `devices.wan.system.Links` of the meter. ValueError if a newer one wrote it."""

    def __init__(self, path: Path | None = None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self.database = sqlite3.connect(path or ":memory:", isolation_level=None)
        (version,) = self.database.execute("pragma user_version").fetchone()
        if version > VERSION:
            raise ValueError(f"{path} was written by a newer simulator: move it away, or use that one")
        self.database.execute("pragma journal_mode = wal")
        self.database.execute("pragma synchronous = full")
        self.database.executescript(SCHEMA)
        self.database.execute(f"pragma user_version = {VERSION}")
        self.last_owed = UntilWritten(self.database, self._ask_last_owed)
        """The highest number that is owed, or 0."""

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is kept together, or nothing if it raises; one inside another joins it."""
        if self.database.in_transaction:
            yield
            return
        self.database.execute("begin immediate")
        with self.database:  # it commits, or rolls back
            yield

    # The utility link's counters

    def load(self) -> Mapping[str, bytes]:
        """The state of each peer, as last saved."""
        return dict(self.database.execute("select peer, state from link"))

    def save(self, peer: str, state: bytes) -> None:
        """Keep the state of one peer."""
        self.database.execute("insert or replace into link values (?, ?)", (peer, state))

    # Events

    def events(self) -> list[dict[str, Any]]:
        """Every event that is kept, in `HeldEvent.save`'s words."""
        return [json.loads(value) for (value,) in self.database.execute("select value from event order by id")]

    def keep_event(self, event_id: int, value: Mapping[str, object]) -> None:
        """Keep an event as it is now."""
        self.database.execute("insert or replace into event values (?, ?)", (event_id, json.dumps(value)))

    def forget_event(self, event_id: int) -> None:
        """An event is too old to matter."""
        self.database.execute("delete from event where id = ?", (event_id,))

    # The journal

    def note(self, entry: Entry) -> int:
        """Add to the journal; the entry's number comes back."""
        cursor = self.database.execute(
            "insert into entry (at_us, noted, event_id, who, detail) values (?, ?, ?, ?, ?)",
            (to_us(entry.at), entry.noted.value, entry.issuer_event_id, entry.who, entry.detail),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def entries(self, after: int = 0) -> list[tuple[int, Entry]]:
        """The journal after entry number `after`, in order, with numbers."""
        rows = self.database.execute(
            "select number, at_us, noted, event_id, who, detail from entry where number > ? order by number", (after,)
        )
        return [(number, _entry(*values)) for number, *values in rows]

    def entries_since(self, start: datetime) -> list[Entry]:
        """Entries stamped `start` or later, in order."""
        rows = self.database.execute(
            "select at_us, noted, event_id, who, detail from entry where at_us >= ? order by number", (to_us(start),)
        )
        return [_entry(*values) for values in rows]

    def forget_before(self, now: datetime) -> int:
        """Drop what is older than `KEPT_DAYS`, and debts of more than `OWED_FOR` (how many); owed receipts stay."""
        oldest_us = to_us(now - timedelta(days=KEPT_DAYS))
        self.database.execute("delete from entry where at_us < ?", (oldest_us,))
        given_up = self.database.execute("delete from owed where at_us < ?", (to_us(now - OWED_FOR),)).rowcount
        self.database.execute("delete from receipt where meter_us < ? and ms_us is not null", (oldest_us,))
        return int(given_up)

    # Messages that are owed to the utility

    def owe(self, body: Body, at: datetime) -> int:
        """Keep a message until `paid`; its number."""
        values = (to_us(at), encode_record(body, Body))
        cursor = self.database.execute("insert into owed (at_us, body) values (?, ?)", values)
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def owed(self, after: int) -> list[tuple[int, Body]]:
        """What is owed after that number, oldest first."""
        rows = self.database.execute("select number, body from owed where number > ? order by number", (after,))
        return [(number, decode_record(body, Body)) for number, body in rows]

    def _ask_last_owed(self) -> int:
        (number,) = self.database.execute("select coalesce(max(number), 0) from owed").fetchone()
        return int(number)

    def unanswered(self) -> tuple[int, datetime | None]:
        """How many messages are owed, and since when the oldest is."""
        count, oldest_us = self.database.execute("select count(*), min(at_us) from owed").fetchone()
        return int(count), None if oldest_us is None else from_us(oldest_us)

    def is_sound(self) -> bool:
        """Does SQLite find the file as it wrote it?"""
        (found,) = self.database.execute("pragma quick_check(1)").fetchone()
        return bool(found == "ok")

    def paid(self, number: int) -> None:
        """It is owed no more."""
        self.database.execute("delete from owed where number = ?", (number,))

    # Settings

    def setting(self, name: str, default: Any = None) -> Any:
        """A value in JSON's types."""
        row = self.database.execute("select value from setting where name = ?", (name,)).fetchone()
        return default if row is None else json.loads(row[0])

    def set(self, name: str, value: object) -> None:
        """Keep a value of JSON's types."""
        self.database.execute("insert or replace into setting values (?, ?)", (name, json.dumps(value)))


def _entry(at_us: int, noted: str, event_id: int | None, who: str, detail: str) -> Entry:
    return Entry(System.MTR, from_us(at_us), Noted(noted), event_id, who, detail)
