"""Energy in integer watt-hours, money in exact `Decimal`: the arithmetic that accounts are made of, no float in it."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

QUARTER_S = 900
DAY_S = 86_400
WH_PER_KWH = 1000

_CENT = Decimal("0.01")


def cost_of(price: Decimal, energy_wh: int) -> Decimal:
    """The exact cost of `energy_wh` at `price` dollars per kWh: a price of five decimals gives eight."""
    return (price * energy_wh).scaleb(-3)


def cents(amount: Decimal) -> Decimal:
    """Dollars rounded half up to the cent: the last step, never one between."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def quarter_of(at_s: int) -> int:
    """The start of the quarter-hour in which `at_s` lies."""
    return at_s - at_s % QUARTER_S


def spread(total: int, edges: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Share `total` over the stretches between rising `edges` by their length: (from, to, part), parts sum to total."""
    first, whole = edges[0], max(edges[-1] - edges[0], 1)
    given = 0
    for start, end in pairwise(edges):
        due = total if end == edges[-1] else total * (end - first) // whole
        yield start, end, due - given
        given = due
