"""The two cryptographic suites of key establishment: a curve, and how long everything is on the wire."""

from dataclasses import dataclass
from typing import Final

from devices.cbke.curves import SECT163K1, SECT283K1, Curve


@dataclass(frozen=True)
class Suite:
    """A suite; `number` is 1 or 2, `bit` its place in the attribute KeyEstablishmentSuite and in a request."""

    number: int
    bit: int
    curve: Curve
    certificate_octets: int

    @property
    def private_octets(self) -> int:
        """A private key, and a coordinate."""
        return self.curve.coordinate_octets

    @property
    def point_octets(self) -> int:
        """A compressed point: ephemeral data, a public key."""
        return 1 + self.curve.coordinate_octets


SUITE_1: Final = Suite(1, 0x0001, SECT163K1, 48)
SUITE_2: Final = Suite(2, 0x0002, SECT283K1, 74)
SUITES: Final = (SUITE_1, SUITE_2)


def of_bit(bits: int) -> Suite | None:
    """The suite that a request names; None if it is none that we know, or not one alone."""
    return next((suite for suite in SUITES if suite.bit == bits), None)


def best_of(bits: int) -> Suite | None:
    """The stronger of the suites that both sides can."""
    return next((suite for suite in reversed(SUITES) if suite.bit & bits), None)
