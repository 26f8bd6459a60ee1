"""Devices' firmware in a scenario: images that somebody brings, and what the kiosk says of them."""

from devices.firmware.image import Image
from devices.names import Eui64
from devices.sim import load_switch, pct, thermostat_node
from devices.sim.firmware_file import upgrade_image
from devices.sim.firmware_phrases import BringsFirmware
from hemsapp.firmware import FirmwareListed
from hemsapp.snapshot import Snapshot, UpdateOutcome, UpdateState

_IMAGE_TYPES = {
    "thermostat": thermostat_node.IMAGE_TYPE,
    "older-thermostat": thermostat_node.IMAGE_TYPE,
    "battery-thermostat": thermostat_node.IMAGE_TYPE,
    "pct": pct.IMAGE_TYPE,
    "load-switch": load_switch.IMAGE_TYPE,
    "water-heater": load_switch.IMAGE_TYPE,
    "ev-charger": load_switch.IMAGE_TYPE,
}
_WAITS = {UpdateState.FOR_EVENT: "waits for the event", UpdateState.BEHIND_ANOTHER: "waits for its turn"}
_KILO_OCTET = 1_000
_RELEASE_BITS = 28


class Images:
    """A shelf without a folder."""

    def __init__(self) -> None:
        self._images: dict[str, Image] = {}

    def put(self, image: Image) -> None:
        """It is there from now on."""
        self._images[image.digest] = image

    def listed(self) -> FirmwareListed:
        """What is there."""
        return FirmwareListed(tuple(image.listing for image in self._images.values()))

    def image(self, digest: str) -> Image | None:
        """The image of that digest, None: it is not there."""
        return self._images.get(digest)


def brought(action: BringsFirmware, kind: str) -> Image:
    """The image that is brought for a device of that kind. Raises AssertionError."""
    assert kind in _IMAGE_TYPES, f"a {kind} takes no firmware over the air"
    major, minor = action.version.split(".")
    version = int(major) << _RELEASE_BITS | int(minor) << _RELEASE_BITS - 4
    return upgrade_image(_IMAGE_TYPES[kind], version, action.version, size_octets=_KILO_OCTET * action.kilo_octets)


def shown(snapshot: Snapshot, device: Eui64) -> str:
    """How a device's firmware stands, in the words of a scenario."""
    firmware = next((each for each in snapshot.firmware if each.device == device), None)
    if firmware is None:
        return "takes no firmware"
    if firmware.update is not None:
        return _WAITS.get(firmware.update.state, f"takes {firmware.update.to}")
    if firmware.last is not None and firmware.last.outcome is not UpdateOutcome.UPDATED:
        return "was not updated"
    return f"runs {firmware.version}"
