"""A customer at the utility's website in a real browser: a headless Chromium that Playwright drives, where both are.

It reads what stands on the page, as a person would; what the website told is in the website's own journal.
"""

import shutil
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Self

from devices.sim.website_phrases import Browses, Look
from devices.utility.web.journal import WebJournal
from devices.utility.web.store import WebStore
from devices.wan.journal import Entry
from hemsapp.cli.exits import Exit, Refused

if TYPE_CHECKING:
    from playwright.async_api import Page

WEB_FILE = "web.db"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_SIZE = (1280, 900)
_PATIENCE_MS = 5_000
_INTERVAL_MS = 40_000
"""How long the page is given to refresh itself after an interval."""


class WebBrowser:
    """One customer's browser, while it is open. Raises Refused where there is no browser to drive."""

    def __init__(self, address: str, name: str, password: str) -> None:
        self._address, self._name, self._password = address, name, password
        self._exit = AsyncExitStack()
        self._page: Page

    async def __aenter__(self) -> Self:
        found = next(filter(None, map(shutil.which, CHROMIUM)), None)
        try:
            from playwright.async_api import async_playwright  # noqa: PLC0415 - only this scenario needs it
        except ImportError:
            found = None
        if found is None:
            raise Refused(Exit.USAGE, "This scenario looks at the website through Chromium: run make setup-web first.")
        playwright = await self._exit.enter_async_context(async_playwright())
        chromium = await playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        self._exit.push_async_callback(chromium.close)
        context = await chromium.new_context(
            viewport={"width": _SIZE[0], "height": _SIZE[1]}, base_url=self._address, locale="en-US"
        )
        self._page = await context.new_page()
        self._page.set_default_timeout(_PATIENCE_MS)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exit.aclose()

    async def do(self, action: Browses) -> None:
        """One look. Raises AssertionError with what the page shows instead."""
        match action.look:
            case Look.SIGNS_IN:
                await self._sign_in()
            case Look.SIGNS_OUT:
                await self._page.click("header form button")
                await self._page.wait_for_url("**/signed-out")
            case Look.SEES_YESTERDAY:
                await self._page.goto("/usage")
                await self._has("main table tbody tr td")
            case Look.SEES_EVENT:
                await self._page.goto("/events")
                await self._page.click(f'main a[href="/events/{action.issuer_event_id}"]')
                cents = f"{float(action.price) * 100:g}¢"
                await self._says("#live", {"pending": "To come", "active": "Active", "past": "Past"}[action.phase])
                await self._says("#live", cents)
            case Look.SEES_INTERVALS:
                await self._posted(action)
            case Look.SEES_EQUIPMENT:
                await self._page.goto(f"/events/{action.issuer_event_id}")
                await self._says("section[aria-labelledby=did]", "started")
            case Look.COMPARES:
                await self._page.goto(f"/events/{action.issuer_event_id}")
                await self._says("section[aria-labelledby=compare]", "than usual")

    async def _sign_in(self) -> None:
        await self._page.goto("/sign-in")
        await self._page.fill("#name", self._name)
        await self._page.fill("#password", self._password)
        await self._page.click("main form button")
        await self._page.wait_for_url(f"{self._address}/")

    async def _posted(self, action: Browses) -> None:
        """The page stays open: it shows the next interval by itself."""
        if not self._page.url.endswith(f"/events/{action.issuer_event_id}"):
            await self._page.goto(f"/events/{action.issuer_event_id}")
        word = "interval" if action.intervals == 1 else "intervals"
        await self._says("#live", f"{action.intervals} {word} posted", _INTERVAL_MS)

    async def _has(self, selector: str) -> None:
        count = await self._page.locator(selector).count()
        assert count, f"{self._page.url} shows no {selector}"

    async def _says(self, selector: str, text: str, patience_ms: int = _PATIENCE_MS) -> None:
        from playwright.async_api import TimeoutError as TooLong  # noqa: PLC0415 - as above

        place = self._page.locator(selector)
        try:
            await place.filter(has_text=text).first.wait_for(timeout=patience_ms)
        except TooLong:
            shown = await place.inner_text() if await place.count() else "nothing"
            raise AssertionError(f"{self._page.url} shows {' '.join(shown.split())!r}, not {text!r}") from None


def entries(web_file: Path) -> list[Entry]:
    """What the website noted."""
    with closing(WebStore(web_file)) as store:
        return WebJournal(store).entries()
