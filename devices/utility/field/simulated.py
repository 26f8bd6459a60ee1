"""A simulated neighbourhood for a demonstration or a measurement; a real one brings its own radio."""

from collections.abc import Sequence
from pkgutil import resolve_name
from typing import Any

from devices.neighbourhood import Neighbourhood

METERS_EACH = 500
"""So many a concentrator serves; it hears twice as many."""
FEWEST = 4
METERS = "N{:06d}"
"""How the simulated field names them, by number from 1 on."""


def concentrators_for(neighbours: int) -> tuple[str, ...]:
    """The names of as many concentrators as so many meters want."""
    count = max(FEWEST, -(-neighbours // METERS_EACH))
    return tuple(f"C-{number}" for number in range(1, count + 1))


def simulated(neighbours: int, concentrators: Sequence[str], seed: int = 1) -> dict[str, Neighbourhood]:
    """What each of these concentrators reaches of a simulated field of that many meters."""
    field: Any = resolve_name("devices.sim.field.field:Field")(neighbours, concentrators, seed)
    sides: dict[str, Neighbourhood] = resolve_name("devices.sim.field.side:sides")(field)
    return sides
