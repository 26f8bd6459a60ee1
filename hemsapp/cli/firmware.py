"""`hemsapp firmware`: which images of a folder may be given to devices, and why the others may not."""

import argparse
import sys

from devices.firmware.library import opened
from hemsapp.cli.exits import Exit, Refused


def run(wish: argparse.Namespace) -> int:
    """List them; 0 if every file is what its manifest says. Raises Refused."""
    try:
        library = opened(wish.folder, wish.signer)
    except OSError as error:
        raise Refused(Exit.USAGE, f"{wish.folder}: {error.strerror}.") from error
    for image in library.images:
        hardware = "any" if image.hardware is None else f"{image.hardware[0]} to {image.hardware[1]}"
        sys.stdout.write(
            f"maker {image.manufacturer_id:04x}, type {image.image_type:04x}, version {image.version:08x}"
            f" ({image.label or 'no name'}), hardware {hardware}, {len(image.octets)} octets\n"
        )
    for name, why in library.refused:
        sys.stdout.write(f"not believed: {name}: {why}\n")
    if not library.images and not library.refused:
        sys.stdout.write("no manifest.toml, so there is nothing that a device may be given.\n")
    return Exit.TO_DO if library.refused else Exit.OK
