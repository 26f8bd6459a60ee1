"""How a parent holds frames for a child that sleeps, and how the child asks for them.

A parent keeps a frame for 7.68 s (macTransactionPersistenceTime at 2.4 GHz); a child that does not ask for it by then
never gets it, and the sender is told that it was not delivered. A child that was given something, or spoke, stays
awake for a moment; one that has just joined for as long as an interview takes.
"""

from math import ceil
from typing import Final

from devices.sim.ncp.station import Station

HELD_S: Final = 7.68
AWAKE_S: Final = 3.0
INTERVIEWED_S: Final = 30.0


def stay_awake(station: Station, at_s: float, for_s: float = AWAKE_S) -> None:
    """It asks its parent all the time for a while."""
    station.awake_until_s = max(station.awake_until_s, at_s + for_s)


def asks_after_s(station: Station, at_s: float) -> float | None:
    """How long a frame lies at the parent; None: longer than the parent holds it."""
    if station.poll_s is None or at_s < station.awake_until_s:
        return 0.0
    wait_s = ceil((at_s - station.awake_until_s) / station.poll_s) * station.poll_s + station.awake_until_s - at_s
    return wait_s if wait_s <= HELD_S else None
