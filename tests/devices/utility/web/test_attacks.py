"""What somebody who means no good tries at every page there is, and is refused (X-SECURITY, X-MULTI-CLIENT).

The routes are read from the site itself: a new page is attacked without a word here.
"""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import httpx
import pytest
from fastapi.routing import APIRoute

from devices.utility.access import Principal, UserRole
from devices.utility.web.app import ROUTERS
from devices.utility.web.attempts import Attempts
from devices.utility.web.site import ADDRESS_TRIES, TRIES_WITHIN
from tests.devices.utility.web.desk import ADA, PAULA, RUTH, TOM, Desk
from tests.devices.utility.web.world import MARIA, PASSWORD, START, Browser


def method_of(route: APIRoute) -> str:
    """GET, POST or DELETE."""
    return min(route.methods or {"GET"})


ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
OPEN = {"/sign-in", "/sign-out", "/signed-out", "/language", "/.well-known/security.txt", "/robots.txt", "/favicon.ico"}
BEHIND_A_DOOR = [route for route in ROUTES if route.path not in OPEN]
CONSOLE = [route for route in ROUTES if route.path.startswith("/console")]
CUSTOMERS = [route for route in BEHIND_A_DOOR if not route.path.startswith(("/console", "/api/"))]
API = [route for route in ROUTES if route.path.startswith("/api/")]
SCRIPT = "<script>alert(1)</script>"
HOSTILE = (
    *("x' OR 1=1--", "'; DROP TABLE accounts; --", '" UNION SELECT * FROM users --', "%", "\\"),
    *(SCRIPT, '"><img src=x onerror=alert(1)>', "{{7*7}}", "../../etc/passwd", "\x00", "\u202e", "a" * 4000),
    *("-1", "0", str(2**63), "9" * 400, "NaN", "Infinity", "0001-01-01", "9999-12-31"),
)
STAFF = (RUTH, TOM, PAULA, ADA)
REFUSED = {401, 403, 404}
JONAS = Principal("jonas", UserRole.CUSTOMER, "1002")


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """The utility in the middle of an event; nobody of these tests may change it."""
    desk = Desk()
    desk.web.site.users.add(JONAS, PASSWORD, desk.web.passwords, START)
    desk.event = desk.fault()
    asyncio.run(come_in(desk))  # the thread that checks passwords starts now
    yield desk
    desk.close()


async def come_in(desk: Desk) -> None:
    """Sign in once."""
    async with desk.browser(MARIA):
        pass


@pytest.fixture(autouse=True)
def unsuspected(desk: Desk) -> None:
    """Nobody tried anything from this address before."""
    desk.web.site.by_address = Attempts(desk.web.site.wall, ADDRESS_TRIES, TRIES_WITHIN)


def path_of(route: APIRoute, desk: Desk, account: str = "1001") -> str:
    """The route's path about that account and the event."""
    known = {"account": account, "event": str(desk.event), "meter": "meter-1"}
    return re.sub(r"{(\w+)}", lambda part: known.get(part[1], "1"), route.path)


async def asked(browser: Browser, route: APIRoute, path: str, **fields: str) -> httpx.Response:
    """Ask as the route wants it, with the form's token where one is sent."""
    if method_of(route) == "POST":
        return await browser.fill(path, **fields)
    return await browser.request(method_of(route), path, params=fields)


def kept(desk: Desk) -> list[object]:
    """What no stranger may change: accounts, whose meters, events, users and tokens."""
    mdms, ms, web = desk.utility.mdms.links.db, desk.utility.ms.links.db, desk.web.store.db
    tables = ((mdms, "accounts"), (mdms, "account_meters"), (ms, "events"), (web, "users"), (web, "tokens"))
    return [sorted(map(repr, db.execute(f"SELECT * FROM {table}"))) for db, table in tables]


def names_of(route: APIRoute) -> list[str]:
    """What a request may say: its query, or its form."""
    told = route.dependant.body_params if method_of(route) == "POST" else route.dependant.query_params
    return [field.alias for field in told] or ["text", "day", "event"]


@pytest.mark.parametrize("route", BEHIND_A_DOOR, ids=lambda route: f"{method_of(route)} {route.path}")
async def test_nobody_comes_in_unknown(desk: Desk, route: APIRoute) -> None:
    """X-SECURITY: no page and no answer without a session or a token"""
    async with desk.web.browser() as browser:
        answer = await asked(browser, route, path_of(route, desk))
    assert answer.status_code in {401, 403}
    assert "Alder" not in answer.text


@pytest.mark.parametrize("cookie", ["", "0" * 64, "a" * 5000, "' OR 1=1--", "../x", "\xff"])
async def test_a_forged_session_or_token_opens_nothing(desk: Desk, cookie: str) -> None:
    """X-SECURITY"""
    async with desk.browser(MARIA) as known:
        name = desk.web.site.session_cookie
        altered = known.cookies[name][:-1] + ("0" if known.cookies[name][-1] != "0" else "1")
    for value in (cookie, altered):
        header = f"{name}={value}".encode("latin-1")
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(desk.web.app), base_url="http://127.0.0.1:8096"
        ) as forger:
            for route in BEHIND_A_DOOR:
                told = {b"cookie": header, b"authorization": b"Bearer " + value.encode("latin-1")}
                answer = await forger.request(method_of(route), path_of(route, desk), headers=told)
                assert answer.status_code in {401, 403, 429}, route.path


