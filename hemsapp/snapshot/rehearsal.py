"""The rehearsal of an event as the acceptance test of a home: what was tried, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from devices.names import Eui64


class Verdict(Enum):
    """How a rehearsal stands."""

    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"


class Tried(Enum):
    """What a home must be able to do."""

    ANNOUNCED = "announced"  # the event came from the meter
    TOOK_PART = "took part"  # a device did what its plan says, by its own word
    RESTORED = "restored"  # and was afterwards as before, by its own word
    RECEIPTS = "receipts"  # the utility's records have every receipt


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing tried, of a device where it has one; `is_done` None: not decided yet. `count` of `of` receipts came."""

    tried: Tried
    is_done: bool | None
    device: Eui64 | None = None
    count: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A practice event from `start` to `end` as an acceptance test; `concluded` once every trial is decided."""

    issuer_event_id: int
    start: datetime
    end: datetime
    verdict: Verdict
    trials: tuple[Trial, ...]
    concluded: datetime | None = None
