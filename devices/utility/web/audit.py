"""What the website tells the utility's audit log: every sign-in, refusal, change and look."""

from datetime import datetime
from typing import Protocol

from devices.utility.access import Principal
from devices.utility.web.store import WebStore

SIGN_IN, SIGN_OUT, LOOK, CHANGE, REFUSAL = "sign-in", "sign-out", "look", "change", "refusal"


class Audit(Protocol):
    """Takes one entry at a time."""

    def record(self, at: datetime, principal: Principal | None, what: str, about: str, outcome: str) -> None:
        """Keep that `principal` (None: nobody who was recognised) did `what` about something, and how it ended.

        `what` is one of this module's words; `about` a page, a verb, an account; `outcome` done, or why not.
        """
        ...


class AuditTable:
    """Keeps the entries in the website's own file."""

    def __init__(self, store: WebStore) -> None:
        self._db = store.db

    def record(self, at: datetime, principal: Principal | None, what: str, about: str, outcome: str) -> None:
        """See Audit."""
        who = (principal.name, principal.role.value, principal.account) if principal else ("", "", "")
        self._db.execute(
            "INSERT INTO done (at, name, role, account, what, about, outcome) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (at.timestamp(), *who, what, about[:200], outcome[:200]),
        )
