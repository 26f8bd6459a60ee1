"""What gives out images of devices' firmware, as the service asks it."""

from typing import Protocol

from devices.firmware.image import Image
from hemsapp.firmware import FirmwareListed


class Shelf(Protocol):
    """What gives out images."""

    def listed(self) -> FirmwareListed:
        """What is there, and what of it may not be given."""

    def image(self, digest: str) -> Image | None:
        """The image of that digest as it is now; None: it is not there any more, or not as it was."""
