"""Zigbee's cryptography: the keys that follow from a link key, and CCM* (Zigbee specification annexes A and B)."""

from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from devices.cbke.mmo import aes_mmo, keyed_hash

__all__ = ["aes_mmo", "encrypt", "keyed_hash", "load_key", "nonce", "transport_key"]

MIC_SIZE = 4
LEVEL_ENC_MIC_32 = 5
WELL_KNOWN_KEY = b"ZigBeeAlliance09"

KEY_TRANSPORT, KEY_LOAD, KEY_VERIFY = 0x00, 0x02, 0x03


def transport_key(link_key: bytes) -> bytes:
    """The key-transport key of a link key."""
    return keyed_hash(link_key, bytes((KEY_TRANSPORT,)))


def load_key(link_key: bytes) -> bytes:
    """The key-load key of a link key."""
    return keyed_hash(link_key, bytes((KEY_LOAD,)))


def nonce(source: bytes, frame_counter: int, security_control: int) -> bytes:
    """The CCM* nonce; `source` is an EUI64 in the order of the wire."""
    return source + frame_counter.to_bytes(4, "little") + bytes((security_control,))


def encrypt(key: bytes, nonce_octets: bytes, header: bytes, payload: bytes) -> bytes:
    """CCM* at level 5: the cipher text and its 4-octet integrity code."""
    return AESCCM(key, tag_length=MIC_SIZE).encrypt(nonce_octets, payload, header)
