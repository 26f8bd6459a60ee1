"""Outside temperature and sunlight by season and hour, from a seed. Southern California by default."""

import math
from dataclasses import dataclass
from typing import Final

from devices.sim.chance import seeded

LATITUDE: Final = math.radians(34.1)
LONGITUDE_HOURS: Final = -118.2 / 15
WARMEST_DAY_OF_YEAR: Final = 212
WARMEST_HOUR: Final = 15.5
MEAN_C: Final = 18.5
SEASON_C: Final = 6.5
DAILY_SWING_C: Final = 6.5
MINUTES_PER_DAY: Final = 1440


@dataclass(frozen=True, slots=True)
class Day:
    """One local day's weather: its mean temperature, how clear the sky is (0 to 1), the sun's declination."""

    mean_c: float
    clearness: float
    declination: float

    @classmethod
    def of(cls, seed: int, ordinal: int, day_of_year: int) -> "Day":
        """The weather of a date, the same for the same seed."""
        chance = seeded(seed, "weather", ordinal)
        season = math.cos(2 * math.pi * (day_of_year - WARMEST_DAY_OF_YEAR) / 365.25)
        clearness = 1 - 0.75 * chance.random() ** 4
        declination = math.radians(23.44) * math.sin(2 * math.pi * (day_of_year - 81) / 365.25)
        return cls(MEAN_C + SEASON_C * season + chance.gauss(0, 2), clearness, declination)

    def outside_c(self, local_minute: int) -> float:
        """Degrees Celsius outside at a minute of the local day."""
        hours = local_minute / 60 - WARMEST_HOUR
        return self.mean_c + DAILY_SWING_C * math.cos(2 * math.pi * hours / 24)

    def sunlight(self, utc_minute: int) -> float:
        """Share of full sun, 0 to 1, at a minute since the epoch."""
        solar_hours = (utc_minute % MINUTES_PER_DAY) / 60 + LONGITUDE_HOURS
        hour_angle = math.pi * (solar_hours - 12) / 12
        height = math.sin(LATITUDE) * math.sin(self.declination) + math.cos(LATITUDE) * math.cos(
            self.declination
        ) * math.cos(hour_angle)
        return self.clearness * max(0.0, height)
