"""The phrases of demand response: what the utility announces, who steps out, what must then be seen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Final

from devices.sim.phrases import DEGREES, DURATION, Build, Context, Phrases, phrase, seconds

ROOM: Final = r"(?: in ([\w-]+(?: [\w-]+)?))?"


@dataclass(frozen=True, slots=True)
class Announces:
    """The head end is given an event; temperatures are hundredths of a degree Celsius."""

    issuer_event_id: int
    program: str
    start: datetime
    minutes: int
    price: Decimal | None = None
    offset_centi_c: int | None = None
    set_point_centi_c: int | None = None
    reason: str = ""
    origin: str = "utility"


@dataclass(frozen=True, slots=True)
class Moves:
    """The head end changes an event's window; `minutes` None keeps its length."""

    issuer_event_id: int
    start: datetime
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Cancels:
    """The head end cancels an event."""

    issuer_event_id: int


@dataclass(frozen=True, slots=True)
class UtilityLink:
    """The meter cannot be reached by the utility, for so long (None: until it is back)."""

    is_up: bool
    seconds: float | None = None


class Choice(Enum):
    """What a person does about an event."""

    KEEPS = "keeps"
    SKIPS = "skips"
    OPTS_OUT = "opts out of"
    OPTS_IN = "opts in to"
    EASES = "is too warm in"
    BREAKS = "takes a break from"
    UNDOES = "undoes it"
    STOPS = "stops the plan of"
    CHECKS = "checks"
    SETS = "sets"
    PRACTISES = "practises"


@dataclass(frozen=True, slots=True)
class Chooses:
    """A person at a display chooses; `room` None: all. `display` is which one: the kiosk, or the second display."""

    choice: Choice
    issuer_event_id: int | None = None
    room: str | None = None
    centi_c: int | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Plans:
    """The plan of a room is changed: what is not None."""

    room: str
    critical_offset_centi_c: int | None = None
    emergency_offset_centi_c: int | None = None
    highest_centi_c: int | None = None
    saving: str | None = None
    takes_part: bool | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """The installation's policy profile, and whether a medical exemption is on file."""

    name: str
    is_exempt: bool = False


@dataclass(frozen=True, slots=True)
class Receipts:
    """The records hold a receipt of that status for the event, from a device of that kind (None: anybody's)."""

    issuer_event_id: int
    status: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Stands:
    """The customer stands so with the event, says the customer service."""

    issuer_event_id: int
    state: str


@dataclass(frozen=True, slots=True)
class SetPointIs:
    """A thermostat itself holds that set point now."""

    room: str
    centi_c: int


@dataclass(frozen=True, slots=True)
class PhaseIs:
    """The kiosk shows the event in that phase (None: it shows none)."""

    issuer_event_id: int
    phase: str | None
    details: tuple[str, ...] = field(default=())


EventAction = (
    Announces | Moves | Cancels | UtilityLink | Chooses | Plans | Policy | Receipts | Stands | SetPointIs | PhaseIs
)


def centi_c(number: str, unit: str) -> int:
    """Hundredths of a degree Celsius of a temperature."""
    value = Decimal(number)
    return round((value - 32) * 500 / 9 if unit == "F" else value * 100)


def difference_centi_c(number: str, unit: str) -> int:
    """Hundredths of a degree Celsius of a difference."""
    value = Decimal(number)
    return round(value * 500 / 9 if unit == "F" else value * 100)


def _announces(match: re.Match[str], context: Context) -> Iterator[EventAction]:
    program, number, start, count, unit = match["program"], match["id"], match["start"], match["n"], match["unit"]
    offset, set_point = match["offset"], match["set"]
    yield Announces(
        int(number),
        program.removesuffix(" price"),
        context.at if start == "now" else context.instant_of(start),
        round(seconds(count, unit) / 60),
        None if match["price"] is None else Decimal(match["price"]),
        None if offset is None else difference_centi_c(*offset.split()),
        None if set_point is None else centi_c(*set_point.split()),
        match["reason"] or "",
        "third party" if match["third"] else "utility",
    )


_EVENT: Final = (
    r"(?P<program>critical peak price|emergency|demand bidding|custom) #(?P<id>\d+) from (?P<start>\S+)"
    r" for (?P<n>\d+(?:\.\d+)?) (?P<unit>s|min|h)(?: at (?P<price>\d+(?:\.\d+)?))?"
    r"(?: with \+(?P<offset>\d+(?:\.\d+)? [FC]))?(?: at set point (?P<set>\d+(?:\.\d+)? [FC]))?"
    r'(?: because "(?P<reason>[^"]+)")?(?P<third> for a third party)?'
)


def _moves(match: re.Match[str], context: Context) -> Iterator[EventAction]:
    minutes = None if match[3] is None else round(seconds(match[3], match[4]) / 60)
    yield Moves(int(match[1]), context.instant_of(match[2]), minutes)


UTILITY_EVENTS: Final[Phrases] = (
    phrase(_EVENT, "critical peak price #7 from 17:00 for 4 h at 0.62", _announces),
    phrase(rf"moves #(\d+) to (\S+)(?: for {DURATION})?", "moves #7 to 18:00 for 3 h", _moves),
    phrase(r"cancels #(\d+)", "cancels #7", lambda m, _c: iter((Cancels(int(m[1])),))),
    phrase(
        f"cannot reach the meter for {DURATION}",
        "cannot reach the meter for 5 min",
        lambda m, _c: iter((UtilityLink(False, seconds(m[1], m[2])),)),
    ),
    phrase("cannot reach the meter", "cannot reach the meter", lambda _m, _c: iter((UtilityLink(False),))),
    phrase("reaches the meter again", "reaches the meter again", lambda _m, _c: iter((UtilityLink(True),))),
)


