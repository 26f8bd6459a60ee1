"""Whom the utility believes about a home: a receipt counts when the kiosk's own signature verifies, end to end."""

from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from devices.demand_response import Receipt
from devices.names import Eui64
from devices.self_report import SelfReport
from devices.wan import receipts, reports
from devices.wan.seal import Refused

Verifier = Callable[[str, bytes], Receipt | None]
"""What the sender of that name signed, if it did sign that; None for a forgery or an unknown sender."""


def verifier(key_for: Callable[[Eui64], bytes | None]) -> Verifier:
    """Believes a receipt that the kiosk it is said to be from has signed. `key_for` gives a kiosk's public key."""

    def verify(sender: str, signed: bytes) -> Receipt | None:
        try:
            if receipts.signer_of(signed) != sender:
                return None
            return receipts.verified(signed, key_for)
        except Refused:
            return None

    return verify


ReportVerifier = Callable[[str, bytes], SelfReport | None]
"""What the display of that name signed of itself, if it did sign that; None for a forgery or an unknown display."""


def report_verifier(key_for: Callable[[Eui64], bytes | None]) -> ReportVerifier:
    """Believes a report that the display it is said to be from has signed. `key_for` gives a display's public key."""

    def verify(sender: str, signed: bytes) -> SelfReport | None:
        try:
            return reports.verified(signed, key_for) if receipts.signer_of(signed) == sender else None
        except Refused:
            return None

    return verify


def no_reports(sender: str, signed: bytes) -> SelfReport | None:
    """Believes nobody: for a head end that no display was registered with."""
    del sender, signed
    return None


class KioskKeys:
    """The public keys of the kiosks that were registered: a file for each, named after it, hexadecimal."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def register(self, kiosk: Eui64, public: bytes) -> None:
        """Believe that kiosk from now on. Raises ValueError for no key of its kind, OSError."""
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
        self._directory.mkdir(parents=True, exist_ok=True)
        self._file(kiosk).write_text(public.hex() + "\n", encoding="ascii")

    def public(self, kiosk: Eui64) -> bytes | None:
        """The key of a kiosk; None if it was not registered."""
        try:
            return bytes.fromhex(self._file(kiosk).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def _file(self, kiosk: Eui64) -> Path:
        name = kiosk.replace(":", "-")
        if not name.replace("-", "").isalnum():
            raise ValueError(f"{kiosk!r} is no name of a kiosk")
        return self._directory / f"{name}.pub"
