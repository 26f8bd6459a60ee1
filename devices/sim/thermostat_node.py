"""A plain thermostat of heating and air conditioning: it has set points, and no idea of demand response."""

from collections.abc import Mapping
from typing import Any, Final

from zigpy.profiles import zha
from zigpy.zcl.clusters.general import PowerSource

from devices.sim.battery import Battery
from devices.sim.common_clusters import basic, identify
from devices.sim.device import DeviceVerb, HomeNode, Label
from devices.sim.device_journal import DeviceJournal
from devices.sim.house.home import Home
from devices.sim.thermostat import NEWER_ATTRIBUTES, Thermostat
from devices.sim.zcl import EndpointInstance

ENDPOINT: Final = 1
DEVICE_ID: Final = int(zha.DeviceType.THERMOSTAT)
MANUFACTURER: Final = "Sierra Comfort"
MODEL: Final = "PT-10"
OLDER_MODEL: Final = "PT-5"
BATTERY_MODEL: Final = "PT-10B"


class ThermostatNode(HomeNode):
    """The thermostat's face; an older model (`is_older`) lacks hold, change source, chosen limits and the weather.

    One that `has_battery` runs on two AA cells, and tells how they stand.
    """

    def __init__(
        self, label: Label, home: Home, profile_id: int, *, is_older: bool = False, has_battery: bool = False
    ) -> None:
        super().__init__(label, home, [], frozenset())
        self.journal = DeviceJournal(label.eui64, lambda: home.house.at_us)
        self.thermostat = Thermostat(home, self.journal, NEWER_ATTRIBUTES if is_older else frozenset())
        self.model = OLDER_MODEL if is_older else MODEL
        self.battery = Battery(home) if has_battery else None
        source = PowerSource.Mains_single_phase
        instances = [identify(self.identify), self.thermostat.instance()]
        if self.battery is not None:
            self.model, source = BATTERY_MODEL, PowerSource.Battery
            instances.append(self.battery.instance())
        home.parts[f"{label.eui64}/device"] = self._save
        instances.insert(0, basic(MANUFACTURER, self.model, source))
        self.server.endpoints[ENDPOINT] = EndpointInstance.of(ENDPOINT, profile_id, DEVICE_ID, instances)

    @property
    def verbs(self) -> Mapping[str, DeviceVerb]:
        """Verbs of a thermostat."""
        return {**self.thermostat.verbs, **({} if self.battery is None else self.battery.verbs)}

    def _save(self) -> dict[str, object]:
        return {**self.thermostat.save(), **({} if self.battery is None else {"battery": self.battery.save()})}

    def load_device(self, saved: Mapping[str, Any]) -> None:
        """Take up what the device keeps."""
        self.thermostat.load(saved)
        if self.battery is not None and "battery" in saved:
            self.battery.load(saved["battery"])
