"""Passwords: which are taken, how they rest, and how many are checked at once.

Source: NIST SP 800-63B 5.1.1.2 (length and a list of the commonest; no rotation, no composition, paste is welcome);
RFC 9106 and the OWASP cheat sheet for Argon2id's cost.
"""

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import resources
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST, MOST = 8, 256
"""Characters of a password."""
THREADS, QUEUE = 2, 16
"""Checked at once, and waiting at most: each takes 19 MiB for a few hundredths of a second."""


class PasswordRefused(ValueError):
    """It is not taken; the text says why."""


class TooBusy(Exception):
    """More people sign in at this moment than can be checked."""


def checked(password: str, name: str) -> str:
    """The password as it is kept, NFKC. Raises PasswordRefused."""
    text = unicodedata.normalize("NFKC", password)
    if len(text) < LEAST:
        raise PasswordRefused(f"a password has {LEAST} characters or more")
    if len(text) > MOST:
        raise PasswordRefused(f"a password has {MOST} characters at most")
    folded = text.casefold()
    if folded in commonest() or len(set(folded)) <= 2 or _is_a_run(folded):
        raise PasswordRefused("that password is among the first that anybody would try; choose another")
    if len(name) >= 4 and name.casefold() in folded:
        raise PasswordRefused("a password does not hold the user's name")
    return text


@cache
def commonest() -> frozenset[str]:
    """The passwords that are tried first."""
    text = resources.files("resources").joinpath("web/commonest-passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def _is_a_run(text: str) -> bool:
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1})


class Passwords:
    """Argon2id in threads of its own, with a bounded queue."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
        self._threads = ThreadPoolExecutor(THREADS, "argon2")
        self._waiting = 0
        self._of_nobody = self._hasher.hash("nobody has this password")

    def resting(self, password: str) -> str:
        """What is kept instead of a password that `checked` gave."""
        return self._hasher.hash(password)

    async def is_right(self, kept: str | None, password: str) -> bool:
        """Is it that password? None, for a user who does not exist, takes as long. Raises TooBusy."""
        if self._waiting >= THREADS + QUEUE:
            raise TooBusy
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            is_equal = await loop.run_in_executor(self._threads, self._is_equal, kept or self._of_nobody, password)
        finally:
            self._waiting -= 1
        return is_equal and kept is not None

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(cancel_futures=True)

    def _is_equal(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, unicodedata.normalize("NFKC", password[: MOST + 1]))
        except (VerificationError, InvalidHashError):
            return False
