"""A seeded house: its net power at every instant, and the way through time that counts every watt-second.

Power is constant between instants that are all known beforehand: minutes (appliances, weather, thermostat), fives of
seconds (the flicker of the base load, whose sum over a minute is nothing) and what a person switches. So energy is
an exact integer, and it does not matter by how many steps the house comes to an instant.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from devices.sim.house.appliances import OPTIONAL, WATTS, Switch, watts_by_minute
from devices.sim.house.climate import Climate
from devices.sim.house.weather import Day

SECOND_US: Final = 1_000_000
MINUTE_US: Final = 60 * SECOND_US
SLOT_US: Final = 5 * SECOND_US
MINUTES_PER_DAY: Final = 1440
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
INVERTER: Final = "solar inverter"
EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()
FLICKER_PERCENT: Final = (0, 3, -2, 5, -4, 1, -1, 4, -5, 2, -3, 0)
"""Of the base load, in a minute's twelve slots; it sums to nothing."""


def microseconds(at: datetime) -> int:
    """Microseconds since 1970 of an aware instant."""
    delta = at - EPOCH
    return (delta.days * 86_400 + delta.seconds) * SECOND_US + delta.microseconds


class Counter(Protocol):
    """Whoever counts the house's energy: it says where time must be cut, and is told every stretch of power."""

    @property
    def next_cut_us(self) -> int:
        """The next instant (µs since 1970) at which `cut` must be called; later than the last one."""

    def flow(self, duration_us: int, watts: int) -> None:
        """Net power was constant for so long; negative is export."""

    def cut(self, at_us: int) -> None:
        """The instant has come."""


@dataclass(slots=True)
class Settings:
    """What a person or a scenario chose."""

    base_w: int = 260
    solar_peak_w: int = 0
    outside_c: float | None = None
    loads_w: dict[str, int] = field(default_factory=dict)
    held: dict[str, Switch] = field(default_factory=lambda: dict.fromkeys(OPTIONAL, Switch.OFF))


