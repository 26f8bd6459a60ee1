"""Elliptic curve MQV with both sides' static and ephemeral keys (SEC 1, section 6.2), and the keys that come of it."""

from dataclasses import dataclass, field
from functools import cached_property

from devices.cbke.curves import Curve, Point, PointInvalid
from devices.cbke.mmo import aes_mmo, keyed_hash

_MAC_KEY, _LINK_KEY = b"\x00\x00\x00\x01", b"\x00\x00\x00\x02"
_BY_INITIATOR, _BY_RESPONDER = b"\x02", b"\x03"


@dataclass(frozen=True)
class KeyPair:
    """A private key, which no `repr` shows, and its point."""

    curve: Curve
    private: int = field(repr=False)

    @cached_property
    def point(self) -> tuple[int, int]:
        """The public key; PointInvalid for a private key that is none."""
        point = self.curve.multiply(self.private, self.curve.base) if 0 < self.private < self.curve.order else None
        if point is None:
            raise PointInvalid("a private key lies between 0 and the order of the curve")
        return point

    @cached_property
    def public(self) -> bytes:
        """The point, compressed."""
        return self.curve.encode(self.point)


def drawn(curve: Curve, octets: bytes) -> KeyPair:
    """A key pair of random octets, at least eight more than a private key has: none is likelier than another."""
    if len(octets) < curve.coordinate_octets + 8:
        raise ValueError(f"{len(octets)} random octets are too few")
    return KeyPair(curve, 1 + int.from_bytes(octets, "big") % (curve.order - 1))


def shared_secret(static: KeyPair, ephemeral: KeyPair, their_static: Point, their_ephemeral: tuple[int, int]) -> bytes:
    """The secret that both sides come to: a coordinate, big-endian. PointInvalid if their keys lead nowhere."""
    curve = static.curve
    signature = (ephemeral.private + _half(curve, ephemeral.point) * static.private) % curve.order
    theirs = curve.add(their_ephemeral, curve.multiply(_half(curve, their_ephemeral), their_static))
    shared = curve.multiply(curve.cofactor, curve.multiply(signature, theirs))
    if shared is None:
        raise PointInvalid("the keys lead to the point at infinity")
    return shared[0].to_bytes(curve.coordinate_octets, "big")


def _half(curve: Curve, point: tuple[int, int]) -> int:
    """The lower half of a point's first coordinate with a one before it."""
    bits = -(-curve.order.bit_length() // 2)
    return point[0] % (1 << bits) + (1 << bits)


@dataclass(frozen=True, slots=True)
class Derived:
    """What a shared secret gives: the key of the confirmations, and the new link key."""

    mac_key: bytes = field(repr=False)
    link_key: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: bytes) -> "Derived":
        """The key derivation function of Smart Energy, with AES-MMO."""
        return cls(aes_mmo(secret + _MAC_KEY), aes_mmo(secret + _LINK_KEY))

    def initiators_proof(self, initiator: bytes, responder: bytes, their_points: tuple[bytes, bytes]) -> bytes:
        """MACU; names are EUI64s, big-endian, and the points are the initiator's and the responder's ephemeral ones."""
        ours, others = their_points
        return keyed_hash(self.mac_key, _BY_INITIATOR + initiator + responder + ours + others)

    def responders_proof(self, initiator: bytes, responder: bytes, their_points: tuple[bytes, bytes]) -> bytes:
        """MACV, of the same names and points."""
        ours, others = their_points
        return keyed_hash(self.mac_key, _BY_RESPONDER + responder + initiator + others + ours)
