"""Names for devices in a report: the same in every report of a home, and nothing that leads back to the device."""

import hmac
import os
from contextlib import suppress
from pathlib import Path

from devices.names import Eui64

_SECRET_OCTETS = 32
_MARK = "fe"
"""No maker's addresses begin so: whoever reads a report sees that it is a pseudonym."""


class Pseudonyms:
    """Another EUI64 for each EUI64, by a secret of the home."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def of(self, device: str) -> Eui64:
        """The pseudonym; an address of any spelling has the same."""
        plain = device.lower().replace(":", "").replace("-", "")
        digest = hmac.digest(self._secret, plain.encode("ascii"), "sha256")[:7]
        return Eui64(f"{_MARK}:{digest.hex(':')}")


def secret_beside(database: Path) -> bytes:
    """The home's own secret for pseudonyms, made at the first report. Raises OSError."""
    path = database.with_name("pseudonyms.key")
    with suppress(FileNotFoundError, ValueError):
        if len(secret := bytes.fromhex(path.read_text(encoding="ascii"))) == _SECRET_OCTETS:
            return secret
        path.unlink()
    secret = os.urandom(_SECRET_OCTETS)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret.hex() + "\n")
    return secret
