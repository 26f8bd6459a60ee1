"""The utility from the command line: its processes, their keys, and what an operator asks of them."""

import argparse
import asyncio
import json
import logging
import signal
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from devices.names import Eui64
from devices.utility import ctl, parcel_command
from devices.utility.apart import apart
from devices.utility.audit import commands as audit
from devices.utility.broker import BrokerFailed, BrokerProcess
from devices.utility.enrolment import make_keys
from devices.utility.field.simulated import concentrators_for, simulated
from devices.utility.kept import ChildFailed
from devices.utility.ledger import LedgerRefused
from devices.utility.mdms.meter_days import StoreGone
from devices.utility.mqtt_bus import BadAddress
from devices.utility.notices import renew, revoke
from devices.utility.process import KIOSKS, MS_SOCKET, RECORDS_SOCKET, Clock, Settings, Utility
from devices.utility.signatures import KioskKeys
from devices.utility.web import commands as web
from devices.wan.keys import KeysRefused

_PROCESSES = {
    "ms": "the head end",
    "records": "MDMS and customer service",
    "all": "head end, MDMS and customer service in one process, with --web the website too",
    "apart": "as `all`, each system in a process of its own that is started again whenever it ends",
    "web": "the website, which asks the processes of --state",
}


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m devices.utility", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name, says in _PROCESSES.items():
        run = verbs.add_parser(name, help=says, description=says)
        if name == "web":
            web.add_listening(run, "--listen", web.DEFAULT_LISTEN)
        elif name in {"all", "apart"}:
            web.add_listening(run, "--web", None)
        if name in {"records", "all", "apart"}:
            run.add_argument("--records-store", default="", metavar="URL", help="postgresql://... for interval data")
        if name in {"ms", "all", "apart"}:
            run.add_argument(
                "--neighbours", type=int, default=0, metavar="N", help="N simulated meters beside the true"
            )
        _add_common(run, needs_link=name != "web")
    keys = verbs.add_parser("keys", help="make keys, and register kiosks")
    keys.add_argument("--keys", type=Path, required=True)
    keys.add_argument("--meter", action="append", default=[], metavar="ID", help="a meter to make keys for")
    keys.add_argument("--concentrator", action="append", default=[], metavar="ID", help="one to make keys for")
    keys.add_argument(
        "--kiosk", action="append", nargs=2, default=[], metavar=("EUI64", "PUBLIC"), help="believe that kiosk's key"
    )
    keys.add_argument("--renew", action="append", default=[], metavar="ID", help="give a system new keys")
    keys.add_argument("--revoke", action="append", default=[], metavar="ID", help="believe a system no longer")
    ctl.add_to(verbs)
    audit.add_to(verbs)
    web.add_to(verbs)
    parcel_command.add_to(verbs)
    return parser


def _add_common(run: argparse.ArgumentParser, *, needs_link: bool) -> None:
    if needs_link:
        run.add_argument("--broker", help="mqtt://host:port or mqtts://host:port; by default one of its own")
        run.add_argument("--keys", type=Path, required=True, help="the folder that `keys` made")
        run.add_argument("--certificates", type=Path, help="the folder of ca.pem, NAME.pem, NAME.key, for mqtts")
    run.add_argument("--state", type=Path, required=True, help="the folder of its files and control sockets")
    run.add_argument("--zone", default="America/Los_Angeles", help="the utility's own time zone")
    run.add_argument("--speed", type=float, default=1.0, help="how much faster than the wall its time runs")
    run.add_argument("--start", type=_time, help="its time at the start, such as 2026-07-14T13:00:00-07:00")
    run.add_argument("--since", type=float, metavar="S", help="the wall's Unix time at --start (by default now)")
    run.add_argument("--with-parent", action="store_true", help="end when standard input closes")


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} does not say its offset from UTC")
    return moment.astimezone(UTC)


