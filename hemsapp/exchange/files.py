"""Files that are whole or not there: written beside, flushed to the disk, then given their name."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from hemsapp.saying import say
from hemsapp.work import WorkRefused

_SPARE_BYTES = 1_000_000
_ENDING = ".part"


@contextmanager
def written(folder: Path, name: str, expected_bytes: int) -> Iterator[tuple[Path, BinaryIO]]:
    """The path that the file gets, and the file to write to; it is there, whole, when the block ends well.

    A file of that name is left alone, the new one gets a number. Raises WorkRefused if there is not enough space.
    """
    path = free_name(folder, name)
    with drafted(path, expected_bytes) as draft, draft.open("wb") as file:
        yield path, file


@contextmanager
def drafted(path: Path, expected_bytes: int) -> Iterator[Path]:
    """Where to write what is to be `path`: it has that name, whole and on the disk, when the block ends well.

    Raises WorkRefused if there is not enough space.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    require_space(path.parent, expected_bytes)
    draft = path.with_name(path.name + _ENDING)
    try:
        draft.unlink(missing_ok=True)
        yield draft
        _sync(draft)
        draft.replace(path)
        sync_folder(path.parent)
    finally:
        with suppress(OSError):  # on a stick that was pulled out nothing can be taken back
            draft.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    at = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(at)
    finally:
        os.close(at)


def free_name(folder: Path, name: str) -> Path:
    """The path of that name in `folder`, which is made if need be; with a number if it is taken."""
    folder.mkdir(parents=True, exist_ok=True)
    path, number = folder / name, 2
    stem, dot, ending = name.rpartition(".")
    while path.exists():
        path = folder / f"{stem} ({number}){dot}{ending}"
        number += 1
    return path


def require_space(folder: Path, expected_bytes: int) -> None:
    """Raises WorkRefused, with how much is needed and there, if `expected_bytes` do not fit."""
    free = shutil.disk_usage(folder).free
    if free < expected_bytes + _SPARE_BYTES:
        raise WorkRefused(
            say(
                "There is not enough space in {folder}: {needed} are needed, {free} are free. Nothing was written.",
                folder=folder,
                needed=_megabytes(expected_bytes),
                free=_megabytes(free),
            )
        )


def sync_folder(folder: Path) -> None:
    """Make names durable, where the file system can (FAT cannot, and needs it not)."""
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):  # the file itself is synced
            os.fsync(at)
    finally:
        os.close(at)


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
