"""The files of customers at the desk: when a representative opened one, what was shown, what was noted (UC96.3.6)."""

from datetime import datetime
from typing import Any

from devices.utility.css.troubles import checked_words
from devices.utility.ledger import Ledger
from devices.utility.stored import milliseconds, moment
from devices.wan.journal import Noted


class Files:
    """Every call but the questions is within the caller's transaction."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._db = ledger.db

    def opened(self, account: str, by: str, at: datetime) -> None:
        """`by` has the account open (UC96.3.6)."""
        self._ledger.note(Noted.ACCOUNT_OPENED, at, None, account, by)

    def shown(self, meter_id: str, issuer_event_id: int, by: str, at: datetime) -> None:
        """`by` was shown where that customer stands with the event (UC96.3.7)."""
        self._ledger.note(Noted.STATUS_SHOWN, at, issuer_event_id, meter_id, by)

    def note(self, account: str, by: str, text: str, at: datetime) -> None:
        """What the next one who opens it should know; a note is never changed. Raises TroubleRefused."""
        words = checked_words(text)
        sql = "INSERT INTO account_notes (account, at, by, text) VALUES (?, ?, ?, ?)"
        self._db.execute(sql, (account, milliseconds(at), by, words))

    def notes(self, account: str, limit: int = 50) -> list[dict[str, Any]]:
        """The notes of an account, the newest first."""
        found = self._db.execute(
            "SELECT at, by, text FROM account_notes WHERE account = ? ORDER BY id DESC LIMIT ?", (account, limit)
        ).fetchall()
        return [{"at": moment(at), "by": by, "text": text} for at, by, text in found]
