"""`hemsapp kiosk`: the display on the wall."""

import argparse

from hemsapp import config as configuration
from hemsapp.cli import display
from hemsapp.cli.assembly import make_service, start_logs
from hemsapp.clock import Clock


def run(wish: argparse.Namespace) -> int:
    """Show the home on the screen until the process is told to end."""
    display.require(is_offscreen_enough=wish.screenshots is not None)
    config = configuration.load(wish.config)
    start_logs(config)
    clock = Clock()
    return display.show(lambda: make_service(config, clock), clock, config, wish)
