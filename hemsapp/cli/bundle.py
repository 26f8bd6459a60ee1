"""`hemsapp bundle`: the report of the last hours, from the command line, beside a display that runs or does not."""

import argparse
import sqlite3
import sys
from pathlib import Path

from hemsapp import config as configuration
from hemsapp.archive.kept import Archive
from hemsapp.bundle import pack
from hemsapp.cli.assembly import settings_of, source_of
from hemsapp.cli.exits import Exit, Refused
from hemsapp.clock import Clock
from hemsapp.exchange import files

_EXPECTED_BYTES = 4_000_000


def run(wish: argparse.Namespace) -> int:
    """Write the report into the file that was named. Raises Refused."""
    config = configuration.load(wish.config)
    clock = Clock()
    source = source_of(config, settings_of(config, clock.speed, is_pin_set=False))
    path = Path(wish.file)
    try:
        with (
            Archive(source, clock.now().utc) as archive,
            files.drafted(path, _EXPECTED_BYTES) as draft,
            draft.open("wb") as file,
        ):
            count = pack.write(archive, file)
    except (OSError, sqlite3.OperationalError) as error:
        raise Refused(Exit.DATABASE, f"{path}: the report cannot be written ({error}).") from error
    sys.stdout.write(f"{path} tells of the last 6 hours: {count} messages, no keys, no names, no addresses.\n")
    return Exit.OK
