"""Two small systems that speak the utility link: one announces events, one takes them."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from devices.wan.system import MemoryLinks, Refusal
from devices.wan.words import Dispatch, EventControl, Noun, Reply, SecurityClass, Verb, Verified
from tests.devices.wan.world import PEAK

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Disk:
    """What survives a crash: the links, and the events that were taken, committed together or not at all."""

    links: dict[str, bytes] = field(default_factory=dict)
    taken: list[int] = field(default_factory=list)
    is_broken: bool = False

    def transaction(self) -> AbstractContextManager[object]:
        return self._transaction()

    @contextmanager
    def _transaction(self) -> "Iterator[None]":
        before = dict(self.links), list(self.taken)
        is_whole = False
        try:
            yield
            if self.is_broken:
                raise OSError("the disk is full")
            is_whole = True
        finally:
            if not is_whole:
                self.links, self.taken = before

    def load(self) -> Mapping[str, bytes]:
        return dict(self.links)

    def save(self, peer: str, state: bytes) -> None:
        self.links[peer] = state


@dataclass
class Announcer:
    """Sends an event again every minute until it is confirmed, four times in all."""

    name: str = "MS"
    links: MemoryLinks = field(default_factory=MemoryLinks)
    next_wake: datetime | None = None
    confirmed: list[datetime] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    sent: int = 0
    security: SecurityClass = SecurityClass.CONTROL
    target: str = "MTR-1"

    def receive(self, verified: Verified, at: datetime) -> list[Dispatch]:
        if isinstance(verified.envelope.body, Reply):
            self.confirmed.append(at)
            self.next_wake = None
        return []

    def refused(self, refusal: Refusal, at: datetime) -> list[Dispatch]:  # noqa: ARG002 - the protocol has it
        self.refusals.append(refusal)
        return []

    def wake(self, at: datetime) -> list[Dispatch]:
        if self.next_wake is None or at < self.next_wake:
            return []
        self.sent += 1
        self.next_wake = at + timedelta(seconds=60) if self.sent < 4 else None
        return [Dispatch(self.target, Verb.CREATE, Noun.END_DEVICE_CONTROLS, PEAK, self.security)]


@dataclass
class Taker:
    """Takes an event once, and confirms each message."""

    name: str = "MTR-1"
    links: Disk = field(default_factory=Disk)
    next_wake: datetime | None = None
    refusals: list[Refusal] = field(default_factory=list)

    def receive(self, verified: Verified, at: datetime) -> list[Dispatch]:
        body, envelope = verified.envelope.body, verified.envelope
        if not isinstance(body, EventControl):
            return []
        self.links.taken.append(envelope.counter)
        reply = Reply(True, at, body.issuer_event_id)
        return [Dispatch("MS", Verb.REPLY, Noun.END_DEVICE_CONTROLS, reply, SecurityClass.PRIVATE, envelope.message_id)]

    def refused(self, refusal: Refusal, at: datetime) -> list[Dispatch]:  # noqa: ARG002 - the protocol has it
        self.refusals.append(refusal)
        return []

    def wake(self, at: datetime) -> list[Dispatch]:  # noqa: ARG002 - the protocol has it
        return []
