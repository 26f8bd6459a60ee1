"""A website in this process, with clocks that a test moves, and a browser that keeps cookies and fills in forms."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from argon2 import PasswordHasher
from fastapi.responses import HTMLResponse

from devices.utility.access import Principal, UserRole
from devices.utility.audit.verify import entries
from devices.utility.web.app import ROUTERS, application
from devices.utility.web.audit import CHANGE, LOOK, REFUSAL, SIGN_IN, SIGN_OUT, ChainedAudit
from devices.utility.web.passwords import Passwords
from devices.utility.web.rooms import InProcessRooms
from devices.utility.web.site import Site
from devices.utility.web.store import WebStore
from devices.utility.web.visit import Customer, pages

START = datetime(2026, 7, 14, 20, tzinfo=UTC)
ADDRESS = "http://127.0.0.1:8096"
PASSWORD = "a quiet evening at home"
MARIA = Principal("maria", UserRole.CUSTOMER, "1001")
RUTH = Principal("Ruth", UserRole.REPRESENTATIVE)
TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')

probe = pages()


@probe.get("/probe")
async def probed(visit: Customer) -> HTMLResponse:
    """A page for customers that asks nothing of the records."""
    return HTMLResponse(visit.who.account)


Ask = Callable[[str, dict[str, Any], Principal], Any]


@dataclass
class Clock:
    """The wall and utility time of a test."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def pass_by(self, **lasting: float) -> None:
        self.at += timedelta(**lasting)


@dataclass
class World:
    """The site, its clock, and what its systems were asked."""

    systems: Mapping[str, Ask] = field(default_factory=dict)
    is_secure: bool = False

    def __post_init__(self) -> None:
        self.clock = Clock()
        self.store = WebStore(None)
        self.passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        self.site = Site(
            InProcessRooms(self.systems),
            self.store,
            ChainedAudit(self.store.audit),
            self.passwords,
            self.clock.now,
            self.clock.now,
            is_secure=self.is_secure,
        )
        for principal in (MARIA, RUTH):
            self.site.users.add(principal, PASSWORD, self.passwords, START)
        self.app = application(self.site, (*ROUTERS, probe))

    def browser(self, address: str = ADDRESS, **headers: str) -> "Browser":
        """A new browser that has seen nothing."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return Browser(transport=transport, base_url=address, headers=headers)

    def done(self) -> list[tuple[str, str, str, str]]:
        """What the audit was told: name, what, about, outcome."""
        self.store.audit.flush()
        told = [one for one in entries(self.store.db) if one.what in {LOOK, CHANGE, REFUSAL, SIGN_IN, SIGN_OUT}]
        return [(_name(one.who), one.what, one.about, json.loads(one.said or "{}")["outcome"]) for one in told]

    def close(self) -> None:
        self.passwords.close()
        self.store.close()


def _name(who: str) -> str:
    return json.loads(who)[0] if who else ""


class Browser(httpx.AsyncClient):
    """Keeps cookies, as httpx does, and the token of the page that it saw last."""

    token = ""

    async def see(self, path: str, **headers: str) -> httpx.Response:
        answer = await self.get(path, headers=headers)
        if found := TOKEN.search(answer.text):
            self.token = found[1]
        return answer

    async def fill(self, path: str, /, **fields: str) -> httpx.Response:
        return await self.post(path, data={"form_token": self.token, **fields})

    async def sign_in(self, name: str = "maria", password: str = PASSWORD, **fields: str) -> httpx.Response:
        await self.see("/sign-in")
        answer = await self.fill("/sign-in", name=name, password=password, **fields)
        if answer.status_code == 303:
            await self.see("/signed-out")
        return answer
