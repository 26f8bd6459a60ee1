"""The life of a system's keys: a version with a term, renewed under the key before it, revoked for good (X-SECURITY).

A renewal is the next identity, signed with the key that is known: no operator need carry it, and nobody else can make
one. A list of revocations is the head end's word; lists are numbered, and an older one changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from devices.wan import cose
from devices.wan.codec import Undecodable, decode_record, encode_record
from devices.wan.keys import Identity, Keys, KeysRefused, Role, signing_id

TERM: Final = timedelta(days=730)
RENEWED_BEFORE: Final = timedelta(days=60)
SKEW: Final = timedelta(minutes=5)
_RENEWAL: Final = b"hemsapp wan 1 renewal"
_REVOCATIONS: Final = b"hemsapp wan 1 revocations"
_MOST_OCTETS: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Credential:
    """The `version`-th keys of a system, believed from `valid_from` until before `valid_until`."""

    identity: Identity
    version: int
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class Revocations:
    """Thumbprints of keys that are believed no longer; `number` grows with each list."""

    number: int
    issued: datetime
    thumbprints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    held: tuple[Credential, ...]
    revoked: tuple[str, ...]
    number: int


class CredentialRefused(KeysRefused):
    """A renewal or a list that is not believed; the text is a sentence."""


@dataclass(slots=True)
class Register:
    """What one system knows of the terms of its peers' keys, beside its `Keys`; every change returns a line to log."""

    keys: Keys
    held: dict[str, Credential] = field(default_factory=dict)
    revoked: frozenset[str] = frozenset()
    number: int = 0

    def enrol(self, identity: Identity, at: datetime) -> str:
        """Know a peer by its first keys, carried by hand. Raises CredentialRefused for keys that were revoked."""
        if identity.thumbprint in self.revoked:
            raise CredentialRefused(f"These keys of {identity.name} were revoked: new ones are needed.")
        self.keys.enrol(identity)
        self.held[identity.name] = Credential(identity, 1, at, at + TERM)
        return f"{identity.name} was enrolled with {identity.thumbprint}, until {at + TERM:%Y-%m-%d}"

    def take_renewal(self, data: bytes, at: datetime) -> str:
        """Know a peer by its next keys from now on. Raises CredentialRefused."""
        try:
            parts = cose.parts(data)
            peer = self._signer(parts.key_id)
            credential: Credential = decode_record(
                cose.opened(data, self.keys.verifying(peer), _RENEWAL), Credential, _MOST_OCTETS
            )
        except (Undecodable, cose.OtherAlgorithm, cose.Unverified) as error:
            raise CredentialRefused("This is no renewal that a known key signed.") from error
        self._check(credential, peer, at)
        self.keys.enrol(credential.identity)
        self.held[peer.name] = credential
        return (
            f"{peer.name} renewed its keys: version {credential.version}, {credential.identity.thumbprint}, "
            f"until {credential.valid_until:%Y-%m-%d}"
        )

    def take_revocations(self, data: bytes) -> tuple[str, ...]:
        """Believe these keys no longer: a line for each peer that loses its place. Raises CredentialRefused."""
        try:
            peer = self._signer(cose.parts(data).key_id)
            told: Revocations = decode_record(
                cose.opened(data, self.keys.verifying(peer), _REVOCATIONS), Revocations, _MOST_OCTETS
            )
        except (Undecodable, cose.OtherAlgorithm, cose.Unverified) as error:
            raise CredentialRefused("This is no list of revocations that a known key signed.") from error
        if peer.role is not Role.HEAD_END:
            raise CredentialRefused(f"{peer.name} is no head end: it revokes nobody.")
        if told.number <= self.number:
            raise CredentialRefused(f"List {told.number} is older than the one that is known, {self.number}.")
        return self.revoke(told)

    def take(self, data: bytes, at: datetime) -> str:
        """A renewal or a list of revocations, whichever it is: what changed. Raises CredentialRefused."""
        try:
            return self.take_renewal(data, at)
        except CredentialRefused as no_renewal:
            try:
                return "; ".join(self.take_revocations(data)) or "nobody's keys were revoked"
            except CredentialRefused as no_list:
                raise CredentialRefused(f"{no_renewal} {no_list}") from no_list

    def revoke(self, told: Revocations) -> tuple[str, ...]:
        """Take a list that is believed: who loses its place."""
        self.number, self.revoked = told.number, self.revoked | frozenset(told.thumbprints)
        gone = [peer for peer in self.keys.peers.values() if peer.thumbprint in self.revoked]
        for peer in gone:
            self._drop(peer.name)
        return tuple(f"the keys of {peer.name} ({peer.thumbprint}) were revoked" for peer in gone)

    def expire(self, at: datetime) -> tuple[str, ...]:
        """Believe keys whose term is over no longer: a line for each."""
        gone = [each for each in self.held.values() if at >= each.valid_until]
        for each in gone:
            self._drop(each.identity.name)
        return tuple(f"the keys of {each.identity.name} were not renewed in time" for each in gone)

    def due(self, at: datetime) -> tuple[str, ...]:
        """Whose keys end soon: they are to be renewed now."""
        return tuple(name for name, each in self.held.items() if at >= each.valid_until - RENEWED_BEFORE)

    def written(self) -> bytes:
        """For a file beside the keys; nothing in it is secret."""
        return encode_record(_Kept(tuple(self.held.values()), tuple(sorted(self.revoked)), self.number))

    @classmethod
    def read(cls, data: bytes, keys: Keys) -> "Register":
        """What `written` gave; keys that were revoked are dropped from `keys` again. Raises CredentialRefused."""
        try:
            kept: _Kept = decode_record(data, _Kept, _MOST_OCTETS)
        except Undecodable as error:
            raise CredentialRefused(f"This is no register of credentials: {error}") from error
        register = cls(keys, {each.identity.name: each for each in kept.held}, frozenset(kept.revoked), kept.number)
        for peer in [peer for peer in keys.peers.values() if peer.thumbprint in register.revoked]:
            keys.revoke(peer.name)
        return register

    def _signer(self, key_id: bytes) -> Identity:
        for peer in (*self.keys.peers.values(), self.keys.identity):
            if signing_id(peer) == key_id and peer.thumbprint not in self.revoked:
                return peer
        raise CredentialRefused("It was signed by nobody that is known.")

    def _check(self, credential: Credential, peer: Identity, at: datetime) -> None:
        identity, held = credential.identity, self.held.get(peer.name)
        if (identity.name, identity.role) != (peer.name, peer.role):
            raise CredentialRefused(f"{peer.name} renews its own keys, not those of {identity.name}.")
        if identity.thumbprint in self.revoked:
            raise CredentialRefused(f"These keys of {peer.name} were revoked: new ones are needed.")
        if credential.version <= (1 if held is None else held.version):
            raise CredentialRefused(
                f"Version {credential.version} of {peer.name}'s keys is not newer than what is held."
            )
        if held is not None and at >= held.valid_until:
            raise CredentialRefused(f"The keys of {peer.name} had ended before they were renewed: enrol it anew.")
        if not credential.valid_from - SKEW <= at < credential.valid_until <= at + TERM + SKEW:
            raise CredentialRefused(f"The term of {peer.name}'s new keys does not hold now.")

    def _drop(self, name: str) -> None:
        self.keys.revoke(name)
        self.held.pop(name, None)


def renewed(keys: Keys, version: int, at: datetime) -> tuple[Keys, bytes]:
    """New keys of the same name and peers, and what tells the others: signed with the old key."""
    new = Keys.generate(keys.name, keys.identity.role)
    new.enrol(*keys.peers.values())
    credential = Credential(new.identity, version, at, at + TERM)
    return new, cose.sign(encode_record(credential), keys.signing(), _RENEWAL)


def revocations(keys: Keys, number: int, thumbprints: Iterable[str], at: datetime) -> bytes:
    """The head end's list. Raises CredentialRefused for keys of anybody else."""
    if keys.identity.role is not Role.HEAD_END:
        raise CredentialRefused(f"{keys.name} is no head end: it revokes nobody.")
    told = Revocations(number, at, tuple(sorted(set(thumbprints))))
    return cose.sign(encode_record(told), keys.signing(), _REVOCATIONS)
