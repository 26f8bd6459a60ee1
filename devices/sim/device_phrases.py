"""The phrases of devices that are heard badly, or do not come in, and of whoever lets them in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from devices.sim.phrases import DURATION, NAME, Context, Phrases, phrase, seconds


@dataclass(frozen=True, slots=True)
class Ails:
    """Of what is said to, and by, the device in that room so many percent are lost, for so long (None: from now on).

    100 is silence, 0 health again.
    """

    room: str
    percent: int
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class SignalIs:
    """The kiosk says that the device in that room is heard so: strong, ok, weak, lost."""

    room: str
    word: str


@dataclass(frozen=True, slots=True)
class Absent:
    """The device in that room stands in the home and is not on its network yet."""

    room: str


@dataclass(frozen=True, slots=True)
class Joins:
    """Somebody lets the device in that room in; what is the matter with it is a `JoinTrouble`, or its code is wrong."""

    room: str
    trouble: str


DeviceAction = Ails | Absent | Joins | SignalIs


def _ails(match: re.Match[str], _context: Context) -> Iterator[DeviceAction]:
    percent = 100 if match[2] is None else int(match[2])
    yield Ails(match[1], percent, None if match[3] is None else seconds(match[3], match[4]))


DEVICE: Final[Phrases] = (
    phrase(
        rf"({NAME}) (?:silent|loses (\d{{1,3}}) %)(?: for {DURATION})?",
        "hall loses 40 % for 30 min",
        _ails,
    ),
    phrase(rf"({NAME}) heard again", "hall heard again", lambda m, _c: iter((Ails(m[1], 0),))),
)


TROUBLES: Final = "well|mute|with a wrong code|without its certificate|without what it must have"
INSTALLER: Final[Phrases] = (
    phrase(
        rf"connects ({NAME}), which comes ({TROUBLES})",
        "connects hall, which comes mute",
        lambda m, _c: iter((Joins(m[1], m[2]),)),
    ),
)
KIOSK_DEVICES: Final[Phrases] = (
    phrase(
        rf"shows ({NAME}) (strong|ok|weak|lost)",
        "shows hall weak",
        lambda m, _c: iter((SignalIs(m[1], m[2]),)),
    ),
)
