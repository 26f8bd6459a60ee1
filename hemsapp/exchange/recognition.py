"""What a file is, told by what is in it: its name may say anything."""

import re
import tomllib
from pathlib import Path

from devices.green_button.words import ATOM, ESPI
from hemsapp.exchange.label_lists import is_list
from hemsapp.exchange.sealed import is_sealed
from hemsapp.exchange.table import COLUMNS
from hemsapp.migrations import APPLICATION_ID

GREEN_BUTTON = "green button"
CSV = "csv"
BACKUP = "backup"
SEALED = "sealed"
LABELS = "labels"
RATES = "rates"

_HEAD_BYTES = 32_768
_MOST_RATES_BYTES = 2_000_000
_SQLITE = b"SQLite format 3\x00"
_APPLICATION = slice(68, 72)  # its place in the header of a database: sqlite.org/fileformat.html
_FEED = re.compile(rf"<(?:[\w.-]+:)?(?:feed|entry)\b[^>]*{re.escape(ATOM)}".encode())
_URDB = b"energyratestructure"


def kind_of(path: Path) -> str | None:
    """What we can read it as; None: it is nothing of ours. Raises OSError."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if is_sealed(head):
        return SEALED
    if head.startswith(_SQLITE):
        return BACKUP if int.from_bytes(head[_APPLICATION], "big") == APPLICATION_ID else None
    if _FEED.search(head) and ESPI.encode() in head:
        return GREEN_BUTTON
    return _text_kind(path, head)


def _text_kind(path: Path, head: bytes) -> str | None:
    """What a text is: a table of history, a rate plan, a list of devices."""
    if head.startswith(",".join(COLUMNS).encode()):
        return CSV
    if _is_rates(path, head):
        return RATES
    return LABELS if path.suffix.lower() in {".csv", ".txt"} and is_list(head.decode("utf-8-sig", "replace")) else None


def _is_rates(path: Path, head: bytes) -> bool:
    """A rate plan in TOML, or a record of OpenEI's rate database in JSON."""
    if path.stat().st_size > _MOST_RATES_BYTES:
        return False
    if head.lstrip()[:1] in {b"{", b"["} and _URDB in path.read_bytes():
        return True
    if b"[[tiers]]" not in head:
        return False
    try:
        return "tiers" in tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        return False


def is_database(path: Path) -> bool:
    """Is it a file of SQLite's at all?"""
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE
