"""The entries of a log as an auditor reads them: filtered, a page at a time, with the words of rows that hold them."""

import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlite_utils import Database

from devices.utility.audit.tables import Spelling, spellings
from devices.utility.audit.trail import ADDED, REMOVED, SET, TABLE, head
from devices.utility.audit.verify import Entry, entries_in, row_of
from devices.utility.stored import milliseconds

CHANGE: Final = "change"
"""A kind to ask for: whatever changed a row."""
SCANNED: Final = 20_000
"""So many entries are looked through at most for one answer: a running system answers others meanwhile."""
_CHANGES = (ADDED, SET, REMOVED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: None and "" leave a thing open. `who` and `about` are parts of what stands there."""

    since: datetime | None = None
    until: datetime | None = None
    who: str = ""
    what: str = ""
    about: str = ""
    account: str = ""

    def sql(self) -> tuple[str, list[Any]]:
        """A condition on `audit_log` and its values."""
        parts: list[tuple[str, list[Any]]] = []
        if self.since:
            parts.append(("at >= ?", [milliseconds(self.since)]))
        if self.until:
            parts.append(("at < ?", [milliseconds(self.until)]))
        if self.who:
            parts.append(("instr(lower(who), lower(?))", [self.who]))
        if self.what:
            kinds = _CHANGES if self.what == CHANGE else (self.what,)
            parts.append((f"what IN ({', '.join('?' * len(kinds))})", [*kinds]))
        if self.about:
            parts.append(("instr(lower(about), lower(?))", [self.about]))
        if self.account:
            parts.append((_ACCOUNT, [self.account] * 4))
        return " AND ".join(part for part, _ in parts) or "1", [value for _, values in parts for value in values]


_ACCOUNT = (
    "((json_valid(who) AND json_extract(who, '$[2]') = ?)"
    " OR (json_valid(said) AND (json_extract(said, '$.account') = ? OR json_extract(said, '$.asked.account') = ?))"
    " OR instr(about || '/', '/accounts/' || ? || '/'))"
)


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries and where to go on: the number to give as `before` (or `after`), None when the log is at its end.

    `next` may stand though no entry was found: there was more to look through than one answer may.
    """

    entries: list[dict[str, Any]]
    next: int | None


class Reader:
    """Reads the log of one open file; `system` is the name of whose it is."""

    def __init__(self, db: Database, system: str) -> None:
        self._db, self._system = db, system
        self._spelt: dict[str, tuple[list[int], list[Spelling]]] = {}
        now = {one.table: one for one in spellings(db)}
        told = db.execute("SELECT n, about, said FROM audit_log WHERE what = ? ORDER BY n", (TABLE,)).fetchall()
        for number, table, said in told:
            if table in now:
                numbers, each = self._spelt.setdefault(table, ([], []))
                numbers.append(number)
                each.append(replace(now[table], columns=tuple(json.loads(said))))

    def before(self, number: int | None, wanted: Wanted, limit: int) -> Page:
        """The newest entries with a number below that one (None: of all), the newest first."""
        last, _ = head(self._db)
        top = last + 1 if number is None else min(number, last + 1)
        bottom = max(top - SCANNED, 1)
        where, values = wanted.sql()
        sql = f"n >= ? AND n < ? AND {where} ORDER BY n DESC LIMIT ?"
        found = list(entries_in(self._db, sql, (bottom, top, *values, limit)))
        is_full = len(found) == limit
        reached = found[-1].number if is_full else bottom
        return Page([self.told(one) for one in found], reached if reached > 1 else None)

    def after(self, number: int, wanted: Wanted, limit: int) -> Page:
        """The oldest entries with a number above that one, in order."""
        last, _ = head(self._db)
        top = min(number + SCANNED, last)
        where, values = wanted.sql()
        sql = f"n > ? AND n <= ? AND {where} ORDER BY n LIMIT ?"
        found = list(entries_in(self._db, sql, (number, top, *values, limit)))
        reached = found[-1].number if len(found) == limit else top
        return Page([self.told(one) for one in found], reached if reached < last else None)

    def head(self) -> dict[str, Any]:
        """How the log ends: how many entries, the last one's digest, the key's seal."""
        number, chain = head(self._db)
        seal = self._db.execute("SELECT word FROM audit_seal").fetchone()
        return {"entries": number, "chain": chain.hex(), "seal": seal[0] if seal else None}

    def all(self) -> Iterator[dict[str, Any]]:
        """Every entry, in order."""
        return (self.told(one) for one in entries_in(self._db, "1 ORDER BY n", ()))

    def told(self, entry: Entry) -> dict[str, Any]:
        """An entry as it is exported: with the words of its row, where it holds them still."""
        told = {"system": self._system, "entry": entry.number, "at": entry.at, "who": entry.who, "what": entry.what}
        told |= {"about": entry.about, "row": entry.key}
        said = entry.said if entry.said is not None else self._words_of(entry)
        return told | {"said": said, "digest": entry.digest.hex(), "chain": entry.chain.hex()}

    def _words_of(self, entry: Entry) -> str | None:
        numbers, each = self._spelt.get(entry.about, ([], []))
        place = bisect_right(numbers, entry.number)
        if not place or entry.key is None:
            return None
        said = row_of(self._db, each[place - 1], entry.key)
        return said if said is not None and sha256(said.encode()).digest() == entry.digest else None
