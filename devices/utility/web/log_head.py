"""The website's audit log, told of to the records: it holds no key of the link, so it tells at their socket."""

import asyncio
from contextlib import suppress
from typing import Final

from devices.utility.access import OPERATOR
from devices.utility.audit.heads import EVERY
from devices.utility.audit.trail import Trail
from devices.utility.operations import RequestRefused
from devices.utility.web.rooms import RECORDS, Rooms, RoomsAway

_AGAIN_S: Final = 5.0
_PATIENCE_S: Final = 2.0


async def tell_heads(log: Trail, rooms: Rooms, speed: float) -> None:
    """Tell at once and then each quarter-hour of utility time, sooner where the records did not answer."""
    while True:
        is_told = await tell_head(log, rooms)
        await asyncio.sleep(max(EVERY.total_seconds() / speed, 1.0) if is_told else _AGAIN_S)


async def tell_head(log: Trail, rooms: Rooms) -> bool:
    """Tell how the log ends now; have the records kept it?"""
    log.flush()
    entries, chain = log.head()
    with suppress(RoomsAway, RequestRefused, TimeoutError):
        async with asyncio.timeout(_PATIENCE_S):
            await rooms.ask(RECORDS, "keep-log-head", {"entries": entries, "chain": chain.hex()}, OPERATOR)
        return True
    return False
