"""A companion's end of the link to the main display, without a network: frames in, frames and news out.

A command waits for its one answer: while the link is down it is asked again under its number, and the main display,
which does nothing after its time is over and nothing twice, says what became of it.
"""

from dataclasses import dataclass, replace
from typing import Any

from devices.moment import Moment
from hemsapp.commands import Command
from hemsapp.displays import plain
from hemsapp.displays.allowed import HERE, NOT_ANSWERED, NOT_HERE, is_allowed, is_answered, retold
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
from hemsapp.questions import Answer, Question, Unanswered
from hemsapp.saying import say
from hemsapp.snapshot import Snapshot

WAIT_S = 5.0
BEAT_S = 2.0
SILENT_S = 6.0
NOT_CONNECTED = say("This display is not connected to the main one. Nothing was changed.")
NOT_KNOWN = say("The main display did not answer. What was done shows here once it is connected.")
STARTED_ANEW = say("The main display was started anew meanwhile. See whether it is as you want it.")
_NO_ANSWER = say("This display is not connected to the main one.")
_NAMED = ("events", "comfort")


@dataclass(slots=True)
class _Pending:
    """A command without its answer; `until_s` is of our monotonic clock."""

    command: Command
    until_s: float
    is_late: bool = False


class CompanionEnd:
    """Keeps what is known of the home over any number of connections; `run` is other octets at each start."""

    def __init__(self, run: bytes, blank: Snapshot) -> None:
        self._run = run
        self._blank = blank
        self.snapshot: Snapshot | None = None
        """As the main display showed it last, on our clock."""
        self.problem: str | None = None
        """What is to be said about a command: a sentence, or nothing any more (""); None: nothing new."""
        self.refusal = ""
        """Why the main display does not serve us."""
        self.is_removed = False
        self.answers: list[tuple[int, Answer]] = []
        self.welcome: Welcome | None = None
        self._host_run: bytes | None = None
        self._greeted: Moment | None = None
        self._shift_s = 0.0
        self._number = 0
        self._pending: dict[int, _Pending] = {}
        self._wanted: set[int] = set()
        self._heard_s = 0.0
        self._beat_s = 0.0

    # What the person does

    def ask(self, command: Command, at: Moment) -> list[OfCompanion]:
        """A command: what is to be sent; if it cannot be, `problem` says so at once."""
        if not is_allowed(command):
            self.problem = NOT_HERE
            return []
        if self.welcome is None:
            self.problem = NOT_CONNECTED
            return []
        self._number += 1
        self._pending[self._number] = _Pending(command, at.monotonic_s + WAIT_S)
        return [self._asked(self._number)]

    def want(self, question: Question) -> tuple[int, list[OfCompanion]]:
        """A question: the number of its answer among `answers`, and what is to be sent."""
        self._number += 1
        if not is_answered(question):
            self.answers.append((self._number, Unanswered(NOT_ANSWERED)))
            return self._number, []
        if self.welcome is None:
            self.answers.append((self._number, Unanswered(_NO_ANSWER)))
            return self._number, []
        self._wanted.add(self._number)
        return self._number, [Wanted(self._number, question)]

    # What the link does

    def connected(self, at: Moment) -> list[OfCompanion]:
        """There is a new connection."""
        self.refusal = ""
        self._greeted = at
        self._heard_s = self._beat_s = at.monotonic_s
        return [Hello(PROTOCOL, SCHEMA, self._run)]

    def lost(self) -> None:
        """The connection is gone: questions are answered so, commands wait."""
        self.welcome = self._greeted = None
        self.answers += [(number, Unanswered(_NO_ANSWER)) for number in sorted(self._wanted)]
        self._wanted.clear()

    def wake(self, at: Moment) -> list[OfCompanion] | None:
        """What is due; None: nothing was heard for too long, let go."""
        for each in self._pending.values():
            if at.monotonic_s > each.until_s and not each.is_late:
                each.is_late = True
                self.problem = NOT_KNOWN
        if self._greeted is not None and at.monotonic_s - self._heard_s > SILENT_S:
            return None
        if self.welcome is not None and at.monotonic_s >= self._beat_s:
            self._beat_s = at.monotonic_s + BEAT_S
            return [Beat(at)]
        return []

    @property
    def shift_s(self) -> float:
        """What is added to the main display's monotonic seconds to make them ours."""
        return self._shift_s

    def receive(self, frame: OfMain, at: Moment) -> list[OfCompanion]:
        """Take a frame; what is to be sent."""
        self._heard_s = at.monotonic_s
        match frame:
            case Welcome():
                return self._welcomed(frame)
            case Shown():
                self._show(frame)
            case Settled():
                if self._pending.pop(frame.number, None) is not None:
                    self.problem = frame.problem
            case Told():
                if frame.number in self._wanted:
                    self._wanted.discard(frame.number)
                    self.answers.append((frame.number, frame.answer))
            case Refused():
                self.refusal, self.is_removed = frame.problem, frame.is_removed
            case _:
                pass
        return []

    def _asked(self, number: int) -> Asked:
        pending = self._pending[number]
        return Asked(number, pending.until_s - self._shift_s, pending.command)

    def _welcomed(self, welcome: Welcome) -> list[OfCompanion]:
        """Moments count from before we asked: nothing ever looks younger than it is."""
        assert self._greeted is not None, "we greet first"
        self._shift_s += self._greeted.monotonic_s - welcome.at.monotonic_s
        if self._host_run not in (None, welcome.run) and self._pending:
            self._pending.clear()
            self.problem = STARTED_ANEW
        self._host_run = welcome.run
        self.welcome = welcome
        return [self._asked(number) for number in self._pending]

    def _show(self, shown: Shown) -> None:
        base = self._blank if shown.is_whole or self.snapshot is None else self.snapshot
        assert self.welcome is not None, "what is shown follows the welcome"
        names = {HERE: self.welcome.main_name, self.welcome.own_name: HERE}
        parts: dict[str, Any] = {}
        for index, octets in shown.parts:
            name, hint = PARTS[index]
            part = plain.loads(octets, hint, self._shift_s)
            parts[name] = retold(part, names) if name in _NAMED else part
        if shown.is_whole and self.snapshot is not None:
            known = {name: getattr(self.snapshot, name) for name in parts}
            parts = {name: known[name] if known[name] == part else part for name, part in parts.items()}
        self.snapshot = replace(base, at=shown.at, **parts)
