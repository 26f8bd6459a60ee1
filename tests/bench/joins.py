"""How long a device takes from looking for the network to tested, and a batch of twenty of them."""

import asyncio
import logging

from devices.labels import Label
from hemsapp.commissioning import AllowJoins
from hemsapp.snapshot import Join, JoinState
from tests.bench.figure import Figure
from tests.devices.radio.newcomers import neighbourhood

BATCH = ("meter", *["thermostat"] * 6, *["load-switch"] * 6, *["plug"] * 4, *["display"] * 3)
_HOW = "real zigpy and bellows over TCP on the simulated dongle; from permit to tested"


async def joined(kinds: tuple[str, ...], loss: float, within_s: float) -> list[Join]:
    """Let these in at once on air that loses this share of messages; how each joining ended."""
    async with neighbourhood(*kinds) as home:
        for station in home.stations:
            station.loss = loss
        home.look(*range(len(kinds)))
        labels = tuple(Label(name, code) for name, code in zip(home.names, home.codes, strict=True))
        home.kiosk.take(AllowJoins(labels, 180))
        return [*(await home.kiosk.all_over(within_s)).values()]


def longest_s(joins: list[Join]) -> float:
    """From the permit to tested, of the slowest; endless if one is not."""
    times = [join.ready.seconds_since(join.since) for join in joins if join.ready is not None]
    return max(times) if len(times) == len(joins) else float("inf")


def joins() -> list[Figure]:
    """One on clean air, twenty on clean air, twenty with a fifth of all messages lost."""
    logging.getLogger("zigpy").setLevel(logging.CRITICAL)
    one = asyncio.run(joined(("thermostat",), 0.0, 60))
    clean = asyncio.run(joined(BATCH, 0.0, 240))
    lossy = asyncio.run(joined(BATCH, 0.2, 400))
    lost = sum(join.state is not JoinState.READY for join in lossy)
    return [
        Figure("a mains thermostat, from its permit to tested", longest_s(one), "s", 10, _HOW),
        Figure("twenty devices in one batch, the slowest", longest_s(clean), "s", 120, _HOW),
        Figure("twenty devices, a fifth of all messages lost: the slowest", longest_s(lossy), "s", 240, _HOW),
        Figure("of these, not in", float(lost), "", 0, _HOW),
    ]