async def _run(options: argparse.Namespace) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    if options.with_parent:
        await loop.connect_read_pipe(lambda: _Parent(ended), sys.stdin)
    async with AsyncExitStack() as stack:
        told: dict[str, Any] = {}
        failed: asyncio.Future[None] = loop.create_future()
        if options.verb == "apart":
            told |= await stack.enter_async_context(apart(options))
        if options.verb in {"web", "apart"}:
            clock = Clock(options.start, options.speed, options.since)
        else:
            told["broker"] = options.broker or stack.enter_context(BrokerProcess()).url
            clock = Clock(options.start, options.speed, options.since)  # its time begins when the broker runs
            utility, told["control"] = await _systems(options, told["broker"], clock, stack)
            failed = utility.failed
        if options.verb != "apart" and getattr(options, "listen", None):
            told["web"] = await stack.enter_async_context(web.serving(options, clock))
        _tell({**told, "utc": clock.now().isoformat(), "speed": options.speed})
        waiting = asyncio.ensure_future(ended.wait())
        await asyncio.wait((waiting, failed), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if failed.done():
            failed.result()


async def _systems(
    options: argparse.Namespace, broker: str, clock: Clock, stack: AsyncExitStack
) -> tuple[Utility, dict[str, str]]:
    """The systems of this process, and where their control sockets are."""
    store = getattr(options, "records_store", "")
    settings = Settings(broker, options.state, options.keys, options.certificates, options.zone, store)
    utility = await stack.enter_async_context(Utility(settings, clock))
    sockets: dict[str, str] = {}
    if options.verb in {"records", "all"}:
        await utility.add_records()
        sockets["records"] = str(options.state / RECORDS_SOCKET)
    neighbours = getattr(options, "neighbours", 0)
    concentrators = concentrators_for(neighbours) if neighbours else ()
    if neighbours:
        make_keys(options.keys, (), concentrators)
    if options.verb in {"ms", "all"}:
        await utility.add_head_end()
        sockets["ms"] = str(options.state / MS_SOCKET)
    if neighbours:
        await utility.add_concentrators(simulated(neighbours, concentrators))
    return utility, sockets


class _Parent(asyncio.Protocol):
    """Ends the process when standard input closes, which is how a parent's death shows."""

    def __init__(self, ended: asyncio.Event) -> None:
        self._ended = ended

    def connection_lost(self, exc: Exception | None) -> None:
        """The parent is gone."""
        del exc
        self._ended.set()


def _tell(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _make_keys(options: argparse.Namespace) -> None:
    now = datetime.now(UTC)
    if options.renew or options.revoke:
        notices = [renew(options.keys, name, now) for name in options.renew]
        notices += [revoke(options.keys, name, now) for name in options.revoke]
        _tell({"notices": [str(notice) for notice in notices]})
        return
    files = make_keys(options.keys, options.meter, options.concentrator)
    kiosks = KioskKeys(options.keys / KIOSKS)
    for kiosk, public in options.kiosk:
        kiosks.register(Eui64(kiosk), bytes.fromhex(public))
    _tell({"files": [str(file) for file in files], "kiosks": [kiosk for kiosk, _ in options.kiosk]})


def main(argv: Sequence[str] | None = None) -> int:
    """0 after a clean end, 1 for a refusal (in a sentence), 2 for arguments that cannot be."""
    options = _arguments().parse_args(argv)
    logging.basicConfig(level="WARNING", format="%(name)s: %(message)s")
    try:
        if options.verb == "ctl":
            return ctl.main(options)
        if options.verb == "audit":
            return audit.main(options)
        if options.verb == "keys":
            _make_keys(options)
        elif options.verb == "user":
            _tell(web.user(options))
        elif options.verb == "parcel":
            _tell(parcel_command.run(options))
        else:
            asyncio.run(_run(options))
    except (
        LedgerRefused,
        KeysRefused,
        StoreGone,
        BadAddress,
        BrokerFailed,
        ChildFailed,
        sqlite3.Error,
        OSError,
        ValueError,
    ) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
