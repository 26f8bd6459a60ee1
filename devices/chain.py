"""The arithmetic of a chain of entries: each holds the digest of the one before, and a key seals how it ends (SHA-256).

The home's display and the utility's systems keep their audit logs so; what an entry says is theirs (decision 41, 47).
"""

import hashlib
import hmac
import os
from pathlib import Path
from typing import Final

START: Final = bytes(32)
"""What the first entry is chained to."""
KEY_OCTETS: Final = 32


def link(before: bytes, told: str) -> bytes:
    """The digest of an entry that says this, behind the entry whose digest is `before`."""
    return hashlib.sha256(before + told.encode()).digest()


def seal(key: bytes, number: int, chain: bytes) -> str:
    """The key's word, as hexadecimal HMAC, that the chain has so many entries and ends so."""
    return hmac.digest(key, number.to_bytes(8, "big") + chain, "sha256").hex()


def is_sealed(key: bytes, number: int, chain: bytes, word: str) -> bool:
    """Is that the key's word?"""
    return hmac.compare_digest(word, seal(key, number, chain))


def kept_key(path: Path) -> bytes:
    """The key in that file, for its owner alone; made when there is none. Raises OSError."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(file, "wb") as made:
        made.write(os.urandom(KEY_OCTETS))
        made.flush()
        os.fsync(made.fileno())
    return path.read_bytes()
