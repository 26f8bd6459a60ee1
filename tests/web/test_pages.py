"""Every page in a headless Chromium, as each role: what can be read and reached, and what refreshes itself."""

import asyncio
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page

from devices.demand_response import EventStatus
from tests.devices.utility.world import START
from tests.web.screens import LOOKS, lived_in, sign_in
from tests.web.served import WIDTHS, served
from tests.web.town import EVERYBODY, Town
from tests.web.visits import FAULTS, KEYS, PAGES, Visit, listened, signed_in, visits, worth_a_look

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
NO_PAGES = {"/language", "/console/meters/{meter}", "/console/meters/{meter}/events/{event}"}
"""They lead on to another page."""


async def test_every_page_can_be_read_and_reached_by_whoever_may_open_it(
    town: tuple[Town, str], browser: Browser
) -> None:
    """X-MULTI-CLIENT: at three widths, in light and dark, by keyboard alone; the routes tell which there are"""
    here, address = town
    found = await visits(here)
    opened = {visit.route for visit in found if visit.status == 200}
    assert {route.path for route in PAGES} - opened == NO_PAGES, "a page that nobody visits: name its parts in town.py"
    pages = worth_a_look(found)
    halves = [[visit for visit in pages if visit.who == who] for who in (*EVERYBODY, None)]
    told = await asyncio.gather(*(_visited(browser, here, address, half) for half in halves))
    assert {name: faults for each in told for name, faults in each.items() if faults} == {}


async def _visited(browser: Browser, town: Town, address: str, pages: list[Visit]) -> dict[str, list[str]]:
    """What is wrong with each page of one person."""
    found: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    async with signed_in(browser, town, address, pages[0].who) as page:
        said = listened(page)
        for visit in pages:
            said.clear()
            answer = await page.goto(address + visit.path)
            faults = [] if answer and answer.status == visit.status else [f"status {answer and answer.status}"]
            faults += [*await _looked_at(page), *await _pressed(page)]
            title = await page.title()
            if visit.route and visit.status == 200 and titles.setdefault(title, visit.route) != visit.route:
                faults.append(f"{title!r} is also the title of {titles[title]}")
            faults += [one for one in said if visit.status == 200 or "Failed to load resource" not in one]
            found[visit.name] = faults
    return found


async def _looked_at(page: Page) -> list[str]:
    """As it is pictured: at three widths, in light and dark, with everything unfolded."""
    faults = []
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for kind, scheme in LOOKS:
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        await page.set_viewport_size({"width": WIDTHS[kind], "height": 900})
        faults += [f"{kind} {scheme}: {fault}" for fault in await page.evaluate(FAULTS)]
    return faults


async def _pressed(page: Page) -> list[str]:
    """Everything that can be used is reached by the tabulator, in its order, and seen while it has the focus."""
    presses = await page.evaluate(KEYS)
    for _ in range(presses):
        await page.keyboard.press("Tab")
    found: list[str] = await page.evaluate("keysPressed()")
    return found


async def test_an_active_events_page_that_gets_no_answer_any_more_says_of_when_it_is(browser: Browser) -> None:
    """UC96.4.7: a number that looks live and is not misleads."""
    home, _, active = lived_in()
    home.site.site.speed = 600.0
    async with served(home.site.app) as address:
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(f"{address}/sign-in")
        await sign_in(page, "maria")
        await page.goto(f"{address}/events/{active}")
        assert not await page.locator("#stale").is_visible()
        await page.route("**/live?refresh", lambda route: route.fulfill(status=503))
        await page.locator("#stale").wait_for(timeout=20_000)
        assert "as of" in await page.inner_text("#stale")
        await context.close()
    home.close()


async def test_an_active_events_page_shows_the_next_interval_by_itself(browser: Browser) -> None:
    """UC96.4.7: with script it fetches a part, without it the whole page comes again."""
    home, _, active = lived_in()
    home.site.site.speed = 600.0
    async with served(home.site.app) as address:
        contexts = [await browser.new_context(java_script_enabled=has) for has in (True, False)]
        pages = [await context.new_page() for context in contexts]
        for page in pages:
            await page.goto(f"{address}/sign-in")
            await sign_in(page, "maria")
            await page.goto(f"{address}/events/{active}")
            assert "3 intervals posted" in await page.inner_text("#live")
        home.run(minutes=15)
        home.read(START + timedelta(days=1, hours=2, minutes=45), 15, wh=90)
        home.tell(4, active, EventStatus.OPTED_OUT)
        for page in pages:
            await page.get_by_text("4 intervals posted").wait_for(timeout=20_000)
        for context in contexts:
            await context.close()
    home.close()
