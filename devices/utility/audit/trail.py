"""The end of one system's audit log: every change of its tables writes its own entry, by triggers of the same file.

So an entry is in the transaction of what it tells, whoever writes; a writer that does not know the log cannot write.
What is asked and looked at is told with `tell` and `look`. Time is Unix milliseconds, 0 where no clock was told yet.
"""

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlite_utils import Database

from devices import chain as chains
from devices.utility.access import Principal
from devices.utility.audit.tables import OWN, Spelling, quoted, spellings
from devices.utility.stored import milliseconds

ADDED, SET, REMOVED = "added", "set", "removed"
TABLE, BROKEN = "table", "found broken"
LOOK, ORDER, REFUSED = "look", "order", "refused"
SIGN_IN, SIGN_OUT = "sign-in", "sign-out"
KEPT_BACK: Final = 256
"""So many looks at most wait to be written together."""
_APPEND = (
    "INSERT INTO audit_log SELECT NULL, audit_at(), audit_who(), {what}, {about}, {key}, {said},"
    " audit_link((SELECT chain FROM audit_log ORDER BY n DESC LIMIT 1), {what}, {about}, {key}, {told}){source}"
)
_CREATE = (
    (
        "CREATE TABLE IF NOT EXISTS audit_log (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL,"
        " what TEXT NOT NULL, about TEXT NOT NULL, key TEXT, said TEXT, chain BLOB NOT NULL) STRICT"
    ),
    (
        "CREATE TABLE IF NOT EXISTS audit_seal (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, chain BLOB NOT NULL,"
        " word TEXT NOT NULL) STRICT"
    ),
    "CREATE INDEX IF NOT EXISTS audit_log_by_table ON audit_log (about) WHERE what = 'table'",
)
# DELETE and INSERT: an outer INSERT OR IGNORE would make an INSERT OR REPLACE of a trigger leave the seal as it was
_ALONE = (
    "CREATE TRIGGER audit_alone AFTER INSERT ON audit_log WHEN audit_is_alone() BEGIN DELETE FROM audit_seal;"
    " INSERT INTO audit_seal VALUES (1, NEW.n, substr(NEW.chain, 33), audit_word(NEW.n, substr(NEW.chain, 33))); END"
)


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was asked, looked at or refused: by whom, which verb, about what, and how it ended."""

    at: datetime
    who: str
    what: str
    about: str
    said: str


class WatchedDatabase(Database):
    """A database whose log is sealed when a transaction ends."""

    trail: "Trail | None" = None

    @contextmanager
    def atomic(self) -> Generator[Database, None, None]:
        """See Database; the outermost has the file to write from its beginning, so that two processes take turns."""
        if self.conn.in_transaction:
            with super().atomic():
                yield self
            return
        self.conn.execute("BEGIN IMMEDIATE")
        is_written = False
        try:
            yield self
            if self.trail is not None:
                self.trail.seal()
            self.conn.execute("COMMIT")
            is_written = True
        finally:
            if not is_written:
                self.conn.rollback()


class Trail:
    """The log of one database, from now on complete; `key` seals it. `clock` gives the time of what is being done.

    Raises sqlite3.Error.
    """

    def __init__(self, db: WatchedDatabase, key: bytes, clock: Callable[[], datetime]) -> None:
        self._db, self._key = db, key
        self.clock = clock
        self._who, self._at_ms = "", 0
        self._looks: list[Told] = []
        self._sealed = 0
        self.count = 0
        """How many entries this process has written."""
        _register(db, self)
        db.trail = self
        with db.atomic():
            for statement in _CREATE:
                db.execute(statement)
            if db.execute("SELECT sql FROM sqlite_master WHERE name = 'audit_alone'").fetchone() != (_ALONE,):
                db.execute("DROP TRIGGER IF EXISTS audit_alone")
                db.execute(_ALONE)
            if why := broken_end(db, key):
                self._append(BROKEN, "audit_log", why)
            self._watch(spellings(db))

    @contextmanager
    def acting(self, by: Principal) -> Iterator[None]:
        """What is changed inside is told as that principal's doing."""
        before, self._who = self._who, named(by)
        try:
            yield
        finally:
            self._who = before

    def tell(self, told: Told) -> None:
        """Write it now, within the caller's transaction if there is one, behind the looks that wait."""
        with self._db.atomic():
            self.flush()
            self._write(told)

    def look(self, told: Told) -> None:
        """Write it with the next `flush`: looks are many, and change nothing."""
        self._looks.append(told)
        if len(self._looks) >= KEPT_BACK:
            self.flush()

    @property
    def is_waiting(self) -> bool:
        """Are there looks to be written?"""
        return bool(self._looks)

    def flush(self) -> None:
        """Write the looks that wait; they wait on where the file cannot be written. Raises sqlite3.Error."""
        if looks := tuple(self._looks):
            with self._db.atomic():
                for told in looks:
                    self._write(told)
            del self._looks[: len(looks)]

    def head(self) -> tuple[int, bytes]:
        """How many entries there are, and the last one's digest."""
        return head(self._db)

    def seal(self) -> None:
        """Say with the key how the log ends, if it grew; within the transaction that made it grow."""
        if self.count != self._sealed:
            number, chain = head(self._db)
            seal = number, chain, self.word(number, chain)
            self._db.execute("INSERT OR REPLACE INTO audit_seal VALUES (1, ?, ?, ?)", seal)
            self._sealed = self.count

    def time(self) -> int:
        """When the next entry is written; called by the triggers before `link`."""
        self._at_ms = milliseconds(self.clock())
        return self._at_ms

    def link(self, before: bytes | None, what: str, about: str, key: str | None, told: str) -> bytes:
        """What the next entry says as a digest, and its own digest; called by the triggers."""
        self.count += 1
        digest = sha256(told.encode()).digest()
        after = chains.START if before is None else before[32:]
        return digest + linked(after, self._at_ms, self._who, what, about, key, digest)

    def word(self, number: int, chain: bytes) -> str:
        """The seal; called by the triggers."""
        return chains.seal(self._key, number, chain)

    @property
    def who(self) -> str:
        """On whose behalf something is done now; "" for the system itself."""
        return self._who

    def _write(self, told: Told) -> None:
        at, who, clock = told.at, self._who, self.clock
        self._who, self.clock = told.who, lambda: at
        try:
            self._append(told.what, told.about, told.said)
        finally:
            self._who, self.clock = who, clock

    def _append(self, what: str, about: str, said: str) -> None:
        sql = _APPEND.format(what=":what", about=":about", key="NULL", said=":said", told=":said", source="")
        self._db.execute(sql, {"what": what, "about": about, "said": said})

    def _watch(self, tables: list[Spelling]) -> None:
        """Have every change of these tables told; what they hold already is taken over."""
        known = dict(
            self._db.execute("SELECT about, said FROM audit_log WHERE what = ? ORDER BY n", (TABLE,)).fetchall()
        )
        for spelling in tables:
            columns = json.dumps(spelling.columns)
            is_known = known.get(spelling.table) == columns
            is_watched = has_triggers(self._db, spelling)
            if is_known and not is_watched:
                self._append(BROKEN, spelling.table, f"changes of {spelling.table} were not told for a time")
            if not is_known:
                self._append(TABLE, spelling.table, columns)
                if spelling.table not in known or not spelling.is_bulk:
                    self._take_over(spelling)
            if not is_watched:
                self._arm(spelling)

    def _arm(self, spelling: Spelling) -> None:
        for name, sql in triggers(spelling).items():
            self._db.execute(f"DROP TRIGGER IF EXISTS {name}")
            self._db.execute(sql)

    def _take_over(self, spelling: Spelling) -> None:
        what, source = "'added'" if spelling.is_bulk else "'set'", quoted(spelling.table)
        rows = self._db.execute(f"SELECT rowid FROM {source}").fetchall()  # noqa: S608 - our own names
        sql = _appended(spelling, what, "r", f" FROM {source} r WHERE r.rowid = ?")
        for row in rows:
            self._db.execute(sql, row)


