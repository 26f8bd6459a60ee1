"""The keys of one system: its own two, and the public ones of every peer that was enrolled with it.

Signing is ECDSA on P-256. Secrets of a pair come from X25519 and HKDF, one for each direction; the two uses never share
a key. Nothing here shows a secret: not in `repr`, not in an error.
"""

import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cwt.cose_key_interface import COSEKeyInterface

from devices.wan import cose
from devices.wan.codec import Undecodable, decode_record, encode_record, is_name

_MAX_PEERS_OCTETS = 200 * 1_000_000  # a head end of a million meters


class Role(Enum):
    """What a system is, and so what it may say (`rules.py`)."""

    HEAD_END = "MS"
    METER = "MTR"
    CONCENTRATOR = "DCU"  # in front of a neighbourhood of meters
    RECORDS = "MDMS"
    CUSTOMER_SERVICE = "CSS"
    THIRD_PARTY = "third party"


class KeysRefused(Exception):
    """A key file or an identity that is not taken; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a system shows to be enrolled: nothing secret."""

    name: str
    role: Role
    verifying: bytes  # P-256, compressed point
    agreement: bytes  # X25519

    @property
    def thumbprint(self) -> str:
        """Tells this pair of keys from an earlier one of the same name."""
        return hashlib.sha256(self.verifying + self.agreement).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _KeyFile:
    name: str
    role: Role
    signing: bytes
    agreement: bytes
    peers: tuple[Identity, ...]


@dataclass(slots=True)
class Keys:
    """Own secrets and the peers by name. Made by `generate` or `load`."""

    identity: Identity
    _signing: ec.EllipticCurvePrivateKey = field(repr=False)
    _agreement: x25519.X25519PrivateKey = field(repr=False)
    peers: dict[str, Identity] = field(default_factory=dict)
    _made: dict[tuple[str, str], COSEKeyInterface] = field(default_factory=dict, repr=False)

    @classmethod
    def generate(cls, name: str, role: Role) -> "Keys":
        """New keys for a system of that name. Raises KeysRefused for a name that is none."""
        return cls._of(name, role, ec.generate_private_key(ec.SECP256R1()), x25519.X25519PrivateKey.generate())

    @classmethod
    def _of(cls, name: str, role: Role, signing: ec.EllipticCurvePrivateKey, own: x25519.X25519PrivateKey) -> "Keys":
        if not is_name(name):
            raise KeysRefused(f"{name!r} is no name for a system.")
        identity = Identity(name, role, _point(signing.public_key()), own.public_key().public_bytes_raw())
        return cls(identity, signing, own)

    @property
    def name(self) -> str:
        """Whose keys they are."""
        return self.identity.name

    def enrol(self, *identities: Identity) -> None:
        """Know these peers; new keys of a known name replace the old ones. Raises KeysRefused."""
        for peer in identities:
            if not is_name(peer.name) or peer.name == self.name:
                raise KeysRefused(f"{peer.name!r} is no name for a peer of {self.name}.")
            _checked(peer)
            self.peers[peer.name] = peer
        self._made.clear()

    def revoke(self, name: str) -> None:
        """Believe that peer no longer; an unknown name is no error."""
        self.peers.pop(name, None)
        self._made.clear()

    def signing(self) -> COSEKeyInterface:
        """The key for Control messages of this system."""
        return self._kept("sign", "", lambda: cose.signing_key(self._signing, signing_id(self.identity)))

    def verifying(self, peer: Identity) -> COSEKeyInterface:
        """The key that verifies a peer's Control messages."""
        return self._kept("verify", peer.name, lambda: cose.verifying_key(_public(peer), signing_id(peer)))

    def outbound(self, peer: Identity) -> COSEKeyInterface:
        """The key for Private messages to a peer."""
        return self._kept("out", peer.name, lambda: self._pair(self.identity, peer, peer))

    def inbound(self, peer: Identity) -> COSEKeyInterface:
        """The key for Private messages from a peer."""
        return self._kept("in", peer.name, lambda: self._pair(peer, self.identity, peer))

    def _kept(self, use: str, name: str, make: Callable[[], COSEKeyInterface]) -> COSEKeyInterface:
        if (use, name) not in self._made:
            self._made[use, name] = make()
        return self._made[use, name]

    def _pair(self, source: Identity, target: Identity, peer: Identity) -> COSEKeyInterface:
        shared = self._agreement.exchange(x25519.X25519PublicKey.from_public_bytes(peer.agreement))
        info = b"hemsapp wan private 1\0" + b"\0".join(
            part for one in (source, target) for part in (one.name.encode(), one.agreement.hex().encode())
        )
        return cose.secret_key(HKDF(hashes.SHA256(), 32, None, info).derive(shared), pair_id(source, target))

    def save(self, path: Path) -> None:
        """Write them so that only this user reads them, whole or not at all. Raises OSError."""
        number = self._signing.private_numbers().private_value
        own = (number.to_bytes(32, "big"), self._agreement.private_bytes_raw())
        octets = encode_record(_KeyFile(self.name, self.identity.role, *own, tuple(self.peers.values())))
        partial = path.with_name(path.name + ".new")
        partial.unlink(missing_ok=True)
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)

    @classmethod
    def load(cls, path: Path) -> "Keys":
        """What `save` wrote. Raises KeysRefused if others may read it or it is damaged, OSError if it is not there."""
        if path.stat().st_mode & 0o077:
            raise KeysRefused(f"{path} can be read by others: chmod 600 it, or make new keys.")
        try:
            kept: _KeyFile = decode_record(path.read_bytes(), _KeyFile, _MAX_PEERS_OCTETS)
            signing = ec.derive_private_key(int.from_bytes(kept.signing, "big"), ec.SECP256R1())
            keys = cls._of(kept.name, kept.role, signing, x25519.X25519PrivateKey.from_private_bytes(kept.agreement))
        except (Undecodable, ValueError):
            raise KeysRefused(f"{path} is no key file.") from None  # the cause could show its content
        keys.enrol(*kept.peers)
        return keys


def introduce(everybody: Iterable[Keys]) -> None:
    """Enrol each with each other."""
    together = tuple(everybody)
    for keys in together:
        keys.enrol(*(other.identity for other in together if other.name != keys.name))


def write_identity(identity: Identity, path: Path) -> None:
    """For the other end to enrol; nothing in it is secret. Raises OSError."""
    path.write_bytes(encode_record(identity))


def read_identity(path: Path) -> Identity:
    """What `write_identity` wrote. Raises KeysRefused, OSError."""
    try:
        identity: Identity = decode_record(path.read_bytes(), Identity)
    except Undecodable as error:
        raise KeysRefused(f"{path} holds no identity: {error}") from error
    return _checked(identity)


def signing_id(identity: Identity) -> bytes:
    """The key id of a Control message."""
    return f"{identity.name}#{identity.thumbprint}".encode()


def pair_id(source: Identity, target: Identity) -> bytes:
    """The key id of a Private message."""
    return f"{source.name}>{target.name}#{source.thumbprint}{target.thumbprint}".encode()


def _point(public: ec.EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)


def _public(identity: Identity) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), identity.verifying)


def _checked(identity: Identity) -> Identity:
    try:
        _public(identity)
        x25519.X25519PublicKey.from_public_bytes(identity.agreement)
    except ValueError:
        raise KeysRefused(f"The keys of {identity.name!r} are none.") from None
    return identity
