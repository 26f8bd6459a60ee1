"""The main display's end of one companion's link, without a network: frames in, frames and orders out."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from devices.moment import Moment
from hemsapp.commands import Command
from hemsapp.displays import plain
from hemsapp.displays.allowed import NOT_ANSWERED, NOT_HERE, is_allowed, is_answered, named
from hemsapp.displays.frames import (
    PARTS,
    PROTOCOL,
    SCHEMA,
    Asked,
    Beat,
    Hello,
    OfCompanion,
    OfMain,
    Refused,
    Settled,
    Shown,
    Told,
    Wanted,
    Welcome,
)
from hemsapp.questions import Question, Unanswered
from hemsapp.saying import say
from hemsapp.snapshot import Displays, Snapshot

REMEMBERED = 256
LONGEST_WAIT_S = 15.0
OTHER_VERSION = say("The two displays have different versions of hemsapp. Update both.")
TOO_LATE = say("It came too late to the main display. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Submit:
    """Put this into the home's one inbox."""

    command: Command


@dataclass(frozen=True, slots=True)
class Ask:
    """Have this answered, as the answer of that number."""

    number: int
    question: Question


@dataclass(frozen=True, slots=True)
class LetGo:
    """End the connection."""

    why: str


Out = OfMain | Submit | Ask | LetGo


class Memory:
    """What became of each companion's commands, so that one that is asked again is not done again."""

    def __init__(self) -> None:
        self._of: dict[str, tuple[bytes, OrderedDict[int, str]]] = {}

    def of(self, key: str, run: bytes) -> OrderedDict[int, str]:
        """By number, in that run of that display's program; its earlier runs are forgotten."""
        known = self._of.get(key)
        if known is None or known[0] != run:
            known = self._of[key] = run, OrderedDict()
        return known[1]

    def forget(self, key: str) -> None:
        """That display was removed."""
        self._of.pop(key, None)


@dataclass(frozen=True, slots=True)
class Host:
    """How the main display introduces itself; `run` is eight octets, other ones each time it is started."""

    run: bytes
    name: str
    speed: float


class HostEnd:
    """Serves one companion over one connection; it is whoever its certificate says (`key`), called `name` here."""

    def __init__(self, host: Host, key: str, name: str, memory: Memory, parts: "Parts") -> None:
        self._host = host
        self._key, self._name = key, name
        self._memory = memory
        self._parts = parts
        self._settled: OrderedDict[int, str] | None = None
        self._shown: Snapshot | None = None

    @property
    def is_greeted(self) -> bool:
        """Did both say who they are?"""
        return self._settled is not None

    def receive(self, frame: OfCompanion, at: Moment) -> Iterator[Out]:
        """What is to be done about a frame, in order."""
        if isinstance(frame, Hello):
            yield from self._greet(frame, at)
        elif self._settled is None:
            yield LetGo("it did not greet")
        elif isinstance(frame, Asked):
            yield from self._take(frame, self._settled, at)
        elif isinstance(frame, Wanted):
            if is_answered(frame.question):
                yield Ask(frame.number, frame.question)
            else:
                yield Told(frame.number, Unanswered(NOT_ANSWERED))
        elif isinstance(frame, Beat):
            yield Beat(at)
        else:
            yield LetGo("it wants to be paired, and is")

    def show(self, snapshot: Snapshot) -> Shown | None:
        """What that display does not know yet, or None."""
        if not self.is_greeted or snapshot is self._shown:
            return None
        before, self._shown = self._shown, snapshot
        parts = self._parts.changed(before, snapshot)
        return Shown(snapshot.at, before is None, parts) if parts or before is None else None

    def _greet(self, hello: Hello, at: Moment) -> Iterator[Out]:
        if hello.protocol != PROTOCOL or hello.schema != SCHEMA:
            yield Refused(OTHER_VERSION)
            yield LetGo("another version")
        else:
            self._settled = self._memory.of(self._key, hello.run)
            yield Welcome(self._host.run, at, self._host.name, self._name, self._host.speed)

    def _take(self, asked: Asked, settled: OrderedDict[int, str], at: Moment) -> Iterator[Out]:
        if asked.number in settled:
            yield Settled(asked.number, settled[asked.number])
            return
        problem = ""
        is_forgotten = bool(settled) and asked.number < next(iter(settled))
        if is_forgotten or not 0 <= asked.until_s - at.monotonic_s <= LONGEST_WAIT_S:
            problem = TOO_LATE
        elif not is_allowed(asked.command):
            problem = NOT_HERE
        settled[asked.number] = problem
        if len(settled) > REMEMBERED:
            settled.popitem(last=False)
        if not problem:
            yield Submit(named(asked.command, self._name))
        yield Settled(asked.number, problem)


class Parts:
    """Encodes the parts of snapshots, each once for however many companions; a code for another display stays here."""

    def __init__(self) -> None:
        self._encoded: list[tuple[object, bytes]] = [(self, b"")] * len(PARTS)

    def changed(self, before: Snapshot | None, now: Snapshot) -> tuple[tuple[int, bytes], ...]:
        """The parts that differ."""
        found = []
        for index, (name, _) in enumerate(PARTS):
            part = getattr(now, name)
            if before is None or getattr(before, name) is not part:
                found.append((index, self._octets(index, part)))
        return tuple(found)

    def _octets(self, index: int, part: object) -> bytes:
        known, octets = self._encoded[index]
        if known is not part:
            _, hint = PARTS[index]
            octets = plain.dumps(replace(part, invitation=None) if isinstance(part, Displays) else part, hint)
            self._encoded[index] = part, octets
        return octets
