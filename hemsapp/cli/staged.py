"""`hemsapp demo --scenario`: a scenario happens in the window, in one process and in a time that can be steered."""

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

from hemsapp.cli import display
from hemsapp.cli.assembly import start_logs
from hemsapp.cli.demo import demo_config
from hemsapp.cli.exits import Exit, Refused
from hemsapp.play.stage import Stage, clock_of
from hemsapp.play.texts import Scenario, Unreadable, read
from ui.recording import Start
from ui.session import Session

DAY = "critical-peak-day"
_PORT = "direct"


def run(wish: argparse.Namespace) -> int:
    """Show the scenario from its beginning, and go on living after its last line. Raises Refused."""
    for option, is_given in {
        "--headless": wish.headless,
        "--keep": wish.keep is not None,
        "--start": wish.start is not None,
        "--no-event": wish.no_event,
    }.items():
        if is_given:
            raise Refused(
                Exit.USAGE,
                f"{option} does not go with --scenario or --record: a scenario says itself how its day is.",
            )
    try:
        name, text, scenario = read(wish.scenario or DAY)
    except Unreadable as error:
        raise Refused(Exit.USAGE, str(error)) from error
    scenario = seeded(scenario, scenario.seed if wish.seed is None else wish.seed)
    start = Start(name, text, scenario.seed, wish.size)
    session = Session(clock_of(scenario, wish.speed or 1.0), start, wish.record)
    if wish.record is not None:
        _try(wish.record)
    with tempfile.TemporaryDirectory(prefix="hemsapp-demo-") as folder:
        return show(scenario, Path(folder), session, wish)


def _try(path: Path) -> None:
    try:
        path.touch()
    except OSError as error:
        raise Refused(Exit.USAGE, f"{path}: no recording can be written there ({error.strerror}).") from error


def seeded(scenario: Scenario, seed: int) -> Scenario:
    """The same day in the household of that seed."""
    return replace(scenario, seed=seed)


def show(scenario: Scenario, folder: Path, session: Session, wish: argparse.Namespace) -> int:
    """The window of that scenario, all it keeps in `folder`. Raises Refused."""
    is_replay = session.replayed is not None
    display.require(is_offscreen_enough=is_replay or wish.screenshots is not None)
    config = demo_config(folder, _PORT, wish.size)
    start_logs(config)
    clock = session.clock
    return display.show(lambda: Stage(scenario, folder, clock), clock, config, wish, is_demo=True, session=session)
