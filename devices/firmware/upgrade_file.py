"""What a Zigbee upgrade file says of itself (ZCL 11.4), read by the stack's own reader."""

from zigpy.ota.image import parse_ota_image

from devices.firmware.image import MOST_OCTETS, Image, ImageInvalid
from devices.names import Eui64


def parsed(octets: bytes, label: str = "") -> Image:
    """The image of a file. Raises ImageInvalid."""
    if len(octets) > MOST_OCTETS:
        raise ImageInvalid("it is larger than any device of a home can hold")
    try:
        found, rest = parse_ota_image(octets)
        header = found.header
        size = int(header.image_size)
    except (ValueError, AttributeError) as error:
        raise ImageInvalid("it is no Zigbee upgrade file") from error
    if rest or size != len(octets):
        raise ImageInvalid(f"it has {len(octets)} octets, and its header says {size}")
    hardware = None
    if header.hardware_versions_present:
        hardware = int(header.minimum_hardware_version), int(header.maximum_hardware_version)
    device = Eui64(str(header.upgrade_file_destination)) if header.device_specific_file else None
    return Image(
        int(header.manufacturer_id), int(header.image_type), int(header.file_version), hardware, device, octets, label
    )
