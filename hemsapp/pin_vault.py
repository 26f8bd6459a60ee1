"""Where the PIN lies: salted and hashed in a file of its own beside the ledger, for its owner alone.

It is in no snapshot, no backup and no log. After three wrong tries one waits, longer each time; the count is on the
disk before a try is compared, and the wait runs on the monotonic clock, so that neither a pulled plug nor another date
makes it shorter: after a restart it begins anew.
"""

import hashlib
import hmac
import json
import os
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from devices.moment import Moment
from hemsapp.pin import LEAST_DIGITS, MOST_DIGITS, PinChosen, PinDeed, PinQuestion, PinState, PinTold, PinTried
from hemsapp.saying import say

FREE_TRIES, FIRST_WAIT_S, LONGEST_WAIT_S = 3, 30.0, 900.0
_COST, _BLOCK, _LANES, _OCTETS = 2**15, 8, 1, 32
_DAMAGED = say("The PIN cannot be read. The installer resets it on this machine: hemsapp pin --reset.")
_NOT_KEPT = say("The disk does not keep what is typed. Try again once it works.")

Told = tuple[PinTold, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """The file's contents; without a `digest` there is no PIN. `cost` is scrypt's N."""

    salt: str = ""
    digest: str = ""
    cost: int = _COST
    wrong_tries: int = 0
    wait_s: float = 0.0
    is_reset: bool = False


def wait_after(wrong_tries: int) -> float:
    """Seconds to wait after that many wrong tries in a row: none, then 30 s doubling to 15 min."""
    if wrong_tries < FREE_TRIES:
        return 0.0
    return min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(wrong_tries - FREE_TRIES, 16))


class PinVault:
    """Answers questions about the PIN in the file; each takes as long as a memory-hard hash does."""

    def __init__(self, path: Path, at: Moment, *, cost: int = _COST) -> None:
        """`cost` is scrypt's N for a PIN that is chosen."""
        self._path, self._cost = path, cost
        kept = self._read()
        self._until_s = at.monotonic_s + (0.0 if kept is None else min(kept.wait_s, LONGEST_WAIT_S))

    @property
    def is_set(self) -> bool:
        """Is there a PIN? A file that cannot be read counts as one."""
        kept = self._read()
        return kept is None or bool(kept.digest)

    def news(self) -> Told:
        """It was reset on the machine: told once."""
        kept = self._read()
        if kept is None or not kept.is_reset:
            return ()
        with suppress(OSError):  # then it is told again after the next start
            self._path.unlink()
        self._until_s = 0.0
        return (PinTold(PinDeed.RESET),)

    def answer(self, question: PinQuestion, at: Moment) -> tuple[PinState, Told]:
        """How it stands, and what is to be told to the engine."""
        try:
            news = self.news()
            state, told = self._tried(question, at) if isinstance(question, PinTried) else self._chosen(question, at)
        except OSError:
            return PinState(self.is_set, problem=_NOT_KEPT), ()
        return state, (*news, *told)

    def _tried(self, question: PinTried, at: Moment) -> tuple[PinState, Told]:
        kept = self._read()
        if kept is None:
            return PinState(is_set=True, problem=_DAMAGED), ()
        if not kept.digest:
            return PinState(is_set=False, is_right=True), ()
        wait_s = self._until_s - at.monotonic_s
        if wait_s > 0:
            return PinState(is_set=True, wait_s=wait_s), ()
        wrong_tries = kept.wrong_tries + 1
        counted = replace(kept, wrong_tries=wrong_tries, wait_s=wait_after(wrong_tries))
        self._write(counted)
        if hmac.compare_digest(_digest(question.pin, kept), kept.digest):
            self._write(replace(kept, wrong_tries=0, wait_s=0.0))
            return PinState(is_set=True, is_right=True), (PinTold(PinDeed.OPENED),)
        self._until_s = at.monotonic_s + counted.wait_s
        left = max(0, FREE_TRIES - wrong_tries)
        state = PinState(is_set=True, is_right=False, wait_s=counted.wait_s, tries_left=left)
        return state, (PinTold(PinDeed.WRONG, wrong_tries),)

    def _chosen(self, question: PinChosen, at: Moment) -> tuple[PinState, Told]:
        was_set = self.is_set
        if was_set:
            state, told = self._tried(PinTried(question.before), at)
            if not state.is_right:
                return state, told
        if not question.pin:
            self._path.unlink(missing_ok=True)
            return PinState(is_set=False, is_right=True), (PinTold(PinDeed.REMOVED),) if was_set else ()
        if not is_possible(question.pin):
            return PinState(was_set, problem=say("A PIN has 4 to 8 digits.")), ()
        fresh = _Kept(salt=secrets.token_hex(16), cost=self._cost)
        self._write(replace(fresh, digest=_digest(question.pin, fresh)))
        return PinState(is_set=True, is_right=True), (PinTold(PinDeed.CHANGED if was_set else PinDeed.SET),)

    def _read(self) -> _Kept | None:
        """What is kept, nothing where there is no file; None for a file that cannot be read."""
        try:
            table = json.loads(self._path.read_text(encoding="ascii"))
            kept = _Kept(**table)
        except FileNotFoundError:
            return _Kept()
        except (OSError, ValueError, TypeError):
            return None
        is_whole = isinstance(kept.salt, str) and isinstance(kept.digest, str) and isinstance(kept.wrong_tries, int)
        return kept if is_whole and 1 < kept.cost <= 2**20 else None

    def _write(self, kept: _Kept) -> None:
        _write(self._path, kept)


def reset(path: Path) -> bool:
    """There is no PIN any more, and the kiosk tells so in its audit log; False if there was none. Raises OSError."""
    if not path.exists():
        return False
    _write(path, _Kept(is_reset=True))
    return True


def is_possible(pin: str) -> bool:
    """Is it four to eight digits?"""
    return LEAST_DIGITS <= len(pin) <= MOST_DIGITS and pin.isascii() and pin.isdigit()


def _digest(pin: str, kept: _Kept) -> str:
    salt, memory = bytes.fromhex(kept.salt), 132 * kept.cost * _BLOCK
    octets = pin.encode("utf-8", "replace")
    return hashlib.scrypt(octets, salt=salt, n=kept.cost, r=_BLOCK, p=_LANES, maxmem=memory * 2, dklen=_OCTETS).hex()


def _write(path: Path, kept: _Kept) -> None:
    draft = path.with_name(f"{path.name}.draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(asdict(kept), file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