async def test_an_expired_session_opens_nothing(desk: Desk) -> None:
    """X-SECURITY: after a quarter of an hour at rest"""
    async with desk.browser(MARIA) as browser:
        assert (await browser.get("/usage")).status_code == 200
        now = desk.web.clock.at
        desk.web.clock.at += timedelta(minutes=16)
        answers = [await asked(browser, route, path_of(route, desk)) for route in CUSTOMERS]
        desk.web.clock.at = now
    assert {answer.status_code for answer in answers} <= {401, 403}


async def test_a_customer_sees_no_page_of_the_staff(desk: Desk) -> None:
    """X-MULTI-CLIENT"""
    before = kept(desk)
    async with desk.browser(MARIA) as browser:
        answers = {route.path: await asked(browser, route, path_of(route, desk)) for route in CONSOLE}
    assert {path for path, answer in answers.items() if answer.status_code not in REFUSED} == set()
    assert kept(desk) == before


@pytest.mark.parametrize("who", STAFF, ids=lambda who: who.role.value)
async def test_the_staff_sees_no_page_of_a_customer(desk: Desk, who: Principal) -> None:
    """X-MULTI-CLIENT: and no answer of the API, which is for homes"""
    async with desk.browser(who) as browser:
        answers = {route.path: await asked(browser, route, path_of(route, desk)) for route in (*CUSTOMERS, *API)}
    assert answers.pop("/").headers["location"] == "/console/"
    assert {path for path, answer in answers.items() if answer.status_code not in REFUSED} == set()


async def test_another_customers_event_usage_and_tokens_are_nobodys(desk: Desk) -> None:
    """X-MULTI-CLIENT"""
    token, _ = desk.web.site.tokens.make("1002", "Kitchen")
    async with desk.browser(MARIA) as browser:
        for path in ("/", "/usage", "/events", f"/events/{desk.event}", "/displays", "/green-button"):
            answer = await browser.get(path, params={"account": "1002", "meter": "meter-2"})
            assert "meter-2" not in answer.text
            assert "Ana Alder" not in answer.text
        await browser.see("/displays")
        await browser.fill(f"/displays/{token.id}/take-back", account="1002")
    assert [one.id for one in desk.web.site.tokens.of("1002")] == [token.id]
    desk.web.site.tokens.take_back("1002", token.id)


@pytest.mark.parametrize("who", [MARIA, RUTH, PAULA], ids=lambda who: who.role.value)
async def test_no_form_is_taken_from_another_site_or_without_its_token(desk: Desk, who: Principal) -> None:
    """X-SECURITY: cross-site request forgery"""
    before = kept(desk)
    forms = [route for route in BEHIND_A_DOOR if method_of(route) == "POST" and route not in API]
    async with desk.browser(who) as browser:
        token = browser.token
        for route in forms:
            fields = dict.fromkeys(names_of(route), "1")
            path = path_of(route, desk)
            told = {**fields, "form_token": token}
            foreign = await browser.post(path, data=told, headers={"origin": "http://evil.example"})
            cross = await browser.post(path, data=told, headers={"sec-fetch-site": "cross-site"})
            bare = await browser.post(path, data=fields)
            guessed = await browser.post(path, data={**fields, "form_token": "0" * 64})
            codes = {foreign.status_code, cross.status_code, bare.status_code, guessed.status_code}
            assert codes <= {403}, (route.path, codes)
    assert kept(desk) == before


@pytest.mark.parametrize("who", [MARIA, RUTH, PAULA, TOM], ids=lambda who: who.role.value)
async def test_sql_and_script_in_every_part_of_every_request_stay_words(desk: Desk, who: Principal) -> None:
    """X-SECURITY: what is no number, day or name is refused or shown as text, and nothing is changed by it"""
    before = kept(desk)
    routes = CUSTOMERS if who is MARIA else CONSOLE
    wrong = []
    async with desk.browser(who) as browser:
        for route in routes:
            names = names_of(route)
            for words in HOSTILE:
                fields = dict.fromkeys(names, words)
                paths = [path_of(route, desk)]
                paths += [re.sub(r"{\w+}", quote(words, safe=""), route.path)] if "{" in route.path else []
                for path in paths:
                    answer = await asked(browser, route, path, **fields)
                    is_shown = SCRIPT in answer.text or "<img src=x" in answer.text
                    if answer.status_code >= 500 or is_shown:
                        wrong.append((route.path, words[:20], answer.status_code))
    assert wrong == []
    assert kept(desk)[:2] + kept(desk)[3:4] == before[:2] + before[3:4]


async def test_every_answer_forbids_foreign_script_frames_and_guessing(desk: Desk) -> None:
    """X-SECURITY"""
    async with desk.browser(RUTH) as browser:
        answers = [await asked(browser, route, path_of(route, desk)) for route in ROUTES]
        answers.append(await browser.get("/nowhere"))
    for answer in answers:
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"]


@pytest.mark.parametrize("length", ["65537", "9" * 20, "9" * 5000, "-1", "x"])
async def test_a_body_that_is_too_long_or_says_nothing_true_of_its_length_is_refused(desk: Desk, length: str) -> None:
    """X-SECURITY"""
    async with desk.web.browser() as browser:
        answer = await browser.post("/sign-in", content=b"x", headers={"content-length": length})
    assert answer.status_code == 413
