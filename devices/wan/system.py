"""What a system of the utility link is: message and time in, dispatches out; and what it keeps about its links.

A shell (`devices.utility.station`) runs one `System` on a bus. It opens what comes in, and around each `receive`,
`refused` or `wake` it holds `system.links.transaction()`: the system's own writes, the counter that was read and the
counters of what goes out are committed together, and only then does anything reach the bus. What was committed but not
sent (a crash in between) is the system's to send again, from its own log, when `wake` is called after a start.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

from devices.wan.words import Dispatch, Verified


class Cause(Enum):
    """Why a message was refused."""

    UNDECODABLE = "undecodable"
    WRONG_KEY = "wrong key"
    ALTERED = "altered"
    REPLAYED = "replayed"
    EXPIRED = "expired"
    WRONG_RECIPIENT = "wrong recipient"
    DOWNGRADED = "downgraded class"
    NOT_AUTHORISED = "not authorised"
    DOUBLED = "doubled"  # the line repeated a message just received: answered again, no attempt


@dataclass(frozen=True, slots=True)
class Refusal:
    """A message that was not believed. `source` is whom it named, "" if that could not be read: nobody vouches."""

    cause: Cause
    why: str
    source: str = ""

    @property
    def is_attempt(self) -> bool:
        """Does it count as an unauthorised attempt (C1FR41)?"""
        return self.cause is not Cause.DOUBLED


class Links(Protocol):
    """What must survive about each peer: an opaque state of a few hundred octets."""

    def transaction(self) -> AbstractContextManager[object]:
        """Commit everything written inside together, or nothing if it raises."""

    def load(self) -> Mapping[str, bytes]:
        """The state of each peer, as last saved."""

    def save(self, peer: str, state: bytes) -> None:
        """Keep the state of one peer; called within `transaction` only."""


@dataclass(slots=True)
class MemoryLinks:
    """Links of a system that keeps nothing over a restart."""

    states: dict[str, bytes] = field(default_factory=dict)

    def transaction(self) -> AbstractContextManager[object]:
        """Nothing can be lost here but all of it."""
        return nullcontext()

    def load(self) -> Mapping[str, bytes]:
        """The state of each peer."""
        return dict(self.states)

    def save(self, peer: str, state: bytes) -> None:
        """Keep it until the process ends."""
        self.states[peer] = state


class System(Protocol):
    """MS, MDMS, CSS or a meter. Sans I/O: it neither waits nor reads a clock."""

    @property
    def name(self) -> str:
        """The id that it is addressed by."""

    @property
    def links(self) -> Links:
        """Where its shell keeps counters, in the same transaction as the system's own writes."""

    @property
    def next_wake(self) -> datetime | None:
        """When it wants `wake` called next; None: not until something comes."""

    def receive(self, verified: Verified, at: datetime) -> list[Dispatch]:
        """Take a message that was verified, once. `at` is this system's own clock."""

    def refused(self, refusal: Refusal, at: datetime) -> list[Dispatch]:
        """Log (and count, if it `is_attempt`) what was not believed."""

    def wake(self, at: datetime) -> list[Dispatch]:
        """Do what is due; called once after each start, whatever `next_wake` says."""
