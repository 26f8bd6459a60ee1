"""How two displays that never met make sure of each other: by a code of twelve digits that a person carries over.

Both derive a key from the code with scrypt, salted with everything that they have seen of each other, and prove to have
it: first the newcomer, then the main display. Who stands in between would have to find the code, 10^12 of them at 32 MB
and a tenth of a second each, while the invitation lasts; afterwards it is worth nothing (decision 38).
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

CODE_DIGITS = 12
NONCE_OCTETS = 32
INVITED_S = 180.0
TRIES = 3
_COST, _BLOCK, _LANES, _OCTETS = 2**15, 8, 1, 32
_LABEL = b"hemsapp displays, pairing 1"
COMPANION, MAIN = b"companion", b"main"


@dataclass(frozen=True, slots=True)
class Meeting:
    """What both saw of each other: certificates (DER), nonces, and how the newcomer calls itself."""

    main_certificate: bytes
    companion_certificate: bytes
    main_nonce: bytes
    companion_nonce: bytes
    name: str


def new_code() -> str:
    """Twelve digits at random."""
    return "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))


def digits_of(code: str) -> str:
    """The code without what people type between its groups."""
    return "".join(sign for sign in code if sign.isascii() and sign.isdigit())


def shared_key(code: str, meeting: Meeting) -> bytes:
    """The key of that code in that meeting; takes a tenth of a second, on purpose."""
    salt = hashlib.sha256(_LABEL)
    parts = (
        meeting.main_certificate,
        meeting.companion_certificate,
        meeting.main_nonce,
        meeting.companion_nonce,
        meeting.name.encode(),
    )
    for part in parts:
        salt.update(len(part).to_bytes(4, "big") + part)
    memory = 128 * _COST * _BLOCK * 2
    return hashlib.scrypt(code.encode(), salt=salt.digest(), n=_COST, r=_BLOCK, p=_LANES, maxmem=memory, dklen=_OCTETS)


def proof(key: bytes, side: bytes) -> bytes:
    """That this side (COMPANION or MAIN) has the key."""
    return hmac.digest(key, side, "sha256")


def is_proof(key: bytes, side: bytes, told: bytes) -> bool:
    """Does the other side have the key?"""
    return hmac.compare_digest(proof(key, side), told)
