"""The phrases of a customer at the utility's website, in a browser (UC96 P4)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from devices.sim.phrases import PRICE, Context, Phrases, only, phrase


class Look(Enum):
    """What the customer does there."""

    SIGNS_IN = "signs in"
    SIGNS_OUT = "signs out"
    SEES_YESTERDAY = "sees yesterday's intervals"
    SEES_EVENT = "sees an event in a phase, with its price"
    SEES_INTERVALS = "sees how many intervals of an event were posted"
    SEES_EQUIPMENT = "sees what the equipment did"
    COMPARES = "compares an event with like days"


@dataclass(frozen=True, slots=True)
class Browses:
    """One look; `intervals` are those that were posted at least, `price` as it was written."""

    look: Look
    issuer_event_id: int | None = None
    phase: str = ""
    price: str = ""
    intervals: int = 0


def _event(match: re.Match[str], _context: Context) -> Iterator[Browses]:
    yield Browses(Look.SEES_EVENT, int(match[1]), match[2], match[3])


def _intervals(match: re.Match[str], _context: Context) -> Iterator[Browses]:
    yield Browses(Look.SEES_INTERVALS, int(match[2]), intervals=int(match[1]))


BROWSER: Final[Phrases] = (
    phrase("signs in", "signs in", only(Browses(Look.SIGNS_IN))),
    phrase("signs out", "signs out", only(Browses(Look.SIGNS_OUT))),
    phrase("sees yesterday's intervals", "sees yesterday's intervals", only(Browses(Look.SEES_YESTERDAY))),
    phrase(rf"sees #(\d+) (pending|active|past) at {PRICE}", "sees #7 active at 0.62", _event),
    phrase(r"sees (\d+) intervals? of #(\d+)", "sees 2 intervals of #7", _intervals),
    phrase(
        r"sees what the equipment did in #(\d+)",
        "sees what the equipment did in #7",
        lambda m, _c: iter((Browses(Look.SEES_EQUIPMENT, int(m[1])),)),
    ),
    phrase(
        r"compares #(\d+) with like days",
        "compares #7 with like days",
        lambda m, _c: iter((Browses(Look.COMPARES, int(m[1])),)),
    ),
)
