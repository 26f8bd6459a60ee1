"""Sessions in a headless Chromium: one that lapses while somebody types, the way back after signing out, many tries."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from devices.utility.access import Principal
from devices.utility.web.site import ACCOUNT_TRIES
from tests.devices.utility.web.desk import TOM
from tests.devices.utility.web.world import MARIA, PASSWORD
from tests.web.screens import sign_in
from tests.web.served import CHROMIUM
from tests.web.test_fields import FORMS
from tests.web.town import EVERYBODY, Town
from tests.web.visits import a_town, listened, signed_in, visits

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
TYPED = "4"
"""Fits a sentence, a number and a name alike."""


async def test_what_was_typed_when_the_session_lapsed_is_there_again_after_signing_in(browser: Browser) -> None:
    """X-SECURITY: every form with something to type; nothing was sent, and nobody else finds it"""
    seen: set[str] = set()
    async with a_town() as (town, address):
        pages = [visit for visit in await visits(town) if visit.is_page and visit.status == 200 and visit.route]
        for visit in pages:
            if visit.who is None or seen.issuperset(visit.forms):
                continue
            async with signed_in(browser, town, address, visit.who) as page:
                await page.goto(address + visit.path)
                for number, told in enumerate(await page.evaluate(FORMS)):
                    key = re.sub(r"\d+", "N", told["action"])
                    if key not in seen and told["method"] == "post" and told["typed"]:
                        await _lapsed(page, town, address + visit.path, number, visit.who)
                    seen.add(key)
    assert {
        "/displays",
        "/displays/code",
        "/console/accounts/N/notes",
        "/console/troubles/N/note",
        "/console/orders/new",
    } <= seen


async def _lapsed(page: Page, town: Town, where: str, number: int, who: Principal) -> None:
    """Type, let a quarter of an hour pass, send, sign in again."""
    await page.goto(where)
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    fields = page.locator("form").nth(number).locator("input:not([type=hidden]):not([type=checkbox]), textarea")
    for each in await fields.all():
        await each.fill(TYPED)
    town.run(timedelta(minutes=16).total_seconds())
    before = town.web.done()
    async with page.expect_navigation():
        await page.locator("form").nth(number).locator("button").first.click()
    assert "so you were signed out" in await page.inner_text("main")
    assert town.web.done() == before, "nobody did anything"
    await sign_in(page, who.name)
    await page.wait_for_url(where)
    assert "This was not sent" in await page.inner_text("main")
    assert {await each.input_value() for each in await fields.all()} == {TYPED}
    await page.reload()
    assert "This was not sent" not in await page.inner_text("main")


async def test_a_page_asked_for_after_the_session_lapsed_says_why_and_leads_back(browser: Browser) -> None:
    """X-SECURITY"""
    async with a_town() as (town, address), signed_in(browser, town, address, MARIA) as page:
        await page.goto(f"{address}/usage")
        town.run(timedelta(minutes=16).total_seconds())
        await page.get_by_text("Day before").click()
        assert "so you were signed out" in await page.inner_text("main")
        assert await page.locator(".value, svg[role=img]").count() == 0
        await sign_in(page, MARIA.name)
        await page.wait_for_url(re.compile(r"/usage\?day="))
        assert "so you were signed out" not in await page.inner_text("main")


async def test_somebody_else_at_the_same_browser_does_not_find_what_was_typed(browser: Browser) -> None:
    """X-SECURITY, X-MULTI-CLIENT"""
    async with a_town() as (town, address), signed_in(browser, town, address, EVERYBODY[1]) as page:
        where = f"{address}/console/accounts/1002"
        await page.goto(where)
        await page.fill("#text", "for Ruth alone")
        town.run(timedelta(minutes=16).total_seconds())
        await page.get_by_text("Keep note").click()
        await sign_in(page, TOM.name)
        await page.wait_for_url(where)
        assert await page.input_value("#text") == ""
        assert "for Ruth alone" not in await page.content()


@pytest_asyncio.fixture(loop_scope="session")
async def remembering() -> AsyncIterator[Browser]:
    """A Chromium that keeps pages for the way back, as people's browsers do and tests' browsers do not."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--enable-features=BackForwardCache"],
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield browser
        await browser.close()


@pytest.mark.parametrize("who", [MARIA, TOM], ids=lambda who: who.role.value)
async def test_the_way_back_after_signing_out_shows_nothing(
    remembering: Browser, town: tuple[Town, str], who: Principal
) -> None:
    """X-SECURITY, UC96.4.9: with the pages that the browser keeps, and without"""
    here, address = town
    own = ("/", "/usage", "/events") if who is MARIA else ("/console/", "/console/accounts/1002", "/console/alarms")
    async with signed_in(remembering, here, address, who) as page:
        said = listened(page)
        titles = set()
        for path in own:
            await page.goto(address + path)
            titles.add(await page.inner_text("h1"))
        await page.click("form.out button")
        assert await page.inner_text("h1") == "You are signed out"
        for _ in own:
            await page.go_back()
            assert await page.inner_text("h1") == "Sign in"
            assert await page.locator(".value, table, form.out").count() == 0
        assert "Sign in" not in titles
        assert [one for one in said if "Failed to load resource" not in one] == []


async def test_many_tries_are_told_to_wait_even_with_the_right_password(browser: Browser) -> None:
    """X-SECURITY"""
    async with a_town() as (town, address), signed_in(browser, town, address, None) as page:
        await page.goto(f"{address}/sign-in")
        for _ in range(ACCOUNT_TRIES):
            await page.fill("#name", "maria")
            await page.fill("#password", "not the password")
            await page.click("main form button")
            assert "do not fit together" in await page.inner_text("[role=alert]")
        async with page.expect_navigation() as navigation:
            await page.fill("#password", PASSWORD)
            await page.click("main form button")
        answer = await navigation.value
        assert answer
        assert answer.status == 429
        assert 0 < int(answer.headers["retry-after"]) <= 900
        assert "15 minutes" in await page.inner_text("main")
        town.run(timedelta(minutes=16).total_seconds())
        await page.goto(f"{address}/sign-in")
        await sign_in(page, "maria")
        await page.wait_for_url(f"{address}/")
