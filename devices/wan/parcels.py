"""A parcel in a file: what it is, the maker's signature, the octets (X-REMOTE-DOWNLOAD).

The maker signs what a parcel says of itself, and so, by its digest, the octets: a COSE_Sign1 (ES256) that the head end
passes on untouched. Settings and credentials are the utility's own; the head end vouches for them in its order.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec

from devices.wan import cose
from devices.wan.codec import Undecodable, decode_record, encode_record
from devices.wan.download_words import DownloadKind, Parcel

CONTEXT: Final = b"hemsapp parcel 1"  # COSE's external data: nothing else that a maker signs passes for a parcel
KEY_ID: Final = b"maker"
MOST_OCTETS: Final = 4_000_000
_MOST_FILE: Final = MOST_OCTETS + 4096


class ParcelRefused(ValueError):
    """What is no parcel, or not the maker's; the text is a sentence without full stop."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A parcel as it lies in a file."""

    parcel: Parcel
    signature: bytes
    octets: bytes = field(repr=False)


def described(kind: DownloadKind, maker: tuple[int, int], version: int, label: str, octets: bytes) -> Parcel:
    """The parcel of those octets, for (manufacturer id, meter type). Raises ParcelRefused."""
    if not 0 < len(octets) <= MOST_OCTETS:
        raise ParcelRefused(f"a parcel has 1 to {MOST_OCTETS} octets, not {len(octets)}")
    if version < 1 or not 0 < len(label) <= 20:
        raise ParcelRefused("a version is 1 or more, with a label of 1 to 20 characters")
    return Parcel(kind, *maker, version, label, len(octets), hashlib.sha256(octets).digest())


def signed(parcel: Parcel, key: ec.EllipticCurvePrivateKey) -> bytes:
    """The maker's word for it."""
    return cose.sign(encode_record(parcel), cose.signing_key(key, KEY_ID), CONTEXT)


def objection(parcel: Parcel, signature: bytes, maker: ec.EllipticCurvePublicKey | None) -> str:
    """Why it is not believed, "" if it is: firmware needs the signature of the maker that the meter knows."""
    if parcel.kind is not DownloadKind.FIRMWARE:
        return ""
    if maker is None:
        return "no maker's key is known here, and firmware needs its signature"
    try:
        cose.parts(signature)
        payload = cose.opened(signature, cose.verifying_key(maker, KEY_ID), CONTEXT)
    except (Undecodable, cose.OtherAlgorithm, cose.Unverified):
        return "its signature is not that of the maker"
    return "" if payload == encode_record(parcel) else "the maker signed another one"


def is_whole(parcel: Parcel, octets: bytes) -> bool:
    """Are these the octets that the parcel names?"""
    return len(octets) == parcel.size_octets and hashlib.sha256(octets).digest() == parcel.digest


def written(packed: Packed) -> bytes:
    """For a file."""
    return encode_record(packed)


def read(data: bytes) -> Packed:
    """What `written` gave, whole. Raises ParcelRefused."""
    try:
        packed: Packed = decode_record(data, Packed, _MOST_FILE)
    except Undecodable as error:
        raise ParcelRefused(f"it is no parcel: {error}") from error
    if not is_whole(packed.parcel, packed.octets):
        raise ParcelRefused("its octets are not the ones that it names")
    return packed
