"""`python -m devices.sim`: a simulated EZSP dongle on a TCP port, with a Smart Energy neighbourhood behind it."""

import argparse
import asyncio
import json
import pkgutil
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from devices.moment import Moment
from devices.sim.ncp.commands import VERSIONS
from devices.sim.node import Node
from devices.sim.simulation import Settings, Simulation
from devices.sim.utility_link import LinkSettings, UtilityLink

_NEIGHBOURHOOD = "devices.sim.house.neighbourhood:make_nodes"
_EPILOG = """The first line on standard output is JSON with the addresses: ezsp, control, utc, speed.
Point a Zigbee host at socket://HOST:PORT (bellows) or tcp://HOST:PORT (zigbee-herdsman), tell a device to
join through the control socket, and see docs/simulator.md for everything that can be asked and broken."""


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"an address is HOST:PORT such as 127.0.0.1:0, not {text!r}")
    return host, int(port)


def _own_address(text: str) -> tuple[str, int]:
    host, port = _address(text)
    if host not in ("127.0.0.1", "localhost"):
        raise argparse.ArgumentTypeError(f"the control socket opens on 127.0.0.1 only, not on {host}")
    return host, port


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"an instant is like 2026-07-01T12:00:00Z, not {text!r}") from None
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError(f"an instant needs its zone, such as {text}Z")
    return instant.astimezone(UTC)


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= 3600:
        raise argparse.ArgumentTypeError(f"speed is more than 0 and at most 3600, not {text}")
    return speed


def arguments() -> argparse.ArgumentParser:
    """What may be asked for on the command line."""
    parser = argparse.ArgumentParser("python -m devices.sim", description=__doc__, epilog=_EPILOG)
    add = parser.add_argument
    add("--listen", type=_address, default=("127.0.0.1", 0), metavar="HOST:PORT", help="where the dongle listens")
    add("--control", type=_own_address, default=("127.0.0.1", 0), metavar="HOST:PORT", help="where testers connect")
    add("--version", type=int, choices=VERSIONS, default=14, help="EZSP protocol version (default 14)")
    add("--seed", type=int, default=1, help="the same seed gives the same world (default 1)")
    add("--state", type=Path, metavar="DIR", help="keep flash and meters there over restarts")
    add("--speed", type=_speed, default=1.0, help="utility seconds in a real second; time-outs stay real")
    add("--start", type=_instant, metavar="ISO", help="utility time at the start (default: now)")
    add("--since", type=float, metavar="S", help="the wall's Unix time at --start (by default now)")
    add("--capture", type=Path, metavar="FILE", help="write everything on the air to a pcap file")
    add("--devices", default="meter,thermostat,load-switch", metavar="KINDS", help="what stands in the neighbourhood")
    add("--profile", type=lambda text: int(text, 0), default=0x0109, help="profile of the endpoints: 0x0109 or 0x0104")
    add("--nodes", default=_NEIGHBOURHOOD, metavar="MODULE:FUNCTION", help="a factory of your own simulated devices")
    add("--utility", metavar="URL", help="connect the meter to the utility: mqtt://host[:port], or mqtts://")
    add("--keys", type=Path, metavar="DIR", help="with --utility: where the meter's ID.keys lies")
    add("--meter-id", metavar="ID", help="with --utility: how the utility knows the meter")
    add("--certificates", type=Path, metavar="DIR", help="with mqtts://: where ca.pem, ID.pem and ID.key lie")
    add("--with-parent", action="store_true", help="end when standard input closes")
    return parser


def _nodes(options: argparse.Namespace, start: datetime, monotonic_s: float) -> list[Node]:
    try:
        make_nodes = pkgutil.resolve_name(options.nodes)
    except (ImportError, AttributeError) as error:
        raise ValueError(f"--nodes {options.nodes}: {error}") from error
    kinds = [kind for kind in options.devices.split(",") if kind]
    moment = Moment(start, monotonic_s)
    state = options.state and options.state / "home.json"
    nodes: list[Node] = make_nodes(kinds, seed=options.seed, start=moment, profile_id=options.profile, state=state)
    return nodes


@asynccontextmanager
async def running(options: argparse.Namespace) -> AsyncIterator[tuple[Simulation, dict[str, object]]]:
    """The simulation that was asked for, and its first line; ValueError, OSError as `main` reports them."""
    start = options.start or datetime.now(UTC)
    settings = Settings(
        listen=options.listen,
        control=options.control,
        version=options.version,
        seed=options.seed,
        speed=options.speed,
        start=start,
        since_s=options.since,
        state=options.state,
        capture=options.capture,
    )
    if options.state:
        options.state.mkdir(parents=True, exist_ok=True)
    async with Simulation(settings, _nodes(options, start, asyncio.get_running_loop().time())) as simulation:
        hello = {
            "ezsp": "{}:{}".format(*simulation.port.address),
            "control": "{}:{}".format(*simulation.control.address),
            "utc": simulation.now().utc.isoformat(),
            "speed": options.speed,
        }
        async with _link(options, simulation):
            yield simulation, hello


async def _serve(options: argparse.Namespace) -> None:
    loop = asyncio.get_running_loop()
    async with running(options) as (simulation, hello):
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, simulation.stopped.set)
        if options.with_parent:
            await loop.connect_read_pipe(lambda: _Parent(simulation), sys.stdin)
        sys.stdout.write(json.dumps(hello) + "\n")
        sys.stdout.flush()
        await simulation.stopped.wait()


def _link(options: argparse.Namespace, simulation: Simulation) -> AbstractAsyncContextManager[object]:
    """The meter's connection to the utility, if it is to have one."""
    if options.utility is None:
        return nullcontext()
    if options.keys is None or options.meter_id is None:
        raise ValueError("--utility needs --keys and --meter-id")
    return UtilityLink(LinkSettings(options.utility, options.keys, options.meter_id, options.certificates), simulation)


class _Parent(asyncio.Protocol):
    """Ends the simulation when standard input closes, which is how a parent's death shows."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation

    def connection_lost(self, exc: Exception | None) -> None:
        """The parent is gone."""
        del exc
        self._simulation.stopped.set()


def main(argv: Sequence[str] | None = None) -> int:
    """Run until told to stop; 0 after a clean end, 2 for arguments that cannot be."""
    parser = arguments()
    options = parser.parse_args(argv)
    try:
        asyncio.run(_serve(options))
    except ValueError as error:
        parser.error(str(error))
    except OSError as error:
        parser.error(f"cannot open a port or a file: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
