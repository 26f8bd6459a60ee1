"""The key with which the kiosk signs its receipts (UC96.1.8): made once, kept beside the ledger for its owner alone."""

import os
from collections.abc import Callable
from pathlib import Path

from devices.demand_response import Receipt
from devices.names import Eui64
from devices.self_report import SelfReport
from devices.wan.receipts import ReceiptKey
from devices.wan.signing import signed

NAMELESS = Eui64("00:00:00:00:00:00:00:00")
_SECRET_OCTETS = 32


def read_key(path: Path, kiosk: Eui64 = NAMELESS) -> ReceiptKey | None:
    """The key in that file, None if there is none yet. Raises ValueError for a file that holds no key, OSError."""
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    if len(secret) != _SECRET_OCTETS:
        raise ValueError(f"{path} holds no key: it has {len(secret)} octets, not {_SECRET_OCTETS}")
    return ReceiptKey.from_secret(kiosk, secret)


def make_key(path: Path) -> ReceiptKey:
    """A new key in a new file. Raises OSError, FileExistsError above all."""
    key = ReceiptKey.generate(NAMELESS)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key.secret.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key


class ReceiptSigner:
    """Signs receipts in the name of the kiosk, which `own` tells once the radio knows it."""

    def __init__(self, path: Path, own: Callable[[], Eui64 | None]) -> None:
        """Raises ValueError, OSError."""
        self._secret = (read_key(path) or make_key(path)).secret
        self._own = own

    def __call__(self, said: Receipt | SelfReport) -> bytes:
        """The receipt, or the report, as the kiosk's word. Raises ValueError while nobody knows who the kiosk is."""
        own = self._own()
        if own is None:
            raise ValueError("the radio has not told yet who we are")
        return signed(said, ReceiptKey.from_secret(own, self._secret))