class House:
    """The house at one instant, `at_us` (µs since 1970, the world's true time)."""

    def __init__(self, seed: int, at_us: int, zone: ZoneInfo) -> None:
        self.seed = seed
        self.at_us = at_us
        self.zone = zone
        self.settings = Settings()
        self.climates = [Climate()]
        self._rooms_taken = 0
        self.counters: list[Counter] = []
        self._quarter, self._offset_minutes = -1, 0
        self._ordinal = -1
        self._weather = Day(0.0, 0.0, 0.0)
        self._watts_by_minute: tuple[int, ...] = ()
        self._outside_c = self._sunlight = 0.0
        self._steady_w = self._flicker_w = 0
        self._begin_minute(at_us // MINUTE_US)

    @property
    def power_w(self) -> int:
        """Net power now; positive is drawn from the grid, negative delivered to it."""
        return self._steady_w + self._flicker()

    @property
    def climate(self) -> Climate:
        """The first room; a house with one thermostat has no other."""
        return self.climates[0]

    def take_room(self) -> Climate:
        """The room of the next thermostat; all share the house evenly."""
        if self._rooms_taken == len(self.climates):
            first = self.climates[0]
            self.climates.append(Climate(first.inside_c, air_conditioner_w=first.air_conditioner_w))
        room = self.climates[self._rooms_taken]
        self._rooms_taken += 1
        for climate in self.climates:
            climate.share = 1 / len(self.climates)
        self.refresh()
        return room

    @property
    def outside_c(self) -> float:
        """Degrees Celsius outside."""
        return self._outside_c

    @property
    def local_minute(self) -> tuple[int, int]:
        """The local date's ordinal, and the minute of that day."""
        minute = self.at_us // MINUTE_US
        day, local_minute = divmod(minute + self._local_offset(minute), MINUTES_PER_DAY)
        return EPOCH_ORDINAL + day, local_minute

    @property
    def solar_w(self) -> int:
        """What the panels give now; nothing while their inverter is held off."""
        if self.settings.held.get(INVERTER) is Switch.OFF:
            return 0
        return round(self.settings.solar_peak_w * self._sunlight)

    def advance(self, to_us: int) -> None:
        """Live on to an instant; an earlier one is ignored."""
        while self.at_us < to_us:
            cut_us = min((counter.next_cut_us for counter in self.counters), default=to_us)
            self._live(min(cut_us, to_us))
            for counter in self.counters:
                if counter.next_cut_us <= self.at_us:
                    counter.cut(self.at_us)

    def refresh(self) -> None:
        """Settings or set points changed: power follows at once."""
        self._ordinal = -1
        for climate in self.climates:
            climate.decide()
        self._begin_minute(self.at_us // MINUTE_US)

    def _live(self, to_us: int) -> None:
        while self.at_us < to_us:
            minute, into_us = divmod(self.at_us, MINUTE_US)
            if into_us == 0 and self.at_us + MINUTE_US <= to_us:
                self._flow(MINUTE_US, self._steady_w)  # the flicker's sum over a whole minute is nothing
            else:
                end_us = min(to_us, (self.at_us // SLOT_US + 1) * SLOT_US)
                self._flow(end_us - self.at_us, self.power_w)
            if self.at_us // MINUTE_US != minute:
                for climate in self.climates:
                    climate.step(self._outside_c, self._sunlight)
                self._begin_minute(self.at_us // MINUTE_US)

    def _flow(self, duration_us: int, watts: int) -> None:
        for counter in self.counters:
            counter.flow(duration_us, watts)
        self.at_us += duration_us

    def _flicker(self) -> int:
        minute, into_us = divmod(self.at_us, MINUTE_US)
        return FLICKER_PERCENT[(into_us // SLOT_US + minute * 7) % len(FLICKER_PERCENT)] * self._flicker_w

    def _begin_minute(self, minute: int) -> None:
        day, local_minute = divmod(minute + self._local_offset(minute), MINUTES_PER_DAY)
        ordinal = EPOCH_ORDINAL + day
        if ordinal != self._ordinal:
            self._begin_day(ordinal)
        settings = self.settings
        fixed_c = settings.outside_c
        self._outside_c = self._weather.outside_c(local_minute) if fixed_c is None else fixed_c
        self._sunlight = self._weather.sunlight(minute)
        self._flicker_w = settings.base_w // 100
        self._steady_w = (
            settings.base_w
            + self._watts_by_minute[local_minute]
            + sum(settings.loads_w.values())
            + sum(climate.watts for climate in self.climates)
            - self.solar_w
        )

    def _begin_day(self, ordinal: int) -> None:
        self._ordinal = ordinal
        self._weather = Day.of(self.seed, ordinal, date.fromordinal(ordinal).timetuple().tm_yday)
        self._watts_by_minute = watts_by_minute(self.seed, ordinal, self.settings.held)

    def _local_offset(self, minute: int) -> int:
        quarter = minute // 15
        if quarter != self._quarter:
            self._quarter = quarter
            offset = datetime.fromtimestamp(quarter * 900, self.zone).utcoffset()
            assert offset is not None
            self._offset_minutes = int(offset.total_seconds()) // 60
        return self._offset_minutes

    def save(self) -> dict[str, object]:
        """Everything that its future depends on, for the state file."""
        settings = self.settings
        return {
            "seed": self.seed,
            "at_us": self.at_us,
            "base_w": settings.base_w,
            "solar_peak_w": settings.solar_peak_w,
            "outside_c": settings.outside_c,
            "loads_w": settings.loads_w,
            "held": {name: switch.value for name, switch in settings.held.items()},
            **self.climate.save(),
            "rooms": [climate.save() for climate in self.climates[1:]],
        }

    def load(self, saved: Mapping[str, Any]) -> None:
        """Take up what `save` wrote; outside temperature and flicker follow from the instant."""
        self.at_us = saved["at_us"]
        kept = {name: Switch(value) for name, value in saved["held"].items() if name in WATTS}
        held = dict.fromkeys(OPTIONAL, Switch.OFF) | kept
        self.settings = Settings(
            saved["base_w"], saved["solar_peak_w"], saved["outside_c"], dict(saved["loads_w"]), held
        )
        self.climates = [Climate.of(saved), *(Climate.of(room) for room in saved.get("rooms", ()))]
        self._ordinal = -1
        self._begin_minute(self.at_us // MINUTE_US)
