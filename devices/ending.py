"""Tasks that are to end, whatever becomes of being told so."""

import asyncio
from typing import Any, Final

_AGAIN_S: Final = 0.1


async def ended(task: "asyncio.Future[Any]") -> None:
    """Cancel the task until it is done; what it raised is not raised again.

    Once is not enough: `asyncio.wait_for` loses a cancellation that comes together with its result (bpo-37658).
    """
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=_AGAIN_S)
    await asyncio.gather(task, return_exceptions=True)
