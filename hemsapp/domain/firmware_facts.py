"""What is kept of devices' firmware: what each runs, and every update that was ordered, by whom, and how it ended."""

from dataclasses import dataclass
from datetime import datetime

from devices.names import Eui64
from hemsapp.snapshot.firmware import UpdateOutcome


@dataclass(frozen=True, slots=True)
class KeptFirmware:
    """What a device runs, as it said at `told`; `label` as people call it, empty: nobody said. Key: `device`."""

    device: Eui64
    manufacturer_id: int
    image_type: int
    version: int
    hardware: int | None
    told: datetime
    label: str = ""


@dataclass(frozen=True, slots=True)
class KeptUpdate:
    """An update from `before` to the image of `digest`; `outcome` None: it is not over. Key: `device`, `ordered`."""

    device: Eui64
    ordered: datetime
    by_whom: str
    before: int
    version: int
    label: str
    digest: str
    began: datetime | None = None
    ended: datetime | None = None
    outcome: UpdateOutcome | None = None


FirmwareFact = KeptFirmware | KeptUpdate
