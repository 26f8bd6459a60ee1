"""Which firmware devices run, what there is for them, and how an update goes, as it may be seen."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from devices.names import Eui64


class UpdateState(Enum):
    """How far an update that was ordered is; the first four wait."""

    BEHIND_ANOTHER = "behind another"  # one device at a time
    FOR_EVENT = "for event"  # one runs, or comes too soon
    FOR_RADIO = "for radio"
    FOR_DEVICE = "for device"  # it is not heard
    GIVEN = "given"  # the device takes it, block by block
    APPLIED = "applied"  # the device starts anew with it


class UpdateOutcome(Enum):
    """How an update ended."""

    UPDATED = "updated"
    REFUSED = "refused"  # the image is not for this device
    INVALID = "invalid"  # the device did not believe what it received
    ABORTED = "aborted"  # the device gave up, or was removed
    STALLED = "stalled"  # the device was not heard for a day
    LOST = "lost"  # the image is not in the folder any more, or not as it was
    KEPT_OLD = "kept old"  # it has the image, and went on with what it had
    STOPPED = "stopped"  # a person stopped it


@dataclass(frozen=True, slots=True)
class Update:
    """An update to version `to` that was ordered and is not over; `until`: when the event that it waits for ends."""

    to: str
    state: UpdateState
    ordered: datetime
    percent: int = 0
    until: datetime | None = None
    by_whom: str = ""


@dataclass(frozen=True, slots=True)
class PastUpdate:
    """The last update that ended."""

    before: str
    to: str
    ended: datetime
    outcome: UpdateOutcome
    by_whom: str = ""


@dataclass(frozen=True, slots=True)
class Firmware:
    """Of one device that can be updated over the air; versions as people call them, `available` empty: none newer."""

    device: Eui64
    version: str
    available: str = ""
    update: Update | None = None
    last: PastUpdate | None = None
