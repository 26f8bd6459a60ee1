"""Registers: exact watt-hours with their carried remainder, and how they are told in raw units."""

from dataclasses import dataclass, field
from typing import Final

from devices.se.values import Formatting

WATT_HOUR_WUS: Final = 3_600_000_000
"""Watt-microseconds in a watt-hour."""

MODULUS_48_BIT: Final = 1 << 48
INT24_MAX: Final = (1 << 23) - 1


@dataclass(slots=True)
class Register:
    """Energy counted since installation: whole watt-hours and the part of one that is not full yet.

    `base_wh` is what the display showed at installation (or was set to by hand).
    """

    wh: int = 0
    remainder_wus: int = 0
    base_wh: int = 0

    def add(self, energy_wus: int) -> None:
        """Count watt-microseconds; nothing is lost."""
        carried, self.remainder_wus = divmod(self.remainder_wus + energy_wus, WATT_HOUR_WUS)
        self.wh += carried

    def save(self) -> list[int]:
        """For the state file."""
        return [self.wh, self.remainder_wus, self.base_wh]


@dataclass(slots=True)
class Scale:
    """How watt-hours become raw units: kWh = raw x multiplier / divisor (Metering 0x0301 to 0x0304).

    A `told_divisor` of 0 is a meter's fault that clients must survive; the meter itself goes on with `divisor`.
    """

    multiplier: int = 1
    divisor: int = 1000
    told_divisor: int = 1000
    summation: Formatting = field(default_factory=lambda: Formatting(right=3, left=6, is_zero_suppressed=True))
    demand: Formatting = field(default_factory=lambda: Formatting(right=3, left=3, is_zero_suppressed=True))

    def raw(self, wh: int) -> int:
        """Watt-hours (or watts) in raw units, towards zero."""
        raw = abs(wh) * self.divisor // (1000 * self.multiplier)
        return raw if wh >= 0 else -raw

    def wh(self, raw: int) -> int:
        """Watt-hours of a raw value."""
        return raw * self.multiplier * 1000 // self.divisor

    @property
    def modulus(self) -> int:
        """Raw value at which a register starts again at zero: with its display's digits, at most with its 48 bits."""
        return min(int(10**self.summation.left) * self.divisor // self.multiplier, MODULUS_48_BIT)

    def shown(self, register: Register) -> int:
        """What the register shows, in raw units."""
        return self.raw(register.base_wh + register.wh) % self.modulus

    def demand_raw(self, watts: int) -> int:
        """InstantaneousDemand; what 24 bits cannot hold is held at their end."""
        return max(-INT24_MAX, min(INT24_MAX, self.raw(watts)))

    def save(self) -> list[int]:
        """For the state file."""
        return [self.multiplier, self.divisor, self.told_divisor, self.summation.to_byte(), self.demand.to_byte()]

    @classmethod
    def of(cls, saved: list[int]) -> "Scale":
        """What `save` wrote."""
        multiplier, divisor, told, summation, demand = saved
        return cls(multiplier, divisor, told, Formatting.from_byte(summation), Formatting.from_byte(demand))
