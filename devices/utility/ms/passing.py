"""What concentrators say, and are told, on its way to the records: gathered as it comes, sent together (C1NFR7)."""

from datetime import datetime
from typing import Final

from devices.utility.ms.books import FIELD, Books
from devices.utility.ms.deliveries import Deliveries
from devices.wan.codec import encode_record
from devices.wan.field_words import ForwardedMany
from devices.wan.words import Dispatch, Forwarded

_OCTETS_AT_MOST: Final = 48_000
"""In a message, which may have 65,536 with everything that is around it."""


class Passing:
    """A row for each until it is owed to the records; every call is within the caller's transaction."""

    def __init__(self, books: Books, deliveries: Deliveries) -> None:
        self._db = books.ledger.db
        self._deliveries = deliveries
        (waiting,) = self._db.execute("SELECT count(*) FROM field_passing").fetchone()
        self.is_waiting = bool(waiting)

    def add(self, forwarded: Forwarded) -> None:
        """It goes with the next `send`."""
        self._db.execute("INSERT INTO field_passing (body) VALUES (?)", (encode_record(forwarded),))
        self.is_waiting = True

    def send(self, at: datetime) -> list[Dispatch]:
        """All that waits, in messages as large as may be, in its order."""
        if not self.is_waiting:
            return []
        self.is_waiting = False
        rows = self._db.execute("SELECT body FROM field_passing ORDER BY number").fetchall()
        self._db.execute("DELETE FROM field_passing")
        return [self._deliveries.to_mdms(ForwardedMany(page), FIELD, at) for page in _pages([row[0] for row in rows])]


def _pages(items: list[bytes]) -> list[tuple[bytes, ...]]:
    pages: list[list[bytes]] = []
    size = _OCTETS_AT_MOST
    for item in items:
        if size + len(item) > _OCTETS_AT_MOST:
            pages.append([])
            size = 0
        pages[-1].append(item)
        size += len(item)
    return [tuple(page) for page in pages]
