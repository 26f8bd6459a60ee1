"""The seal of a passport: the digest, the date and the verdict, signed with the key of the receipts; a line of text.

The text stands in the QR code and is attached to the PDF. It is bound to its use: no receipt passes for it.
"""

import base64
from binascii import Error as NotBase64
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec

from devices.wan import cbor, cose
from devices.wan.cbor import Undecodable
from devices.wan.receipts import ReceiptKey
from hemsapp.passport.contents import Passport, PassportInvalid
from hemsapp.passport.key import fingerprint

CONTEXT = b"hemsapp passport 1"
PREFIX = "HEMSAPP-PASSPORT-1:"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a seal says once its signature was verified: SHA-256 of the passport, when it was made, the verdict."""

    digest: bytes
    made: str
    verdict: str


def sealed(passport: Passport, key: ReceiptKey) -> str:
    """The seal's text."""
    verdict = passport.rehearsal.verdict if passport.rehearsal else "none"
    payload = cbor.dumps([passport.digest, passport.made, verdict])
    octets = key.sign(payload, CONTEXT)
    return PREFIX + base64.urlsafe_b64encode(octets).decode("ascii").rstrip("=")


def verified(text: str, public: bytes) -> Sealed:
    """What the seal says, if the display with that public key made it. Raises PassportInvalid."""
    if not text.startswith(PREFIX):
        raise PassportInvalid("it carries no seal of a passport")
    body = text.removeprefix(PREFIX).strip()
    try:
        octets = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        key_id = cose.parts(octets).key_id
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
        payload = cbor.loads(cose.opened(octets, cose.verifying_key(point, key_id), CONTEXT))
    except (NotBase64, ValueError, Undecodable, cose.OtherAlgorithm) as error:
        raise PassportInvalid("its seal cannot be read") from error
    except cose.Unverified as error:
        raise PassportInvalid(f"its seal was not made by the key {fingerprint(public)}") from error
    match payload:
        case [bytes() as digest, str() as made, str() as verdict]:
            return Sealed(digest, made, verdict)
    raise PassportInvalid("its seal says something else")


def confirmed(passport: Passport, text: str, public: bytes) -> Sealed:
    """The seal, if it is that of this very passport. Raises PassportInvalid."""
    found = verified(text, public)
    if found.digest != passport.digest:
        raise PassportInvalid("what it says was changed since it was signed")
    return found
