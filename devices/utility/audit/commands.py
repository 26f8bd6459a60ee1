"""`python -m devices.utility audit`: verify the logs of a folder's systems, or write them out for an auditor."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from devices.utility.audit.trail import head
from devices.utility.audit.verify import Entry, entries, opened_to_read, verify
from devices.utility.ledger import audit_key

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Subparsers = _SubParsersAction[argparse.ArgumentParser]


def add_to(verbs: "Subparsers") -> None:
    """The verb `audit` and its options."""
    says = "verify the audit logs of the systems in a folder, or write them out; beside running systems too"
    audit = verbs.add_parser("audit", help=says, description=says)
    audit.add_argument("what", choices=("verify", "export"))
    audit.add_argument("--state", type=Path, required=True, help="the folder of the systems' files")
    audit.add_argument("--out", type=Path, help="the file that an export makes; by default standard output")


def main(options: argparse.Namespace) -> int:
    """0: done, and every log is whole; 1: one is not. Raises OSError, ValueError, sqlite3.Error."""
    logs = logs_in(options.state)
    if options.what == "verify":
        verdicts = [verdict_of(path) for path in logs]
        sys.stdout.writelines(f"{said}\n" for _, said in verdicts)
        return 0 if all(is_whole for is_whole, _ in verdicts) else 1
    lines = (json.dumps(line, ensure_ascii=False) + "\n" for path in logs for line in exported(path))
    if options.out is None:
        sys.stdout.writelines(lines)
    else:
        with options.out.open("x", encoding="utf-8") as file:
            file.writelines(lines)
    return 0


def logs_in(state: Path) -> list[Path]:
    """The files there whose logs have a key, by name. Raises ValueError when there is none."""
    found = sorted(path for path in state.glob("*.db") if audit_key(path).exists())
    if not found:
        raise ValueError(f"{state}: no system has an audit log here")
    return found


def verdict_of(path: Path) -> tuple[bool, str]:
    """Is that file's log whole, and a sentence that says so. Raises OSError, sqlite3.Error."""
    with closing(opened_to_read(path)) as db:
        found = verify(db, audit_key(path).read_bytes())
    if found.fault:
        return False, f"{path.stem}: BROKEN after {found.count} entries: {found.fault}"
    since = f" since {found.since.isoformat()}" if found.since else ""
    return True, f"{path.stem}: unbroken{since}, {found.count} entries"


def exported(path: Path) -> Iterator[dict[str, Any]]:
    """A file's entries, and its head as the last one, as of one moment. Raises sqlite3.Error."""
    with closing(opened_to_read(path)) as db:
        db.execute("BEGIN")
        yield from (_line(path.stem, entry) for entry in entries(db))
        yield _head(path.stem, db)


def _line(system: str, entry: Entry) -> dict[str, Any]:
    told = {"system": system, "entry": entry.number, "at": entry.at.isoformat(), "who": entry.who, "what": entry.what}
    said = {"about": entry.about, "row": entry.key, "said": entry.said}
    return told | said | {"digest": entry.digest.hex(), "chain": entry.chain.hex()}


def _head(system: str, db: Database) -> dict[str, Any]:
    number, chain = head(db)
    (word,) = db.execute("SELECT word FROM audit_seal").fetchone()
    return {"system": system, "head": number, "chain": chain.hex(), "seal": word}
