"""Secrets at rest: octets sealed under the machine's key (AES-256-GCM), and where that key lies.

A sealed file is worth nothing without the key: the key file is its owner's alone, and lies apart from the data on a
kiosk; where systemd hands the key over (a credential, sealed by the machine's TPM where it has one), no file has it.
"""

import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from devices.errors import DevicesError

KEY_OCTETS: Final = 32
CREDENTIAL: Final = "hemsapp.machine-key"
_MAGIC: Final = b"HEMSREST\x01"
_NONCE_OCTETS: Final = 12


class Unsealable(DevicesError):
    """The file is torn, was sealed by another machine, or for another purpose: it is as good as lost."""


class Sealer:
    """Seals and opens under one key; `purpose` keeps one kind of file from being taken for another."""

    def __init__(self, key: bytes) -> None:
        """`key` has 32 octets; ValueError for any other."""
        if len(key) != KEY_OCTETS:
            raise ValueError(f"a machine key has {KEY_OCTETS} octets, not {len(key)}")
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, purpose: str) -> bytes:
        """`plain`, for whoever has the key."""
        nonce = secrets.token_bytes(_NONCE_OCTETS)
        return _MAGIC + nonce + self._cipher.encrypt(nonce, plain, _MAGIC + purpose.encode())

    def unseal(self, sealed: bytes, purpose: str) -> bytes:
        """What `seal` was given. Raises Unsealable."""
        start = len(_MAGIC) + _NONCE_OCTETS
        if not sealed.startswith(_MAGIC) or len(sealed) < start:
            raise Unsealable("this is no sealed file, or one of a later version")
        try:
            return self._cipher.decrypt(sealed[len(_MAGIC) : start], sealed[start:], _MAGIC + purpose.encode())
        except InvalidTag:
            raise Unsealable("it was sealed under another key, or was changed since") from None


def sealer_of(path: Path) -> Sealer:
    """The machine's sealer: by systemd's credential if there is one, else by the key file, made at the first need.

    Raises ValueError for a file that holds no key, OSError.
    """
    folder = os.environ.get("CREDENTIALS_DIRECTORY", "")
    credential = Path(folder) / CREDENTIAL if folder else None
    if credential is not None and credential.is_file():
        return Sealer(_key_in(credential))
    if not path.exists():
        write_privately(path, secrets.token_bytes(KEY_OCTETS).hex().encode() + b"\n")
    return Sealer(_key_in(path))


def write_privately(path: Path, content: bytes) -> None:
    """Put `content` into a file of its owner's alone, whole or not at all. Raises OSError."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _key_in(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_OCTETS:
        raise ValueError(f"{path} holds no machine key: {2 * KEY_OCTETS} hexadecimal digits are needed")
    return key
