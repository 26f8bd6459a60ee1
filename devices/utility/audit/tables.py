"""Which tables the audit log tells of, and how: everything but what is named here is told whole, change by change."""

from dataclasses import dataclass
from typing import Final

from sqlite_utils import Database

BULK: Final = frozenset(
    {"messages", "journal", "standings", "alarms", "receipts", "failures", "forgeries", "customers", "addressed"}
    | {"display_reports", "display_beats", "done", "registers", "sum_checks", "exceptions", "feed", "heads"}
    | {"field_names", "field_spans"}
)
"""Many rows: the log holds the digest of each, the row itself holds the words."""
EXEMPT: Final = {
    "links": "counters of the line: each message that moves one is an entry of its own",
    "owed": "what is still to be sent: what was sent, missed and confirmed is in messages and journal",
    "attempts": "each attempt is a message of its own",
    "arrivals": "an index of messages",
    "chores": "when a daily duty is due next: what it did is in messages",
    "meter_days": "intervals as the messages brought them: each message is an entry",
    "account_words": "an index of accounts",
    "places": "a concentrator's directory: the head end's orders that fill it are in messages",
    "arrays": "what a concentrator keeps of all meters at once: what moves it is in messages",
    "intervals": "a concentrator's intervals: what it passes on is in messages",
    "field_days": "what concentrators brought: each message is an entry",
    "field_receipts": "receipts behind concentrators as the messages brought them",
    "field_passing": "what concentrators said, until it goes to the records: each is in their log",
    "field_work": "what was kept and is to be worked off: each is in field_arrivals",
    "broadcast_sends": "which meters a sending still waits for: what was sent is in messages",
    "day_reads": "which meter has told its day: what was asked and told is in messages",
    "download_octets": "what is downloaded: its digest, and who ordered it, are in downloads",
    "feed_cursors": "how far a follower has read",
    "daily": "when a daily duty is due next",
    "sessions": "who is signed in now, in the website's file: sign-ins and sign-outs are entries of their own",
}
"""Tables that the log leaves out, and why."""
SECRET: Final = frozenset({"password", "secret", "token", "pin", "code", "passphrase", "kept.value"})
"""Columns and values of which the log holds a digest alone."""
UNTOLD: Final = frozenset({"tokens.seen"})
"""Columns that the log leaves out: when a display asked last is an entry of its own."""
OWN: Final = "audit_"
"""How the log's own tables begin."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a row of one table is told: which columns, which of them are octets; and the key that names the row."""

    table: str
    columns: tuple[str, ...]
    octets: frozenset[str]
    key: tuple[str, ...]

    @property
    def is_bulk(self) -> bool:
        """Does the log hold digests of its rows alone?"""
        return self.table in BULK

    def row(self, of: str) -> str:
        """SQL for what a row says: JSON without what is NULL, so that a new column changes no old row's words."""
        cells = (f"'{name}', {self._cell(of, name)}" for name in self.columns)
        return f"json_patch('{{}}', json_object({', '.join(cells)}))"

    def name(self, of: str) -> str:
        """SQL for the text that names the row."""
        if not self.key:
            return f"CAST({of}.rowid AS TEXT)"
        return f"json_array({', '.join(f'{of}.{quoted(name)}' for name in self.key)})"

    def _cell(self, of: str, name: str) -> str:
        cell = f"{of}.{quoted(name)}"
        if name in SECRET or f"{self.table}.{name}" in SECRET:
            return f"audit_digest({cell})"
        return f"CASE WHEN {cell} IS NULL THEN NULL ELSE hex({cell}) END" if name in self.octets else cell


def quoted(name: str) -> str:
    """A name of a table or column in SQL."""
    return '"' + name.replace('"', '""') + '"'


def spellings(db: Database) -> list[Spelling]:
    """Every table that is told of, by name."""
    names = [name for name in db.table_names() if name not in EXEMPT]
    return [_spelling(db, name) for name in sorted(names) if not name.startswith((OWN, "sqlite_", "_sqlite_"))]


def _spelling(db: Database, table: str) -> Spelling:
    found = db.execute(f"PRAGMA table_info({quoted(table)})").fetchall()
    columns = tuple(name for _, name, *_ in found if f"{table}.{name}" not in UNTOLD)
    octets = frozenset(name for _, name, kind, *_ in found if kind.upper() == "BLOB")
    keyed = sorted((order, name) for *_, name, _, _, _, order in ((0, *row) for row in found) if order)
    key = tuple(name for _, name in keyed)
    is_number = len(key) == 1 and next(kind for _, name, kind, *_ in found if name == key[0]).upper() == "INTEGER"
    return Spelling(table, columns, octets, () if is_number else key)