def named(by: Principal) -> str:
    """How the log names somebody: name, role, and the account of one who is bound to it."""
    return json.dumps([by.name, by.role.value, *([by.account] if by.account else [])], ensure_ascii=False)


def head(db: Database) -> tuple[int, bytes]:
    """How many entries a log has, and the last one's digest."""
    row = db.execute("SELECT n, substr(chain, 33) FROM audit_log ORDER BY n DESC LIMIT 1").fetchone()
    return (0, chains.START) if row is None else (int(row[0]), bytes(row[1]))


def linked(before: bytes, at_ms: int, who: str, what: str, about: str, key: str | None, digest: bytes) -> bytes:
    """The digest of an entry behind `before`; `digest` is that of what it says. None of the words holds a new line."""
    return chains.link(before, f"{at_ms}\n{who}\n{what}\n{about}\n{key or ''}\n{digest.hex()}")


def broken_end(db: Database, key: bytes) -> str | None:
    """What the end of the log alone shows to be wrong, in a sentence; None: it ends as its seal says."""
    number, chain = head(db)
    seal = db.execute("SELECT n, chain, word FROM audit_seal").fetchone()
    if seal is None:
        return "the log has no seal" if number else None
    sealed, end, word = int(seal[0]), bytes(seal[1]), str(seal[2])
    if not chains.is_sealed(key, sealed, end, word):
        return "the seal was made with another key"
    if sealed > number:
        return f"entries {number + 1} to {sealed} are missing"
    return None if end == chain else f"entries after {sealed} were added by something else, or {number} was altered"


