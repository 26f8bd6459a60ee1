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
