"""A room's thermal model: one heat capacity, one leak, sunshine and people, an air conditioner and a furnace.

Rooms share weather and equipment alone: each is a small house of its own, and draws its share of the whole one's power.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Self

CAPACITY_KWH_PER_K: Final = 4.0
LEAK_KW_PER_K: Final = 0.25
SUN_KW: Final = 1.6
PEOPLE_KW: Final = 0.5
COOLING_KW_PER_KW: Final = 3.2
FURNACE_KW: Final = 12.0
FURNACE_FAN_W: Final = 350
HYSTERESIS_C: Final = 0.28  # half a degree Fahrenheit either side of the set point
REST_MINUTES: Final = 3  # a compressor never starts again at once


class SystemMode(Enum):
    """Thermostat SystemMode (ZCL 0x0201, 0x001C)."""

    OFF = 0
    AUTO = 1
    COOL = 3
    HEAT = 4


@dataclass(slots=True)
class Climate:
    """Indoors: temperature in degrees Celsius, set points in hundredths, what runs."""

    inside_c: float = 23.3
    cooling_centi_c: int = 2333
    heating_centi_c: int = 1944
    mode: SystemMode = SystemMode.AUTO
    air_conditioner_w: int = 2900
    is_cooling: bool = False
    is_heating: bool = False
    rest_minutes: int = 0
    share: float = 1.0

    def step(self, outside_c: float, sunlight: float) -> None:
        """Live through one minute, then let the thermostat decide for the next."""
        gain_kw = LEAK_KW_PER_K * (outside_c - self.inside_c) + SUN_KW * sunlight + PEOPLE_KW
        if self.is_cooling:
            gain_kw -= COOLING_KW_PER_KW * self.air_conditioner_w / 1000
        if self.is_heating:
            gain_kw += FURNACE_KW
        self.inside_c += gain_kw / CAPACITY_KWH_PER_K / 60
        self.rest_minutes = max(0, self.rest_minutes - 1)
        self.decide()

    def decide(self) -> None:
        """Call for cooling or heating by the set points, with hysteresis and a compressor's rest."""
        may_cool = self.mode in (SystemMode.AUTO, SystemMode.COOL)
        may_heat = self.mode in (SystemMode.AUTO, SystemMode.HEAT)
        above_c = self.inside_c - self.cooling_centi_c / 100
        below_c = self.heating_centi_c / 100 - self.inside_c
        wants_cooling = may_cool and above_c > (-HYSTERESIS_C if self.is_cooling else HYSTERESIS_C)
        if self.is_cooling and not wants_cooling:
            self.rest_minutes = REST_MINUTES
        self.is_cooling = wants_cooling and (self.is_cooling or self.rest_minutes == 0)
        wants_heating = may_heat and below_c > (-HYSTERESIS_C if self.is_heating else HYSTERESIS_C)
        self.is_heating = wants_heating and not self.is_cooling

    @property
    def watts(self) -> int:
        """What compressor or furnace fan draw."""
        if self.is_cooling:
            return round(self.air_conditioner_w * self.share)
        return round(FURNACE_FAN_W * self.share) if self.is_heating else 0

    def save(self) -> dict[str, object]:
        """Everything that its future depends on, in JSON's values."""
        return {
            "inside_c": self.inside_c,
            "cooling_centi_c": self.cooling_centi_c,
            "heating_centi_c": self.heating_centi_c,
            "mode": self.mode.value,
            "air_conditioner_w": self.air_conditioner_w,
            "is_cooling": self.is_cooling,
            "is_heating": self.is_heating,
            "rest_minutes": self.rest_minutes,
        }

    @classmethod
    def of(cls, saved: Mapping[str, Any]) -> Self:
        """What `save` wrote."""
        return cls(
            saved["inside_c"],
            saved["cooling_centi_c"],
            saved["heating_centi_c"],
            SystemMode(saved["mode"]),
            saved["air_conditioner_w"],
            saved["is_cooling"],
            saved["is_heating"],
            saved["rest_minutes"],
        )
