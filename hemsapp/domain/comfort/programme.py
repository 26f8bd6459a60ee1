"""The customer's programme: which period runs in the home's zone, when the next begins, what a programme must be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from hemsapp.domain.days import HomeZone
from hemsapp.plans import ProgrammePeriod
from hemsapp.saying import say

FEWEST_PERIODS = 4
LOWEST_CENTI_C = 700  # 45 F
HIGHEST_CENTI_C = 3222  # 90 F
LEAST_APART_CENTI_C = 100
EVERY_DAY = frozenset(range(7))
_NAMES = ("Wake", "Day", "Evening", "Night")
_STARTS = (time(6), time(8), time(17), time(22))
_COOLING = (2556, 2944, 2556, 2778)  # 78, 85, 78, 82 F
_HEATING = (2111, 1667, 2111, 1667)  # 70, 62, 70, 62 F

DEFAULT_PROGRAMME = tuple(
    ProgrammePeriod(EVERY_DAY, start, name, cooling, heating)
    for start, name, cooling, heating in zip(_STARTS, _NAMES, _COOLING, _HEATING, strict=True)
)
"""What a new programme begins with where nothing better is known: Title 24's four periods (C1FR37)."""


@dataclass(frozen=True, slots=True)
class Running:
    """The period that runs, from Unix second `since_s` until the next begins at `until_s`."""

    period: ProgrammePeriod
    since_s: int
    until_s: int


def flat(cooling_centi_c: int | None, heating_centi_c: int | None) -> tuple[ProgrammePeriod, ...]:
    """Four periods at one temperature: what an editor begins with where a thermostat was found standing there."""
    cooling = _COOLING[0] if cooling_centi_c is None else cooling_centi_c
    heating = _HEATING[1] if heating_centi_c is None else heating_centi_c
    return tuple(
        ProgrammePeriod(EVERY_DAY, start, name, cooling, heating) for start, name in zip(_STARTS, _NAMES, strict=True)
    )


def running(periods: Sequence[ProgrammePeriod], zone: HomeZone, now_s: int) -> Running:
    """The period in force by the home's own clock.

    A start that the local clock shows twice is the first; one that it skips is as long after midnight as it says.
    """
    today = zone.date_of(now_s)
    starts: list[tuple[int, ProgrammePeriod]] = []
    for ahead in (-1, 0, 1):
        day = today + timedelta(days=ahead)
        starts += [
            (zone.at_minute(day, period.start.hour * 60 + period.start.minute), period)
            for period in periods
            if day.weekday() in period.days
        ]
    starts.sort(key=lambda each: each[0])
    since_s, period = [each for each in starts if each[0] <= now_s][-1]
    return Running(period, since_s, next(each[0] for each in starts if each[0] > now_s))


def why_invalid(periods: Sequence[ProgrammePeriod]) -> str:
    """What to mend before it can be a programme; "" if nothing."""
    for day in range(7):
        starts = [period.start for period in periods if day in period.days]
        if len(starts) < FEWEST_PERIODS:
            return say("a programme has at least {count} periods each day", count=FEWEST_PERIODS)
        if len(set(starts)) != len(starts):
            return say("two periods of one day begin at the same time")
    for period in periods:
        points = (period.cooling_centi_c, period.heating_centi_c)
        if min(points) < LOWEST_CENTI_C or max(points) > HIGHEST_CENTI_C:
            return say("a temperature of the programme is beyond what a home can stand")
        if period.cooling_centi_c - period.heating_centi_c < LEAST_APART_CENTI_C:
            return say("cooling has to begin clearly above where heating ends")
    return ""
