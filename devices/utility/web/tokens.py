"""Tokens of machines: a home's display signs in by itself with one, for one account, until it ends or is taken back."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from devices.utility.access import Principal, UserRole
from devices.utility.web.sessions import digest
from devices.utility.web.store import WebStore

LASTS = timedelta(days=365)
PREFIX = "hems_"
"""Begins every token, so that a search for leaked secrets finds one."""
MOST = 20
_LONGEST_LABEL = 40
_NOTED_EVERY_S = 60.0


class TokenRefused(ValueError):
    """That token cannot be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token; the secret itself was told once. Times of the wall; `seen` None: never used."""

    id: str
    label: str
    account: str
    made: datetime
    ends: datetime
    seen: datetime | None


class Tokens:
    """The tokens in the website's file, each as its digest."""

    def __init__(self, store: WebStore, wall: Callable[[], datetime]) -> None:
        self._db, self._wall = store.db, wall

    def make(self, account: str, label: str, lasts: timedelta = LASTS) -> tuple[Token, str]:
        """A new token of an account, and its secret. Raises TokenRefused."""
        label = checked_label(label)
        self.check_room(account)
        secret, at = PREFIX + secrets.token_urlsafe(32), self._wall()
        token = Token(secrets.token_hex(4), label, account, at, at + lasts, None)
        row = (digest(secret), token.id, label, account, at.timestamp(), token.ends.timestamp(), 0.0)
        self._db.execute("INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return token, secret

    def check_room(self, account: str) -> None:
        """May it have one more? Raises TokenRefused."""
        if len(self.of(account)) >= MOST:
            raise TokenRefused(f"there are {MOST} displays already; take one back first")

    def principal(self, secret: str) -> Principal | None:
        """The display whose token it is; None for one that is not known, or not any more."""
        sql = "SELECT id, account, ends, seen FROM tokens WHERE digest = ?"
        row = self._db.execute(sql, (digest(secret),)).fetchone()
        at = self._wall().timestamp()
        if row is None or row[2] <= at:
            return None
        if at - row[3] >= _NOTED_EVERY_S:
            self._db.execute("UPDATE tokens SET seen = ? WHERE digest = ?", (at, digest(secret)))
        return Principal(f"display {row[0]}", UserRole.CUSTOMER_INTERFACE, row[1])

    def of(self, account: str) -> list[Token]:
        """The tokens of an account, the newest first."""
        sql = "SELECT id, label, account, made, ends, seen FROM tokens WHERE account = ? ORDER BY made DESC, id"
        return [
            Token(token_id, label, holder, _moment(made), _moment(ends), _moment(seen) if seen else None)
            for token_id, label, holder, made, ends, seen in self._db.execute(sql, (account,)).fetchall()
        ]

    def take_back(self, account: str, token_id: str) -> bool:
        """End a token of that account; was there one?"""
        done = self._db.execute("DELETE FROM tokens WHERE account = ? AND id = ?", (account, token_id))
        return bool(done.rowcount)


def checked_label(label: str) -> str:
    """What a display is called. Raises TokenRefused."""
    label = " ".join(label.split())
    if not label or len(label) > _LONGEST_LABEL or not label.isprintable():
        raise TokenRefused(f"a display is called by 1 to {_LONGEST_LABEL} characters")
    return label


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
