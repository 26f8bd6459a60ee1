"""Groups by name: any meters, accounts and other groups (X-MULTI-CLIENT). A feeder is a group of that kind."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlite_utils import Database

from devices.utility.stored import milliseconds
from devices.wan.words import Program

_NAMED = re.compile(r"[\w][\w .-]{0,63}")
_MOST_AT_ONCE = 10_000
PROGRAM = "program:"
"""How the group of a program's customers begins; no group that is made has a colon."""


class GroupKind(Enum):
    """What its members have in common."""

    GROUP = "group"
    FEEDER = "feeder"


class Member(Enum):
    """What can be in one."""

    METER = "meter"
    ACCOUNT = "account"
    GROUP = "group"


class GroupRefused(ValueError):
    """It cannot be so; the text is a sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group and what was put into it, by kind and name."""

    group: str
    kind: GroupKind
    meters: tuple[str, ...]
    accounts: tuple[str, ...]
    groups: tuple[str, ...]


class Groups:
    """Groups in the records' file; every call that changes is within the caller's transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def make(self, name: str, kind: GroupKind = GroupKind.GROUP) -> Group:
        """A new group with nothing in it. Raises GroupRefused."""
        if not _NAMED.fullmatch(name):
            raise GroupRefused("a group is named with letters, digits, spaces, '.', '_' and '-', 64 at most")
        if self._db.execute("SELECT 1 FROM groups WHERE name = ?", (name,)).fetchone():
            raise GroupRefused(f"there is a group {name} already")
        self._db.execute("INSERT INTO groups VALUES (?, ?)", (name, kind.value))
        return self.group(name)

    def remove(self, name: str) -> None:
        """It is no more, also within other groups. Raises GroupRefused."""
        self.group(name)
        self._db.execute("DELETE FROM groups WHERE name = ?", (name,))
        sql = "DELETE FROM group_members WHERE name = ? OR (kind = 'group' AND member = ?)"
        self._db.execute(sql, (name, name))

    def put(self, name: str, kind: Member, members: Sequence[str]) -> None:
        """Put them into it. Raises GroupRefused, also where a group would come to hold itself."""
        self.group(name)
        if len(members) > _MOST_AT_ONCE or not all(0 < len(one) <= 120 for one in members):
            raise GroupRefused(f"members have names, and come at most {_MOST_AT_ONCE} at once")
        if kind is Member.GROUP:
            for one in members:
                self.group(one)
                if name in self._within(one):
                    raise GroupRefused(f"{one} holds {name} already")
        if kind is Member.ACCOUNT:
            for one in members:
                if not self._db.execute("SELECT 1 FROM accounts WHERE id = ?", (one,)).fetchone():
                    raise GroupRefused(f"there is no account {one}")
        rows = [(name, kind.value, one) for one in members]
        self._db.conn.executemany("INSERT OR IGNORE INTO group_members VALUES (?, ?, ?)", rows)

    def take(self, name: str, kind: Member, members: Iterable[str]) -> None:
        """Take them out of it. Raises GroupRefused if there is no such group."""
        self.group(name)
        rows = [(name, kind.value, one) for one in members]
        self._db.conn.executemany("DELETE FROM group_members WHERE name = ? AND kind = ? AND member = ?", rows)

    # Questions

    def group(self, name: str) -> Group:
        """That group. Raises GroupRefused if there is none."""
        row = self._db.execute("SELECT kind FROM groups WHERE name = ?", (name,)).fetchone()
        if row is None:
            raise GroupRefused(f"there is no group {name}")
        found: dict[Member, list[str]] = {kind: [] for kind in Member}
        sql = "SELECT kind, member FROM group_members WHERE name = ? ORDER BY member"
        for kind, member in self._db.execute(sql, (name,)).fetchall():
            found[Member(kind)].append(member)
        return Group(name, GroupKind(row[0]), *(tuple(found[kind]) for kind in Member))

    def names(self, kind: GroupKind | None = None) -> list[str]:
        """Every group, of one kind or of all."""
        word = None if kind is None else kind.value
        sql = "SELECT name FROM groups WHERE ? IS NULL OR kind = ? ORDER BY name"
        return [name for (name,) in self._db.execute(sql, (word, word)).fetchall()]

    def meters(self, name: str, start: datetime, end: datetime | None = None) -> list[str]:
        """The meters that it holds, each once; of its accounts those of [`start`, `end`), None: at `start`.

        "program:critical peak" holds those of the accounts that were in that program then. Raises GroupRefused.
        """
        until = milliseconds(start) + 1 if end is None else milliseconds(end)
        if name.startswith(PROGRAM):
            return self._enrolled(name.removeprefix(PROGRAM).replace("-", " "), milliseconds(start), until)
        self.group(name)
        sql = (
            "WITH RECURSIVE inside (name) AS (SELECT ? UNION SELECT m.member FROM group_members m"
            " JOIN inside i ON m.name = i.name WHERE m.kind = 'group')"
            " SELECT m.member FROM group_members m JOIN inside USING (name) WHERE m.kind = 'meter'"
            " UNION SELECT a.meter_id FROM group_members m JOIN inside USING (name)"
            " JOIN account_meters a ON a.account = m.member"
            " WHERE m.kind = 'account' AND a.since < ? AND (a.until IS NULL OR a.until > ?) ORDER BY 1"
        )
        values = (name, until, milliseconds(start))
        return [meter for (meter,) in self._db.execute(sql, values).fetchall()]

    def all_meters(self, start: datetime, end: datetime) -> list[str]:
        """The meters of all accounts in [`start`, `end`), and those that concentrators told of."""
        sql = (
            "SELECT meter_id FROM account_meters WHERE since < ? AND (until IS NULL OR until > ?)"
            " UNION SELECT value FROM field_names, json_each(names) ORDER BY 1"
        )
        return [meter for (meter,) in self._db.execute(sql, (milliseconds(end), milliseconds(start))).fetchall()]

    def _enrolled(self, program: str, start_ms: int, until_ms: int) -> list[str]:
        if program not in {one.value for one in Program}:
            raise GroupRefused(f"a program is one of {', '.join(one.value for one in Program)}, not {program!r}")
        sql = (
            "SELECT DISTINCT a.meter_id FROM account_programs p JOIN account_meters a USING (account)"
            " WHERE p.program = ? AND p.since < ? AND (p.until IS NULL OR p.until > ?)"
            " AND a.since < ? AND (a.until IS NULL OR a.until > ?) ORDER BY 1"
        )
        found = self._db.execute(sql, (program, until_ms, start_ms, until_ms, start_ms)).fetchall()
        return [meter for (meter,) in found]

    def _within(self, name: str) -> set[str]:
        """It, and every group that it holds."""
        sql = (
            "WITH RECURSIVE inside (name) AS (SELECT ? UNION SELECT m.member FROM group_members m"
            " JOIN inside i ON m.name = i.name WHERE m.kind = 'group') SELECT name FROM inside"
        )
        return {one for (one,) in self._db.execute(sql, (name,)).fetchall()}
