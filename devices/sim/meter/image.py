"""Firmware of the simulated meter: octets that begin with how they behave once they run."""

from enum import Enum
from typing import Final

_BEGIN: Final = b"SM-200 ESI firmware: "
METER_TYPE: Final = 0x0500


class Behaviour(Enum):
    """What becomes of a meter that runs it."""

    SOUND = "sound"
    DOES_NOT_START = "does not start"
    SAYS_NOTHING = "says nothing"  # the head end hears nothing of the meter any more


def image(size_octets: int = 3_000, behaviour: Behaviour = Behaviour.SOUND) -> bytes:
    """An image of that size, or of as much as its beginning takes."""
    begin = _BEGIN + behaviour.value.encode() + b"\n"
    return begin + bytes(at % 251 for at in range(max(0, size_octets - len(begin))))


def behaviour_of(octets: bytes) -> Behaviour:
    """How it behaves; what is none of our images does not start."""
    line = octets[: octets.find(b"\n")].removeprefix(_BEGIN).decode(errors="replace")
    known = {one.value: one for one in Behaviour}
    return known.get(line, Behaviour.DOES_NOT_START) if octets.startswith(_BEGIN) else Behaviour.DOES_NOT_START
