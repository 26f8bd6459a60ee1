"""Work that is not to be broken off in the middle."""

import asyncio
from collections.abc import Coroutine
from typing import Any


async def finished(work: Coroutine[Any, Any, None]) -> None:
    """Finish `work` even when cancelled meanwhile: a database half open or half closed is let go of by nobody."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.gather(task, return_exceptions=True)
        raise
