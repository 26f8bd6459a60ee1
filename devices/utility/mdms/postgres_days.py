"""Meter-days on a PostgreSQL server, in the shape of the records' own file: a row a meter-day, a partition a day.

Several rows come in by binary COPY. What was put is committed there before the records commit, and putting it again
changes nothing: a message that the records then did not confirm comes again.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

import psycopg
from psycopg import sql

from devices.utility.mdms.meter_days import DayRow, StoreGone

_CONNECT_S = 5
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meter_days (
    day date NOT NULL, meter_id text COLLATE "C" NOT NULL, channel integer NOT NULL, start bigint NOT NULL,
    interval_minutes integer NOT NULL, wh bytea NOT NULL, quality bytea NOT NULL, total_wh bigint NOT NULL,
    revision integer NOT NULL, PRIMARY KEY (day, meter_id, channel, interval_minutes)
) PARTITION BY RANGE (day)
"""
_STAGED = "CREATE TEMPORARY TABLE IF NOT EXISTS staged (LIKE meter_days) ON COMMIT DELETE ROWS"
_COLUMNS = "day, meter_id, channel, start, interval_minutes, wh, quality, total_wh, revision"
_TYPES = ("date", "text", "int4", "int8", "int4", "bytea", "bytea", "int8", "int4")
_UPSERT = (
    " ON CONFLICT (day, meter_id, channel, interval_minutes) DO UPDATE SET start = excluded.start, wh = excluded.wh,"
    " quality = excluded.quality, total_wh = excluded.total_wh, revision = excluded.revision"
)
_ONE = f"INSERT INTO meter_days ({_COLUMNS}) VALUES ({', '.join(['%s'] * len(_TYPES))}){_UPSERT}"  # noqa: S608 - our own words
_MANY = f"INSERT INTO meter_days SELECT {_COLUMNS} FROM staged{_UPSERT}"  # noqa: S608 - our own words
_Connection = psycopg.Connection[tuple[Any, ...]]
_Told = TypeVar("_Told")


class PostgresDays:
    """A store of meter-days at a postgresql:// address. A connection that broke is made anew at the next call."""

    def __init__(self, url: str) -> None:
        """Connects, and makes the table where it is not. Raises StoreGone; ValueError for no address."""
        if not url.startswith(("postgresql://", "postgres://")):
            raise ValueError("a store of records is postgresql://USER@HOST:PORT/DATABASE")
        self._url = url
        self._connection: _Connection | None = None
        self._partitions: set[date] = set()
        self._ask(lambda _: None)

    def rows(self, days: Sequence[date], meters: Sequence[str] | None, channel: int) -> list[DayRow]:
        """The rows of those days and meters (None: of all), by day, meter, interval length. Raises StoreGone."""
        whose = "" if meters is None else " AND meter_id = ANY(%s)"
        query = f"SELECT {_COLUMNS} FROM meter_days WHERE day = ANY(%s) AND channel = %s{whose}"  # noqa: S608 - our own words
        values = (list(days), channel, *([] if meters is None else [list(meters)]))

        def ask(connection: _Connection) -> list[DayRow]:
            with connection.cursor(binary=True) as cursor:
                found = cursor.execute(f"{query} ORDER BY day, meter_id, interval_minutes".encode(), values)
                return [DayRow(*row) for row in found]

        return self._ask(ask)

    def put(self, rows: Iterable[DayRow]) -> None:
        """Keep them, each in the place of the one before; durable when it returns. Raises StoreGone."""
        those = [
            (
                *(row.day, row.meter_id, row.channel, row.start_ms, row.interval_minutes),
                *(row.wh, row.quality, row.total_wh, row.revision),
            )
            for row in rows
        ]

        def put(connection: _Connection) -> None:
            with connection.transaction():
                self._make_room(connection, {row[0] for row in those})
                if len(those) == 1:
                    connection.execute(_ONE.encode(), those[0])
                    return
                connection.execute(_STAGED)
                copying = f"COPY staged ({_COLUMNS}) FROM STDIN (FORMAT BINARY)".encode()
                with connection.cursor() as cursor, cursor.copy(copying) as copy:
                    copy.set_types(_TYPES)
                    for row in those:
                        copy.write_row(row)
                connection.execute(_MANY.encode())

        if those:
            self._ask(put)
            self._partitions |= {row[0] for row in those}

    def total_wh(self, meter_id: str, channel: int, first: date, last: date) -> int:
        """The sum of what is known over local days, both included. Raises StoreGone."""
        query = "SELECT coalesce(sum(total_wh), 0) FROM meter_days WHERE meter_id = %s AND channel = %s"

        def ask(connection: _Connection) -> int:
            row = connection.execute(f"{query} AND day BETWEEN %s AND %s".encode(), (meter_id, channel, first, last))
            return int((row.fetchone() or (0,))[0])

        return self._ask(ask)

    def close(self) -> None:
        """Let go of the server."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _make_room(self, connection: _Connection, days: set[date]) -> None:
        """A partition for each day."""
        for day in sorted(days - self._partitions):
            make = sql.SQL("CREATE TABLE IF NOT EXISTS {} PARTITION OF meter_days FOR VALUES FROM ({}) TO ({})")
            name = sql.Identifier(f"meter_days_{day:%Y%m%d}")
            connection.execute(make.format(name, sql.Literal(day), sql.Literal(day + timedelta(days=1))))

    def _ask(self, what: Callable[[_Connection], _Told]) -> _Told:
        """Once, and once more on a new connection where the old one was found broken."""
        for is_last in (False, True):
            try:
                return what(self._connected())
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                self._let_go()
                if is_last:
                    raise StoreGone(f"the store of interval data does not answer: {_line(error)}") from error
            except psycopg.DataError as error:
                raise ValueError(f"the store of interval data does not take that: {_line(error)}") from error
        raise AssertionError("the last attempt returns or raises")

    def _connected(self) -> _Connection:
        if self._connection is None:
            self._connection = psycopg.connect(self._url, autocommit=True, connect_timeout=_CONNECT_S)
            self._connection.execute(_SCHEMA)
        return self._connection

    def _let_go(self) -> None:
        """Of a connection of which nothing can be expected; the server ends its half itself."""
        broken, self._connection = self._connection, None
        if broken is not None:
            broken.close()


def _line(error: psycopg.Error) -> str:
    """Its first line: the rest names addresses and hints."""
    return str(error).strip().partition("\n")[0] or type(error).__name__
