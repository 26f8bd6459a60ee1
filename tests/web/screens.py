"""`python -m tests.web.screens docs/screens/web`: every page of the website at three widths."""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Browser, Page

from devices.demand_response import EventStatus
from devices.utility.web.price_sheet import load
from devices.utility.web.site import FILES
from tests.devices.utility.web.desk import Desk
from tests.devices.utility.web.homes import Home
from tests.devices.utility.web.world import PASSWORD
from tests.devices.utility.world import START
from tests.web.served import WIDTHS, chromium, served

LINES = {
    "sign-in": "Signing in",
    "overview": "The account at a glance, while an event runs",
    "usage": "Any day, interval by interval, and its Green Button file",
    "events": "Events: now, to come, past",
    "active": "An active event, refreshed after each interval",
    "past": "A past event: like days, and what the equipment did",
    "displays": "The displays that may ask for this account",
    "missing": "Whatever goes wrong is a sentence",
    "console-search": "The console: a customer is found",
    "console-account": "A customer's file",
    "console-status": "One customer's event, link by link",
    "console-event": "Who stands where, and who was not notified",
    "console-test": "What a test of the meter found, and what may help",
    "console-troubles": "Troubles",
    "console-order": "An event is ordered",
    "console-log": "The audit log: verified, filtered, taken along",
}


LOOKS = (("phone", "light"), ("tablet", "light"), ("desktop", "light"), ("phone", "dark"))


def lived_in() -> tuple[Home, int, int]:
    """A home with a past event, an active one and one to come."""
    home = Home()
    home.site.site.prices = load(FILES / "sample-prices.toml")
    past = home.order(60)
    home.read(START, 60)
    home.run(minutes=60)
    home.tell(1, past, EventStatus.STARTED)
    home.read(START.replace(hour=21), 120, wh=100)
    home.run(minutes=121)
    home.tell(2, past, EventStatus.COMPLETED)
    active = home.order(24 * 60 - 181 + 120)
    home.run(hours=20)
    home.order(30 * 60, 240)
    home.read(START.replace(hour=23), 23 * 60)
    home.run(minutes=182)
    home.tell(3, active, EventStatus.STARTED)
    home.read(START.replace(day=15, hour=22), 45, wh=110)
    home.run(minutes=45)
    return home, past, active


async def take(folder: Path) -> list[Path]:
    """Take the pictures."""
    home, past, active = lived_in()
    paths = {
        "overview": "/",
        "usage": "/usage",
        "events": "/events",
        "active": f"/events/{active}",
        "past": f"/events/{past}",
        "displays": "/displays",
        "missing": "/nothing-here",
    }
    taken = []
    async with served(home.site.app) as address, chromium() as browser:
        for kind, scheme in LOOKS:
            shown = await _page(browser, WIDTHS[kind], scheme)
            taken.append(await _shot(shown, f"{address}/sign-in", folder / f"sign-in-{kind}-{scheme}.png"))
            await sign_in(shown, "maria")
            for name, path in paths.items():
                taken.append(await _shot(shown, address + path, folder / f"{name}-{kind}-{scheme}.png"))
            await shown.context.close()
    home.close()
    return taken


async def take_console(folder: Path) -> list[Path]:
    """The staff's pages, while an event is on and one home is at fault."""
    desk = Desk()
    paths, manager = console_paths(desk)
    taken = []
    async with served(desk.web.app) as address, chromium() as browser:
        for kind, scheme in LOOKS:
            for who, shown_to in (("Ruth", paths), ("Paula", manager), ("Ada", AUDITOR)):
                shown = await _page(browser, WIDTHS[kind], scheme)
                await shown.goto(f"{address}/sign-in")
                await sign_in(shown, who)
                for name, path in shown_to.items():
                    taken.append(await _shot(shown, address + path, folder / f"console-{name}-{kind}-{scheme}.png"))
                await shown.context.close()
    desk.close()
    return taken


AUDITOR = {"log": "/console/log?system=web"}
"""The pages of an auditor."""


def console_paths(desk: Desk) -> tuple[dict[str, str], dict[str, str]]:
    """The pages of a representative, and of a program manager, at a desk to which a fault comes."""
    event = desk.fault()
    number = desk.tested("meter-2", event)
    paths = {
        "search": "/console/?text=ana",
        "account": "/console/accounts/1002",
        "status": f"/console/accounts/1002/events/{event}",
        "event": f"/console/events/{event}",
        "test": f"/console/accounts/1002/tests/{number}",
        "troubles": "/console/troubles",
    }
    return paths, {"order": "/console/orders/new"}


def page() -> str:
    """The pictures, a page of the website a row, as Markdown."""
    lines = ["# The website", "", "`make web-screens` takes them anew, with a headless Chromium.", ""]
    lines += [f"| | {' | '.join(f'{kind}, {scheme}' for kind, scheme in LOOKS)} |", "|---|" + "---|" * len(LOOKS)]
    for name, line in LINES.items():
        cells = [f"![{line}, {kind}, {scheme}]({name}-{kind}-{scheme}.png)" for kind, scheme in LOOKS]
        lines.append(f"| {line} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


async def sign_in(page: Page, name: str) -> None:
    """Fill in the form that is shown."""
    await page.fill("#name", name)
    await page.fill("#password", PASSWORD)
    await page.click("main button[type=submit]")


async def _page(browser: Browser, width: int, scheme: str) -> Page:
    context = await browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-US",
    )
    return await context.new_page()


async def _shot(page: Page, address: str, file: Path) -> Path:
    await page.goto(address)
    await page.evaluate("document.fonts.ready")
    await page.screenshot(path=file, full_page=True)
    return file


if __name__ == "__main__":
    where = Path(sys.argv[1])
    where.mkdir(parents=True, exist_ok=True)
    taken = asyncio.run(take(where)) + asyncio.run(take_console(where))
    (where / "README.md").write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{len(taken)} pictures in {where}\n")
