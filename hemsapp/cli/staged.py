"""`hemsapp demo --scenario`: a scenario happens in the window, in one process and in a time that can be steered."""

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

from hemsapp.cli import display
from hemsapp.cli.assembly import start_logs
from hemsapp.cli.demo import demo_config
from hemsapp.cli.exits import Exit, Refused
from hemsapp.clock import SteeredClock
from hemsapp.play.stage import Stage, clock_of
from hemsapp.play.texts import Scenario, Unreadable, read

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
            raise Refused(Exit.USAGE, f"{option} does not go with --scenario, which says itself how its day is.")
    scenario = scenario_of(wish.scenario, wish.seed)
    with tempfile.TemporaryDirectory(prefix="hemsapp-demo-") as folder:
        return show(scenario, Path(folder), clock_of(scenario, wish.speed or 1.0), wish)


def scenario_of(wanted: str, seed: int | None) -> Scenario:
    """The scenario of that name or file, with another seed if one is given. Raises Refused."""
    try:
        _, scenario = read(wanted)
    except Unreadable as error:
        raise Refused(Exit.USAGE, str(error)) from error
    return scenario if seed is None else replace(scenario, seed=seed)


def show(scenario: Scenario, folder: Path, clock: SteeredClock, wish: argparse.Namespace) -> int:
    """The window of that scenario, all it keeps in `folder`."""
    display.require(is_offscreen_enough=wish.screenshots is not None)
    config = demo_config(folder, _PORT, wish.size)
    start_logs(config)
    return display.show(lambda: Stage(scenario, folder, clock), clock, config, wish, is_demo=True)
