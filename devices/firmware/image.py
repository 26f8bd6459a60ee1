"""An upgrade file (ZCL 11.4): whose device it is for, which version it is, which hardware it runs on."""

import hashlib
from dataclasses import dataclass

from devices.names import Eui64

MOST_OCTETS = 8_000_000


class ImageInvalid(Exception):
    """The file is no upgrade file, or not the one that the manifest lists; the text is a sentence without full stop."""


@dataclass(frozen=True, slots=True)
class Listing:
    """An image without its octets: what must be known to choose one, and by which digest it is found again."""

    manufacturer_id: int
    image_type: int
    version: int
    hardware: tuple[int, int] | None
    device: Eui64 | None
    label: str
    size_octets: int
    digest: str


@dataclass(frozen=True, slots=True)
class Image:
    """`hardware` is (lowest, highest) that it runs on, None: any; `device` the only one that it is for, None: any.

    `label` is how people call the version, as the manifest has it.
    """

    manufacturer_id: int
    image_type: int
    version: int
    hardware: tuple[int, int] | None
    device: Eui64 | None
    octets: bytes
    label: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the whole file, hexadecimal."""
        return hashlib.sha256(self.octets).hexdigest()

    @property
    def listing(self) -> Listing:
        """The same without its octets."""
        fit = self.manufacturer_id, self.image_type, self.version, self.hardware, self.device
        return Listing(*fit, self.label, len(self.octets), self.digest)
