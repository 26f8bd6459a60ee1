"""What is told of devices' firmware, and what is ordered: frozen values, as in `devices.messages` and `devices.han`."""

from dataclasses import dataclass, field
from enum import Enum

from devices.firmware.image import Image
from devices.names import Eui64


class Outcome(Enum):
    """How an upgrade ended."""

    DONE = "done"  # the device has it all, and starts anew with it
    REFUSED = "refused"  # the image is not for this device
    INVALID = "invalid"  # the device did not believe what it received
    ABORTED = "aborted"  # the device gave up
    STALLED = "stalled"  # nothing was heard of it for long
    LOST = "lost"  # the image is not in the folder any more, or not as it was


@dataclass(frozen=True, slots=True)
class FirmwareTold:
    """What a device says that it runs when it asks for its next image; `hardware` None: it does not say."""

    device: Eui64
    manufacturer_id: int
    image_type: int
    version: int
    hardware: int | None = None


@dataclass(frozen=True, slots=True)
class FirmwareGiven:
    """`done` of `total` octets are with the device; told once for each hundredth."""

    device: Eui64
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class FirmwareEnded:
    """An upgrade that was ordered came to its end; one that is DONE is proven by what the device tells next."""

    device: Eui64
    outcome: Outcome


FirmwareMessage = FirmwareTold | FirmwareGiven | FirmwareEnded


@dataclass(frozen=True, slots=True)
class GiveFirmware:
    """Offer the image to the device and answer what it asks; `FirmwareGiven` follows, then one `FirmwareEnded`."""

    device: Eui64
    image: Image = field(repr=False)
    is_older_allowed: bool = False


@dataclass(frozen=True, slots=True)
class HoldFirmware:
    """Bid a device that is being upgraded wait, or go on."""

    device: Eui64
    is_held: bool


@dataclass(frozen=True, slots=True)
class EndFirmware:
    """Give the device no more of it; it keeps what it runs."""

    device: Eui64


FirmwareOrder = GiveFirmware | HoldFirmware | EndFirmware
