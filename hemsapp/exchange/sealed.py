"""A file sealed with a passphrase: whoever has the file and not the words has nothing (TM30).

    magic, version, cost of the words (scrypt: log2 N, r, p), salt, check of the words, prefix of the nonces
    then pieces of 1 MiB, each AES-256-GCM under a nonce that counts and says which piece is the last

The key is scrypt's of the words; each piece is bound to the whole head and to its place, so that a file that was torn,
changed, or put together of two is noticed before anything of it is believed.
"""

import hashlib
import hmac
import os
import unicodedata
from dataclasses import dataclass
from struct import Struct
from typing import BinaryIO, Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hemsapp.saying import say
from hemsapp.work import WorkRefused

MAGIC: Final = b"HEMSAPP SEALED\n\x00"
VERSION: Final = 1
LEAST_SIGNS: Final = 10
PIECE: Final = 1 << 20
_COST: Final = 17  # log2 of scrypt's N: 128 MiB, as OWASP advises
_TAG: Final = 16
_HEAD: Final = Struct("!16sB BBB 16s 16s 7s")
_MOST_COST, _MOST_BLOCK, _MOST_LANES = 20, 16, 4


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands before the pieces; `written` is exactly it."""

    written: bytes
    cost: int
    block: int
    lanes: int
    salt: bytes
    check: bytes
    prefix: bytes


class SealedWriter:
    """Takes a stream of octets and writes it sealed; `close` writes the last piece, without it the file is torn."""

    def __init__(self, file: BinaryIO, passphrase: str, *, cost: int = _COST) -> None:
        """Raises WorkRefused for words that are too few to keep anything."""
        if len(passphrase) < LEAST_SIGNS:
            raise WorkRefused(say("A passphrase has at least {count} signs.", count=LEAST_SIGNS))
        salt, prefix = os.urandom(16), os.urandom(7)
        key, check = _derived(passphrase, salt, cost, 8, 1)
        self._head = _HEAD.pack(MAGIC, VERSION, cost, 8, 1, salt, check, prefix)
        self._file, self._prefix, self._cipher = file, prefix, AESGCM(key)
        self._piece, self._count = bytearray(), 0
        file.write(self._head)

    def write(self, octets: bytes) -> int:
        """Take some more."""
        self._piece += octets
        while len(self._piece) > PIECE:
            self._put(bytes(self._piece[:PIECE]), is_last=False)
            del self._piece[:PIECE]
        return len(octets)

    def close(self) -> None:
        """Write what is left."""
        self._put(bytes(self._piece), is_last=True)

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._prefix, self._count, is_last=is_last), piece, self._head))
        self._count += 1


class SealedReader:
    """Gives the stream of octets back, each piece only after it was checked. Raises WorkRefused wherever it is torn."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        """Raises WorkRefused: no sealed file, one of a later hemsapp, or not the words that it was sealed with."""
        self._file, self._head = file, _read_head(file)
        head = self._head
        key, check = _derived(passphrase, head.salt, head.cost, head.block, head.lanes)
        if not hmac.compare_digest(check, head.check):
            raise WorkRefused(say("That passphrase does not open this backup. Nothing was changed."))
        self._cipher = AESGCM(key)
        self._next = file.read(PIECE + _TAG)
        self._open = b""
        self._count, self._is_over = 0, False

    def read(self, size: int = -1) -> bytes:
        """Some octets, fewer at the end."""
        while not self._is_over and (size < 0 or len(self._open) < size):
            self._open += self._piece()
        taken = self._open if size < 0 else self._open[:size]
        self._open = self._open[len(taken) :]
        return taken

    def finish(self) -> None:
        """Read what is left, and see that the file ends as it was written."""
        while not self._is_over:
            self._piece()

    def _piece(self) -> bytes:
        sealed, self._next = self._next, self._file.read(PIECE + _TAG)
        self._is_over = not self._next
        nonce = _nonce(self._head.prefix, self._count, is_last=self._is_over)
        self._count += 1
        try:
            return self._cipher.decrypt(nonce, sealed, self._head.written)
        except InvalidTag:
            raise WorkRefused(
                say("This backup is torn, or was changed since it was made. Nothing was changed.")
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def is_sealed(head: bytes) -> bool:
    """Do a file's first octets say that it is one of these?"""
    return head.startswith(MAGIC)


def _read_head(file: BinaryIO) -> _Head:
    written = file.read(_HEAD.size)
    if not is_sealed(written):
        raise WorkRefused(say("This is not a sealed backup of hemsapp. Nothing was changed."))
    version = written[len(MAGIC)] if len(written) > len(MAGIC) else VERSION
    if version > VERSION:
        raise WorkRefused(
            say("This backup was sealed by a newer hemsapp: bring this one up to date first. Nothing was changed.")
        )
    if len(written) < _HEAD.size:
        raise WorkRefused(say("This backup is torn, or was changed since it was made. Nothing was changed."))
    _, _, cost, block, lanes, salt, check, prefix = _HEAD.unpack(written)
    if not (0 < cost <= _MOST_COST and 0 < block <= _MOST_BLOCK and 0 < lanes <= _MOST_LANES):
        raise WorkRefused(say("This backup is torn, or was changed since it was made. Nothing was changed."))
    return _Head(written, cost, block, lanes, salt, check, prefix)


def _derived(passphrase: str, salt: bytes, cost: int, block: int, lanes: int) -> tuple[bytes, bytes]:
    """The key of the pieces, and the check of the words."""
    words = unicodedata.normalize("NFC", passphrase).encode()
    need = 128 * block * ((1 << cost) + lanes + 2)
    made = hashlib.scrypt(words, salt=salt, n=1 << cost, r=block, p=lanes, maxmem=need + (1 << 20), dklen=48)
    return made[:32], made[32:]


def _nonce(prefix: bytes, count: int, *, is_last: bool) -> bytes:
    return prefix + count.to_bytes(4, "big") + bytes((is_last,))
