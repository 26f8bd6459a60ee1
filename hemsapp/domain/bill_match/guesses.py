"""How likely a value was meant where another one stands: slips of the hand and round values, at a cost in bits.

A correction is one of many that would do; one that needs few bits to be named is the better explanation. Swapped
digits and cents typed as dollars cost little, a price that only five decimals can name costs most.
"""

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import log2

SWAPPED_BITS = 4.0
SHIFTED_BITS = 4.0
NONE_BITS = 4.0
NEXT_DIGIT_BITS = 5.0
DIGIT_BITS = 6.0
LENGTH_BITS = 8.0
_MOST_POINTS = 3
_BITS_BY_DOUBLE = 4.0

Grid = tuple[tuple[Decimal, float], ...]
"""(unit, bits): how much it costs to name a multiple of that unit."""


def grid(*units: tuple[str, float]) -> Grid:
    """Units from the coarsest to the finest."""
    return tuple((Decimal(unit), bits) for unit, bits in units)


def slips(value: Decimal) -> Iterator[tuple[Decimal, float]]:
    """(what may have been meant, bits) where `value` stands by a slip of the hand."""
    yield Decimal(0), NONE_BITS
    if not value:
        return
    for shift in (-2, -1, 1, 2):
        yield value.scaleb(shift), SHIFTED_BITS
    whole, _, part = f"{abs(value).normalize():f}".partition(".")
    digits = tuple(map(int, whole.lstrip("0") + part))  # 0.05 has the digits 0 and 5, as it is typed
    for meant, more, bits in _neighbours(digits):
        yield Decimal((int(value < 0), meant, -len(part) - more)), bits


def _neighbours(digits: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], int, float]]:
    """(digits, how many more than before, bits)."""
    for place in range(len(digits)):
        head, digit, tail = digits[:place], digits[place], digits[place + 1 :]
        if tail and tail[0] != digit:
            yield (*head, tail[0], digit, *tail[1:]), 0, SWAPPED_BITS
        for other in range(10):
            if other != digit:
                bits = NEXT_DIGIT_BITS if abs(other - digit) == 1 else DIGIT_BITS
                yield (*head, other, *tail), 0, bits
        if len(digits) > 1:
            yield (*head, *tail), -1, LENGTH_BITS
    for place in range(1, len(digits) + 1):
        for other in range(10):
            yield (*digits[:place], other, *digits[place:]), 1, LENGTH_BITS


def points(low: Decimal, high: Decimal, units: Grid) -> Iterator[tuple[Decimal, float]]:
    """(value, bits) of the roundest values between two, a few of each unit."""
    for unit, bits in units:
        first = (low / unit).to_integral_value(ROUND_CEILING)
        last = (high / unit).to_integral_value(ROUND_FLOOR)
        middle = (first + last) // 2
        for number in range(int(max(first, middle - 1)), int(min(last, middle - 1 + _MOST_POINTS)) + 1):
            yield number * unit, bits


def meant(old: Decimal, low: Decimal, high: Decimal, units: Grid) -> list[tuple[float, Decimal]]:
    """(bits, value) of all values between `low` and `high` that may have been meant, the likeliest first.

    A round value costs more the farther it is from the old one; a slip does not.
    """
    found: dict[Decimal, float] = {}
    rounds = ((value, bits + _distance_bits(old, value)) for value, bits in points(low, high, units))
    for value, bits in (*slips(old), *rounds):
        if low <= value <= high and value != old:
            found[value] = min(bits, found.get(value, bits))
    return sorted((bits, value) for value, bits in found.items())


def _distance_bits(old: Decimal, value: Decimal) -> float:
    if old * value <= 0:
        return 0.0
    return _BITS_BY_DOUBLE * abs(log2(float(value / old)))
