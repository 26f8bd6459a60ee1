"""`hemsapp companion`: another display of a home, which shows what the main display shows."""

import argparse
from pathlib import Path

from hemsapp import config as configuration
from hemsapp.cli import display
from hemsapp.cli.assembly import own_identity, start_logs
from hemsapp.cli.exits import Exit, Refused
from hemsapp.clock import FollowingClock
from hemsapp.config import Config, Display, Log, Store
from hemsapp.displays.companion import CompanionService


def run(wish: argparse.Namespace) -> int:
    """Show the home of the main display on this screen until the process is told to end. Raises Refused."""
    display.require(is_offscreen_enough=wish.screenshots is not None)
    config = configuration.load(wish.config) if wish.folder is None else _in_a_folder(wish.folder.resolve(), wish.size)
    start_logs(config)
    clock = FollowingClock()

    def make() -> CompanionService:
        return CompanionService(
            config.store.companion,
            own_identity(config),
            clock,
            address=wish.main or config.displays.main,
            name=wish.name or "",
        )

    return display.show(make, clock, config, wish)


def _in_a_folder(folder: Path, size: str) -> Config:
    """A companion to try it: all of it in `folder`, in a window."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(Exit.DATABASE, f"{folder}: nothing can be kept there ({error.strerror}).") from error
    return Config(
        store=Store(path=folder / "home.db"),
        log=Log(path=folder / "hemsapp.log"),
        display=Display(size=size, fullscreen=False),
    )
