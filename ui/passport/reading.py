"""A passport read from its PDF: what is attached to it."""

import re
import zlib
from pathlib import Path

from hemsapp.passport.contents import Passport, PassportInvalid, read
from hemsapp.passport.seal import PREFIX

_MOST_BYTES = 20_000_000
_BEGINNINGS = (b'{"bindings":', b'{"devices":')  # of this format, and of the first
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def opened(path: Path) -> tuple[Passport, str]:
    """The passport and its seal's text. Raises PassportInvalid, OSError."""
    if path.stat().st_size > _MOST_BYTES:
        raise PassportInvalid("it is larger than any passport of ours")
    data, seal = b"", ""
    for stream in _STREAM.findall(path.read_bytes()):
        octets = _inflated(stream)
        if octets.startswith(PREFIX.encode()):
            seal = octets.decode("ascii", "replace")
        elif octets.startswith(_BEGINNINGS):
            data = octets
    if not data or not seal:
        raise PassportInvalid("it carries no passport of ours")
    return read(data), seal


def _inflated(stream: bytes) -> bytes:
    """A stream as it was written, compressed or not; what is not of ours is empty."""
    try:
        return zlib.decompressobj().decompress(stream, _MOST_BYTES)
    except zlib.error:
        return stream
