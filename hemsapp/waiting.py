"""The parts of a restored home that the next start takes up, before the radio is opened."""

import shutil
from contextlib import suppress
from pathlib import Path

from hemsapp.exchange.sealed_home import DEVICES, RATES, RECEIPTS, HomeFiles

_BESIDE = ("-journal", "-wal", "-shm")


def let_wait(files: HomeFiles) -> None:
    """What was unpacked is checked: the next start takes it up. Raises OSError."""
    shutil.rmtree(files.waiting, ignore_errors=True)
    files.unpacked.replace(files.waiting)


def take_up_parts(files: HomeFiles) -> bool:
    """Put what waits in its places, the former parts aside; was there anything?

    Cut short, it goes on at the next start. Raises OSError.
    """
    waiting = files.waiting
    shutil.rmtree(files.unpacked, ignore_errors=True)
    if not waiting.exists():
        return False
    _replace(waiting / DEVICES, files.devices)
    _replace(waiting / RECEIPTS, files.receipts)
    for path in sorted((waiting / RATES).glob("*")):
        (files.home.parent / RATES).mkdir(exist_ok=True)
        path.replace(files.home.parent / RATES / path.name)
    _replace(waiting / files.network.name, files.network)  # last: it has the dongle written
    shutil.rmtree(waiting)
    return True


def _replace(part: Path, place: Path) -> None:
    if not part.exists():
        return
    if place.exists():
        place.replace(place.with_name(f"{place.name}.before-restore"))
    for ending in _BESIDE:
        with suppress(FileNotFoundError):
            place.with_name(place.name + ending).unlink()
    part.replace(place)
