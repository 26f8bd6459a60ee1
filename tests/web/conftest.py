"""One Chromium for every test of the site, and a town that is only looked at."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser

from tests.devices.utility.web.world import MARIA
from tests.web.served import chromium, served
from tests.web.town import Town


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def town() -> AsyncIterator[tuple[Town, str]]:
    """A town and the address of its site; whoever changes something brings a town of their own."""
    town = Town()
    async with town.browser(MARIA):
        pass  # the thread that checks passwords starts now, and ends with the town
    async with served(town.web.app) as address:
        yield town, address
    town.close()
