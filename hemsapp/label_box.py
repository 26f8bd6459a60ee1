"""Labels that were preloaded: sealed under the machine's key until their devices have joined (X-SECURITY)."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from devices.labels import Label
from devices.names import Eui64
from devices.sealing import Sealer, Unsealable, write_privately

PURPOSE: Final = "labels"
NAME: Final = "labels.sealed"


class LabelBox:
    """The labels in a sealed file; nobody but the machine that sealed them reads them."""

    def __init__(self, path: Path, sealer: Sealer) -> None:
        self._path, self._sealer = path, sealer

    def labels(self) -> tuple[Label, ...]:
        """Those that wait, by their names; none of a file that cannot be opened. Raises OSError."""
        try:
            told = json.loads(self._sealer.unseal(self._path.read_bytes(), PURPOSE))
        except (FileNotFoundError, Unsealable):
            return ()
        found = [Label(Eui64(device), bytes.fromhex(code), name) for device, code, name in told]
        return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.device)))

    def add(self, labels: Iterable[Label]) -> None:
        """Keep these too; a newer label of a device takes the place of the one before. Raises OSError."""
        self._write({each.device: each for each in (*self.labels(), *labels)}.values())

    def drop(self, devices: Iterable[Eui64]) -> None:
        """Forget the labels of devices that joined: their codes are not needed any more. Raises OSError."""
        gone = set(devices)
        kept = self.labels()
        if any(each.device in gone for each in kept):
            self._write(each for each in kept if each.device not in gone)

    def _write(self, labels: Iterable[Label]) -> None:
        told = [(each.device, each.install_code.hex(), each.name) for each in labels]
        if told:
            write_privately(self._path, self._sealer.seal(json.dumps(told).encode(), PURPOSE))
        else:
            self._path.unlink(missing_ok=True)
