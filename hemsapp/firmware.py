"""What is wished of devices' firmware, and what the folder of images holds: frozen values; Commands like all others."""

from dataclasses import dataclass

from devices.firmware.image import Listing
from devices.names import Eui64


@dataclass(frozen=True, slots=True)
class UpdateFirmware:
    """Give the device the newest image that fits it, when nothing is in the way; `Snapshot.firmware` tells."""

    device: Eui64
    by_whom: str = ""


@dataclass(frozen=True, slots=True)
class StopUpdate:
    """Give the device no more of it: it keeps what it runs."""

    device: Eui64
    by_whom: str = ""


@dataclass(frozen=True, slots=True)
class LookForFirmware:
    """Read the folder of images anew."""


FirmwareWish = UpdateFirmware | StopUpdate | LookForFirmware


@dataclass(frozen=True, slots=True)
class FirmwareListed:
    """The images that may be given to devices, and the files of the folder that may not be: (name, sentence)."""

    images: tuple[Listing, ...]
    refused: tuple[tuple[str, str], ...] = ()
