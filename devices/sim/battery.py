"""A battery that drains as time passes: two AA cells, told by Power Configuration (0x0001)."""

from collections.abc import Mapping
from typing import Any, Final

from zigpy.zcl.clusters.general import PowerConfiguration

from devices.sim.arguments import Arguments
from devices.sim.cluster import ClusterInstance, attributes
from devices.sim.device import DeviceVerb
from devices.sim.house.home import Home
from devices.sim.house.house import SECOND_US

DRAIN_PERCENT_PER_HOUR: Final = 0.01
"""A bit more than a year from full to empty."""
RATED_TENTHS_V: Final = 15
CELLS: Final = 2
EMPTY_TENTHS_V: Final = 20
ALARM_PERCENT: Final = 10
_HOUR_US: Final = 3600 * SECOND_US


class Battery:
    """What is left in it at the house's instant."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._percent, self._drain = 100.0, DRAIN_PERCENT_PER_HOUR
        self._since_us = home.house.at_us

    @property
    def half_percents(self) -> int:
        """BatteryPercentageRemaining."""
        return round(2 * self._left())

    @property
    def tenths_v(self) -> int:
        """BatteryVoltage, in tenths of a volt."""
        full = RATED_TENTHS_V * CELLS
        return round(EMPTY_TENTHS_V + (full - EMPTY_TENTHS_V) * self._left() / 100)

    @property
    def is_alarmed(self) -> bool:
        """Does it say itself that it runs low?"""
        return self._left() <= ALARM_PERCENT

    def instance(self) -> ClusterInstance:
        """Power Configuration, server."""
        return ClusterInstance(
            PowerConfiguration,
            attributes=attributes(
                PowerConfiguration,
                {
                    "battery_voltage": lambda: self.tenths_v,
                    "battery_percentage_remaining": lambda: self.half_percents,
                    "battery_size": PowerConfiguration.BatterySize.AA,
                    "battery_quantity": CELLS,
                    "battery_rated_voltage": RATED_TENTHS_V,
                    "battery_alarm_state": lambda: int(self.is_alarmed),
                },
            ),
        )

    @property
    def verbs(self) -> Mapping[str, DeviceVerb]:
        """Verbs of whatever runs on it."""
        return {"battery": self._set}

    def _set(self, arguments: Arguments) -> None:
        """Say what is left, or how fast it drains: {percent?, drains_percent_per_hour?}; 100: it is replaced."""
        arguments.refuse_others("percent", "drains_percent_per_hour")
        left = arguments.number("percent") if arguments.has("percent") else self._left()
        drain = self._drain
        if arguments.has("drains_percent_per_hour"):
            drain = arguments.number("drains_percent_per_hour")
        if not 0 <= left <= 100 or drain < 0:
            raise ValueError("battery: 0 to 100 percent are left, and it drains by 0 or more each hour")
        self._percent, self._drain, self._since_us = left, drain, self._home.house.at_us

    def _left(self) -> float:
        passed_us = max(0, self._home.house.at_us - self._since_us)
        return max(0.0, self._percent - self._drain * passed_us / _HOUR_US)

    def save(self) -> dict[str, object]:
        """For the state file."""
        return {"percent": self._percent, "drain": self._drain, "since_us": self._since_us}

    def load(self, saved: Mapping[str, Any]) -> None:
        """Take up what `save` wrote."""
        self._percent, self._drain, self._since_us = saved["percent"], saved["drain"], saved["since_us"]
