"""What travels when a meter is given new firmware, settings or credentials (X-REMOTE-DOWNLOAD).

Part of `devices.wan.words`, whose `Body` names them. The meter leads: it asks for block after block, from wherever it
stopped. A parcel of firmware is signed by the maker as well (`devices.wan.parcels`).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class DownloadKind(Enum):
    """What is downloaded."""

    FIRMWARE = "firmware"
    SETTINGS = "settings"
    CREDENTIALS = "credentials"


class DownloadStage(Enum):
    """How far a meter is."""

    ACCEPTED = "accepted"
    RECEIVED = "received"  # whole, and what the order said that it is
    STARTED = "started"  # on trial: kept if the head end answers, rolled back otherwise
    RUNS = "runs"
    REFUSED = "refused"
    ROLLED_BACK = "rolled back"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is downloaded: whose meters, which type of them, which version (a later one is higher), which octets."""

    kind: DownloadKind
    manufacturer_id: int
    meter_type: int
    version: int
    label: str
    size_octets: int
    digest: bytes  # SHA-256


@dataclass(frozen=True, slots=True)
class DownloadOrder:
    """create(EndDeviceConfig): fetch that, a block each `block_s`, and go over to it at `activate_at`.

    None: at the next full hour after it has come whole. `signature` is the maker's, empty for what is no firmware.
    An older version needs `is_older_allowed` and a reason.
    """

    meter_id: str
    number: int
    parcel: Parcel
    signature: bytes
    block_s: int
    activate_at: datetime | None = None
    is_older_allowed: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DownloadCancel:
    """cancel(EndDeviceConfig): fetch no more of it, and do not go over to it."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class BlockWanted:
    """get(EndDeviceConfig) from the meter: the octets from `offset` on."""

    number: int
    offset: int


@dataclass(frozen=True, slots=True)
class Block:
    """reply(EndDeviceConfig) to it: octets of the parcel; none: not now, ask again."""

    number: int
    offset: int
    octets: bytes


@dataclass(frozen=True, slots=True)
class DownloadTold:
    """created(EndDeviceEvents): how far the meter is with a download, by its own clock, and why where it is refused."""

    meter_id: str
    number: int
    meter_time: datetime
    stage: DownloadStage
    kind: DownloadKind
    version: int
    label: str
    detail: str = ""


DownloadBody = Block | BlockWanted | DownloadCancel | DownloadOrder | DownloadTold
"""Every body of this module that an envelope may hold."""
