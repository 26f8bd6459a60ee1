"""Zigbee's cryptography: AES-MMO hash, keyed hash and CCM* (Zigbee specification annexes A and B)."""

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESCCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

BLOCK = 16
MIC_SIZE = 4
LEVEL_ENC_MIC_32 = 5
WELL_KNOWN_KEY = b"ZigBeeAlliance09"

KEY_TRANSPORT, KEY_LOAD, KEY_VERIFY = 0x00, 0x02, 0x03


def aes_mmo(data: bytes) -> bytes:
    """Matyas-Meyer-Oseas hash of fewer than 8192 octets."""
    padded = data + b"\x80"
    padded += bytes((BLOCK - 2 - len(padded)) % BLOCK) + (8 * len(data)).to_bytes(2, "big")
    digest = bytes(BLOCK)
    for at in range(0, len(padded), BLOCK):
        block = padded[at : at + BLOCK]
        encryptor = Cipher(AES(digest), ECB()).encryptor()  # noqa: S305 - the hash is defined on single blocks
        cipher = encryptor.update(block) + encryptor.finalize()
        digest = bytes(a ^ b for a, b in zip(cipher, block, strict=True))
    return digest


def keyed_hash(key: bytes, message: bytes) -> bytes:
    """HMAC with AES-MMO: the keys derived from a link key, and the hashed link key of a trust centre."""
    inner = bytes(octet ^ 0x36 for octet in key)
    outer = bytes(octet ^ 0x5C for octet in key)
    return aes_mmo(outer + aes_mmo(inner + message))


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
