"""A private certificate authority for the bus, and certificates whose common name is a system's name.

Run as `python -m devices.utility.certificates DIRECTORY --server HOST NAME ...`. What is there already stays.
"""

import argparse
import ipaddress
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from devices.wan.codec import is_name

AUTHORITY = "ca"
SERVER = "server"
_AUTHORITY_DAYS = 3650
_DAYS = 825
_SKEW = timedelta(hours=1)  # a broker whose clock is a little behind takes a new certificate too


class BadName(ValueError):
    """A name or host that no certificate is made for; the text is a sentence."""


class Authority:
    """The authority in a directory: read from there, or made. Raises OSError, ValueError for a damaged one."""

    def __init__(self, directory: Path, now: datetime) -> None:
        self._directory = directory
        self._now = now
        directory.mkdir(parents=True, exist_ok=True)
        if self._path(AUTHORITY, "pem").exists():
            self._certificate = x509.load_pem_x509_certificate(self._path(AUTHORITY, "pem").read_bytes())
            key = serialization.load_pem_private_key(self._path(AUTHORITY, "key").read_bytes(), None)
            assert isinstance(key, ec.EllipticCurvePrivateKey)
            self._key = key
        else:
            self._key = ec.generate_private_key(ec.SECP256R1())
            self._certificate = self._signed_by_itself()
            self._write(AUTHORITY, self._certificate, self._key)

    def issue(self, name: str, hosts: tuple[str, ...] = ()) -> bool:
        """A certificate for a client of that name, or for a server of those hosts; False: there is one already."""
        if not is_name(name) or name == AUTHORITY:
            raise BadName(f"{name!r} is no name for a certificate.")
        if self._path(name, "pem").exists():
            return False
        key = ec.generate_private_key(ec.SECP256R1())
        usage = ExtendedKeyUsageOID.SERVER_AUTH if hosts else ExtendedKeyUsageOID.CLIENT_AUTH
        builder = self._builder(name, key.public_key(), _DAYS).add_extension(x509.ExtendedKeyUsage([usage]), False)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        builder = builder.add_extension(_key_usage(is_authority=False), True)
        if hosts:
            builder = builder.add_extension(x509.SubjectAlternativeName([_general_name(h) for h in hosts]), False)
        self._write(name, builder.sign(self._key, hashes.SHA256()), key)
        return True

    def _signed_by_itself(self) -> x509.Certificate:
        builder = self._builder("hems utility link", self._key.public_key(), _AUTHORITY_DAYS)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        return builder.add_extension(_key_usage(is_authority=True), True).sign(self._key, hashes.SHA256())

    def _builder(self, name: str, public: ec.EllipticCurvePublicKey, days: int) -> x509.CertificateBuilder:
        issuer = _named("hems utility link")
        own = self._key.public_key()
        return (
            x509.CertificateBuilder()
            .subject_name(_named(name))
            .issuer_name(issuer)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._now - _SKEW)
            .not_valid_after(self._now + timedelta(days=days))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(own), False)
        )

    def _path(self, name: str, kind: str) -> Path:
        return self._directory / f"{name}.{kind}"

    def _write(self, name: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        descriptor = os.open(self._path(name, "key"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, 0o600)
            file.write(secret)
        self._path(name, "pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _key_usage(is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )


def main(arguments: list[str] | None = None) -> int:
    """Command line; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m devices.utility.certificates", description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a system that will be a client of the broker")
    parser.add_argument("--server", action="append", default=[], metavar="HOST", help="the broker's name or address")
    given = parser.parse_intermixed_args(arguments)
    try:
        authority = Authority(given.directory, datetime.now(UTC))
        wanted = [(SERVER, tuple(given.server))] if given.server else []
        for name, hosts in [*wanted, *((name, ()) for name in given.names)]:
            made = authority.issue(name, hosts)
            print(f"{given.directory / name}.pem {'made' if made else 'was there already'}")  # noqa: T201 - a command line
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command line
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
