"""Who a display is to others: a key of its own, under a certificate that it signed itself, and TLS 1.3 with those."""

import hashlib
import os
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

# A display whose clock went back to 1970 is still itself: what counts is the key, which was paired and can be removed.
_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hemsapp display")])


@dataclass(frozen=True, slots=True)
class Identity:
    """The file with key and certificate (PEM, for its owner alone), and the certificate (DER)."""

    path: Path
    certificate: bytes


def identity(path: Path) -> Identity:
    """The one in the file; made where there is none. Raises OSError, ValueError for a file that is damaged."""
    if not path.exists():
        _make(path)
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
    except ValueError as error:
        raise ValueError(f"{path}: this is no identity of a display") from error
    return Identity(path, certificate.public_bytes(Encoding.DER))


def key_of(certificate: bytes) -> str:
    """How a display is addressed: the first half of its certificate's SHA-256, in hex (C1FR36)."""
    return hashlib.sha256(certificate).hexdigest()[:32]


def server_context(own: Identity, paired: Iterable[bytes]) -> ssl.SSLContext:
    """TLS of the main display: who shows a certificate must be one of the `paired` (DER); who shows none may pair."""
    context = _context(ssl.PROTOCOL_TLS_SERVER, own, b"".join(paired))
    context.verify_mode = ssl.CERT_OPTIONAL
    context.num_tickets = 0
    return context


def client_context(own: Identity, main: bytes) -> ssl.SSLContext:
    """TLS of a companion that knows its main display's certificate (DER)."""
    context = _context(ssl.PROTOCOL_TLS_CLIENT, own, main)
    context.check_hostname = False  # addresses change; the certificate is the name
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def pairing_context() -> ssl.SSLContext:
    """TLS of a companion that knows nobody yet: the proofs of the code say whether it is the right one."""
    context = _context(ssl.PROTOCOL_TLS_CLIENT, None, b"")
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _context(protocol: int, own: Identity | None, trusted: bytes) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    if own is not None:
        context.load_cert_chain(own.path)
    if trusted:
        context.load_verify_locations(cadata=trusted)
    return context


def _make(path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_NAME)
        .issuer_name(_NAME)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_ALWAYS[0])
        .not_valid_after(_ALWAYS[1])
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    octets = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_private(path, octets + certificate.public_bytes(Encoding.PEM))


def write_private(path: Path, octets: bytes) -> None:
    """Put a file there for its owner alone, whole or not at all. Raises OSError."""
    draft = path.with_name(f"{path.name}.draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
