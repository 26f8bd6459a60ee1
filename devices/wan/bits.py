"""Arrays of many meters as octets, and back: bitmaps, times, intervals. No kiosk needs it."""

import zlib

import numpy as np
import numpy.typing as npt

Bits = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Wh = npt.NDArray[np.int32]
Marks = npt.NDArray[np.uint8]
MISSING_WH = -(2**31)
"""Stands where no value came."""
MISSING, VALID, DOUBTFUL = 0, 1, 2
"""The mark of an interval; a doubtful one is kept as the meter told it."""
MOST_PLACES = 5_000
_TIME = np.dtype("<u4")
_VALUE = np.dtype("<i4")


def none_of(count: int) -> Bits:
    """No bit set."""
    return np.zeros(count, dtype=np.bool_)


def pack(bits: Bits) -> bytes:
    """A bitmap, the lowest place first, without the octets at its end that hold nothing."""
    return np.packbits(bits, bitorder="little").tobytes().rstrip(b"\0")


def unpack(octets: bytes, count: int) -> Bits:
    """The first `count` bits. Raises ValueError if a later one is set."""
    bits = np.unpackbits(np.frombuffer(octets, np.uint8), bitorder="little").astype(np.bool_)
    if bits[count:].any():
        raise ValueError(f"a place beyond the {count} that are known")
    found = none_of(count)
    found[: len(bits)] = bits[:count]
    return found


def places_of(octets: bytes) -> Numbers:
    """The set places, rising."""
    return np.flatnonzero(np.unpackbits(np.frombuffer(octets, np.uint8), bitorder="little"))


def pack_times(times_ms: Numbers, since_ms: int) -> bytes:
    """Times as milliseconds after `since_ms`, four octets each; what is earlier counts as that."""
    return np.clip(times_ms - since_ms, 0, 2**32 - 1).astype(_TIME).tobytes()


def unpack_times(octets: bytes, since_ms: int, count: int) -> Numbers:
    """The times. Raises ValueError if they are not `count`."""
    if len(octets) != count * _TIME.itemsize:
        raise ValueError(f"{len(octets)} octets are not the times of {count} meters")
    return np.frombuffer(octets, _TIME).astype(np.int64) + since_ms


def pack_wh(values: Wh) -> bytes:
    """Watt-hours, each as the difference to the one before, compressed."""
    return zlib.compress(np.diff(values.reshape(-1).astype(np.int64), prepend=0).astype(_VALUE).tobytes(), 1)


def unpack_wh(octets: bytes, meters: int, count: int) -> Wh:
    """An array of `meters` rows of `count`. Raises ValueError if it is another one."""
    differences = np.frombuffer(_inflated(octets, meters * count * _VALUE.itemsize), _VALUE)
    return np.cumsum(differences, dtype=np.int32).reshape(meters, count)


def pack_marks(marks: Marks) -> bytes:
    """Marks, compressed."""
    return zlib.compress(marks.tobytes(), 1)


def unpack_marks(octets: bytes, meters: int, count: int) -> Marks:
    """An array of `meters` rows of `count`. Raises ValueError if it is another one."""
    marks = np.frombuffer(_inflated(octets, meters * count), np.uint8).reshape(meters, count)
    if marks.size and marks.max() > DOUBTFUL:
        raise ValueError("a mark that is none")
    return marks


def _inflated(octets: bytes, length: int) -> bytes:
    """Exactly that many octets; never more are made."""
    inflating = zlib.decompressobj()
    try:
        found = inflating.decompress(octets, length + 1)
    except zlib.error as error:
        raise ValueError("it is not compressed as it should be") from error
    if len(found) != length or not inflating.eof or inflating.unused_data:
        raise ValueError(f"it does not hold {length} octets")
    return found
