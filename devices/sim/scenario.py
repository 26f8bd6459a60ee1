"""Scenarios: what happens in a house on a day, written like a timetable. Parsed here, played elsewhere.

The language is described in docs/scenarios.md; the phrases that each actor knows stand in `scenario_phrases`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from devices.sim.device_phrases import Absent
from devices.sim.phrases import Context
from devices.sim.scenario_phrases import ACTORS, Action, settings

HEADINGS: Final = ("date", "zone", "seed", "tariff", "blocks", "house", "meter", "devices", "absent", "bill", "begins")
KINDS: Final = ("meter", "thermostat", "battery-thermostat", "pct", "load-switch", "display")
DEFAULT_DATE: Final = date(2026, 7, 14)
DEFAULT_ZONE: Final = "America/Los_Angeles"

_TIME: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?( [A-Z]{3,4})?(?=\s|$)")
_DAY: Final = re.compile(r"day\s+(\S+)$")


class ScenarioError(ValueError):
    """A scenario cannot be understood; the message names its line."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timetable: at `at` (aware UTC), `actor` does or shows something."""

    line: int
    at: datetime
    actor: str
    action: Action


@dataclass(frozen=True, slots=True)
class Placed:
    """A device of the home: its kind, and the room by which a scenario calls it ("" for a meter)."""

    kind: str
    room: str


DEFAULT_DEVICES: Final = (Placed("meter", ""), Placed("thermostat", "hall"))


@dataclass(frozen=True, slots=True)
class Scenario:
    """A parsed scenario: how the world begins, and what happens, by rising time."""

    start: datetime
    zone: ZoneInfo
    seed: int
    settings: tuple[Action, ...]
    bill_start: date | None
    steps: tuple[Step, ...]
    devices: tuple[Placed, ...] = DEFAULT_DEVICES

    @property
    def end(self) -> datetime:
        """When the last step happens."""
        return self.steps[-1].at if self.steps else self.start


def parse(text: str) -> Scenario:
    """Read a scenario; ScenarioError, with its line, for what is not in the language."""
    return _Parser().parse(text)


