"""A support code: six characters that a person reads out on the telephone, and that open the same record elsewhere.

The alphabet has 29 characters, none of which looks like another (no 0 O, 1 I L, 5 S); the sixth is a check character
over the other five. 29 is a prime, so every single wrong character, and every two that changed places, are noticed.
"""

from hashlib import sha256
from typing import Final

ALPHABET: Final = "2346789ABCDEFGHJKMNPQRTUVWXYZ"
LENGTH: Final = 6
_BASE: Final = len(ALPHABET)


def code_of(*parts: object) -> str:
    """The code of a record: the same parts give the same code."""
    number = int.from_bytes(sha256("\n".join(map(str, parts)).encode()).digest(), "big")
    values = []
    for _ in range(LENGTH - 1):
        number, value = divmod(number, _BASE)
        values.append(value)
    return "".join(ALPHABET[value] for value in (*values, _check(values)))


def tidied(typed: str) -> str:
    """What somebody typed or heard, without spaces and hyphens, in capitals."""
    return "".join(each for each in typed.upper() if not each.isspace() and each != "-")


def is_valid(code: str) -> bool:
    """Is it a code, and nothing mistyped in it?"""
    if len(code) != LENGTH or any(each not in ALPHABET for each in code):
        return False
    values = [ALPHABET.index(each) for each in code]
    return values[-1] == _check(values[:-1])


def _check(values: list[int]) -> int:
    """Weighted by place, so that two characters that changed places are noticed too."""
    return sum((place + 1) * value for place, value in enumerate(values)) * -1 % _BASE
