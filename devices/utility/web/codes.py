"""One-time codes by which a display in a home gets its token: twelve digits, good for ten minutes and for one display.

A code is short enough to be typed on a display's own keys. Who guesses is slowed down by address (`Attempts`).
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from devices.utility.web.sessions import digest
from devices.utility.web.store import WebStore
from devices.utility.web.tokens import Token, Tokens, checked_label

LASTS = timedelta(minutes=10)
_DIGITS = 12
_REMEMBERED = timedelta(days=1)


class CodeUnknown(Exception):
    """No code is that one."""


class CodeOver(Exception):
    """It was a code, and is over: used, replaced by another, or too old."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code that a customer may type on a display, in digits; `ends` by the wall."""

    digits: str
    label: str
    ends: datetime


class Codes:
    """The codes in the website's file, each as its digest; an account has one at a time."""

    def __init__(self, store: WebStore, tokens: Tokens, wall: Callable[[], datetime]) -> None:
        self._db, self._tokens, self._wall = store.db, tokens, wall

    def make(self, account: str, label: str) -> Code:
        """A new code for a display of that name; the account's one before is over. Raises TokenRefused."""
        label, at = checked_label(label), self._wall()
        self._tokens.check_room(account)
        digits = "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
        self._db.execute("DELETE FROM codes WHERE ends < ?", ((at - _REMEMBERED).timestamp(),))
        self._db.execute("UPDATE codes SET is_over = 1 WHERE account = ?", (account,))
        row = (digest(digits), account, label, (at + LASTS).timestamp(), 0)
        self._db.execute("INSERT OR REPLACE INTO codes VALUES (?, ?, ?, ?, ?)", row)
        return Code(digits, label, at + LASTS)

    def account_of(self, typed: str) -> str:
        """The account that the code is for. Raises CodeUnknown, CodeOver."""
        return self._found(typed)[0]

    def take(self, typed: str) -> tuple[Token, str]:
        """The display's token and its secret; the code is over. Raises CodeUnknown, CodeOver, TokenRefused."""
        account, label = self._found(typed)
        token, secret = self._tokens.make(account, label)
        self._db.execute("UPDATE codes SET is_over = 1 WHERE digest = ?", (digest(_digits(typed)),))
        return token, secret

    def _found(self, typed: str) -> tuple[str, str]:
        sql = "SELECT account, label, ends, is_over FROM codes WHERE digest = ?"
        row = self._db.execute(sql, (digest(_digits(typed)),)).fetchone()
        if row is None:
            raise CodeUnknown
        account, label, ends, is_over = row
        if is_over or datetime.fromtimestamp(ends, UTC) <= self._wall():
            raise CodeOver
        return account, label


def _digits(typed: str) -> str:
    """As it was shown, in groups, or without them."""
    return "".join(typed.split())
