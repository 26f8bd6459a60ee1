"""The strict subset of CBOR that we take from outside: one encoding for each value, and nothing that surprises.

Arrays, integers of 64 bits, octets, text, true, false, null and finite floats. No maps, tags, indefinite lengths or
trailing octets; every length in its shortest form. cbor2 alone takes all of these, and recurses as deep as it is asked.
"""

import math
from typing import Any

import cbor2

MAX_OCTETS = 65_536
MAX_DEPTH = 12
_INTEGERS = (0, 1)
_OCTETS = 2
_STRINGS = (_OCTETS, 3)
_ARRAY = 4
_SIMPLE = 7
_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}
_FLOATS = frozenset((25, 26, 27))
_PLAIN_SIMPLE = frozenset((20, 21, 22))  # false, true, null


class Undecodable(ValueError):
    """Octets that are no message of ours; the text is a sentence that says why."""


def dumps(value: Any) -> bytes:
    """The one encoding of lists, int, str, bytes, bool, None and float."""
    encoded: bytes = cbor2.dumps(value, canonical=True)
    return encoded


def loads(data: bytes, at_most: int = MAX_OCTETS) -> Any:
    """The value of which `data` is the one encoding. Raises Undecodable."""
    if len(data) > at_most:
        raise Undecodable(f"{len(data)} octets are more than {at_most}.")
    _walk(data)
    try:
        value = cbor2.loads(data)
    except (cbor2.CBORDecodeError, ValueError, RecursionError) as error:
        raise Undecodable(f"It is not CBOR: {error}.") from error
    if dumps(value) != data:
        raise Undecodable("It is not in the one encoding that its value has.")
    return value


def octets_at(data: bytes, at: int) -> tuple[bytes, int]:
    """The string of octets that begins there, and where it ends. Raises Undecodable."""
    major, length, at = _head(data, at)
    if major != _OCTETS or at + length > len(data):
        raise Undecodable("It holds no octets where they belong.")
    return data[at : at + length], at + length


def _walk(data: bytes) -> None:
    """See that there is one item, of our subset only, no deeper than MAX_DEPTH and nothing after it."""
    at = 0
    open_arrays: list[int] = []  # how many items each still expects
    while True:
        major, argument, at = _head(data, at)
        if major in _STRINGS:
            at += argument
            if at > len(data):
                raise Undecodable("It ends within a string.")
        elif major == _ARRAY and argument:
            if len(open_arrays) == MAX_DEPTH:
                raise Undecodable(f"It nests deeper than {MAX_DEPTH}.")
            if argument > len(data) - at:
                raise Undecodable("It promises more items than it has octets.")
            open_arrays.append(argument)
            continue
        while open_arrays:
            open_arrays[-1] -= 1
            if open_arrays[-1]:
                break
            open_arrays.pop()
        if not open_arrays:
            break
    if at != len(data):
        raise Undecodable(f"{len(data) - at} octets follow its end.")


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """Major type, argument, and where the content begins."""
    if at >= len(data):
        raise Undecodable("It ends too early.")
    major, info = data[at] >> 5, data[at] & 31
    at += 1
    width = _WIDTHS.get(info, 0)
    if info > 23 and not width:
        raise Undecodable("It holds an indefinite or reserved length.")
    if at + width > len(data):
        raise Undecodable("It ends within a length.")
    argument = int.from_bytes(data[at : at + width], "big") if width else info
    if major == _SIMPLE:
        _check_simple(data[at : at + width], info)
    elif major not in (*_INTEGERS, *_STRINGS, _ARRAY):
        raise Undecodable("It holds a map or a tag.")
    elif major in _INTEGERS and argument >= 1 << 63:
        raise Undecodable("It holds an integer of more than 64 bits.")
    return major, argument, at + width


def _check_simple(octets: bytes, info: int) -> None:
    if info in _FLOATS:
        value = cbor2.loads(bytes((0xE0 | info,)) + octets)
        if not math.isfinite(value):
            raise Undecodable("It holds a number that is none.")
    elif info not in _PLAIN_SIMPLE:
        raise Undecodable("It holds a simple value that we do not use.")