class _Parser:
    """The state of reading: which day it is, what time the last line had."""

    def __init__(self) -> None:
        self._day = DEFAULT_DATE
        self._first_day: date | None = None
        self._zone = ZoneInfo(DEFAULT_ZONE)
        self._seed = 1
        self._bill: date | None = None
        self._settings: list[Action] = []
        self._steps: list[Step] = []
        self._at: datetime | None = None
        self._begins = time()
        self._devices: tuple[Placed, ...] = DEFAULT_DEVICES

    def parse(self, text: str) -> Scenario:
        for number, line in _lines(text):
            try:
                self._read(number, line)
            except ScenarioError:
                raise
            except ValueError as error:
                raise ScenarioError(number, str(error)) from error
        first_day = self._first_day or self._day
        return Scenario(
            _in_zone(datetime.combine(first_day, self._begins), self._zone, ""),
            self._zone,
            self._seed,
            tuple(self._settings),
            self._bill,
            tuple(self._steps),
            self._devices,
        )

    def _read(self, number: int, line: str) -> None:
        is_continued = line[0].isspace()
        words = line.strip()
        day, clock = _DAY.match(words), _TIME.match(words)
        if day and not is_continued:
            self._begin_day(number, day[1])
        elif clock and not is_continued:
            self._at = self._instant(clock)
            if self._steps and self._at < self._steps[-1].at:
                raise ScenarioError(number, "a timetable never goes back: this is before the line above")
            self._step(number, words[clock.end() :].strip())
        elif is_continued:
            if self._at is None:
                raise ScenarioError(number, "an indented line belongs to the time above it, and there is none")
            self._step(number, words)
        elif self._at is not None:
            raise ScenarioError(number, "after the first time every line begins with a time, with `day`, or indented")
        else:
            self._heading(words)

    def _begin_day(self, number: int, word: str) -> None:
        day = _date(word)
        if self._steps and day <= self._day:
            raise ScenarioError(number, f"{day} is not after {self._day}")
        self._day = day
        if self._first_day is None and not self._steps:
            self._first_day = day

    def _heading(self, words: str) -> None:
        name, _, rest = words.partition(" ")
        rest = rest.strip()
        match name:
            case "date":
                self._day = self._first_day = _date(rest)
            case "zone":
                self._zone = _zone(rest)
            case "seed":
                self._seed = int(rest) if rest.isdecimal() else _refuse(f"a seed is a whole number, not {rest!r}")
            case "begins":
                self._begins = _clock(rest)
            case "bill":
                self._bill = _date(rest.removeprefix("began").strip())
            case "devices":
                self._devices = tuple(_placed(words.strip()) for words in rest.split(","))
            case "absent":
                self._settings += [Absent(room.strip()) for room in rest.split(",")]
            case "tariff" | "blocks" | "house" | "meter":
                self._settings += settings(name, rest)
            case _:
                raise ValueError(f"{name!r} is no heading; there are {', '.join(HEADINGS)}, and then times")

    def _step(self, number: int, words: str) -> None:
        actor, _, rest = words.partition(" ")
        if actor not in ACTORS:
            raise ScenarioError(number, f"there is no actor {actor!r}; there are {', '.join(ACTORS)}")
        assert self._at is not None
        context = Context(self._at, self.instant_of)
        for action in ACTORS[actor](rest.strip(), context):
            self._steps.append(Step(number, self._at, actor, action))

    def instant_of(self, words: str) -> datetime:
        """The instant of a time of day of the running day."""
        clock = _TIME.fullmatch(words)
        if clock is None:
            raise ValueError(f"{words!r} is not a time such as 17:00")
        return self._instant(clock)

    def _instant(self, clock: re.Match[str]) -> datetime:
        hours, minutes, seconds = int(clock[1]), int(clock[2]), int(clock[3] or 0)
        if minutes > 59 or seconds > 59 or hours > 48:
            raise ValueError(f"there is no time {clock[0].strip()}")
        days, hour = divmod(hours, 24)
        wall = datetime.combine(self._day + timedelta(days=days), time(hour, minutes, seconds))
        return _in_zone(wall, self._zone, (clock[4] or "").strip())


def _in_zone(wall: datetime, zone: ZoneInfo, abbreviation: str) -> datetime:
    """UTC of a wall time; a time that does not exist, or exists twice and does not say which, is refused."""
    candidates = [wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    real = [one for one in candidates if one.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall]
    if not real:
        raise ValueError(f"{wall:%H:%M} does not exist on {wall:%Y-%m-%d}: the clock is put forward over it")
    instants = {one.tzname(): one.astimezone(UTC) for one in real}
    if abbreviation:
        if abbreviation not in instants:
            raise ValueError(f"{wall:%H:%M} is {' or '.join(map(str, instants))}, not {abbreviation}")
        return instants[abbreviation]
    if len(instants) > 1:
        names = " or ".join(f"{wall:%H:%M} {name}" for name in instants)
        raise ValueError(f"{wall:%H:%M} comes twice on {wall:%Y-%m-%d}: write {names}")
    return next(iter(instants.values()))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        kept = re.sub(r"(^|\s)#(?!\d).*$", "", line).rstrip()
        if kept.strip():
            yield number, kept


def _date(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise ValueError(f"{words!r} is not a date such as 2026-07-14") from None


def _clock(words: str) -> time:
    match = _TIME.fullmatch(words)
    if match is None or int(match[1]) > 23:
        raise ValueError(f"{words!r} is not a time such as 17:00")
    return time(int(match[1]), int(match[2]), int(match[3] or 0))


def _placed(words: str) -> Placed:
    room, _, kind = words.rpartition(" ")
    if kind not in KINDS:
        raise ValueError(f"{words!r} is no device; there are {', '.join(KINDS)}, each after the name of its room")
    return Placed(kind, room or ("" if kind == "meter" else kind))


def _zone(words: str) -> ZoneInfo:
    try:
        return ZoneInfo(words)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"there is no time zone {words!r}") from None


def _refuse(why: str) -> int:
    raise ValueError(why)
