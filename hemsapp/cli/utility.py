"""`hemsapp utility`: a whole utility on this machine, with its website, a meter, and homes that have a past."""

import argparse
import asyncio
import math
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack, suppress
from itertools import count
from pathlib import Path

from hemsapp.cli.exits import Exit, Refused
from hemsapp.cli.simulator import simulator
from hemsapp.cli.utility_side import UtilitySide, has_web_framework, utility_side
from hemsapp.clock import Clock, WorldTime

USUAL_PORT = 8096
_LOOK_S = 0.5
_NEEDS = "The website needs the extra `utility`: pip install 'hemsapp[utility]', or make setup."


def run(wish: argparse.Namespace) -> int:
    """Serve until it is interrupted. Raises Refused."""
    if not has_web_framework():
        raise Refused(Exit.USAGE, _NEEDS)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ExitStack() as stack:
        folder = _folder(wish.keep, stack)
        world_time = WorldTime.beginning(wish.start or Clock().now().utc, wish.speed)
        listen = wish.listen or listening()
        side = utility_side(folder / "utility", world_time, listen=listen, neighbours=wish.neighbours)
        utility = stack.enter_context(side)
        more = ["--devices", "meter", "--since", repr(world_time.since_s), *utility.meter_options]
        world = simulator(folder, speed=wish.speed, seed=1, start=world_time.start, more=more)
        stack.enter_context(world)
        asyncio.run(utility.read_past(world_time.now))
        sys.stdout.write(said(utility))
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            _watch(utility, wish.seconds)
    return Exit.OK


def listening() -> str:
    """The usual address, or another one if somebody listens there already."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", USUAL_PORT))
        except OSError:
            return "127.0.0.1:0"
    return f"127.0.0.1:{USUAL_PORT}"


def said(utility: UtilitySide) -> str:
    """Where the utility is found, and who may sign in, for a person."""
    lines = [f"The utility's website:  {utility.web}", f"Its console for staff:  {utility.web}/console/"]
    lines += [f"  {one.name:<8}{one.role:<18}{one.password}" for one in utility.people]
    lines += [f"Ask it:  python -m devices.utility ctl --state {utility.folder} list"]
    return "\n".join(lines) + "\n"


def _watch(utility: UtilitySide, seconds: float | None) -> None:
    """Pass on what is said of processes that ended and came back, for so long. Raises Refused when it ends."""
    with (utility.folder / "utility.log").open(encoding="utf-8", errors="replace") as log:
        looks = count() if seconds is None else range(math.ceil(seconds / _LOOK_S))
        for _ in looks:
            sys.stderr.writelines(line for line in log if line.startswith("utility: "))
            sys.stderr.flush()
            with suppress(subprocess.TimeoutExpired):
                code = utility.process.wait(_LOOK_S)
                raise Refused(Exit.SIMULATOR, f"The utility ended with code {code}.")


def _folder(keep: Path | None, stack: ExitStack) -> Path:
    if keep is None:
        return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hemsapp-utility-")))
    folder = keep.resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
