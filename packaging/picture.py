# ruff: noqa: INP001 - a script beside the shell script that runs it
"""Save the picture of a virtual screen (Xvfb -fbdir) as PNG, again and again: `picture.py BUFFER PNG SECONDS`."""

import os
import struct
import sys
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtGui import QImage


def save(buffer: Path, png: Path) -> None:
    """The frame buffer is an XWD file: 25 big-endian words, a window name, a colour table, pixels (XWDFile.h)."""
    data = buffer.read_bytes()
    header = struct.unpack(">25I", data[:100])
    header_size, width, height, stride, colours = header[0], header[4], header[5], header[12], header[19]
    pixels = data[header_size + colours * 12 :]
    draft = png.with_name(f"new-{png.name}")
    QImage(pixels, width, height, stride, QImage.Format.Format_RGB32).save(str(draft))
    draft.replace(png)


def main() -> None:
    """Until it is killed."""
    buffer, png, seconds = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
    while True:
        time.sleep(seconds)
        save(buffer, png)


if __name__ == "__main__":
    main()
