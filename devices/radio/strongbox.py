"""What the trust centre must not forget and nobody may read: the network with its keys, sealed at rest (TM8).

zigpy keeps such backups in its database in the clear; here they are taken out of it, and never written there again.
"""

import json
import logging
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from zigpy.backups import NetworkBackup

from devices.sealing import Sealer, Unsealable, write_privately

LOGGER = logging.getLogger(__name__)
PURPOSE: Final = "zigbee network"
FRAMES_PER_S: Final = 10
"""More than this a home's coordinator does not send for long: what was sent since a backup is allowed for (F15)."""
LEAST_ALLOWANCE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Kept:
    """The network as an open coordinator backup; devices that were let go; `is_waiting`: to be written into a dongle.

    `may_burn_address`: a dongle that can take another address only once may be given it for good.
    """

    network: dict[str, Any] | None = None
    banished: tuple[str, ...] = ()
    is_waiting: bool = False
    may_burn_address: bool = False

    def __repr__(self) -> str:
        """Keys never reach a log (X-SECURITY)."""
        return f"Kept(is_waiting={self.is_waiting})"


class Strongbox:
    """A sealed file; without a path it is kept in memory, and nothing survives."""

    def __init__(self, path: Path | None, sealer: Sealer | None) -> None:
        self._path, self._sealer = path, sealer
        self._kept = Kept()

    def read(self) -> Kept:
        """What is kept; a file that cannot be opened is put aside, and nothing was kept."""
        if self._path is None or self._sealer is None:
            return self._kept
        try:
            told = json.loads(self._sealer.unseal(self._path.read_bytes(), PURPOSE))
        except FileNotFoundError:
            return Kept()
        except Unsealable as error:
            LOGGER.warning("the sealed network cannot be opened and is put aside: %s", error)
            self._path.replace(f"{self._path}.unreadable")
            return Kept()
        return Kept(told["network"], tuple(told["banished"]), told["is_waiting"], told["may_burn_address"])

    def write(self, kept: Kept) -> None:
        """Keep this from now on. Raises OSError."""
        self._kept = kept
        if self._path is None or self._sealer is None:
            return
        told = {
            "network": kept.network,
            "banished": kept.banished,
            "is_waiting": kept.is_waiting,
            "may_burn_address": kept.may_burn_address,
        }
        write_privately(self._path, self._sealer.seal(json.dumps(told).encode(), PURPOSE))

    def take_in(self, network: dict[str, Any]) -> None:
        """Keep a network that was found in the clear, unless a newer one is kept."""
        kept = self.read()
        if kept.network is None:
            self.write(replace(kept, network=network))


def network_of(kept: Kept, now: datetime) -> NetworkBackup | None:
    """The network to be taken over, its frame counter beyond all that can have been sent since it was kept."""
    if kept.network is None:
        return None
    backup = NetworkBackup.from_open_coordinator_json(kept.network)
    age_s = max(0, int((now - backup.backup_time.astimezone(UTC)).total_seconds()))
    key = backup.network_info.network_key
    allowed = key.replace(tx_counter=key.tx_counter + LEAST_ALLOWANCE + FRAMES_PER_S * age_s)
    return backup.replace(network_info=backup.network_info.replace(network_key=allowed))


def taken_out(database: Path) -> dict[str, Any] | None:
    """Take what an older version left in the clear out of zigpy's database, overwritten there; the newest of it."""
    if not database.exists() or not database.stat().st_size:
        return None
    newest = None
    with closing(sqlite3.connect(database)) as db:
        db.execute("PRAGMA secure_delete=ON")
        found = db.execute("SELECT name FROM sqlite_master WHERE type='table' AND name LIKE 'network_backups%'")
        tables = [name for (name,) in found.fetchall()]
        for table in tables:
            for (text,) in db.execute(f"SELECT backup_json FROM {table} ORDER BY id"):  # noqa: S608 - zigpy's own name
                newest = NetworkBackup.from_dict(json.loads(text)).as_open_coordinator_json()
        if newest is not None:
            for table in tables:
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - zigpy's own name
            db.commit()
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return newest
