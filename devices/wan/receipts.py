"""A receipt of the home, signed by the kiosk itself: a COSE_Sign1 (ES256) that anybody can verify (UC96.1.8).

The key id is the kiosk's EUI64. The meter, the head end and the records pass the octets on untouched.
"""

from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from devices.demand_response import Receipt
from devices.names import Eui64
from devices.wan import cose
from devices.wan.codec import Undecodable, decode_record, encode_record
from devices.wan.seal import Refused
from devices.wan.system import Cause

CONTEXT = b"hemsapp receipt 1"  # COSE's external data: no signature for another use passes for a receipt


class ReceiptKey:
    """The kiosk's own signing key. Shows nothing secret."""

    def __init__(self, kiosk: Eui64, private: ec.EllipticCurvePrivateKey) -> None:
        self.kiosk = kiosk
        self._private = private
        self._cose = cose.signing_key(private, kiosk.encode())

    def __repr__(self) -> str:
        return f"ReceiptKey(kiosk={self.kiosk!r})"

    @classmethod
    def generate(cls, kiosk: Eui64) -> "ReceiptKey":
        """A new key for that kiosk."""
        return cls(kiosk, ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def from_secret(cls, kiosk: Eui64, secret: bytes) -> "ReceiptKey":
        """The key whose `secret` was kept. Raises ValueError for one that is no key."""
        return cls(kiosk, ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1()))

    @property
    def secret(self) -> bytes:
        """32 octets, to be kept where only the kiosk reads them."""
        return self._private.private_numbers().private_value.to_bytes(32, "big")

    @property
    def public(self) -> bytes:
        """The compressed point, 33 octets, that the utility is given when the kiosk is registered."""
        return self._private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
        )

    def sign(self, payload: bytes, context: bytes = CONTEXT) -> bytes:
        """The COSE_Sign1 of a payload, bound to its use: as a receipt, where nothing else is said."""
        return cose.sign(payload, self._cose, context)


def signed(receipt: Receipt, key: ReceiptKey) -> bytes:
    """The receipt as the kiosk's word. Raises ValueError for a value that has no place on the wire."""
    return key.sign(encode_record(receipt))


def signer_of(data: bytes) -> Eui64:
    """Which kiosk it says it is from: to find a key, not to be believed. Raises Refused."""
    return Eui64(_parts(data).key_id.decode("ascii", "replace"))


def verified(data: bytes, key_for: Callable[[Eui64], bytes | None]) -> Receipt:
    """The receipt, if the kiosk that it names signed it. `key_for` gives its `public`. Raises Refused."""
    receipt: Receipt = opened(data, key_for, CONTEXT, Receipt)
    return receipt


def opened(data: bytes, key_for: Callable[[Eui64], bytes | None], context: bytes, kind: type) -> Any:
    """The record of that class, if the kiosk that it names signed it for that use. Raises Refused."""
    key_id = _parts(data).key_id
    kiosk = Eui64(key_id.decode("ascii", "replace"))
    public = key_for(kiosk)
    if public is None:
        raise Refused(Cause.WRONG_KEY, f"There is no key of the kiosk {kiosk}.", kiosk)
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    try:
        payload = cose.opened(data, cose.verifying_key(point, key_id), context)
        record = decode_record(payload, kind)
    except cose.Unverified as error:
        raise Refused(Cause.ALTERED, f"It is not what the kiosk {kiosk} signed.", kiosk) from error
    except Undecodable as error:
        raise Refused(Cause.UNDECODABLE, str(error), kiosk) from error
    return record


def _parts(data: bytes) -> cose.Parts:
    try:
        parts = cose.parts(data)
    except Undecodable as error:
        raise Refused(Cause.UNDECODABLE, str(error)) from error
    except cose.OtherAlgorithm as error:
        raise Refused(Cause.DOWNGRADED, str(error)) from error
    if parts.kind is not cose.Kind.SIGN1:
        raise Refused(Cause.DOWNGRADED, "It is not signed.")
    return parts
