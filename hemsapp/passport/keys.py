"""Fingerprints of the keys by which others know this display, and it them: public halves and certificates only."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_public_key

from devices.cbke import certificate_file
from hemsapp.passport.contents import KeyPrint
from hemsapp.passport.key import fingerprint

DISPLAY: Final = "display"
DEVICES: Final = "devices"
FIRMWARE: Final = "firmware"


def prints(files: Iterable[tuple[str, Path]]) -> tuple[KeyPrint, ...]:
    """Of each (purpose, file) that is there and can be read."""
    return tuple(KeyPrint(purpose, each) for purpose, path in files for each in _of(purpose, path))


def _of(purpose: str, path: Path) -> list[str]:
    try:
        return list(_READERS[purpose](path))
    except (OSError, ValueError, UnsupportedAlgorithm, certificate_file.CertificateUnusable):
        return []


def _display(path: Path) -> Iterator[str]:
    yield fingerprint(x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.DER))


def _devices(path: Path) -> Iterator[str]:
    for credentials in certificate_file.load(path).values():
        yield fingerprint(credentials.certificate.octets)


def _firmware(path: Path) -> Iterator[str]:
    key = load_pem_public_key(path.read_bytes())
    if isinstance(key, Ed25519PublicKey):
        yield fingerprint(key.public_bytes_raw())


_READERS: Final[dict[str, Callable[[Path], Iterator[str]]]] = {
    DISPLAY: _display,
    DEVICES: _devices,
    FIRMWARE: _firmware,
}
