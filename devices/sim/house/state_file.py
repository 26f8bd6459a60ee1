"""Where a simulated neighbourhood survives a kill: one SQLite file, one transaction for everything at one instant."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from devices.sim.meter.intervals import Interval

VERSION: Final = 1
SCHEMA: Final = """
create table if not exists part (name text primary key, value text not null);
create table if not exists interval (
    meter text not null, end_s integer not null, length_s integer not null,
    delivered_start_wh integer not null, received_start_wh integer not null,
    delivered_wh integer not null, received_wh integer not null,
    primary key (meter, end_s, length_s)
) without rowid;
"""


class StateFile:
    """Parts by name, and the meters' intervals; without a path nothing is kept."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._open()) as database, database:
            (version,) = database.execute("pragma user_version").fetchone()
            if version > VERSION:
                raise ValueError(f"{path} was written by a newer simulator: move it away, or use that one")
            database.executescript(SCHEMA)
            database.execute(f"pragma user_version = {VERSION}")

    @property
    def is_kept(self) -> bool:
        """Is there a file?"""
        return self._path is not None

    def beside(self, name: str) -> Path | None:
        """Another file in the same directory; None if nothing is kept."""
        return None if self._path is None else self._path.with_name(name)

    def read(self) -> dict[str, Any]:
        """Every part."""
        if self._path is None:
            return {}
        with closing(self._open()) as database:
            return {name: json.loads(value) for name, value in database.execute("select name, value from part")}

    def intervals(self, meter: str) -> list[Interval]:
        """A meter's finished intervals, oldest first."""
        if self._path is None:
            return []
        with closing(self._open()) as database:
            rows = database.execute(
                "select end_s, length_s, delivered_start_wh, received_start_wh, delivered_wh, received_wh"
                " from interval where meter = ? order by end_s",
                (meter,),
            )
            return [
                Interval(end_s, length_s, (start, back), (wh, given))
                for end_s, length_s, start, back, wh, given in rows
            ]

    def write(
        self,
        parts: Mapping[str, object],
        intervals: Mapping[str, Sequence[Interval]],
        kept_since_s: int,
        *,
        is_anew: bool,
    ) -> None:
        """Keep parts and finished intervals, all or nothing; `is_anew` forgets the intervals of before."""
        if self._path is None:
            return
        rows = [
            (meter, one.end_s, one.length_s, *one.start_wh, *one.energy_wh)
            for meter, finished in intervals.items()
            for one in finished
        ]
        with closing(self._open()) as database, database:
            if is_anew:
                database.execute("delete from interval")
            database.executemany(
                "insert into part values (?, ?) on conflict (name) do update set value = excluded.value",
                [(name, json.dumps(value)) for name, value in parts.items()],
            )
            database.executemany("insert or replace into interval values (?, ?, ?, ?, ?, ?, ?)", rows)
            database.execute("delete from interval where end_s <= ?", (kept_since_s,))

    def _open(self) -> sqlite3.Connection:
        assert self._path is not None
        return sqlite3.connect(self._path)
