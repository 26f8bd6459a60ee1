"""Sessions: random names that a browser carries, of which only the digest is kept here.

Source: OWASP session management; 15 idle minutes and 12 hours are the utility's choice.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from devices.utility.access import Principal
from devices.utility.web.store import WebStore
from devices.utility.web.users import Users, folded

IDLE, LONGEST = timedelta(minutes=15), timedelta(hours=12)
_NOTED_EVERY_S = 10.0


class Sessions:
    """Who is signed in. `wall` tells the wall's time: utility time may run faster, patience does not."""

    def __init__(self, store: WebStore, wall: Callable[[], datetime]) -> None:
        self._db = store.db
        self._users = Users(store)
        self._wall = wall

    def begin(self, name: str) -> str:
        """A new session of that user: the name of it, told once."""
        session, at = secrets.token_urlsafe(32), self._wall().timestamp()
        self._db.execute("DELETE FROM sessions WHERE began <= ?", self._limits(at)[1:])
        self._db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (digest(session), folded(name), at, at))
        return session

    def principal(self, session: str, *, is_kept_awake: bool = True) -> Principal | None:
        """Who is signed in under it, None when it is over. A page that refreshes itself does not keep it awake."""
        row = self._row(session)
        if row is None:
            return None
        name, began, seen = row
        at = self._wall().timestamp()
        seen_since, began_since = self._limits(at)
        user = self._users.find(name)
        if user is None or seen <= seen_since or began <= began_since:
            return None
        if is_kept_awake and at - seen >= _NOTED_EVERY_S:
            self._db.execute("UPDATE sessions SET seen = ? WHERE digest = ?", (at, digest(session)))
        return user.principal

    def lapsed(self, session: str) -> str:
        """Whose session rested for too long, so that they can be told; empty for one that ended, or never was."""
        row = self._row(session)
        return "" if row is None or self.principal(session, is_kept_awake=False) else row[0]

    def end(self, session: str) -> None:
        """Sign out: that session is nobody's any more."""
        self._db.execute("DELETE FROM sessions WHERE digest = ?", (digest(session),))

    def _row(self, session: str) -> tuple[str, float, float] | None:
        sql = "SELECT user, began, seen FROM sessions WHERE digest = ?"
        row: tuple[str, float, float] | None = self._db.execute(sql, (digest(session),)).fetchone()
        return row

    @staticmethod
    def _limits(at: float) -> tuple[float, float]:
        return at - IDLE.total_seconds(), at - LONGEST.total_seconds()


def digest(secret: str) -> str:
    """How a random secret rests: it has 256 bits, so a plain digest cannot be searched."""
    return hashlib.sha256(secret.encode()).hexdigest()
