"""`hemsapp headless`: all but the screen."""

import argparse
import asyncio
import json
import logging
import signal
import sys
from collections.abc import Callable

from hemsapp import config as configuration
from hemsapp.cli import systemd
from hemsapp.cli.assembly import make_service, start_logs
from hemsapp.clock import Clock
from hemsapp.service import WALL_S, Service
from hemsapp.snapshot import Snapshot
from hemsapp.state_json import to_json

_log = logging.getLogger(__name__)
_FED_EVERY_S = 10.0
_SILENT_S = 3 * WALL_S


def run(wish: argparse.Namespace) -> int:
    """Serve for the asked time, or until SIGTERM."""
    config = configuration.load(wish.config)
    start_logs(config)
    clock = Clock()
    return asyncio.run(serve(lambda: make_service(config, clock), clock, wish.seconds, is_state_wanted=wish.state))


async def serve(
    make: Callable[[], Service], clock: Clock, seconds: float | None = None, *, is_state_wanted: bool = False
) -> int:
    """Run a service until `seconds` are over or a signal comes; then print the last snapshot if asked."""
    service = make()
    latest: list[Snapshot] = []

    def keep(snapshot: Snapshot) -> None:
        latest[:] = [snapshot]

    service.subscribe(keep)
    loop = asyncio.get_running_loop()
    where = systemd.place()

    def feed() -> None:
        """The watchdog of whoever started us, while the engine publishes."""
        if latest and clock.now().seconds_since(latest[0].at) <= _SILENT_S:
            systemd.tell_well(where)
        loop.call_later(_FED_EVERY_S, feed)

    if where:
        feed()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, service.stop)
    if seconds is not None:
        loop.call_later(seconds, service.stop)
    _log.info("headless begins")
    await service.run()
    _log.info("headless ends")
    if is_state_wanted and latest:
        json.dump(to_json(latest[0], clock.now()), sys.stdout, indent=2)
        sys.stdout.write("\n")
    return 0
