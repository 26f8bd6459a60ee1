"""AES-MMO, the hash of Zigbee, and HMAC with it (Zigbee specification, annexes B and C)."""

from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

BLOCK: Final = 16


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
    """HMAC with AES-MMO, under a key of one block."""
    inner = bytes(octet ^ 0x36 for octet in key)
    outer = bytes(octet ^ 0x5C for octet in key)
    return aes_mmo(outer + aes_mmo(inner + message))
