"""Upgrade files of the simulated makers, as a stick brings them: images and the manifest that lists them."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import zigpy.ota.image
import zigpy.types as t

from devices.firmware.image import Image
from devices.firmware.library import MANIFEST
from devices.firmware.upgrade_file import parsed
from devices.sim.device import MANUFACTURER_CODE

SIZE_OCTETS: Final = 3_000
_OTA: Any = zigpy.ota.image  # its types take plain numbers, but do not say so
_HEADER_OCTETS: Final = 56
_HARDWARE_OCTETS: Final = 4


def upgrade_file(
    image_type: int,
    version: int,
    *,
    size_octets: int = SIZE_OCTETS,
    hardware: tuple[int, int] | None = None,
    manufacturer_id: int = MANUFACTURER_CODE,
) -> bytes:
    """An upgrade file (ZCL 11.4) with a body of that size; `hardware` is (lowest, highest) that it runs on."""
    body = _OTA.SubElement(
        tag_id=_OTA.ElementTagId.UPGRADE_IMAGE, data=t.Bytes(bytes(at % 251 for at in range(size_octets)))
    )
    flags = _OTA.FieldControl(0) if hardware is None else _OTA.FieldControl.HARDWARE_VERSIONS_PRESENT
    header = _OTA.OTAImageHeader(
        upgrade_file_id=_OTA.OTAImageHeader.MAGIC_VALUE,
        header_version=0x0100,
        header_length=_HEADER_OCTETS + (0 if hardware is None else _HARDWARE_OCTETS),
        field_control=flags,
        manufacturer_id=manufacturer_id,
        image_type=image_type,
        file_version=version,
        stack_version=2,
        header_string=_OTA.HeaderString("simulated"),
        image_size=0,
    )
    if hardware is not None:
        header.minimum_hardware_version, header.maximum_hardware_version = (_OTA.HWVersion(each) for each in hardware)
    header.image_size = len(header.serialize()) + len(body.serialize())
    made: bytes = _OTA.OTAImage(header=header, subelements=[body]).serialize()
    return made


def upgrade_image(image_type: int, version: int, label: str = "", **more: Any) -> Image:
    """The same, as a library gives it out."""
    return parsed(upgrade_file(image_type, version, **more), label)


def write_folder(folder: Path, files: Iterable[tuple[str, bytes, str]]) -> None:
    """Put (name, octets, version as people call it) there, with their manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for name, octets, label in files:
        (folder / name).write_bytes(octets)
        digest = hashlib.sha256(octets).hexdigest()
        lines.append(f'[[image]]\nfile = "{name}"\nsha256 = "{digest}"\nversion = "{label}"\n')
    (folder / MANIFEST).write_text("\n".join(lines), encoding="utf-8")
