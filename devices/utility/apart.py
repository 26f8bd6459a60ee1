"""The utility with each of its systems in a process of its own: one that is killed comes back, the others go on."""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

from devices.ending import ended
from devices.utility.broker import HOST, free_port, is_listening
from devices.utility.kept import Broker, Kept

_MODULE = "devices.utility"


@asynccontextmanager
async def apart(options: argparse.Namespace) -> AsyncIterator[dict[str, Any]]:
    """All processes while it is open; the value says where they are, as `all` says it. Raises ChildFailed, OSError."""
    told: dict[str, Any] = {"control": {}}
    async with AsyncExitStack() as stack:
        if options.broker is None:
            port = free_port()
            command = [sys.executable, "-m", f"{_MODULE}.broker", "--port", str(port), "--parent", str(os.getpid())]
            options.broker = f"mqtt://{HOST}:{port}"
            await _added(Broker(command, partial(is_listening, port)), stack)
        told["broker"] = options.broker
        _agree_on_time(options)
        for name, verb, more in _systems(options):
            command = [sys.executable, "-m", _MODULE, verb, "--with-parent", *_common(options), *more]
            greeting = await _added(Kept(name, command), stack)
            told["control"] |= greeting.get("control", {})
            told |= {key: greeting[key] for key in ("web",) if key in greeting}
        yield told


async def _added(child: Kept, stack: AsyncExitStack) -> dict[str, Any]:
    """Start it and keep it; on the way out it is kept no more, then ended."""
    stack.push_async_callback(child.end)
    greeting = await child.start()
    stack.push_async_callback(ended, asyncio.create_task(child.keep()))
    return greeting


def _systems(options: argparse.Namespace) -> list[tuple[str, str, list[str]]]:
    """Each process: what it is called, its verb, and its own options."""
    link = ["--broker", options.broker, "--keys", str(options.keys)]
    if options.certificates:
        link += ["--certificates", str(options.certificates)]
    store = ["--records-store", options.records_store] if options.records_store else []
    found = [
        ("The records (MDMS and CSS)", "records", link + store),
        ("The head end (MS)", "ms", [*link, "--neighbours", str(options.neighbours)]),
    ]
    if options.listen:
        found.append(("The website", "web", _website(options)))
    return found


def _website(options: argparse.Namespace) -> list[str]:
    """A free port is chosen here, so that the site comes back at its address."""
    host, _, port = options.listen.rpartition(":")
    told = ["--listen", f"{host}:{port if port != '0' else free_port()}"]
    for flag in ("tls_cert", "tls_key", "prices", "security_expires", "security_policy"):
        if value := getattr(options, flag):
            told += [f"--{flag.replace('_', '-')}", str(value)]
    for contact in options.security_contact:
        told += ["--security-contact", contact]
    return told


def _agree_on_time(options: argparse.Namespace) -> None:
    """Whoever is started later goes on in the same time."""
    if options.start is not None or options.speed != 1:
        options.start = options.start or datetime.now(UTC)
        options.since = time.time() if options.since is None else options.since


def _common(options: argparse.Namespace) -> list[str]:
    told = ["--state", str(options.state), "--zone", options.zone, "--speed", repr(options.speed)]
    if options.start is not None:
        told += ["--start", options.start.isoformat(), "--since", repr(options.since)]
    return told
