"""Asks the dongle something whenever it has said nothing for a while."""

import asyncio
from typing import Final

from devices.errors import RadioFault
from devices.radio.application import SmartEnergyApplication
from devices.radio.trouble import DONGLE_TROUBLE

PING_AFTER_S: Final = 2.0
PING_WITHIN_S: Final = 3.0  # with the line above: a dongle that fell silent is noticed within 5 s (F4)


async def falls_silent(app: SmartEnergyApplication) -> RadioFault:
    """Return when the dongle does not answer any more, or serves no network any more, with what that is called."""
    loop = asyncio.get_running_loop()
    while True:
        idle_s = loop.time() - app.last_heard_s
        if idle_s < PING_AFTER_S:
            await asyncio.sleep(PING_AFTER_S - idle_s)
            continue
        try:
            async with asyncio.timeout(PING_WITHIN_S):
                is_up = await app.is_network_up()
        except DONGLE_TROUBLE:
            return RadioFault.NOT_ANSWERING
        if not is_up:
            return RadioFault.WAS_RESET
        app.last_heard_s = loop.time()
