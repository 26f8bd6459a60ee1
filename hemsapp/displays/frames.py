"""What displays say to each other: frames, each with its length before it; one version, strict, of bounded size."""

from dataclasses import dataclass, fields
from typing import Any, get_type_hints

from devices.moment import Moment
from devices.wan.cbor import Undecodable
from hemsapp.commands import Command
from hemsapp.displays import plain
from hemsapp.questions import Answer, Question
from hemsapp.snapshot import Snapshot

PROTOCOL = 1
LENGTH_OCTETS = 4
MOST_OF_A_STRANGER = 4_096
MOST_ASKED = 65_536
MOST_SHOWN = plain.MOST_OCTETS


@dataclass(frozen=True, slots=True)
class Hello:
    """A companion's first word: how it understands what crosses, and which run of its program this is."""

    protocol: int
    schema: bytes
    run: bytes


@dataclass(frozen=True, slots=True)
class Welcome:
    """The main display's answer; `run` is that of its own program, `speed` how fast its wall time goes."""

    run: bytes
    at: Moment
    main_name: str
    own_name: str
    speed: float


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be seen at `at`: each part that changed, by its number among the fields of `Snapshot`, as octets."""

    at: Moment
    is_whole: bool
    parts: tuple[tuple[int, bytes], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A command; worth nothing after `until_s` of the main display's monotonic clock. Asked again: the same number."""

    number: int
    until_s: float
    command: Command


@dataclass(frozen=True, slots=True)
class Settled:
    """The one answer to the command of that number: taken (`problem` empty), or why not."""

    number: int
    problem: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question of a page."""

    number: int
    question: Question


@dataclass(frozen=True, slots=True)
class Told:
    """Its answer."""

    number: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Beat:
    """Both say it every few seconds: whoever hears nothing lets go."""

    at: Moment


@dataclass(frozen=True, slots=True)
class Refused:
    """The last word: why not; `is_removed`: and never again."""

    problem: str
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class PairWish:
    """A display without a home asks to be paired; `certificate` (DER) is what it will be known by."""

    protocol: int
    schema: bytes
    name: str
    certificate: bytes
    nonce: bytes


@dataclass(frozen=True, slots=True)
class PairChallenge:
    """What the proof is made over."""

    nonce: bytes


@dataclass(frozen=True, slots=True)
class PairProof:
    """It knows the code, and both certificates are as it sees them."""

    proof: bytes


@dataclass(frozen=True, slots=True)
class Paired:
    """So does the main display."""

    proof: bytes
    main_name: str


OfCompanion = Hello | Asked | Wanted | Beat | PairWish | PairProof
OfMain = Welcome | Shown | Settled | Told | Beat | Refused | PairChallenge | Paired
Frame = OfCompanion | OfMain

_hints = get_type_hints(Snapshot)
PARTS: tuple[tuple[str, Any], ...] = tuple(
    (field.name, _hints[field.name]) for field in fields(Snapshot) if field.name != "at"
)
"""The parts of a snapshot that cross, each with its type."""

SCHEMA = plain.schema(OfCompanion, OfMain, *(hint for _, hint in PARTS))


def written(frame: Frame) -> bytes:
    """The frame as it crosses."""
    body = plain.dumps(frame, Frame)
    return len(body).to_bytes(LENGTH_OCTETS, "big") + body


def of_companion(body: bytes) -> OfCompanion:
    """A companion's frame. Raises Undecodable."""
    frame: OfCompanion = plain.loads(body, OfCompanion)
    return frame


def of_main(body: bytes, shift_s: float = 0.0) -> OfMain:
    """A main display's frame, its moments on our monotonic clock. Raises Undecodable."""
    frame: OfMain = plain.loads(body, OfMain, shift_s)
    return frame


class Framer:
    """Cuts a stream of octets into the bodies of frames, none longer than `at_most`."""

    def __init__(self, at_most: int = MOST_OF_A_STRANGER) -> None:
        self.at_most = at_most
        self._octets = bytearray()

    def feed(self, octets: bytes) -> list[bytes]:
        """What is whole now. Raises Undecodable."""
        self._octets += octets
        bodies = []
        while len(self._octets) >= LENGTH_OCTETS:
            length = int.from_bytes(self._octets[:LENGTH_OCTETS], "big")
            if length > self.at_most:
                raise Undecodable(f"{length} octets are more than {self.at_most}.")
            if len(self._octets) < LENGTH_OCTETS + length:
                break
            bodies.append(bytes(self._octets[LENGTH_OCTETS : LENGTH_OCTETS + length]))
            del self._octets[: LENGTH_OCTETS + length]
        return bodies
