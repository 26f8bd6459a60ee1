"""What a concentrator and the head end say to each other about many meters at once.

A meter is named by its place in its concentrator's directory: a bit of a bitmap, a cell of a packed array
(`devices.wan.bits`). A place is given once, and never to another meter.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Told(Enum):
    """What meters said of an order."""

    TAKEN = "taken"
    REFUSED = "refused"
    STARTED = "started"
    OPTED_OUT = "opted out"
    COMPLETED = "completed"
    TESTED = "tested"


@dataclass(frozen=True, slots=True)
class MetersHeard:
    """created(EndDeviceEvents): the meters from place `first` on, and which of all places are served by the sender."""

    first: int
    names: tuple[str, ...]
    served: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class BatchReceipt:
    """created(EndDeviceEvents): one receipt for the meters in `places`, of the order that `answers` names.

    `times_ms` holds for each set bit, in their order, its meter's own time: milliseconds after `since`, four octets.
    """

    told: Told
    answers: str
    issuer_event_id: int | None
    places: bytes
    since: datetime
    times_ms: bytes


@dataclass(frozen=True, slots=True)
class BatchTestResult:
    """created(EndDeviceEvents): what a test found at the meters in `places`, and when, as in a `BatchReceipt`.

    `asked` has bit i set where the i-th `MeterCheck` was asked for; `failed` holds an octet for each meter, in their
    order, with bit i set where it was not good.
    """

    answers: str
    number: int
    asked: int
    places: bytes
    since: datetime
    times_ms: bytes
    failed: bytes


@dataclass(frozen=True, slots=True)
class BatchReadings:
    """created(MeterReadings): `count` consecutive intervals of one channel of the meters in `places`.

    `wh` and `marks` hold, meter by meter, each interval: four octets and one; packed (`bits.pack_wh`, `pack_marks`).
    """

    channel: int
    start: datetime
    interval_minutes: int
    count: int
    places: bytes
    wh: bytes
    marks: bytes


@dataclass(frozen=True, slots=True)
class GroupRead:
    """get(MeterReadings): what the meters in `places` recorded from `start` until `end`; as `BatchReadings`."""

    channel: int
    start: datetime
    end: datetime
    places: bytes


@dataclass(frozen=True, slots=True)
class GroupFailure:
    """created(EndDeviceEvents) from the MS: these meters gave no confirmation, and when each attempt was made."""

    issuer_event_id: int
    places: bytes
    attempts: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class GroupStanding:
    """created(EndDeviceEvents) from the MDMS to the CSS: where several customers stand with one event (C1FR15)."""

    meter_ids: tuple[str, ...]
    issuer_event_id: int
    state: str
    at: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ForwardedMany:
    """created(EndDeviceEvents) from the MS to the MDMS: what concentrators said, and was said to them, together.

    Each item is a `Forwarded` in its one encoding, as the MS kept it; it is confirmed for all of them or not at all.
    """

    items: tuple[bytes, ...]
