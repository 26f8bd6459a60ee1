"""What runs when, in a household: seeded runs of appliances for every local day."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from random import Random
from typing import Final

from devices.sim.chance import seeded

MINUTES_PER_DAY: Final = 1440
SATURDAY: Final = 5


class Switch(Enum):
    """Whether an appliance follows the household's day, or is held on or off."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


WATTS: Final = {
    "fridge": 120,
    "kettle": 1800,
    "oven": 2400,
    "washer": 450,
    "dryer": 2900,
    "dishwasher": 1200,
    "lights": 180,
    "television": 140,
    "electric vehicle": 7200,
    "pool pump": 1100,
    "water heater": 4500,
}
"""Every appliance and what it draws while it runs."""

OPTIONAL: Final = frozenset({"electric vehicle", "pool pump", "water heater"})
"""Appliances that a house has only if it is told so."""


@dataclass(frozen=True, slots=True)
class Run:
    """An appliance draws `watts` from one minute of the local day to another; the end may lie past midnight."""

    appliance: str
    start: int
    end: int
    watts: int


def runs_of_day(seed: int, ordinal: int, weekday: int) -> list[Run]:
    """The household's runs that begin on a local date, the same for the same seed."""
    chance = seeded(seed, "appliances", ordinal)
    is_weekend = weekday >= SATURDAY
    return [
        *_fridge(chance),
        *_meals(chance, is_weekend=is_weekend),
        *_laundry(chance, is_weekend=is_weekend),
        *_evening(chance),
        *_large(chance),
    ]


def _run(appliance: str, start: int, minutes: int, watts: int | None = None) -> Run:
    return Run(appliance, start, start + minutes, WATTS[appliance] if watts is None else watts)


def _fridge(chance: Random) -> Iterator[Run]:
    minute = chance.randrange(40)
    while minute < MINUTES_PER_DAY:
        on = chance.randint(14, 19)
        yield _run("fridge", minute, min(on, MINUTES_PER_DAY - minute))
        minute += on + chance.randint(22, 31)


def _meals(chance: Random, *, is_weekend: bool) -> Iterator[Run]:
    breakfast = (8 if is_weekend else 6) * 60 + chance.randint(15, 75)
    for start in (breakfast, 13 * 60 + chance.randint(0, 90), 20 * 60 + chance.randint(0, 90)):
        if chance.random() < 0.8:
            yield _run("kettle", start, chance.randint(2, 4))
    if chance.random() < 0.6:
        start = 17 * 60 + chance.randint(0, 90)
        yield _run("oven", start, 12)
        for again in range(start + 16, start + 16 + chance.randint(20, 45), 8):
            yield _run("oven", again, 4)
    if chance.random() < 0.7:
        start = 20 * 60 + chance.randint(0, 60)
        yield _run("dishwasher", start + 5, 18)
        yield _run("dishwasher", start + 55, 15)


def _laundry(chance: Random, *, is_weekend: bool) -> Iterator[Run]:
    if chance.random() < (0.7 if is_weekend else 0.3):
        start = (9 if is_weekend else 18) * 60 + chance.randint(0, 120)
        yield _run("washer", start, 48)
        yield _run("dryer", start + 55, chance.randint(38, 55))


def _evening(chance: Random) -> Iterator[Run]:
    yield _run("lights", 6 * 60 + chance.randint(0, 40), chance.randint(40, 80))
    dusk = 18 * 60 + chance.randint(0, 60)
    bedtime = 22 * 60 + chance.randint(10, 80)
    yield _run("lights", dusk, bedtime - dusk)
    yield _run("lights", dusk + 45, 90, watts=120)
    evening = 19 * 60 + chance.randint(0, 60)
    yield _run("television", evening, bedtime - evening)


def _large(chance: Random) -> Iterator[Run]:
    yield _run("electric vehicle", 23 * 60 + chance.randint(0, 59), chance.randint(70, 190))
    yield _run("pool pump", 9 * 60, 6 * 60)
    for start in (6 * 60 + 30, 12 * 60, 18 * 60, 21 * 60):
        yield _run("water heater", start + chance.randint(0, 45), chance.randint(15, 40))


def watts_by_minute(seed: int, ordinal: int, held: dict[str, Switch]) -> tuple[int, ...]:
    """What the appliances draw in each of a local day's 1440 minutes, those of `held` held on or off."""
    watts = [sum(WATTS[name] for name, switch in held.items() if switch is Switch.ON)] * MINUTES_PER_DAY
    for back in (1, 0):
        day = ordinal - back
        for run in runs_of_day(seed, day, (day + 6) % 7):
            if held.get(run.appliance, Switch.AUTO) is not Switch.AUTO:
                continue
            shift = back * MINUTES_PER_DAY
            for minute in range(max(0, run.start - shift), min(MINUTES_PER_DAY, run.end - shift)):
                watts[minute] += run.watts
    return tuple(watts)


def appliance_by_minute(seed: int, ordinal: int, name: str, switch: Switch) -> tuple[int, ...]:
    """What one appliance draws in each of a local day's minutes."""
    others = dict.fromkeys(WATTS, Switch.OFF)
    return watts_by_minute(seed, ordinal, {**others, name: switch})
