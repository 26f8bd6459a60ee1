"""What the records learn, as one numbered list that other systems follow; owed to each until it confirms (C1NFR5).

An entry is written in the transaction of what it tells of. Who follows asks for what it has not confirmed, keeps it,
and confirms; who was down asks again and has all of it, in order. An entry is known by its number: it counts once.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from devices.utility.mdms.availability import Availability, Consumer, Kind
from devices.utility.stored import milliseconds, moment, plain

_UNFOLLOWED = timedelta(days=7)  # so long what nobody follows is kept, for one who begins to
_MOST = 2_000


class Feed:
    """The list in the records' file; every call that changes is within the caller's transaction."""

    def __init__(self, db: Database, availability: Availability) -> None:
        self._db = db
        self._availability = availability

    def add(self, kind: Kind, at: datetime, meter_id: str, event: int | None, told: Mapping[str, Any]) -> None:
        """Something was learnt. Of intervals nothing is written while nobody follows them: they lie in the store."""
        self.add_many(kind, at, (meter_id,), event, told)

    def add_many(
        self, kind: Kind, at: datetime, meter_ids: Iterable[str], event: int | None, told: Mapping[str, Any]
    ) -> None:
        """The same was learnt of each of these meters."""
        if kind is Kind.INTERVALS and not self._is_followed(kind):
            return
        text = json.dumps(plain(dict(told)), ensure_ascii=False, separators=(",", ":"))
        sql = "INSERT INTO feed (at, kind, meter_id, issuer_event_id, told) VALUES (?, ?, ?, ?, ?)"
        rows = ((milliseconds(at), kind.value, meter_id, event, text) for meter_id in meter_ids)
        self._db.conn.executemany(sql, rows)

    def follow(self, consumer: Consumer, kinds: Iterable[Kind], at: datetime, since: datetime | None = None) -> None:
        """From now on (or from what was learnt after `since`) these kinds are owed to it, and no others."""
        wanted = {kind.value for kind in kinds}
        known = {kind for kind, _ in self._cursors(consumer)}
        for gone in sorted(known - wanted):
            self._db.execute("DELETE FROM feed_cursors WHERE consumer = ? AND kind = ?", (consumer.value, gone))
        moment_ms = milliseconds(at if since is None else since)
        sql = "SELECT coalesce(max(number), 0) FROM feed WHERE at <= ?"
        (last,) = self._db.execute(sql, (moment_ms,)).fetchone()
        for new in sorted(wanted - known):
            row = (consumer.value, new, last, milliseconds(at))
            self._db.execute("INSERT INTO feed_cursors VALUES (?, ?, ?, ?)", row)

    def confirm(self, consumer: Consumer, cursor: str, at: datetime) -> None:
        """It has kept all that was told up to `cursor`. Raises ValueError for one that was never told."""
        (last,) = self._db.execute("SELECT coalesce(max(number), 0) FROM feed").fetchone()
        for kind, number in _read(cursor).items():
            if number > last:
                raise ValueError(f"nothing was told up to {number}")
            sql = "UPDATE feed_cursors SET number = max(number, ?), at = ? WHERE consumer = ? AND kind = ?"
            self._db.execute(sql, (number, milliseconds(at), consumer.value, kind))

    def forget(self, at: datetime) -> None:
        """Drop what all who follow have confirmed, and what nobody has asked for in a week."""
        for kind in Kind:
            sql = "SELECT min(number) FROM feed_cursors WHERE kind = ?"
            (confirmed,) = self._db.execute(sql, (kind.value,)).fetchone()
            where = "at < ?" if confirmed is None else "number <= ?"
            value = milliseconds(at - _UNFOLLOWED) if confirmed is None else confirmed
            sql = f"DELETE FROM feed WHERE kind = ? AND {where} AND number < (SELECT max(number) FROM feed)"  # noqa: S608 - our own words
            self._db.execute(sql, (kind.value, value))

    # Questions

    def owed(self, consumer: Consumer, at: datetime, limit: int = 500) -> dict[str, Any]:
        """What it has not confirmed and may know by now, in order, and the cursor to confirm it by."""
        found: list[tuple[Any, ...]] = []
        for kind, number in self._cursors(consumer):
            terms = self._availability.of(consumer, Kind(kind))
            if not terms.is_available:
                continue
            since, until = terms.window(at)
            sql = (
                "SELECT number, at, kind, meter_id, issuer_event_id, told FROM feed"
                " WHERE kind = ? AND number > ? AND at <= ? AND at >= ? ORDER BY number LIMIT ?"
            )
            first = 0 if since is None else milliseconds(since)
            values = (kind, number, milliseconds(until or at), first, min(_MOST, max(1, limit)))
            found += self._db.execute(sql, values).fetchall()
        told = sorted(found)[: min(_MOST, max(1, limit))]
        return {
            "entries": [
                {"number": number, "at": moment(ms), "kind": kind, "meter": meter, "event": event, **json.loads(text)}
                for number, ms, kind, meter, event, text in told
            ],
            "cursor": ",".join(f"{kind}:{number}" for kind, number in _last(told).items()),
        }

    def followers(self, at: datetime) -> list[dict[str, Any]]:
        """Who follows what, how much is owed to it, and since when the oldest of it waits."""
        sql = (
            "SELECT c.consumer, c.kind, c.number, c.at, count(f.number), min(f.at) FROM feed_cursors c"
            " LEFT JOIN feed f ON f.kind = c.kind AND f.number > c.number GROUP BY 1, 2, 3, 4 ORDER BY 1, 2"
        )
        return [
            {
                "consumer": consumer,
                "kind": kind,
                "confirmed": number,
                "confirmed_at": moment(ms),
                "owed": count,
                "waits_s": 0 if oldest is None else round((milliseconds(at) - oldest) / 1000),
            }
            for consumer, kind, number, ms, count, oldest in self._db.execute(sql).fetchall()
        ]

    def _cursors(self, consumer: Consumer) -> list[tuple[str, int]]:
        sql = "SELECT kind, number FROM feed_cursors WHERE consumer = ?"
        return [(kind, number) for kind, number in self._db.execute(sql, (consumer.value,)).fetchall()]

    def _is_followed(self, kind: Kind) -> bool:
        sql = "SELECT 1 FROM feed_cursors WHERE kind = ? LIMIT 1"
        return self._db.execute(sql, (kind.value,)).fetchone() is not None


def _last(told: Iterable[tuple[Any, ...]]) -> dict[str, int]:
    return {kind: number for number, _, kind, *_ in told}


def _read(cursor: str) -> dict[str, int]:
    known = {kind.value for kind in Kind}
    found = {}
    for part in filter(None, cursor.split(",")):
        kind, _, number = part.partition(":")
        if kind not in known or not number.isascii() or not number.isdigit() or len(number) > 18:
            raise ValueError("a cursor is told with the entries, and given back as it is")
        found[kind] = int(number)
    return found
