"""One Chromium for every test of the site, and a town that is only looked at."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser

from tests.web.served import chromium
from tests.web.town import Town
from tests.web.visits import a_town


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def town() -> AsyncIterator[tuple[Town, str]]:
    """A town and the address of its site; whoever changes something brings `a_town` of their own."""
    async with a_town() as found:
        yield found
