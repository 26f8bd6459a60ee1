"""Where interval data lies: a row for each meter, channel, local day and interval length, values and marks packed.

The layout is measured in docs/decisions/0043; `SqliteDays` is the records' own file, `postgres_days` a server's.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlite_utils import Database

_COLUMNS = "day, meter_id, channel, start, interval_minutes, wh, quality, total_wh, revision"


class StoreGone(Exception):
    """Interval data cannot be reached now: nothing was kept, and nothing may be confirmed. The text is a sentence."""


@dataclass(frozen=True, slots=True)
class DayRow:
    """A meter's local day from Unix `start_ms`: `wh` little-endian 32-bit integers, `quality` an octet for each."""

    day: date
    meter_id: str
    channel: int
    start_ms: int
    interval_minutes: int
    wh: bytes
    quality: bytes
    total_wh: int
    revision: int


class MeterDays(Protocol):
    """A store of meter-days."""

    def rows(self, days: Sequence[date], meters: Sequence[str] | None, channel: int) -> list[DayRow]:
        """The rows of those days and meters (None: of all), by day, meter, interval length. Raises StoreGone."""

    def put(self, rows: Iterable[DayRow]) -> None:
        """Keep them, each in the place of the one before; durable with the caller's transaction. Raises StoreGone."""

    def total_wh(self, meter_id: str, channel: int, first: date, last: date) -> int:
        """The sum of what is known over local days, both included. Raises StoreGone."""

    def close(self) -> None:
        """Let go of it."""


class SqliteDays:
    """Meter-days in the records' own file."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def rows(self, days: Sequence[date], meters: Sequence[str] | None, channel: int) -> list[DayRow]:
        """The rows of those days and meters (None: of all), by day, meter, interval length."""
        named = json.dumps([day.isoformat() for day in days])
        columns = ", ".join(f"m.{one}" for one in _COLUMNS.split(", "))
        order = "ORDER BY m.day, m.meter_id, m.interval_minutes"
        if meters is None:
            sql = f"{columns} FROM json_each(?) d CROSS JOIN meter_days m ON m.day = d.value AND m.channel = ?"
            values: tuple[object, ...] = (named, channel)
        else:
            sql = (
                f"{columns} FROM json_each(?) d CROSS JOIN json_each(?) o"
                " CROSS JOIN meter_days m ON m.day = d.value AND m.meter_id = o.value AND m.channel = ?"
            )
            values = (named, json.dumps(list(meters)), channel)
        found = self._db.execute(f"SELECT {sql} {order}", values).fetchall()
        return [DayRow(date.fromisoformat(day), *rest) for day, *rest in found]

    def put(self, rows: Iterable[DayRow]) -> None:
        """Keep them, each in the place of the one before."""
        self._db.conn.executemany(
            "INSERT OR REPLACE INTO meter_days VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    *(row.day.isoformat(), row.meter_id, row.channel, row.start_ms, row.interval_minutes),
                    *(len(row.quality), row.wh, row.quality, row.total_wh, row.revision),
                )
                for row in rows
            ),
        )

    def total_wh(self, meter_id: str, channel: int, first: date, last: date) -> int:
        """The sum of what is known over local days, both included."""
        (total,) = self._db.execute(
            "SELECT coalesce(sum(total_wh), 0) FROM meter_days"
            " WHERE meter_id = ? AND channel = ? AND day BETWEEN ? AND ?",
            (meter_id, channel, first.isoformat(), last.isoformat()),
        ).fetchone()
        return int(total)

    def close(self) -> None:
        """The file is the records'."""
