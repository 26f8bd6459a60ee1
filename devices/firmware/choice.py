"""Which image fits a device: never another maker's, never for other hardware, never an older one unasked."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from devices.firmware.image import Image, Listing
from devices.names import Eui64

_Any = TypeVar("_Any", Image, Listing)


class Unfit(Enum):
    """Why an image is not for a device."""

    OTHER_MAKER = "other maker"
    OTHER_TYPE = "other type"
    OTHER_DEVICE = "other device"
    OTHER_HARDWARE = "other hardware"
    HARDWARE_UNKNOWN = "hardware unknown"
    SAME = "same"
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class Installed:
    """What a device says of itself when it asks for its next image; `hardware` None: it does not say."""

    device: Eui64
    manufacturer_id: int
    image_type: int
    version: int
    hardware: int | None = None


def unfit(installed: Installed, image: Image | Listing, *, is_older_allowed: bool = False) -> Unfit | None:
    """Why not, None: it fits. An installer may want an older version back, nobody wants another device's."""
    reasons = (
        (image.manufacturer_id != installed.manufacturer_id, Unfit.OTHER_MAKER),
        (image.image_type != installed.image_type, Unfit.OTHER_TYPE),
        (image.device not in {None, installed.device}, Unfit.OTHER_DEVICE),
        (image.hardware is not None and installed.hardware is None, Unfit.HARDWARE_UNKNOWN),
        (not _runs_on(image.hardware, installed.hardware), Unfit.OTHER_HARDWARE),
        (image.version == installed.version, Unfit.SAME),
        (image.version < installed.version and not is_older_allowed, Unfit.OLDER),
    )
    return next((why for is_so, why in reasons if is_so), None)


def _runs_on(wanted: tuple[int, int] | None, hardware: int | None) -> bool:
    return wanted is None or hardware is None or wanted[0] <= hardware <= wanted[1]


def newest(installed: Installed, images: Iterable[_Any]) -> _Any | None:
    """The newest image that fits; None: the device has the newest already."""
    fit = [image for image in images if unfit(installed, image) is None]
    return max(fit, key=lambda image: image.version, default=None)
