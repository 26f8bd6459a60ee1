"""`python -m tests.web.screens docs/screens`: every page of the website at three widths, in light and in dark."""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Browser, Page

from devices.demand_response import EventStatus
from tests.devices.utility.web.homes import Home
from tests.devices.utility.web.world import PASSWORD
from tests.devices.utility.world import START
from tests.web.served import WIDTHS, chromium, served


def lived_in() -> tuple[Home, int, int]:
    """A home with a past event, an active one and one to come."""
    home = Home()
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
        "refused": "/console/",
    }
    taken = []
    async with served(home.site.app) as address, chromium() as browser:
        for kind, width in WIDTHS.items():
            for scheme in ("light", "dark"):
                page = await _page(browser, width, scheme)
                taken.append(await _shot(page, f"{address}/sign-in", folder / f"web-sign-in-{kind}-{scheme}.png"))
                await sign_in(page, "maria")
                for name, path in paths.items():
                    taken.append(await _shot(page, address + path, folder / f"web-{name}-{kind}-{scheme}.png"))
                await page.context.close()
    home.close()
    return taken


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
    sys.stdout.write("\n".join(map(str, asyncio.run(take(where)))) + "\n")
