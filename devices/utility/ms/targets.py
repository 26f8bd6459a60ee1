"""Whom a message is for: one meter, a list, an arbitrary named group, all (X-MULTI-CLIENT)."""

import difflib
import json
import re
from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from devices.utility.ms.orders import OrderRefused
from devices.utility.stored import milliseconds

ALL = "all"
GROUP = "group:"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:@-]{0,63}")  # never + # /: they mean something to a broker
_INTERVALS = (5, 10, 12, 15, 20, 30, 60)


class Meters:
    """The meters that the head end may address, and their groups; every call is within the caller's transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def enrol(self, meter_id: str, interval_minutes: int, at: datetime) -> None:
        """Make a meter known, or set its recording interval (C1FR13: 5 to 60 minutes)."""
        _check(meter_id, "a meter")
        if interval_minutes not in _INTERVALS:
            raise OrderRefused(f"a recording interval is {', '.join(map(str, _INTERVALS))} minutes")
        self._db.execute(
            "INSERT INTO meters VALUES (?, ?, ?, 0)"
            " ON CONFLICT DO UPDATE SET interval_minutes = excluded.interval_minutes",
            (meter_id, interval_minutes, milliseconds(at)),
        )

    def group(self, name: str, meter_ids: Iterable[str]) -> None:
        """Add meters to a group, which begins with its first one."""
        _check(name, "a group")
        for meter_id in self.resolve(meter_ids):
            self._db.execute("INSERT OR IGNORE INTO meter_groups VALUES (?, ?)", (name, meter_id))

    def ungroup(self, name: str, meter_ids: Iterable[str]) -> None:
        """Take meters out of a group."""
        for meter_id in self.resolve(meter_ids):
            self._db.execute("DELETE FROM meter_groups WHERE name = ? AND meter_id = ?", (name, meter_id))

    def all(self) -> list[str]:
        """Every meter."""
        return [meter for (meter,) in self._db.execute("SELECT meter_id FROM meters ORDER BY meter_id").fetchall()]

    def has_any(self) -> bool:
        """Is there any meter with a connection of its own?"""
        return self._db.execute("SELECT 1 FROM meters LIMIT 1").fetchone() is not None

    def groups(self) -> dict[str, list[str]]:
        """The groups and who is in them."""
        found: dict[str, list[str]] = {}
        for name, meter in self._db.execute("SELECT name, meter_id FROM meter_groups ORDER BY name, meter_id"):
            found.setdefault(name, []).append(meter)
        return found

    def knows(self, meter_id: str) -> bool:
        """Is it a meter of ours?"""
        return self._db.execute("SELECT 1 FROM meters WHERE meter_id = ?", (meter_id,)).fetchone() is not None

    def known(self, meter_ids: Iterable[str]) -> set[str]:
        """Those of them that are meters of ours."""
        sql = "SELECT value FROM json_each(?) JOIN meters ON meter_id = value"
        return {meter for (meter,) in self._db.execute(sql, (json.dumps(list(meter_ids)),)).fetchall()}

    def interval_minutes(self, meter_id: str) -> int:
        """The recording interval of a known meter."""
        (minutes,) = self._db.execute("SELECT interval_minutes FROM meters WHERE meter_id = ?", (meter_id,)).fetchone()
        return int(minutes)

    def records_every(self, meter_id: str, minutes: int) -> None:
        """The meter itself shows its recording interval: that one holds for the next collection."""
        self._db.execute(
            "UPDATE meters SET interval_minutes = ? WHERE meter_id = ? AND interval_minutes <> ?",
            (minutes, meter_id, minutes),
        )

    def resolve(self, targets: Iterable[str]) -> list[str]:
        """The meters that `targets` name ("all", "group:NAME", or a meter), each once. Raises OrderRefused."""
        found: dict[str, None] = {}
        for target in targets:
            found |= dict.fromkeys(self._named(target))
        if not found:
            raise OrderRefused("no meter is addressed: name meters, group:NAME, or all")
        return list(found)

    def _named(self, target: str) -> list[str]:
        if target == ALL:
            return self.all()
        if target.startswith(GROUP):
            groups = self.groups()
            if members := groups.get(target.removeprefix(GROUP)):
                return members
            raise OrderRefused(f"there is no group {target.removeprefix(GROUP)!r}{_nearest(target, groups, GROUP)}")
        if self.knows(target):
            return [target]
        raise OrderRefused(f"there is no meter {target!r}{_nearest(target, self.all()) or '; enrol it first'}")


def _check(name: str, what: str) -> None:
    if not _NAME.fullmatch(name) or name == ALL:
        raise OrderRefused(f"{what} is named with letters, digits and _ . : @ -, not {name!r}")


def _nearest(name: str, known: Iterable[str], prefix: str = "") -> str:
    near = difflib.get_close_matches(name.removeprefix(prefix), list(known), 1)
    return f"; did you mean {prefix}{near[0]}?" if near else ""
