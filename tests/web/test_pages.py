"""The pages in a headless Chromium: what a browser refuses, what can be read and reached, what refreshes itself."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Page

from devices.demand_response import EventStatus
from tests.devices.utility.web.desk import Desk
from tests.devices.utility.web.world import PASSWORD
from tests.devices.utility.world import START
from tests.web.screens import console_paths, lived_in, sign_in
from tests.web.served import WIDTHS, chromium, served

pytestmark = pytest.mark.browser

# What a checker looks for first: names, labels, one heading, contrast (WCAG 2.2 AA), room for a finger.
FAULTS = """() => {
  const faults = [];
  const say = (what, one) => faults.push(what + ": " + one.outerHTML.slice(0, 120));
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(Number)
      .map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$|transparent/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
  if (!document.querySelector("main")) faults.push("no main");
  if (!document.documentElement.lang) faults.push("no language");
  if (document.documentElement.scrollWidth > innerWidth) faults.push("it scrolls sideways");
  for (const one of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
    if (!one.labels.length && !one.ariaLabel) say("no label", one);
  for (const one of document.querySelectorAll("img, svg[role=img]"))
    if (!one.hasAttribute("alt") && !one.ariaLabel) say("no alternative", one);
  for (const one of document.querySelectorAll("a, button, summary, main input:not([type=hidden])")) {
    const box = one.getBoundingClientRect();
    if (!one.textContent.trim() && one.tagName !== "INPUT") say("no name", one);
    if (!one.classList.contains("skip") && box.height && box.height < 24) say("too low for a finger", one);
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const one = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !one.getClientRects().length) continue;
    if (one.closest(".skip, noscript, script")) continue;
    const [a, b] = [light(getComputedStyle(one).color), light(ground(one))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) say("contrast " + ratio.toFixed(2), one);
  }
  return faults;
}"""


def listened(page: Page) -> list[str]:
    """What the browser complains of: a refused style, a script that failed, a file that is missing."""
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type in {"error", "warning"} else None)
    page.on("pageerror", lambda one: said.append(str(one)))
    page.on("dialog", lambda one: said.append(f"dialog {one.message}"))
    return said


async def test_every_page_can_be_read_and_reached_at_every_width_in_light_and_dark() -> None:
    home, past, active = lived_in()
    paths = ("/", "/usage", "/events", f"/events/{active}", f"/events/{past}", "/nothing")
    faults: dict[str, Any] = {}
    async with served(home.site.app) as address, chromium() as browser:
        for kind, width in WIDTHS.items():
            for scheme in ("light", "dark"):
                context = await browser.new_context(
                    viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
                )
                page = await context.new_page()
                said = listened(page)
                await page.goto(f"{address}/sign-in")
                faults[f"sign-in {kind} {scheme}"] = await page.evaluate(FAULTS)
                await sign_in(page, "maria")
                for path in paths:
                    await page.goto(address + path)
                    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
                    faults[f"{path} {kind} {scheme}"] = await page.evaluate(FAULTS)
                faults[f"console {kind} {scheme}"] = [one for one in said if "404" not in one]
                await context.close()
    home.close()
    assert {where: found for where, found in faults.items() if found} == {}


async def test_every_page_of_the_console_can_be_read_and_reached_at_every_width_in_light_and_dark() -> None:
    desk = Desk()
    paths, manager = console_paths(desk)
    faults: dict[str, Any] = {}
    async with served(desk.web.app) as address, chromium() as browser:
        for kind, width in WIDTHS.items():
            for scheme in ("light", "dark"):
                for who, shown in (("Ruth", paths), ("Paula", manager)):
                    context = await browser.new_context(
                        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
                    )
                    page = await context.new_page()
                    said = listened(page)
                    await page.goto(f"{address}/sign-in")
                    await sign_in(page, who)
                    for path in shown.values():
                        await page.goto(address + path)
                        faults[f"{path} {kind} {scheme}"] = await page.evaluate(FAULTS)
                    faults[f"{who} {kind} {scheme}"] = said
                    await context.close()
    desk.close()
    assert {where: found for where, found in faults.items() if found} == {}


async def test_an_active_events_page_shows_the_next_interval_by_itself() -> None:
    """UC96.4.7: with script it fetches a part, without it the whole page comes again."""
    home, _, active = lived_in()
    home.site.site.speed = 600.0
    async with served(home.site.app) as address, chromium() as browser:
        pages = [await (await browser.new_context(java_script_enabled=has)).new_page() for has in (True, False)]
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
    home.close()


async def test_script_that_somebody_types_in_stays_a_text() -> None:
    home, _, _ = lived_in()
    script = "\"><script>alert('in')</script><img src=x onerror=alert(1)>"
    with home.utility.mdms.links.transaction():
        home.utility.mdms.accounts.change("1001", name=script, address="<b>12 Oak Street</b>")
    async with served(home.site.app) as address, chromium() as browser:
        page = await browser.new_page()
        said = listened(page)
        await page.goto(f"{address}/sign-in?next={script}")
        await page.fill("#name", script[:64])
        await page.fill("#password", script)
        await page.click("main form button")
        assert await page.input_value("#name") == script[:64]
        await page.fill("#name", "maria")
        await page.fill("#password", PASSWORD)
        await page.click("main form button")
        assert script in await page.inner_text("h1")
        await page.goto(f"{address}/usage?day={script}")
        assert [one for one in said if "alert" in one or "dialog" in one] == []
    home.close()
