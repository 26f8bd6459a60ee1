"""The website in a process: a listening socket, uvicorn on it, and what it needs, opened and closed in order."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import uvicorn
from fastapi import FastAPI

from devices.ending import ended
from devices.utility.process import MS_SOCKET, RECORDS_SOCKET, Clock
from devices.utility.shell import write_looks
from devices.utility.web.app import application
from devices.utility.web.audit import ChainedAudit
from devices.utility.web.log_head import tell_head, tell_heads
from devices.utility.web.passwords import Passwords
from devices.utility.web.price_sheet import PriceSheet
from devices.utility.web.rooms import MS, RECORDS, SocketRooms
from devices.utility.web.security_contact import SecurityContact
from devices.utility.web.site import Site
from devices.utility.web.store import WebStore

WEB_FILE = "web.db"
_GRACE_S = 2
_MOST_AT_ONCE = 1000
_LONGEST_HEAD = 128 * 1024
"""Read of a request's address and headers: more than the guard takes, so that it is refused in a sentence."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the site is found. Without certificate and key it speaks plain http, on this machine alone.

    Raises ValueError for plain http anywhere else, and for a certificate without its key.
    """

    host: str = "127.0.0.1"
    port: int = 8096
    certificate: Path | None = None
    key: Path | None = None

    def __post_init__(self) -> None:
        if (self.certificate is None) != (self.key is None):
            raise ValueError("TLS needs both --tls-cert and --tls-key")
        if not self.is_secure and not _is_loopback(self.host):
            raise ValueError(f"without --tls-cert and --tls-key passwords would be readable on the way to {self.host}")

    @property
    def is_secure(self) -> bool:
        """Is it TLS?"""
        return self.certificate is not None


@asynccontextmanager
async def serving(
    listening: Listening,
    state: Path,
    clock: Clock,
    zone: str,
    prices: PriceSheet | None = None,
    security: SecurityContact | None = None,
) -> AsyncIterator[str]:
    """The site while it is open; the value is its address. Raises OSError, LedgerRefused, ValueError."""
    with _opened(listening) as bound, closing(WebStore(state / WEB_FILE)) as store:
        rooms = SocketRooms({RECORDS: state / RECORDS_SOCKET, MS: state / MS_SOCKET})
        passwords = Passwords()
        site = Site(
            rooms,
            store,
            ChainedAudit(store.audit),
            passwords,
            clock.now,
            lambda: datetime.now(UTC),
            ZoneInfo(zone),
            listening.is_secure,
            clock.speed,
            prices=prices,
            security=security,
        )
        server = Server(config(application(site), listening))
        task = asyncio.create_task(server.serve(sockets=[bound]))
        log = [write_looks(store.audit), tell_heads(store.audit, rooms, clock.speed)]
        beside = [asyncio.create_task(one) for one in log]
        try:
            up = asyncio.ensure_future(server.is_up.wait())
            await asyncio.wait((up, task), return_when=asyncio.FIRST_COMPLETED)
            up.cancel()
            if task.done():
                task.result()
            host, port = bound.getsockname()[:2]
            yield f"{'https' if listening.is_secure else 'http'}://{host}:{port}"
        finally:
            server.should_exit = True
            await task
            for other in beside:
                await ended(other)
            await tell_head(store.audit, rooms)
            await rooms.close()
            passwords.close()


class Server(uvicorn.Server):
    """Leaves signals to the process that it is a part of, and says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn."""
        await super().startup(sockets)
        self.is_up.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """See uvicorn."""
        yield


def config(app: FastAPI, listening: Listening | None = None) -> uvicorn.Config:
    """How uvicorn serves the application."""
    listening = listening or Listening()
    return uvicorn.Config(
        app,
        ssl_certfile=listening.certificate,
        ssl_keyfile=listening.key,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="off",
        limit_concurrency=_MOST_AT_ONCE,
        h11_max_incomplete_event_size=_LONGEST_HEAD,
        timeout_graceful_shutdown=_GRACE_S,
    )


@contextmanager
def _opened(listening: Listening) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    with socket.socket(family) as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((listening.host, listening.port))
        yield bound


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
