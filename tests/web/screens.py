"""`python -m tests.web.screens docs/screens/web`: every page of the website at three widths, read from its routes."""

import asyncio
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page

from devices.demand_response import EventStatus
from devices.utility.access import Principal
from devices.utility.web.price_sheet import load
from devices.utility.web.site import FILES
from tests.devices.utility.web.desk import RUTH
from tests.devices.utility.web.homes import Home
from tests.devices.utility.web.world import MARIA, PASSWORD
from tests.devices.utility.world import START
from tests.web.served import WIDTHS, chromium
from tests.web.town import Town
from tests.web.visits import Visit, a_town, let_in, once, visits

LOOKS = (("phone", "light"), ("tablet", "light"), ("desktop", "light"), ("phone", "dark"))


_PLAIN = str.maketrans({"{": None, "}": None, "/": "-"})


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as somebody sees it; `name` begins the names of its files."""

    name: str
    who: Principal | None
    path: str


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


def pictures(town: Town, found: Sequence[Visit]) -> list[Picture]:
    """Each page that the routes name, each kind of refusal, and what some pages show besides."""
    taken = [Picture(_name(visit), visit.who, visit.path) for visit in once(found)]
    return [
        *taken,
        Picture("events-one-past", MARIA, f"/events/{town.past}"),
        Picture("events-one-coming", MARIA, f"/events/{town.coming}"),
        Picture("usage-unknown", MARIA, f"/usage?day={town.silent_day}"),
        Picture("console-found", RUTH, "/console/?text=ana"),
        Picture("console-support-found", RUTH, f"/console/support?code={town.code}"),
    ]


def _name(visit: Visit) -> str:
    if visit.status != 200:
        return f"refused-{visit.status}"
    return re.sub(r"{\w+}$", "one", visit.route).translate(_PLAIN).strip("-") or "home"


async def take(folder: Path) -> dict[str, str]:
    """Take the pictures; the title of each page by the name of its pictures."""
    titles: dict[str, str] = {}
    async with a_town() as (town, address), chromium() as browser:
        wanted = pictures(town, await visits(town))
        for kind, scheme in LOOKS:
            for one in sorted(wanted, key=lambda one: (one.who is not None, str(one.who))):
                shown = await _page(browser, WIDTHS[kind], scheme)
                if one.who:
                    await let_in(shown.context, town, address, one.who)
                await _shot(shown, address + one.path, folder / f"{one.name}-{kind}-{scheme}.png")
                titles[one.name] = await shown.title()
                await shown.context.close()
    return {one.name: titles[one.name].split(" · ")[0] for one in wanted}


def page(titles: dict[str, str]) -> str:
    """The pictures, a page of the website a row, as Markdown."""
    lines = ["# The website", "", "`make web-screens` takes them anew, with a headless Chromium.", ""]
    lines += [f"| | {' | '.join(f'{kind}, {scheme}' for kind, scheme in LOOKS)} |", "|---|" + "---|" * len(LOOKS)]
    for name, line in titles.items():
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


async def _shot(page: Page, address: str, file: Path) -> None:
    await page.goto(address)
    await page.evaluate("document.fonts.ready")
    await page.screenshot(path=file, full_page=True)


if __name__ == "__main__":
    where = Path(sys.argv[1])
    where.mkdir(parents=True, exist_ok=True)
    for old in where.glob("*.png"):
        old.unlink()
    told = asyncio.run(take(where))
    (where / "README.md").write_text(page(told), encoding="utf-8")
    sys.stdout.write(f"{len(told) * len(LOOKS)} pictures in {where}\n")
