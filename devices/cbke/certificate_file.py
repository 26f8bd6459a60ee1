"""The text in which device certificates come from Certicom: labels, each with hexadecimal digits; one suite or both."""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from devices.cbke.certificates import Certificate, CertificateInvalid, Credentials
from devices.cbke.suites import SUITES, Suite
from devices.errors import DevicesError

_FIELDS: Final = {
    "capubkey": "authority",
    "capublickey": "authority",
    "deviceimplicitcert": "certificate",
    "deviceimplicitcertificate": "certificate",
    "privatekeyreconstructiondata": "private",  # Certicom's own label; what stands there is the private key itself
    "deviceprivatekey": "private",
    "devicepublickey": "public",
}
"""Labels, in lower case without blanks, of what each certificate has."""
_NAMES: Final = {
    "authority": "CA Public Key",
    "certificate": "Device Implicit Cert",
    "private": "Device Private Key",
}
_LABEL: Final = re.compile(r"^\s*([A-Za-z][A-Za-z0-9 _()/-]*?)\s*:\s*(.*)$")
_DIGITS: Final = re.compile(r"[0-9A-Fa-f]+")


class CertificateUnusable(DevicesError):
    """A file gives no credentials: the installer reads why. Private keys are never in the text."""


def load(path: Path) -> dict[Suite, Credentials]:
    """The credentials in a file that only its owner may read; raises CertificateUnusable."""
    try:
        with path.open(encoding="utf-8") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o077:
                raise CertificateUnusable(f"others may read it (mode {mode:04o}): chmod 600 {path}")
            text = file.read(65_536)
    except OSError as error:
        raise CertificateUnusable(f"it cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise CertificateUnusable("it is not text") from error
    return parse(text)


def parse(text: str) -> dict[Suite, Credentials]:
    """The credentials that a text gives, by suite; each belongs together. Raises CertificateUnusable."""
    found: dict[Suite, Credentials] = {}
    for fields in _certificates(text):
        credentials = _credentials(fields)
        if credentials.suite in found:
            raise CertificateUnusable(f"it has two certificates of suite {credentials.suite.number}")
        found[credentials.suite] = credentials
    if not found:
        raise CertificateUnusable(f"it has no certificate; it needs {', '.join(_NAMES.values())}, with digits")
    subjects = {credentials.certificate.subject for credentials in found.values()}
    if len(subjects) > 1:
        raise CertificateUnusable("its certificates are of two devices")
    return found


def _certificates(text: str) -> Iterator[dict[str, bytes]]:
    """The fields of one certificate after the other: a label that comes again begins the next."""
    fields: dict[str, str] = {}
    current: str | None = None
    for line in text.splitlines():
        label = _LABEL.match(line)
        rest = line
        if label is not None:
            current = _FIELDS.get(re.sub(r"[^a-z0-9]", "", label[1].lower()))
            rest = label[2]
            if current is not None and current in fields:
                yield _octets(fields)
                fields = {}
        if current is not None:
            fields[current] = fields.get(current, "") + "".join(rest.split())
    if fields:
        yield _octets(fields)


def _octets(fields: dict[str, str]) -> dict[str, bytes]:
    read = {}
    for name, digits in fields.items():
        if not _DIGITS.fullmatch(digits) or len(digits) % 2:
            raise CertificateUnusable(
                f"{_NAMES.get(name, 'Device Public Key')} is not an even count of hexadecimal digits"
            )
        read[name] = bytes.fromhex(digits)
    return read


def _credentials(fields: dict[str, bytes]) -> Credentials:
    missing = [_NAMES[name] for name in _NAMES if name not in fields]
    if missing:
        raise CertificateUnusable(f"a certificate lacks {' and '.join(missing)}")
    octets = fields["certificate"]
    suite = next((one for one in SUITES if one.certificate_octets == len(octets)), None)
    if suite is None:
        raise CertificateUnusable(f"a certificate has 48 octets (suite 1) or 74 (suite 2), not {len(octets)}")
    if len(fields["authority"]) != suite.point_octets or len(fields["private"]) != suite.private_octets:
        raise CertificateUnusable(f"CA Public Key or Device Private Key is not of suite {suite.number}")
    try:
        certificate = Certificate.parse(suite, octets)
    except CertificateInvalid as error:
        raise CertificateUnusable(str(error)) from error
    credentials = Credentials(certificate, fields["authority"], int.from_bytes(fields["private"], "big"))
    if not credentials.are_consistent:
        raise CertificateUnusable(
            f"CA Public Key, Device Implicit Cert and Device Private Key of suite {suite.number} do not belong together"
        )
    if fields.get("public", credentials.keys.public) != credentials.keys.public:
        raise CertificateUnusable(f"Device Public Key of suite {suite.number} does not belong to its private key")
    return credentials


def written(credentials: dict[Suite, Credentials]) -> str:
    """The text that `parse` reads: it holds private keys."""
    lines = []
    for suite, one in credentials.items():
        lines += [
            f"IEEE Address: {one.certificate.subject.hex()}",
            f"CA Public Key: {one.authority.hex()}",
            f"Device Implicit Cert: {one.certificate.octets.hex()}",
            f"Device Private Key: {one.private.to_bytes(suite.private_octets, 'big').hex()}",
            f"Device Public Key: {one.keys.public.hex()}",
        ]
    return "\n".join(lines) + "\n"
