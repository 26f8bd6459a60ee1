"""Strangers in a headless Chromium: other sites' forms, frames and scripts, other people's pages, forged sessions."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from playwright.async_api import Browser, Page

from devices.utility.access import Principal, UserRole
from devices.utility.web.app import ROUTERS
from tests.devices.utility.web.desk import RUTH
from tests.devices.utility.web.test_attacks import kept, names_of
from tests.devices.utility.web.world import MARIA
from tests.web.served import served
from tests.web.town import EVERYBODY, JONAS, OLGA, Town
from tests.web.visits import PAGES, a_town, let_in, listened, signed_in, visits

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
POSTS = [
    route
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and "POST" in (route.methods or ()) and not route.path.startswith("/api/")
]
POSTED_BY_SCRIPT = """(to) => fetch(to, {method: 'POST', mode: 'no-cors', credentials: 'include', body: 'x=1'})
    .then(() => 'told something', () => 'refused')"""
OPEN = {"/sign-in", "/sign-out", "/signed-out", "/language"}


@asynccontextmanager
async def another_site() -> AsyncIterator[tuple[str, dict[str, str]]]:
    """A site at another port, and the pages that it shows by their paths."""
    pages: dict[str, str] = {}
    app = FastAPI()

    @app.get("/{name}")
    async def page(name: str) -> HTMLResponse:
        return HTMLResponse(pages.get(name, ""))

    async with served(app) as address:
        yield address, pages


def form(action: str, fields: dict[str, str]) -> str:
    """A page that sends a form as soon as it is there."""
    inputs = "".join(f'<input name="{name}" value="{escape(value)}">' for name, value in fields.items())
    return f'<form method="post" action="{action}">{inputs}</form><script>document.forms[0].submit()</script>'


@pytest.mark.parametrize("who", [MARIA, OLGA], ids=lambda who: who.role.value)
async def test_no_form_of_another_site_is_taken_whatever_it_knows(browser: Browser, who: Principal) -> None:
    """X-SECURITY: not even with the token of the form, from another port, from another name of this machine"""
    async with (
        a_town() as (town, address),
        another_site() as (evil, pages),
        signed_in(browser, town, address, who) as page,
    ):
        token = await _token_of(page, address)
        before = kept(town)
        for place, route in enumerate(POSTS):
            fields = dict.fromkeys(names_of(route), "1") | {"form_token": token}
            pages[f"{place}"] = form(address + town.path_of(route), fields)
            for base in (evil, evil.replace("127.0.0.1", "localhost")):
                async with page.expect_navigation(url=address + "/**") as navigation:
                    await page.goto(f"{base}/{place}")
                answer = await navigation.value
                assert answer, route.path
                assert answer.status == 403, route.path
                assert "sent from another site" in await page.inner_text("body")
        await page.goto(evil)
        for route in POSTS:
            assert await page.evaluate(POSTED_BY_SCRIPT, address + town.path_of(route)) == "refused"
        assert kept(town) == before
        await page.goto(address)
        assert await page.locator("form.out").count() == 1, "nobody was signed out either"


async def _token_of(page: Page, address: str) -> str:
    await page.goto(address)
    token = await page.get_attribute("[name=form_token]", "value")
    assert token
    return token


async def test_no_other_site_frames_or_reads_a_page(browser: Browser, town: tuple[Town, str]) -> None:
    """X-SECURITY: clickjacking, and reading with a script what somebody else is signed in to"""
    here, address = town
    pages = [visit.path for visit in await visits(here) if visit.who == MARIA and visit.is_page]
    async with another_site() as (evil, told), signed_in(browser, here, address, MARIA) as page:
        told["frames"] = "".join(f'<iframe src="{address}{path}"></iframe>' for path in pages)
        told["script"] = f'<script src="{address}/usage"></script><img src="{address}/usage">'
        said = listened(page)
        await page.goto(f"{evil}/frames")
        await page.wait_for_load_state()
        frames = [frame for frame in page.frames if frame.parent_frame]
        assert len(frames) == len(pages)
        assert {await frame.inner_text("body") for frame in frames if frame.url.startswith(address)} <= {""}
        assert sum("frame-ancestors" in one for one in said) >= len(pages)
        await page.goto(f"{evil}/script")
        for path in ("/", "/usage", "/api/v1/account", "/green-button?first=2026-07-01&last=2026-07-02"):
            asked = "(to) => fetch(to, {credentials: 'include'}).then((one) => one.text(), () => 'refused')"
            assert await page.evaluate(asked, address + path) == "refused"


async def test_a_customer_is_shown_nothing_of_anybody_else_or_of_the_staff(
    browser: Browser, town: tuple[Town, str]
) -> None:
    """X-MULTI-CLIENT: each address with a number in it, and each page of the console"""
    here, address = town
    own = [route for route in PAGES if "{" in route.path and not route.path.startswith("/console")]
    console = [route for route in PAGES if route.path.startswith("/console")]
    async with signed_in(browser, here, address, JONAS) as page:
        for route in own:
            answer = await page.goto(address + re.sub(r"{\w+}", str(here.marias), route.path))
            assert answer
            assert answer.status == 404, route.path
            assert "There is no such page" in await page.inner_text("h1")
        for route in console:
            answer = await page.goto(address + here.path_of(route))
            assert answer
            assert answer.status == 403, route.path
            assert await page.inner_text("h1") == "This page is not for you"
        taken = f"/displays/{here.token.id}/take-back"
        await page.goto(f"{address}/displays")
        await page.evaluate("(to) => { document.forms[1].action = to; }", taken)
        await page.fill("#label", "mine")
        await page.click("main form button")
        assert "There is no such page" in await page.inner_text("h1")
    assert [one.id for one in here.web.site.tokens.of("1001")] == [here.token.id]


async def test_each_role_of_the_staff_is_refused_what_is_another_roles(
    browser: Browser, town: tuple[Town, str]
) -> None:
    """X-MULTI-CLIENT: each page opens for the roles to whose menu it belongs, and tells everybody else so"""
    here, address = town
    found = [visit for visit in await visits(here) if visit.who and visit.route.startswith("/console")]
    opened = {
        who.role: {visit.route for visit in found if visit.who == who and visit.status in {200, 303}}
        for who in EVERYBODY
    }
    assert not opened[UserRole.CUSTOMER]
    assert opened[UserRole.OPERATOR] >= opened[UserRole.REPRESENTATIVE] | opened[UserRole.PROGRAM_MANAGER]
    assert not {path for path in opened[UserRole.AUDITOR] if "accounts" in path or "orders" in path}
    assert not {path for path in opened[UserRole.REPRESENTATIVE] if "orders" in path or "audit" in path}
    assert not {path for path in opened[UserRole.PROGRAM_MANAGER] if "usage" in path or "audit" in path}
    for who in EVERYBODY[1:]:
        async with signed_in(browser, here, address, who) as page:
            for visit in (one for one in found if one.who == who and one.status == 403):
                answer = await page.goto(address + visit.path)
                assert answer
                assert answer.status == 403, visit.name
                assert await page.inner_text("h1") == "This page is not for you"
            await page.goto(address)
            menu = await page.eval_on_selector_all(".pages a", "(all) => all.map((one) => one.pathname)")
            assert len(menu) > 1
            for path in menu:
                opens = await page.goto(address + path)
                assert opens
                assert opens.status == 200, f"{who.role.value} {path}"


@pytest.mark.parametrize("kind", ["altered", "guessed", "another's name", "script", "long"])
async def test_a_forged_session_or_token_shows_the_door_and_nothing_else(
    browser: Browser, town: tuple[Town, str], kind: str
) -> None:
    """X-SECURITY"""
    here, address = town
    good = here.web.site.sessions.begin(RUTH.name)
    forged = {
        "altered": good[:-1] + ("A" if good[-1] != "A" else "B"),
        "guessed": "A" * len(good),
        "another's name": "Ruth",
        "script": "%3Cscript%3Ealert(1)%3C/script%3E",
        "long": "A" * 3000,
    }[kind]
    async with signed_in(browser, here, address, None) as page:
        name = here.web.site.session_cookie
        await page.context.add_cookies([{"name": name, "value": forged, "url": address}])
        said = listened(page)
        closed = [route for route in PAGES if route.path not in OPEN and "." not in route.path]
        for route in closed if kind == "altered" else closed[:3]:
            answer = await page.goto(address + here.path_of(route))
            assert answer
            assert answer.status == 401, route.path
            assert await page.inner_text("h1") == "Sign in"
        assert [one for one in said if "dialog" in one] == []
        await page.goto(f"{address}/sign-in")
        asked = "([to, token]) => fetch(to, {headers: {authorization: 'Bearer ' + token}}).then((one) => one.text())"
        answered = json.loads(await page.evaluate(asked, [f"{address}/api/v1/account", f"hems_{forged}"]))
        assert set(answered) == {"error"}
        assert "token is missing, unknown, ended" in answered["error"]
    async with signed_in(browser, here, address, RUTH) as page:
        await let_in(page.context, here, address, RUTH)
        await page.goto(f"{address}/console/")
        assert await page.inner_text("h1") == "Find a customer", "a good one opens"
