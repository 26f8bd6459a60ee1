"""`hemsapp backup --seal FILE`: the whole home in one file; `hemsapp restore FILE`: it is taken up, here or there."""

import argparse
import getpass
import sys

from hemsapp import config as configuration
from hemsapp.archive.kept import Source
from hemsapp.cli.assembly import sample_tariff, sealer
from hemsapp.cli.exits import Exit, Refused
from hemsapp.clock import Clock
from hemsapp.config import Config
from hemsapp.work import Task, WorkKind, WorkRefused
from hemsapp.works.contract import Surroundings, WorkFunction
from hemsapp.works.sealed_backups import ENDING, seal, unseal


def run(wish: argparse.Namespace) -> int:
    """Seal the home; the kiosk may run meanwhile."""
    path = wish.seal
    if path.suffix != f".{ENDING}":
        raise Refused(Exit.USAGE, f"{path}: the file's name ends with .{ENDING}, so that everybody knows what it is.")
    if path.exists():
        raise Refused(Exit.USAGE, f"{path} is there already. Give another name: a backup is never overwritten.")
    config = configuration.load(wish.config)
    sealer(config)
    passphrase = asked("Passphrase for the backup: ", is_new=True)
    return done(seal, Task(WorkKind.SEAL, str(path.absolute()), passphrase=passphrase), config)


def restore(wish: argparse.Namespace) -> int:
    """Open a sealed backup, and let it wait for the next start."""
    config = configuration.load(wish.config)
    sealer(config)
    passphrase = asked("Passphrase of the backup: ", is_new=False)
    code = done(unseal, Task(WorkKind.UNSEAL, str(wish.file.absolute()), passphrase=passphrase), config)
    sys.stdout.write("If hemsapp runs now, restart it: systemctl restart hemsapp\n")
    return code


def asked(prompt: str, *, is_new: bool) -> str:
    """The passphrase, typed unseen (a new one twice), or the first line of standard input. Raises Refused."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    passphrase = getpass.getpass(prompt)
    if is_new and getpass.getpass("Once more: ") != passphrase:
        raise Refused(Exit.USAGE, "These were two different passphrases. Nothing was done.")
    return passphrase


def done(work: WorkFunction, task: Task, config: Config) -> int:
    """Do the work at once, here. Raises Refused."""
    source = Source(
        config.store.path,
        config.home.zone,
        sample_tariff(),
        config.bill.day,
        config.files_folder,
        config.store.machine_key,
    )
    try:
        outcome = work(Surroundings(source, Clock().now().utc), task, lambda _, __: None)
    except WorkRefused as refused:
        raise Refused(Exit.DATABASE, str(refused)) from refused
    except OSError as error:
        raise Refused(Exit.DATABASE, f"{error.filename or task.path}: {error.strerror}.") from error
    sys.stdout.write(f"{outcome.sentence}\n")
    return Exit.OK
