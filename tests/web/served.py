"""The website of a test on a real port, and a headless Chromium that looks at it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from socket import socket

from fastapi import FastAPI
from playwright.async_api import Browser, async_playwright

from devices.utility.web.server import Server, config

CHROMIUM = Path("/usr/bin/chromium")
WIDTHS = {"phone": 390, "tablet": 820, "desktop": 1280}


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The application's address while it is served."""
    with socket() as bound:
        bound.bind(("127.0.0.1", 0))
        server = Server(config(app))
        task = asyncio.create_task(server.serve(sockets=[bound]))
        await server.is_up.wait()
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The browser that the system has."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            await browser.close()
