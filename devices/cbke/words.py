"""The four things that either side says, as octets after the ZCL header (Smart Energy annex C.3.1.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from devices.cbke.mmo import BLOCK
from devices.se.keys import TerminateStatus

UNKNOWN_S: Final = 0xFF
"""A generate time that says nothing: it is not allowed."""


class WordMalformed(ValueError):
    """Octets that are none of the four."""


@dataclass(frozen=True, slots=True)
class Initiate:
    """Who I am, in which suite, and how long my ephemeral data and my confirmation may take me."""

    suite_bits: int
    ephemeral_s: int
    confirm_s: int
    certificate: bytes


@dataclass(frozen=True, slots=True)
class EphemeralData:
    """My ephemeral public key, compressed."""

    point: bytes


@dataclass(frozen=True, slots=True)
class ConfirmKey:
    """The proof that I have the key."""

    proof: bytes


@dataclass(frozen=True, slots=True)
class Terminate:
    """I give up: why, when to ask me again, and which suites I can."""

    status: TerminateStatus
    wait_s: int
    suite_bits: int


Word = Initiate | EphemeralData | ConfirmKey | Terminate


def encode(word: Word) -> tuple[int, bytes]:
    """Command identifier, the same both ways, and payload."""
    match word:
        case Initiate():
            head = word.suite_bits.to_bytes(2, "little") + bytes((word.ephemeral_s, word.confirm_s))
            return 0x00, head + word.certificate
        case EphemeralData():
            return 0x01, word.point
        case ConfirmKey():
            return 0x02, word.proof
        case Terminate():
            return 0x03, bytes((word.status, word.wait_s)) + word.suite_bits.to_bytes(2, "little")


def decode(command_id: int, payload: bytes) -> Word:
    """The word of a frame; raises WordMalformed."""
    read = _READERS.get(command_id)
    if read is None:
        raise WordMalformed(f"key establishment has no command 0x{command_id:02x}")
    return read(payload)


def _initiate(payload: bytes) -> Initiate:
    if len(payload) < 4 or UNKNOWN_S in payload[2:4]:
        raise WordMalformed("a request without times or certificate")
    return Initiate(int.from_bytes(payload[:2], "little"), payload[2], payload[3], payload[4:])


def _confirm_key(payload: bytes) -> ConfirmKey:
    if len(payload) != BLOCK:
        raise WordMalformed(f"a proof has {BLOCK} octets, not {len(payload)}")
    return ConfirmKey(payload)


def _terminate(payload: bytes) -> Terminate:
    if len(payload) < 4:
        raise WordMalformed("a termination without its reason")
    status = TerminateStatus(payload[0])  # type: ignore[no-untyped-call]  # zigpy's enumerations are untyped
    return Terminate(status, payload[1], int.from_bytes(payload[2:4], "little"))


_READERS: Final[dict[int, Callable[[bytes], Word]]] = {
    0x00: _initiate,
    0x01: EphemeralData,
    0x02: _confirm_key,
    0x03: _terminate,
}
