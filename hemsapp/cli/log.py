"""`hemsapp log`: the audit log, verified or written out for an auditor, while the kiosk goes on (docs/audit-log.md)."""

import argparse
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlite_utils import Database

from hemsapp import audit
from hemsapp import config as configuration
from hemsapp.cli.exits import Exit, Refused
from hemsapp.works.logs import lines, sentence


def run(wish: argparse.Namespace) -> int:
    """Verify it, or write it to a file; a broken log is said, and is exit code 1. Raises Refused."""
    config = configuration.load(wish.config)
    path = config.store.path
    if not path.is_file():
        raise Refused(Exit.DATABASE, f"{path}: there is no database yet; the log begins with the kiosk's first start.")
    at = f"file:{quote(str(path))}?mode=ro"
    try:
        with closing(Database(sqlite3.connect(at, uri=True, timeout=5.0))) as db:
            db.execute("BEGIN")  # the kiosk goes on writing
            if not audit.is_begun(db):
                raise Refused(Exit.DATABASE, f"{path}: it has no log yet; start the kiosk of this version once.")
            if wish.action == "export":
                _write(wish.file, lines(db))
            verdict = audit.verify(db, audit.key_of(path))
    except (sqlite3.Error, OSError) as error:
        why = f"{path}: cannot be read ({error}). Run this as the user who runs hemsapp."
        raise Refused(Exit.DATABASE, why) from error
    sys.stdout.write(f"{sentence(verdict, config.home.zone)}\n")
    return Exit.OK if verdict.fault is None else Exit.MISTAKE


def _write(file: Path, told: list[str]) -> None:
    file.write_text("".join(f"{line}\n" for line in told), encoding="utf-8")