def _chooses(choice: Choice) -> Build:
    return lambda m, _c: iter((Chooses(choice, int(m[1]), m[2] or None),))


def _eases(match: re.Match[str], _context: Context) -> Iterator[EventAction]:
    yield Chooses(Choice.EASES, int(match[1]), match[2], difference_centi_c(match[3], match[4]))


def _breaks(match: re.Match[str], _context: Context) -> Iterator[EventAction]:
    yield Chooses(Choice.BREAKS, int(match[1]), match[2], minutes=round(seconds(match[3], match[4]) / 60))


def _plans(match: re.Match[str], _context: Context) -> Iterator[EventAction]:
    kind, number, unit = match[2], match[3], match[4]
    if kind == "limit":
        yield Plans(match[1], highest_centi_c=centi_c(number, unit))
    elif kind == "critical":
        yield Plans(match[1], critical_offset_centi_c=difference_centi_c(number, unit))
    else:
        yield Plans(match[1], emergency_offset_centi_c=difference_centi_c(number, unit))


SAVINGS: Final = "max comfort|comfort|balanced|savings|max savings"
PERSON_EVENTS: Final[Phrases] = (
    phrase(r"keeps #(\d+)()", "keeps #7", _chooses(Choice.KEEPS)),
    phrase(r"skips #(\d+)()", "skips #7", _chooses(Choice.SKIPS)),
    phrase(rf"opts out of #(\d+){ROOM}", "opts out of #7 in hall", _chooses(Choice.OPTS_OUT)),
    phrase(rf"opts in to #(\d+){ROOM}", "opts in to #7 in hall", _chooses(Choice.OPTS_IN)),
    phrase(rf"eases #(\d+){ROOM} by {DEGREES}", "eases #7 in hall by 1 F", _eases),
    phrase(rf"takes a break from #(\d+){ROOM} of {DURATION}", "takes a break from #7 of 30 min", _breaks),
    phrase("undoes it", "undoes it", lambda _m, _c: iter((Chooses(Choice.UNDOES),))),
    phrase(r"stops the plan of #(\d+)()", "stops the plan of #7", _chooses(Choice.STOPS)),
    phrase(r"checks #(\d+)()", "checks #7", _chooses(Choice.CHECKS)),
    phrase(
        rf"sets ([\w-]+(?: [\w-]+)?) to {DEGREES}",
        "sets hall to 76 F",
        lambda m, _c: iter((Chooses(Choice.SETS, None, m[1], centi_c(m[2], m[3])),)),
    ),
    phrase(
        f"practises for {DURATION}",
        "practises for 10 min",
        lambda m, _c: iter((Chooses(Choice.PRACTISES, minutes=round(seconds(m[1], m[2]) / 60)),)),
    ),
    phrase(rf"plans ([\w-]+(?: [\w-]+)?) (critical|emergency|limit) \+?{DEGREES}", "plans hall critical +4 F", _plans),
    phrase(
        rf"plans ([\w-]+(?: [\w-]+)?) for ({SAVINGS})",
        "plans hall for balanced",
        lambda m, _c: iter((Plans(m[1], saving=m[2]),)),
    ),
    phrase(
        r"plans ([\w-]+(?: [\w-]+)?) (in|out)",
        "plans hall out",
        lambda m, _c: iter((Plans(m[1], takes_part=m[2] == "in"),)),
    ),
    phrase(
        "lives under (UC96-2007|JA5)(, with a medical exemption)?",
        "lives under UC96-2007, with a medical exemption",
        lambda m, _c: iter((Policy(m[1], bool(m[2])),)),
    ),
)

STATUSES: Final = (
    "received|started|completed|opted out|opted in|cancelled|superseded|partial opt out|partial opt in|"
    "no participation|rejected|expired|undefined event"
)
RECEIPT: Final[Phrases] = (
    phrase(
        rf"#(\d+) ({STATUSES})(?: by (kiosk|thermostat|pct|display|load-switch))?",
        "#7 started by kiosk",
        lambda m, _c: iter((Receipts(int(m[1]), m[2], m[3]),)),
    ),
)
CUSTOMER: Final[Phrases] = (
    phrase(
        r"#(\d+) (notified|in progress|completed|failed|cancelled)",
        "#7 in progress",
        lambda m, _c: iter((Stands(int(m[1]), m[2]),)),
    ),
)
THERMOSTAT_SHOWS: Final[Phrases] = (
    phrase(
        rf"([\w-]+(?: [\w-]+)?) shows {DEGREES}",
        "hall shows 78 F",
        lambda m, _c: iter((SetPointIs(m[1], centi_c(m[2], m[3])),)),
    ),
)
PHASES: Final = "scheduled|pre-cooling|active|recovering|ended|cancelled|superseded|rejected"
KIOSK_EVENTS: Final[Phrases] = (
    phrase(rf"shows #(\d+) ({PHASES})", "shows #7 active", lambda m, _c: iter((PhaseIs(int(m[1]), m[2]),))),
    phrase(r"shows nothing of #(\d+)", "shows nothing of #7", lambda m, _c: iter((PhaseIs(int(m[1]), None),))),
    phrase(
        r"says that #(\d+) is not confirmed",
        "says that #7 is not confirmed",
        lambda m, _c: iter((PhaseIs(int(m[1]), "active", ("not confirmed",)),)),
    ),
)
