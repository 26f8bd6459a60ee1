"""COSE as we use it: one signature or one encryption, one layout of octets, the algorithm known beforehand.

The header of a message is compared with what it must be and chooses nothing; cwt then verifies. What binds a message
to its use is the external data that both ends add by themselves.
"""

from dataclasses import dataclass
from enum import Enum
from os import urandom

from cryptography.hazmat.primitives.asymmetric import ec
from cwt import COSE, COSEKey, CWTError
from cwt.cose_key_interface import COSEKeyInterface

from devices.wan import cbor
from devices.wan.cbor import Undecodable

_ES256 = -7
_A256GCM = 3
_NONCE_OCTETS = 12
_SIGNATURE_OCTETS = 64
_COSE = COSE.new()


class Kind(Enum):
    """The first octet: which structure it is (RFC 9052's tags)."""

    ENCRYPT0 = 0xD0
    SIGN1 = 0xD2


class Unverified(Exception):
    """The octets are not what the key's owner made."""


class OtherAlgorithm(Exception):
    """The header names another algorithm than the one of the key."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What can be read before anything is verified: not to be believed."""

    kind: Kind
    key_id: bytes
    payload: bytes  # of an ENCRYPT0 the cipher text


def signing_key(private: ec.EllipticCurvePrivateKey, key_id: bytes) -> COSEKeyInterface:
    """The key that signs with ES256 under that id."""
    secret = private.private_numbers().private_value.to_bytes(32, "big")
    return COSEKey.new({**_point(private.public_key()), -4: secret, 2: key_id})


def verifying_key(public: ec.EllipticCurvePublicKey, key_id: bytes) -> COSEKeyInterface:
    """The key that verifies ES256, and nothing else, under that id."""
    return COSEKey.new({**_point(public), 2: key_id})


def secret_key(secret: bytes, key_id: bytes) -> COSEKeyInterface:
    """A key of 32 octets for AES-256-GCM, and nothing else, under that id."""
    return COSEKey.from_symmetric_key(secret, alg="A256GCM", kid=key_id)


def _point(public: ec.EllipticCurvePublicKey) -> dict[int, object]:
    numbers = public.public_numbers()
    return {1: 2, 3: _ES256, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}


def sign(payload: bytes, key: COSEKeyInterface, context: bytes) -> bytes:
    """A COSE_Sign1 over payload, header and context."""
    signed: bytes = _COSE.encode(payload, key, protected={1: _ES256, 4: key.kid}, external_aad=context)
    return signed


def encrypt(payload: bytes, key: COSEKeyInterface, context: bytes) -> bytes:
    """A COSE_Encrypt0 of the payload, bound to header and context; the nonce is random."""
    protected = {1: _A256GCM, 4: key.kid}
    unprotected = {5: urandom(_NONCE_OCTETS)}
    sealed: bytes = _COSE.encode_and_encrypt(payload, key, protected, unprotected, external_aad=context)
    return sealed


def opened(data: bytes, key: COSEKeyInterface, context: bytes) -> bytes:
    """The payload, if the key made it for that context. Raises Unverified; `parts` comes before it."""
    try:
        payload: bytes = _COSE.decode(data, key, external_aad=context)
    except (CWTError, ValueError) as error:
        raise Unverified(f"{error}") from error
    return payload


def kind_of(data: bytes) -> Kind | None:
    """What the first octet says that it is; None: no COSE."""
    return next((kind for kind in Kind if data[:1] == bytes((kind.value,))), None)


def parts(data: bytes) -> Parts:
    """What lies in `data`, which must have exactly our layout. Raises Undecodable, OtherAlgorithm."""
    kind = kind_of(data)
    if kind is None or len(data) > cbor.MAX_OCTETS:
        raise Undecodable("It is no COSE message of ours.")
    signed = kind is Kind.SIGN1
    at = _after(data, 1, b"\x84" if signed else b"\x83")
    protected, at = cbor.octets_at(data, at)
    at = _after(data, at, b"\xa0" if signed else b"\xa1\x05\x4c")
    payload, at = cbor.octets_at(data, at if signed else at + _NONCE_OCTETS)
    if signed:
        signature, at = cbor.octets_at(data, at)
        if len(signature) != _SIGNATURE_OCTETS:
            raise Undecodable("Its signature has another length.")
    if at != len(data):
        raise Undecodable("Something follows its end.")
    return Parts(kind, _key_id(protected, _ES256 if signed else _A256GCM), payload)


def _key_id(protected: bytes, algorithm: int) -> bytes:
    begin = b"\xa2\x01" + cbor.dumps(algorithm) + b"\x04"
    if not protected.startswith(begin):
        raise OtherAlgorithm("Its header is not that of the key's algorithm.")
    key_id = cbor.loads(protected[len(begin) :])
    if not isinstance(key_id, bytes):
        raise Undecodable("Its key id is not of octets.")
    return key_id


def _after(data: bytes, at: int, expected: bytes) -> int:
    if data[at : at + len(expected)] != expected:
        raise Undecodable("It has not the layout of our COSE messages.")
    return at + len(expected)
