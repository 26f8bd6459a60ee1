"""Install codes as they are printed on labels: 6, 8, 12 or 16 octets, and a CRC-16/X-25 of two, low octet first."""

from typing import Final, NamedTuple

CODE_OCTETS: Final = (6, 8, 12, 16)
CRC_OCTETS: Final = 2
GROUP_DIGITS: Final = 4
LENGTHS: Final = tuple(2 * (octets + CRC_OCTETS) for octets in CODE_OCTETS)
"""How many hexadecimal digits a label may have, check digits included: 16, 20, 28 or 36."""


class Slip(NamedTuple):
    """One digit that was probably misread: its position from 0, and what it should be."""

    position: int
    digit: str


def crc_x25(octets: bytes) -> int:
    """CRC-16/X-25: polynomial 0x1021 reflected, initial and final 0xFFFF."""
    crc = 0xFFFF
    for octet in octets:
        crc ^= octet
        for _ in range(8):
            crc = crc >> 1 ^ (0x8408 if crc & 1 else 0)
    return crc ^ 0xFFFF


def is_valid(code: bytes) -> bool:
    """Is this a whole install code whose check digits are right?"""
    if len(code) - CRC_OCTETS not in CODE_OCTETS:
        return False
    return crc_x25(code[:-CRC_OCTETS]).to_bytes(CRC_OCTETS, "little") == code[-CRC_OCTETS:]


def parsed(digits: str) -> bytes | None:
    """The code that these hexadecimal digits spell, blanks aside; None while they spell none."""
    compact = "".join(digits.split())
    try:
        code = bytes.fromhex(compact)
    except ValueError:
        return None
    return code if is_valid(code) else None


def single_slip(digits: str) -> Slip | None:
    """The one digit whose change makes the check digits fit; None when none does, or nothing is wrong.

    For a single slip exactly one change fits: two codes that differ from it by a digit each differ by two, and the CRC
    tells those apart.
    """
    if len(digits) not in LENGTHS or parsed(digits) is not None:
        return None
    found = [
        Slip(position, digit)
        for position, typed in enumerate(digits)
        for digit in "0123456789ABCDEF"
        if digit != typed.upper() and parsed(f"{digits[:position]}{digit}{digits[position + 1 :]}") is not None
    ]
    return found[0] if len(found) == 1 else None
