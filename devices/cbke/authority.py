"""A certificate authority for tests and simulated homes: it keeps no secret, whoever reads this can issue too."""

from dataclasses import dataclass
from functools import cache
from hashlib import shake_256
from typing import Final

from devices.cbke.certificates import (
    AES_MMO_ID,
    FOR_EVER,
    IMPLICIT_TYPE,
    KEY_AGREEMENT,
    SECT283K1_ID,
    SMART_ENERGY,
    Certificate,
    Credentials,
)
from devices.cbke.ecmqv import KeyPair, drawn
from devices.cbke.mmo import aes_mmo
from devices.cbke.suites import SUITE_1, Suite

ISSUER: Final = b"HEMSTEST"
"""The issuer in its certificates: nobody takes it for Certicom's "TESTSECA" or a utility's own."""

_DRAWN_OCTETS: Final = 48
_FOR_TESTS_SINCE: Final = 1_767_225_600  # 2026-01-01T00:00:00Z
_PROFILE_DATA: Final = SMART_ENERGY + bytes(8)


@dataclass(frozen=True, slots=True)
class DemonstrationAuthority:
    """Issues certificates that follow from `seed` alone; another seed is another authority of another public key."""

    seed: int
    issuer: bytes = ISSUER

    def public(self, suite: Suite) -> bytes:
        """Its public key, compressed."""
        return _keys(self, suite).public

    def issue(self, suite: Suite, subject: bytes) -> Credentials:
        """Credentials of a device, named by its EUI64, big-endian; the authority makes the private key as well."""
        return _issued(self, suite, subject)


@cache
def _keys(authority: DemonstrationAuthority, suite: Suite) -> KeyPair:
    return _drawn(suite, authority, b"authority")


@cache
def _issued(authority: DemonstrationAuthority, suite: Suite, subject: bytes) -> Credentials:
    own, once = _keys(authority, suite), _drawn(suite, authority, subject)
    octets = _octets(suite, authority.issuer, subject, once.public)
    private = (int.from_bytes(aes_mmo(octets), "big") * once.private + own.private) % suite.curve.order
    return Credentials(Certificate.parse(suite, octets), own.public, private)


def _drawn(suite: Suite, authority: DemonstrationAuthority, purpose: bytes) -> KeyPair:
    """A key pair that follows from the seed and what it is for."""
    words = f"hemsapp demonstration {authority.seed} {suite.number} ".encode() + authority.issuer + purpose
    return drawn(suite.curve, shake_256(words).digest(_DRAWN_OCTETS))


def _octets(suite: Suite, issuer: bytes, subject: bytes, point: bytes) -> bytes:
    if suite is SUITE_1:
        return point + subject + issuer + _PROFILE_DATA
    head = bytes((IMPLICIT_TYPE,)) + aes_mmo(subject)[:8] + bytes((SECT283K1_ID, AES_MMO_ID)) + issuer
    life = _FOR_TESTS_SINCE.to_bytes(5, "big") + FOR_EVER.to_bytes(4, "big")
    return head + life + subject + bytes((KEY_AGREEMENT,)) + point
