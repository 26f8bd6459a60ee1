"""A whole home in one sealed file: its database, the Zigbee network with its keys and devices, what it signs with.

Bindings and reporting are not copied: each device's driver sets them anew, and reads them back, when the network is
there again. The PIN is not in it, nor the machine's key.
"""

import io
import json
import shutil
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, cast
from urllib.parse import quote

from devices.sealing import Sealer, write_privately
from devices.strongbox import Kept, Strongbox
from hemsapp.exchange.sealed import SealedReader, SealedWriter
from hemsapp.saying import say
from hemsapp.work import WorkRefused

FORMAT: Final = 1
MANIFEST, HOME, DEVICES, NETWORK = "manifest.json", "home.db", "zigbee.db", "network.json"
RECEIPTS: Final = "receipts.key"
RATES: Final = "rates"
_MOST_SMALL: Final = 4_000_000
_MOST_BYTES: Final = 4_000_000_000
_SOME: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class HomeFiles:
    """Where a home keeps its parts: all beside its database `home`, the machine's key perhaps elsewhere."""

    home: Path
    key: Path

    @property
    def devices(self) -> Path:
        """What zigpy knows of the devices."""
        return self.home.with_name(DEVICES)

    @property
    def network(self) -> Path:
        """The network, sealed under the machine's key."""
        return self.home.with_name("network.sealed")

    @property
    def receipts(self) -> Path:
        """What receipts are signed with."""
        return self.home.with_name(RECEIPTS)

    @property
    def waiting(self) -> Path:
        """The folder of a backup's parts that the next start takes up."""
        return self.home.with_name("restore")

    @property
    def unpacked(self) -> Path:
        """The folder of parts that were not all checked yet."""
        return self.home.with_name("restore.part")


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What was found in a sealed file: the copy of the database, and how many devices the network has (None: none)."""

    home: Path
    devices: int | None


def pack(file: BinaryIO, passphrase: str, files: HomeFiles, copy: Path, sealer: Sealer, now: datetime) -> int | None:
    """Seal the home into `file`, its database from the checked `copy`; how many devices its network has (None: none).

    Raises WorkRefused, OSError, sqlite3.Error.
    """
    kept = Strongbox(files.network, sealer).read()
    writer = SealedWriter(file, passphrase)
    parts: list[tuple[str, bytes | Path]] = [(HOME, copy)]
    if kept.network is not None:
        parts.append((NETWORK, json.dumps({"network": kept.network, "banished": kept.banished}).encode()))
    if files.devices.exists():
        parts.append((DEVICES, _snapshot(files.devices)))
    if files.receipts.exists():
        parts.append((RECEIPTS, files.receipts.read_bytes()))
    parts += [(f"{RATES}/{path.name}", path) for path in sorted((files.home.parent / RATES).glob("*.*"))]
    manifest = {"format": FORMAT, "made": now.isoformat(), "parts": [name for name, _ in parts]}
    with tarfile.open(fileobj=cast("Any", writer), mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for name, part in [(MANIFEST, json.dumps(manifest).encode()), *parts]:
            _add(tar, name, part)
    writer.close()
    return None if kept.network is None else devices_of(kept.network)


def unpack(file: BinaryIO, passphrase: str, files: HomeFiles, sealer: Sealer) -> Unpacked:
    """Lay the parts of a sealed file into the folder `unpacked`. Raises WorkRefused, OSError."""
    reader = SealedReader(file, passphrase)
    shutil.rmtree(files.unpacked, ignore_errors=True)
    files.unpacked.mkdir(mode=0o700)
    devices = None
    try:
        with tarfile.open(fileobj=cast("Any", reader), mode="r|") as tar:
            for number, member in enumerate(tar):
                part = tar.extractfile(member)
                if part is None or (number == 0) != (member.name == MANIFEST):
                    raise _not_ours()
                if member.name == NETWORK:
                    devices = _take_network(_small(part), files, sealer)
                else:
                    _take(member.name, part, files)
        reader.finish()
    except (tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise _not_ours() from error
    copy = files.unpacked / HOME
    if not copy.exists():
        raise _not_ours()
    return Unpacked(copy, devices)


def devices_of(network: dict[str, Any]) -> int:
    """How many devices an open coordinator backup names, the coordinator left out."""
    own = network["coordinator_ieee"]
    return len([each for each in network["devices"] if each["ieee_address"] != own])


def _take(name: str, part: Any, files: HomeFiles) -> None:
    folder, _, leaf = name.rpartition("/")
    if name == MANIFEST:
        if json.loads(_small(part))["format"] > FORMAT:
            raise WorkRefused(
                say("This backup was made by a newer hemsapp: bring this one up to date first. Nothing was changed.")
            )
    elif name == RECEIPTS:
        write_privately(files.unpacked / RECEIPTS, _small(part))
    elif name in {HOME, DEVICES}:
        _copy_out(part, files.unpacked / name)
    elif folder == RATES and leaf and not leaf.startswith("."):
        (files.unpacked / RATES).mkdir(exist_ok=True)
        write_privately(files.unpacked / RATES / leaf, _small(part))
    else:
        raise _not_ours()


def _take_network(text: bytes, files: HomeFiles, sealer: Sealer) -> int:
    """Seal the network under this machine's key, to be written into its dongle; how many devices it has."""
    told = json.loads(text)
    kept = Kept(told["network"], tuple(told["banished"]), is_waiting=True)
    Strongbox(files.unpacked / files.network.name, sealer).write(kept)
    return devices_of(told["network"])


def _small(part: Any) -> bytes:
    content = bytes(part.read(_MOST_SMALL + 1))
    if len(content) > _MOST_SMALL:
        raise _not_ours()
    return content


def _copy_out(part: Any, to: Path) -> None:
    size = 0
    with to.open("wb") as file:
        while some := part.read(_SOME):
            size += len(some)
            if size > _MOST_BYTES:
                raise WorkRefused(say("This backup is larger than any home's. Nothing was changed."))
            file.write(some)


def _add(tar: tarfile.TarFile, name: str, part: bytes | Path) -> None:
    info = tarfile.TarInfo(name)
    info.mode = 0o600
    if isinstance(part, bytes):
        info.size = len(part)
        tar.addfile(info, io.BytesIO(part))
        return
    info.size = part.stat().st_size
    with part.open("rb") as content:
        tar.addfile(info, content)


def _snapshot(database: Path) -> bytes:
    """The database as it stands, while zigpy goes on writing; it holds no key."""
    at = f"file:{quote(str(database))}?mode=ro"
    with closing(sqlite3.connect(at, uri=True)) as origin, closing(sqlite3.connect(":memory:")) as copy:
        origin.backup(copy)
        return copy.serialize()


def _not_ours() -> WorkRefused:
    return WorkRefused(say("What this backup holds cannot be read. Nothing was changed."))
