"""A hundred customers at the website, with a year of a thousand homes behind it: how long until a page begins."""

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx

from devices.utility.access import Principal, UserRole
from devices.utility.enrolment import make_keys
from devices.utility.mdms.records import Records
from devices.utility.mdms.sample import Sizes, account_id, fill
from devices.utility.web.passwords import Passwords
from devices.utility.web.server import WEB_FILE
from devices.utility.web.sessions import Sessions
from devices.utility.web.store import WebStore
from devices.utility.web.users import Users
from tests.bench.figure import Figure, percentile

_USERS, _ACCOUNTS, _DAYS = 100, 1_000, 365
_BETWEEN_S, _FOR_S = 5.0, 30.0
_UNTIL = date(2026, 7, 13)
_NOW = "2026-07-14T13:00:00-07:00"
_PAGES = ("/", "/usage", "/usage?day=2026-01-15", "/events")


def website() -> Iterator[Figure]:
    """First byte of a customer's page, p95."""
    with TemporaryDirectory() as folder:
        cookies = _prepared(Path(folder))
        with _running(Path(folder)) as address:
            waits = asyncio.run(_visited(address, cookies))
    how = f"{len(waits)} pages, {_USERS} users, each a page in {_BETWEEN_S:.0f} s; records and site in one process"
    yield Figure("website: first byte of a page, p95", percentile(waits, 0.95) * 1000, "ms", 100, how)


def _prepared(folder: Path) -> list[str]:
    """The records' file, and a session of each user (signing in costs what it is meant to cost)."""
    make_keys(folder / "keys", ["meter-1"])
    records = Records(folder / "mdms.db", lambda _sender, _signed: None)
    fill(records, Sizes(_ACCOUNTS, _DAYS, _UNTIL))
    records.close()
    store, passwords = WebStore(folder / WEB_FILE), Passwords()
    users, sessions = Users(store), Sessions(store, lambda: datetime.now(UTC))
    found = []
    for number in range(1, _USERS + 1):
        principal = Principal(f"user{number}", UserRole.CUSTOMER, account_id(number * 7))
        users.add(principal, f"a quiet evening {number}", passwords, datetime.now(UTC))
        found.append(sessions.begin(principal.name))
    passwords.close()
    store.close()
    return found


@contextmanager
def _running(folder: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "devices.utility", "all", "--with-parent", "--start", _NOW]
    command += ["--state", str(folder), "--keys", str(folder / "keys"), "--web", "127.0.0.1:0"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["web"]
        process.terminate()


async def _visited(address: str, cookies: list[str]) -> list[float]:
    waits: list[float] = []
    async with httpx.AsyncClient(base_url=address, limits=httpx.Limits(max_connections=_USERS)) as client:
        await asyncio.gather(*(_user(client, cookie, number, waits) for number, cookie in enumerate(cookies)))
    return waits


async def _user(client: httpx.AsyncClient, cookie: str, number: int, waits: list[float]) -> None:
    chance = random.Random(number)
    end_s = perf_counter() + _FOR_S
    await asyncio.sleep(chance.uniform(0, _BETWEEN_S))
    while (begun_s := perf_counter()) < end_s:
        async with client.stream("GET", chance.choice(_PAGES), headers={"cookie": f"session={cookie}"}) as answer:
            waits.append(perf_counter() - begun_s)
            assert answer.status_code == 200
            await answer.aread()
        await asyncio.sleep(chance.uniform(0, 2 * _BETWEEN_S))
