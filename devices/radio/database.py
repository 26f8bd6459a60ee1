"""The file in which zigpy remembers the devices: private, and put aside only when it is broken."""

import sqlite3
from pathlib import Path

from zigpy.exceptions import CorruptDatabase

_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_ERROR})
"""What SQLite says of a file that is none, or has not zigpy's tables; all else is of the disk, not of the file."""

_PRIMARY = 0xFF  # the low octet of SQLite's extended result codes


def make_private(path: Path) -> None:
    """Make the file before SQLite does; its journal inherits the permissions (TM8)."""
    path.touch(mode=0o600)


def is_broken(error: sqlite3.DatabaseError | CorruptDatabase) -> bool:
    """Whether the file itself cannot be used any more; a full or locked disk breaks no file."""
    if isinstance(error, CorruptDatabase):
        return True
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE) & _PRIMARY in _BROKEN


def put_aside(path: Path) -> Path:
    """Move the file away and let go of its journal: where it lies now. One put aside before stays."""
    count = len(list(path.parent.glob(f"{path.name}.broken*")))
    aside = path.with_name(f"{path.name}.broken{f'-{count + 1}' if count else ''}")
    path.replace(aside)
    for journal in path.parent.glob(f"{path.name}-*"):
        journal.unlink()
    return aside
