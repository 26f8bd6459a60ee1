"""Who may sign in: a name, a role, an account for customers, and a password at rest."""

from dataclasses import dataclass
from datetime import datetime

from devices.utility.access import Principal, UserRole
from devices.utility.web.passwords import Passwords, checked
from devices.utility.web.store import WebStore

_LONGEST_NAME = 64


class UserRefused(ValueError):
    """That user cannot be; the text says why."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in. `password`: as it rests."""

    principal: Principal
    password: str


class Users:
    """The users of the website and the console. Names are compared without regard to capitals."""

    def __init__(self, store: WebStore) -> None:
        self._db = store.db

    def add(self, principal: Principal, password: str, passwords: Passwords, at: datetime) -> None:
        """Make a user. Raises UserRefused, PasswordRefused."""
        name = folded(principal.name)
        if not name or len(name) > _LONGEST_NAME or not name.isprintable():
            raise UserRefused(f"a user's name has 1 to {_LONGEST_NAME} characters")
        if self.find(name):
            raise UserRefused(f"there is a user {principal.name} already")
        if principal.role is UserRole.CUSTOMER_INTERFACE:
            raise UserRefused("a home's display has a token, not a password")
        resting = passwords.resting(checked(password, name))
        self._db.execute(
            "INSERT INTO users VALUES (?, ?, ?, ?, ?, ?)",
            (name, principal.name, principal.role.value, principal.account, resting, at.timestamp()),
        )

    def change_password(self, name: str, password: str, passwords: Passwords) -> None:
        """Give a user another password; whoever is signed in under that name is no longer. Raises as `add`."""
        if not self.find(name):
            raise UserRefused(f"there is no user {name}")
        resting = passwords.resting(checked(password, folded(name)))
        self._db.execute("UPDATE users SET password = ? WHERE name = ?", (resting, folded(name)))
        self._db.execute("DELETE FROM sessions WHERE user = ?", (folded(name),))

    def remove(self, name: str) -> None:
        """Let a user sign in no more, and end what is open. Raises UserRefused."""
        if not self.find(name):
            raise UserRefused(f"there is no user {name}")
        self._db.execute("DELETE FROM users WHERE name = ?", (folded(name),))
        self._db.execute("DELETE FROM sessions WHERE user = ?", (folded(name),))

    def find(self, name: str) -> User | None:
        """The user of that name."""
        row = self._db.execute(
            "SELECT shown, role, account, password FROM users WHERE name = ?", (folded(name),)
        ).fetchone()
        return User(Principal(row[0], UserRole(row[1]), row[2]), row[3]) if row else None

    def all(self) -> list[Principal]:
        """Everybody, by name."""
        rows = self._db.execute("SELECT shown, role, account FROM users ORDER BY name").fetchall()
        return [Principal(name, UserRole(role), account) for name, role, account in rows]


def folded(name: str) -> str:
    """A name as it is compared."""
    return name.strip().casefold()