def triggers(spelling: Spelling) -> dict[str, str]:
    """The SQL of the triggers that tell of a table's changes, by name."""
    table, name = quoted(spelling.table), f"{OWN}{spelling.table}"
    added = _appended(spelling, "'added'" if spelling.is_bulk else "'set'", "NEW")
    changed, gone = _appended(spelling, "'set'", "NEW"), _appended(spelling, "'removed'", "OLD")
    is_news = f"{spelling.row('OLD')} IS NOT {spelling.row('NEW')}"
    return {
        f"{name}_added": f"CREATE TRIGGER {name}_added AFTER INSERT ON {table} BEGIN {added}; END",
        f"{name}_set": f"CREATE TRIGGER {name}_set AFTER UPDATE ON {table} WHEN {is_news} BEGIN {changed}; END",
        f"{name}_gone": f"CREATE TRIGGER {name}_gone AFTER DELETE ON {table} BEGIN {gone}; END",
    }


def has_triggers(db: Database, spelling: Spelling) -> bool:
    """Are they all there as they should be?"""
    wanted = triggers(spelling)
    marks = ", ".join("?" * len(wanted))
    found = db.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name IN ({marks})", [*wanted])  # noqa: S608 - our own names
    return dict(found.fetchall()) == wanted


def _appended(spelling: Spelling, what: str, row: str, source: str = "") -> str:
    is_whole, told = not spelling.is_bulk, spelling.row(row)
    return _APPEND.format(
        what=what,
        about=f"'{spelling.table}'",
        key=spelling.name(row),
        said=told if is_whole else "NULL",
        told=told,
        source=source,
    )


def _register(db: Database, trail: Trail) -> None:
    make = db.conn.create_function
    make("audit_link", 5, trail.link)
    make("audit_word", 2, trail.word)
    make("audit_at", 0, trail.time)
    make("audit_who", 0, lambda: trail.who)
    make("audit_is_alone", 0, lambda: not db.conn.in_transaction)
    reading_functions(db)


def reading_functions(db: Database) -> None:
    """Let that connection spell rows as the log does."""
    db.conn.create_function("audit_digest", 1, _secret, deterministic=True)


def _secret(value: str | bytes | None) -> str | None:
    if value is None:
        return None
    return "sha256:" + sha256(value.encode() if isinstance(value, str) else value).hexdigest()
