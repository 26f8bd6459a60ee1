"""Work that is not to be broken off in the middle, and work that is."""

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


async def tried(
    work: Coroutine[Any, Any, Any], end: asyncio.Future[Any], limit_s: float
) -> tuple[Any, BaseException | None]:
    """What `work` came to, and why it came to nothing: it is broken off (TimeoutError) at `end`, or when time is up."""
    task = asyncio.ensure_future(work)
    try:
        waited: set[asyncio.Future[Any]] = {task, end}
        await asyncio.wait(waited, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        is_finished = task.done() and not task.cancelled()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    if not is_finished:
        return None, TimeoutError("no answer in time")
    error = task.exception()
    return (task.result() if error is None else None), error
