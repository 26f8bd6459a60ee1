"""Every page of the site, read from its routes, and who may open it: what the tests of the browser visit."""

import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from fastapi.routing import APIRoute
from playwright.async_api import Browser, BrowserContext, Dialog, Page, Request

from devices.utility.access import Principal
from devices.utility.web.app import ROUTERS
from tests.web.served import served
from tests.web.town import EVERYBODY, Town

PAGES = tuple(
    route
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and "GET" in (route.methods or ()) and not route.path.startswith("/api/")
)
_QUERIES = {"/green-button": "?first=2026-07-01&last=2026-07-02"}


def _function(name: str) -> str:
    """The function of that file, which may ask for colours."""
    colours, function = (Path(__file__).with_name(f"{each}.js").read_text("utf-8") for each in ("colours", name))
    return f"() => {{\n{colours}\nreturn ({function.rstrip().removesuffix(';')})();\n}}"


FAULTS, KEYS = _function("faults"), _function("keys")
"""Functions that a page is asked to evaluate: what is wrong with it; the tabulators to press, then `keysPressed()`."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody (None: nobody signed in) opens a path. `is_page`: it is answered with a page of its own."""

    who: Principal | None
    path: str
    status: int
    is_page: bool
    route: str = ""
    forms: tuple[str, ...] = ()
    """Where its forms lead, without numbers; but signing out, which each has."""

    @property
    def name(self) -> str:
        return f"{self.who.role.value if self.who else 'nobody'} {self.path}"


async def visits(town: Town) -> list[Visit]:
    """What each role is answered at each address, and nobody at the open ones."""
    found = [visit for who in EVERYBODY for visit in await _of(town, who)]
    async with town.web.browser() as browser:
        for route in PAGES:
            answer = await browser.get(town.path_of(route))
            is_page = answer.status_code == 200 and "<html" in answer.text
            found.append(Visit(None, town.path_of(route), answer.status_code, is_page, route.path, _forms(answer.text)))
    return found


async def _of(town: Town, who: Principal) -> list[Visit]:
    found = []
    async with town.browser(who) as browser:
        for route in PAGES:
            path = town.path_of(route) + _QUERIES.get(route.path, "")
            answer = await browser.get(path)
            found.append(Visit(who, path, answer.status_code, "<html" in answer.text, route.path, _forms(answer.text)))
        for path in town.more(who):
            answer = await browser.get(path)
            found.append(Visit(who, path, answer.status_code, "<html" in answer.text))
    return found


def _forms(text: str) -> tuple[str, ...]:
    found = (re.sub(r"\d+", "N", action) for action in re.findall(r'<form[^>]* action="([^"]*)"', text))
    return tuple(sorted(set(found) - {"/sign-out"}))


def once(found: Iterable[Visit]) -> list[Visit]:
    """Each page once, and each kind of refusal."""
    told: dict[str, Visit] = {}
    for visit in found:
        if visit.is_page and (visit.route or visit.status != 200):
            told.setdefault(visit.route if visit.status == 200 else str(visit.status), visit)
    return list(told.values())


def worth_a_look(found: Iterable[Visit]) -> list[Visit]:
    """The pages that differ: of what a role may not open, which is one page, the first."""
    told: dict[tuple[Principal | None, str], Visit] = {}
    for visit in found:
        if visit.is_page:
            told.setdefault((visit.who, visit.path if visit.status != 403 else "refused"), visit)
    return list(told.values())


@asynccontextmanager
async def a_town() -> AsyncIterator[tuple[Town, str]]:
    """A town that may be changed, and the address of its site."""
    town = Town()
    async with town.browser(EVERYBODY[0]):
        pass  # the thread that checks passwords starts now, and ends with the town
    try:
        async with served(town.web.app) as address:
            yield town, address
    finally:
        town.close()


@asynccontextmanager
async def signed_in(
    browser: Browser, town: Town, address: str, who: Principal | None, *, width: int = 1280
) -> AsyncIterator[Page]:
    """A tab of somebody whose session has begun."""
    context = await browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    if who:
        await let_in(context, town, address, who)
    try:
        yield await context.new_page()
    finally:
        await context.close()


async def let_in(context: BrowserContext, town: Town, address: str, who: Principal) -> None:
    """Give a browser somebody's new session."""
    session = town.web.site.sessions.begin(who.name)
    name = town.web.site.session_cookie
    await context.add_cookies([{"name": name, "value": session, "url": address, "httpOnly": True, "sameSite": "Lax"}])


def _failure(request: Request) -> list[str]:
    is_left = "ERR_ABORTED" in (request.failure or "")  # the page was left before it came
    return [] if is_left else [f"failed {urlsplit(request.url).path}: {request.failure}"]


def listened(page: Page) -> list[str]:
    """What the browser complains of: a refused style, a script that failed, a file that is missing, a dialog."""
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type in {"error", "warning"} else None)
    page.on("pageerror", lambda one: said.append(str(one)))
    page.on("requestfailed", lambda one: said.extend(_failure(one)))

    async def dismissed(dialog: Dialog) -> None:
        said.append(f"dialog {dialog.message}")
        await dialog.dismiss()

    page.on("dialog", dismissed)
    return said
