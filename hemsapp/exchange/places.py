"""Where files can go and come from: sticks that are mounted, and the folder of the settings."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from hemsapp.exchange.recognition import kind_of
from hemsapp.questions import FilePlace

MOST_FILES = 100
_MOST_LOOKED_AT = 500
_WHERE_STICKS_ARE = ("/media/", "/run/media/", "/mnt/")
_OCTAL = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Machine:
    """Where the machine tells of its mounts and block devices; `under` is put before every mount (for tests)."""

    mounts: Path = Path("/proc/mounts")
    blocks: Path = Path("/sys/block")
    under: Path = Path("/")


THIS_MACHINE = Machine()


def places(folder: Path | None, nights: Path | None, machine: Machine = THIS_MACHINE) -> tuple[FilePlace, ...]:
    """Sticks, then the folder of the settings, made if it is not there, then the backups of the nights (read only).

    What fails to be read is left out.
    """
    found = [_place(at, at.name, is_stick=True) for at in _sticks(machine)]
    if folder is not None:
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        found.append(_place(folder, "This display", is_stick=False))
    if nights is not None and (kept := _place(nights, "Backups of the nights", is_stick=False)) is not None:
        found.append(replace(kept, free_bytes=0))
    return tuple(place for place in found if place is not None)


def _sticks(machine: Machine) -> Iterator[Path]:
    """Mounted removable media, by the places where they are mounted."""
    with suppress(OSError):
        for line in machine.mounts.read_text(encoding="utf-8", errors="replace").splitlines():
            device, _, rest = line.partition(" ")
            mount = _OCTAL.sub(lambda code: chr(int(code[1], 8)), rest.partition(" ")[0])
            is_of_disk = mount.startswith(_WHERE_STICKS_ARE) and device.startswith("/dev/")
            if is_of_disk and _is_removable(machine.blocks, Path(device).name):
                yield machine.under / mount.lstrip("/")


def _is_removable(blocks: Path, name: str) -> bool:
    """Can the disk of that partition be taken out: it says so, or hangs on USB (a disk in a case does not say so)."""
    for disk in blocks.iterdir():
        if disk.name == name or (disk / name).exists():
            with suppress(OSError):
                if (disk / "removable").read_text(encoding="ascii").strip() == "1":
                    return True
            return any(part.startswith("usb") for part in disk.resolve().parts)
    return False


def _place(at: Path, name: str, *, is_stick: bool) -> FilePlace | None:
    try:
        free = shutil.disk_usage(at).free if os.access(at, os.W_OK) else 0
        return FilePlace(str(at), name, is_stick, free, tuple(_files(at)))
    except OSError:
        return None


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    """(name, kind) of files that we can read, the newest first."""
    looked_at = []
    for number, path in enumerate(folder.iterdir()):
        if number >= _MOST_LOOKED_AT:
            break
        if not path.name.startswith("."):
            looked_at.append((path.lstat().st_mtime, path))
    told = 0
    for _, path in sorted(looked_at, reverse=True):
        with suppress(OSError):
            if (kind := kind_of(path)) is not None:
                yield path.name, kind
                told += 1
        if told >= MOST_FILES:
            return
