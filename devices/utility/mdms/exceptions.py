"""What people must look at in interval data: found once, gone when it is, settled by a person with a word."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from devices.utility.stored import milliseconds, moment

_COLUMNS = "number, day, meter_id, channel, kind, count, detail, found, gone, settled, settled_by, word"


class Exceptions:
    """The list in the records' file; every call that changes is within the caller's transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(
        self, meter_id: str, channel: int, day: date, found: Mapping[str, tuple[int, str]], at: datetime
    ) -> list[str]:
        """What stands of that day now, by kind: how many intervals, and a sentence. The kinds that are new."""
        whose = (meter_id, day.isoformat(), channel)
        sql = "SELECT kind, count, gone FROM exceptions WHERE meter_id = ? AND day = ? AND channel = ?"
        known = {kind: (count, gone) for kind, count, gone in self._db.execute(sql, whose).fetchall()}
        for kind in known.keys() - found.keys():
            sql = "UPDATE exceptions SET gone = ? WHERE meter_id = ? AND day = ? AND channel = ? AND kind = ?"
            self._db.execute(f"{sql} AND gone IS NULL", (milliseconds(at), *whose, kind))
        for kind, (count, detail) in found.items():
            if kind not in known:
                sql = "INSERT INTO exceptions (meter_id, day, channel, kind, count, detail, found)"
                self._db.execute(f"{sql} VALUES (?, ?, ?, ?, ?, ?, ?)", (*whose, kind, count, detail, milliseconds(at)))
            elif known[kind] != (count, None):
                sql = "UPDATE exceptions SET count = ?, detail = ?, gone = NULL, settled = NULL"
                sql += " WHERE meter_id = ? AND day = ? AND channel = ? AND kind = ?"
                self._db.execute(sql, (count, detail, *whose, kind))
        return [kind for kind in found if kind not in known or known[kind][1] is not None]

    def settle(self, number: int, word: str, by: str, at: datetime) -> dict[str, Any]:
        """A person has looked at it. Raises ValueError if there is none, or nothing is said."""
        if not word.strip() or len(word) > 500:
            raise ValueError("an exception is settled with a sentence of 500 characters at most")
        sql = "UPDATE exceptions SET settled = ?, settled_by = ?, word = ? WHERE number = ?"
        if not self._db.execute(sql, (milliseconds(at), by, word.strip(), number)).rowcount:
            raise ValueError(f"there is no exception {number}")
        return self._select("number = ?", (number,))[0]

    def find(
        self,
        meter_id: str | None = None,
        day: date | None = None,
        kind: str | None = None,
        limit: int = 100,
        *,
        is_open: bool = True,
    ) -> list[dict[str, Any]]:
        """The newest days first; `is_open`: neither gone nor settled."""
        named = None if day is None else day.isoformat()
        where = "(? IS NULL OR meter_id = ?) AND (? IS NULL OR day = ?) AND (? IS NULL OR kind = ?)"
        values = (meter_id, meter_id, named, named, kind, kind)
        if is_open:
            where += " AND gone IS NULL AND settled IS NULL"
        return self._select(f"{where} ORDER BY day DESC, number LIMIT ?", (*values, max(0, limit)))

    def _select(self, where: str, values: tuple[Any, ...]) -> list[dict[str, Any]]:
        sql = f"SELECT {_COLUMNS} FROM exceptions WHERE {where}"  # noqa: S608 - our own words
        return [
            {
                **dict(zip(("exception", "day", "meter", "channel", "kind", "intervals", "detail"), row, strict=False)),
                **{name: None if ms is None else moment(ms) for name, ms in zip(_TIMES, row[7:10], strict=True)},
                "settled_by": row[10],
                "word": row[11],
            }
            for row in self._db.execute(sql, values).fetchall()
        ]


_TIMES = ("found", "gone", "settled")
