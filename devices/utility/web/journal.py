"""What the website showed to whom, as every system notes what it did: a claim of a page can be looked up afterwards.

Beside the audit: that says who came and looked, this what the page told at that moment.
"""

from datetime import UTC, datetime

from devices.utility.web.store import WebStore
from devices.wan.journal import Entry, Noted, System


class WebJournal:
    """Entries in the website's file, oldest first."""

    def __init__(self, store: WebStore) -> None:
        self._db = store.db

    def note(self, noted: Noted, at: datetime, event: int | None = None, who: str = "", detail: str = "") -> None:
        """Add one; `who` is the account."""
        self._db.execute(
            "INSERT INTO journal (at, noted, issuer_event_id, who, detail) VALUES (?, ?, ?, ?, ?)",
            (at.timestamp(), noted.value, event, who, detail),
        )

    def entries(self) -> list[Entry]:
        """All of them."""
        rows = self._db.execute("SELECT at, noted, issuer_event_id, who, detail FROM journal ORDER BY id").fetchall()
        return [
            Entry(System.WEB, datetime.fromtimestamp(at, UTC), Noted(noted), event, who, detail)
            for at, noted, event, who, detail in rows
        ]
