"""The fingerprint by which a person compares a key: of the public half, never of a secret."""

import hashlib

_GROUP = 4


def fingerprint(public: bytes) -> str:
    """`3f2a 9c01 ...`: the first 16 octets of its SHA-256, in groups that can be read out over a telephone."""
    digest = hashlib.sha256(public).hexdigest()[:32]
    return " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))
