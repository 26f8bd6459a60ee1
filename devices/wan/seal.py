"""A message in its security class on the bus, and back: the class of what was read is the class that was verified.

Public is the plain CBOR of the envelope; Private a COSE_Encrypt0 (AES-256-GCM under a key of that pair and direction);
Control a COSE_Sign1 (ES256). A Public message vouches for nothing, not even for its source.
"""

from datetime import datetime

from devices.wan import cose, rules
from devices.wan.codec import Undecodable, decode, encode
from devices.wan.keys import Identity, Keys, pair_id, signing_id
from devices.wan.system import Cause, Refusal
from devices.wan.words import ClockConfig, Envelope, SecurityClass, Verified

_PRIVATE_CONTEXT = b"hemsapp wan 1 private"
_CONTROL_CONTEXT = b"hemsapp wan 1 control"


class Refused(Exception):
    """A message that is not believed; `refusal` says why."""

    def __init__(self, cause: Cause, why: str, source: str = "") -> None:
        super().__init__(f"{cause.value}: {why}")
        self.refusal = Refusal(cause, why, source)

    @property
    def cause(self) -> Cause:
        """Why, in a word."""
        return self.refusal.cause


def seal(envelope: Envelope, security: SecurityClass, keys: Keys) -> bytes:
    """The envelope for the bus. Raises Refused if its rule forbids it, or its target is not known for Private."""
    if envelope.source != keys.name:
        raise Refused(Cause.NOT_AUTHORISED, f"{keys.name} does not speak for {envelope.source}.", keys.name)
    broken = rules.broken(envelope, security, keys.identity.role)
    if broken:
        raise Refused(*broken, keys.name)
    match security:
        case SecurityClass.PUBLIC:
            return encode(envelope)
        case SecurityClass.PRIVATE:
            target = keys.peers.get(envelope.target)
            if target is None:
                raise Refused(Cause.WRONG_KEY, f"{keys.name} has no key of {envelope.target}.", keys.name)
            return cose.encrypt(encode(envelope), keys.outbound(target), _PRIVATE_CONTEXT)
        case SecurityClass.CONTROL:
            return cose.sign(encode(envelope), keys.signing(), _CONTROL_CONTEXT)


def open_sealed(data: bytes, keys: Keys, at: datetime, me: frozenset[str] | None = None) -> Verified:
    """What a peer said to one of `me` (by default the keys' owner), verified and in force. Raises Refused.

    Whether it was said before is `replay.py`'s question.
    """
    names = me or frozenset((keys.name,))
    try:
        octets, security, named = _verified_octets(data, keys, names)
        envelope = decode(octets)
    except Undecodable as error:
        raise Refused(Cause.UNDECODABLE, str(error)) from error
    except cose.OtherAlgorithm as error:
        raise Refused(Cause.DOWNGRADED, str(error)) from error
    source = envelope.source
    peer = keys.peers.get(source)
    if named and named.name != source:
        raise Refused(Cause.NOT_AUTHORISED, f"{named.name} does not speak for {source}.", named.name)
    if peer is None:
        raise Refused(Cause.NOT_AUTHORISED, f"{source} is not enrolled.", source)
    if envelope.target not in names:
        raise Refused(Cause.WRONG_RECIPIENT, f"It is for {envelope.target}.", source)
    broken = rules.broken(envelope, security, peer.role)
    if broken:
        raise Refused(*broken, source)
    # A clock that is wrong must be set right by a message that it thinks is too late; that one must be the newest.
    if at > envelope.not_after and not isinstance(envelope.body, ClockConfig):
        raise Refused(Cause.EXPIRED, f"It was void from {envelope.not_after:%Y-%m-%d %H:%M:%S} UTC on.", source)
    return Verified(envelope, security)


def _verified_octets(data: bytes, keys: Keys, me: frozenset[str]) -> tuple[bytes, SecurityClass, Identity | None]:
    """The envelope's octets, the class that they came in, and whose key vouches for them (None: nobody's)."""
    if cose.kind_of(data) is None:
        return data, SecurityClass.PUBLIC, None
    parts = cose.parts(data)
    if parts.kind is cose.Kind.SIGN1:
        peer = _peer(keys, parts.key_id.partition(b"#")[0])
        key, context, security = keys.verifying(peer), _CONTROL_CONTEXT, SecurityClass.CONTROL
        expected = signing_id(peer)
    else:
        source, _, target = parts.key_id.partition(b"#")[0].partition(b">")
        peer = _peer(keys, source)
        if _text(target) not in me:
            raise Refused(Cause.WRONG_RECIPIENT, f"It is for {_text(target)}.", peer.name)
        key, context, security = keys.inbound(peer), _PRIVATE_CONTEXT, SecurityClass.PRIVATE
        expected = pair_id(peer, keys.identity)
    if parts.key_id != expected:
        raise Refused(Cause.WRONG_KEY, f"It names another key than the one of {peer.name}.", peer.name)
    try:
        return cose.opened(data, key, context), security, peer
    except cose.Unverified as error:
        raise Refused(Cause.ALTERED, f"It is not what {peer.name} made.", peer.name) from error


def _peer(keys: Keys, name: bytes) -> Identity:
    peer = keys.peers.get(_text(name))
    if peer is None:
        raise Refused(Cause.WRONG_KEY, f"There is no key of {_text(name)!r}.", _text(name))
    return peer


def _text(octets: bytes) -> str:
    return octets[:64].decode("ascii", "replace")
