"""Implicit certificates (ECQV, SEC 4): who it is, who says so, and the point from which anyone makes the public key."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from devices.cbke.curves import PointInvalid
from devices.cbke.ecmqv import KeyPair
from devices.cbke.mmo import aes_mmo
from devices.cbke.suites import SUITE_1, Suite

NAME_OCTETS: Final = 8
IMPLICIT_TYPE, SECT283K1_ID, AES_MMO_ID = 0x00, 0x0D, 0x08
KEY_AGREEMENT: Final = 0x08
FOR_EVER: Final = 0xFFFFFFFF
SMART_ENERGY: Final = bytes.fromhex("0109")


class CertificateInvalid(ValueError):
    """These octets are no certificate for key agreement in that suite."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate; `subject` (an EUI64) and `issuer` are eight octets, big-endian; `point` reconstructs the key."""

    suite: Suite
    octets: bytes
    subject: bytes
    issuer: bytes
    point: bytes

    @classmethod
    def parse(cls, suite: Suite, octets: bytes) -> "Certificate":
        """Read a certificate of that suite; raises CertificateInvalid."""
        if len(octets) != suite.certificate_octets:
            raise CertificateInvalid(f"a certificate has {suite.certificate_octets} octets, not {len(octets)}")
        if suite is SUITE_1:
            return cls(suite, octets, subject=octets[22:30], issuer=octets[30:38], point=octets[:22])
        kind, curve, digest, usage = octets[0], octets[9], octets[10], octets[36]
        if (kind, curve, digest) != (IMPLICIT_TYPE, SECT283K1_ID, AES_MMO_ID):
            raise CertificateInvalid("a certificate of another type, curve or hash")
        if not usage & KEY_AGREEMENT:
            raise CertificateInvalid("the certificate is not for key agreement")
        return cls(suite, octets, subject=octets[28:36], issuer=octets[11:19], point=octets[37:])

    def public_point(self, authority: bytes) -> tuple[int, int]:
        """The subject's public key, if that authority (its compressed public key) has issued this. PointInvalid."""
        curve = self.suite.curve
        hashed = int.from_bytes(aes_mmo(self.octets), "big")
        point = curve.add(curve.multiply(hashed, curve.decode(self.point)), curve.decode(authority))
        if point is None:
            raise PointInvalid("the certificate leads to the point at infinity")
        return point


@dataclass(frozen=True)
class Credentials:
    """What a device proves with who it is: its certificate, its private key (which no `repr` shows), its authority."""

    certificate: Certificate
    authority: bytes
    private: int = field(repr=False)

    @property
    def suite(self) -> Suite:
        """The suite of all three."""
        return self.certificate.suite

    @cached_property
    def keys(self) -> KeyPair:
        """The static key pair."""
        return KeyPair(self.suite.curve, self.private)

    @property
    def are_consistent(self) -> bool:
        """Does the private key belong to the certificate, and the certificate to the authority?"""
        try:
            return self.keys.point == self.certificate.public_point(self.authority)
        except PointInvalid:
            return False
