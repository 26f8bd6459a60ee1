"""`python -m devices.utility audit`: verify the logs of a folder's systems, or write them or their heads out."""

import argparse
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from devices.utility.audit import heads
from devices.utility.audit.reading import Reader
from devices.utility.audit.verify import Anchor, Verdict, opened_to_read, verify
from devices.utility.ledger import audit_key
from devices.utility.stored import plain

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Subparsers = _SubParsersAction[argparse.ArgumentParser]


def add_to(verbs: "Subparsers") -> None:
    """The verb `audit` and its options."""
    says = "verify the audit logs of the systems in a folder, or write them out; beside running systems too"
    audit = verbs.add_parser("audit", help=says, description=says)
    audit.add_argument("what", choices=("verify", "export", "heads"))
    audit.add_argument("--state", type=Path, required=True, help="the folder of the systems' files")
    audit.add_argument("--out", type=Path, help="the file to write; by default standard output")
    audit.add_argument(
        "--heads", type=Path, action="append", default=[], help="verify: a file that `heads` or `export` wrote before"
    )


def main(options: argparse.Namespace) -> int:
    """0: done, and every log is whole; 1: one is not. Raises OSError, ValueError, sqlite3.Error."""
    logs = logs_in(options.state)
    if options.what == "verify":
        outside = [one for file in options.heads for one in heads_in(file)]
        found = [verdict_of(path, [one for system, one in outside if system == path.stem]) for path in logs]
        sys.stdout.writelines(f"{sentence(path.stem, one)}\n" for path, one in zip(logs, found, strict=True))
        return 0 if all(one.fault is None for one in found) else 1
    told = (line for path in logs for line in (exported(path) if options.what == "export" else (head_of(path),)))
    lines = (json.dumps(plain(line), ensure_ascii=False) + "\n" for line in told)
    if options.out is None:
        sys.stdout.writelines(lines)
    else:
        with options.out.open("x", encoding="utf-8") as file:
            file.writelines(lines)
    return 0


def logs_in(state: Path) -> list[Path]:
    """The files there whose logs have a key, by name. Raises ValueError when there is none."""
    found = sorted(key.with_name(key.name.removesuffix(".audit.key") + ".db") for key in state.glob("*.audit.key"))
    if not found:
        raise ValueError(f"{state}: no system has an audit log here")
    return found


def verdict_of(path: Path, outside: Iterable[Anchor] = ()) -> Verdict:
    """Is that file's log whole, also by what the systems beside it and `outside` were told. Raises OSError."""
    try:
        anchors = [*kept_beside(path), *outside]
        with closing(opened_to_read(path)) as db:
            return verify(db, audit_key(path).read_bytes(), anchors)
    except sqlite3.Error as error:
        return Verdict(0, None, f"the file cannot be read ({error})")


def kept_beside(path: Path) -> list[Anchor]:
    """What the other systems of that folder were told of this one's log; of one that cannot be read, nothing."""
    found: list[Anchor] = []
    for other in logs_in(path.parent):
        if other != path:
            with suppress(sqlite3.Error), closing(opened_to_read(other)) as db:
                found += heads.kept(db, other.stem, path.stem)
    return found


def sentence(system: str, found: Verdict) -> str:
    """The verdict for a person."""
    if found.fault:
        return f"{system}: BROKEN after {found.count} entries: {found.fault}"
    since = f" since {found.since.isoformat()}" if found.since else ""
    kept = found.kept
    told = (
        f"{kept.keeper} was told of {kept.number} of them on {kept.told:%Y-%m-%d %H:%M:%S} UTC"
        if kept
        else "nobody else was told how it ends"
    )
    return f"{system}: unbroken{since}, {found.count} entries; {told}"


def exported(path: Path) -> Iterator[dict[str, Any]]:
    """A file's entries, and its head as the last one, as of one moment. Raises sqlite3.Error."""
    with closing(opened_to_read(path)) as db:
        db.execute("BEGIN")
        yield from Reader(db, path.stem).all()
        yield _head(path.stem, db)


def head_of(path: Path) -> dict[str, Any]:
    """How a file's log ends. Raises sqlite3.Error."""
    with closing(opened_to_read(path)) as db:
        return _head(path.stem, db)


def heads_in(file: Path) -> Sequence[tuple[str, Anchor]]:
    """The heads that a file of `heads` or `export` tells, each with its system. Raises OSError, ValueError."""
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        if "head" in told:
            written = datetime.fromisoformat(told["written"])
            anchor = Anchor(int(told["head"]), bytes.fromhex(told["chain"]), written, file.name)
            found.append((str(told["system"]), anchor))
    if not found:
        raise ValueError(f"{file}: it tells of no head")
    return found


def _head(system: str, db: Database) -> dict[str, Any]:
    found = Reader(db, system).head()
    told = {"system": system, "head": found["entries"], "chain": found["chain"], "seal": found["seal"]}
    return told | {"written": datetime.now(UTC)}
