"""The network's keys between zigpy and the strongbox: zigpy would keep them in its database, in the clear (TM8)."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from zigpy.backups import NetworkBackup

from devices.strongbox import Kept

FRAMES_PER_S: Final = 10
"""More than this a home's coordinator does not send for long: what was sent since a backup is allowed for (F15)."""
LEAST_ALLOWANCE: Final = 10_000


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
