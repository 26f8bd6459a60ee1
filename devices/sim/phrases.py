"""What the phrases of a scenario are made of: patterns, units, and how a match becomes actions."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Context:
    """Where a phrase stands: its instant, and how a time of day becomes one."""

    at: datetime
    instant_of: Callable[[str], datetime]


Build = Callable[[re.Match[str], Context], Iterator[Any]]
Phrases = tuple[tuple[re.Pattern[str], str, Build], ...]

UNITS_S: Final = {"s": 1, "min": 60, "h": 3_600}
DURATION: Final = r"(\d+(?:\.\d+)?) (s|min|h)"
POWER: Final = r"(\d+(?:\.\d+)?) (W|kW)"
DEGREES: Final = r"(-?\d+(?:\.\d+)?) ?°?(F|C)"
PRICE: Final = r"(\d+(?:\.\d+)?)"
NAME: Final = r"[\w-]+(?: [\w-]+)*?"


def seconds(number: str, unit: str) -> float:
    """A duration in seconds."""
    return float(number) * UNITS_S[unit]


def phrase(pattern: str, example: str, build: Build) -> tuple[re.Pattern[str], str, Build]:
    """A pattern that an actor knows, with an example for people."""
    return re.compile(pattern), example, build


def only(action: object) -> Build:
    """The phrase means just that."""
    return lambda _match, _context: iter((action,))


def tariff_day(words: str) -> list[list[str]]:
    """`00:00 off-peak 0.09, 14:00 peak 0.31` as the meter's verb takes it; a label may be left out again and again."""
    prices: dict[str, str] = {}
    day = []
    for entry in words.split(","):
        match = re.fullmatch(rf"(\d\d:\d\d) ([\w-]+)(?: {PRICE})?", entry.strip())
        if match is None:
            raise ValueError(f"{entry.strip()!r} is not like `14:00 peak 0.31`")
        price = match[3] or prices.get(match[2])
        if price is None:
            raise ValueError(f"nothing says yet what {match[2]} costs")
        prices[match[2]] = price
        day.append([match[1], match[2], price])
    return day
