"""The phrases of upkeep: heartbeats, queries and tests of the display, a problem that is looked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from devices.sim.phrases import DURATION, Context, Phrases, phrase, seconds


@dataclass(frozen=True, slots=True)
class AsksDisplay:
    """The records ask for a heartbeat, through the head end and the meter (C1FR39)."""


@dataclass(frozen=True, slots=True)
class TestsDisplay:
    """The head end orders a test of the Customer Interface (C1NFR4)."""

    __test__ = False  # no test of pytest's

    within_s: int = 60


@dataclass(frozen=True, slots=True)
class FindsProblem:
    """A person has the display find the problem (X-SELF-DIAGNOSE)."""


class Heard(Enum):
    """What the utility has of the display."""

    HEARTBEAT = "daily"
    ANSWER = "answer"
    PASSED = "passed"
    FAILED = "failed"
    DIAGNOSIS = "diagnosis"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class HasHeard:
    """The utility has that of the display; of a diagnosis, opened by the code that the display shows."""

    heard: Heard


CareAction = AsksDisplay | TestsDisplay | FindsProblem | HasHeard


def _tests(match: re.Match[str], _context: Context) -> Iterator[CareAction]:
    yield TestsDisplay(60 if match[1] is None else round(seconds(match[1], match[2])))


UTILITY_CARE: Final[Phrases] = (
    phrase("asks the display", "asks the display", lambda _m, _c: iter((AsksDisplay(),))),
    phrase(rf"tests the display(?: within {DURATION})?", "tests the display within 30 s", _tests),
    phrase("has a heartbeat", "has a heartbeat", lambda _m, _c: iter((HasHeard(Heard.HEARTBEAT),))),
    phrase("has an answer", "has an answer", lambda _m, _c: iter((HasHeard(Heard.ANSWER),))),
    phrase(
        "sees the test (pass|fail)",
        "sees the test pass",
        lambda m, _c: iter((HasHeard(Heard.PASSED if m[1] == "pass" else Heard.FAILED),)),
    ),
    phrase("opens the support code", "opens the support code", lambda _m, _c: iter((HasHeard(Heard.DIAGNOSIS),))),
    phrase("misses the display", "misses the display", lambda _m, _c: iter((HasHeard(Heard.MISSING),))),
)
PERSON_CARE: Final[Phrases] = (
    phrase("finds the problem", "finds the problem", lambda _m, _c: iter((FindsProblem(),))),
)
