"""A plain thermostat of heating and air conditioning: it has set points, and no idea of demand response."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from zigpy.profiles import zha
from zigpy.zcl.clusters.general import PowerSource

from devices.sim.battery import Battery
from devices.sim.common_clusters import basic, identify
from devices.sim.device import DeviceVerb, HomeNode, Label
from devices.sim.device_journal import DeviceJournal
from devices.sim.house.home import Home
from devices.sim.thermostat import NEWER_ATTRIBUTES, NO_QUIRKS, Quirks, Thermostat
from devices.sim.upgrading import firmware_keyed
from devices.sim.zcl import EndpointInstance

ENDPOINT: Final = 1
DEVICE_ID: Final = int(zha.DeviceType.THERMOSTAT)
MANUFACTURER: Final = "Sierra Comfort"
MODEL: Final = "PT-10"
IMAGE_TYPE: Final = 0x0101
OLDER_MODEL: Final = "PT-5"
BATTERY_MODEL: Final = "PT-10B"


@dataclass(frozen=True, slots=True)
class Make:
    """A model of the field, as public quirk tables describe it (`devices/thermostat_models.py` names the sources)."""

    manufacturer: str
    model: str
    quirks: Quirks
    has_battery: bool = False
    poll_s: float | None = None


MAKES: Final = {
    "centralite-3157100": Make("Centralite", "3157100", Quirks(dead_band_centi_c=150), has_battery=True, poll_s=7.0),
    "zen-01": Make("Zen Within", "Zen-01", Quirks(step_centi_c=50, dead_band_centi_c=200), has_battery=True),
    "sinope-th1123zb": Make("Sinope Technologies", "TH1123ZB", Quirks(step_centi_c=50, is_heat_only=True)),
    "danfoss-etrv0103": Make(
        "Danfoss", "eTRV0103", Quirks(step_centi_c=50, is_heat_only=True), has_battery=True, poll_s=7.5
    ),
    "eurotronic-spzb0001": Make(
        "Eurotronic",
        "SPZB0001",
        Quirks(step_centi_c=50, is_heat_only=True, is_reportable=False),
        has_battery=True,
        poll_s=5.0,
    ),
    "schedule-thermostat": Make(
        "_TZE200_schedule", "TS0601", Quirks(step_centi_c=50, is_heat_only=True, overwrites_after_s=150)
    ),
}
"""By the name that a scenario and `--devices` use."""


class ThermostatNode(HomeNode):
    """The thermostat's face; an older model (`is_older`) lacks hold, change source, chosen limits and the weather.

    One that `has_battery` runs on two AA cells, and tells how they stand.
    """

    def __init__(
        self,
        label: Label,
        home: Home,
        profile_id: int,
        *,
        is_older: bool = False,
        has_battery: bool = False,
        make: Make | None = None,
    ) -> None:
        super().__init__(label, home, [], firmware_keyed(profile_id))
        self.journal = DeviceJournal(label.eui64, lambda: home.house.at_us)
        lacks = NEWER_ATTRIBUTES if is_older or make is not None else frozenset()
        self.thermostat = Thermostat(home, self.journal, lacks, NO_QUIRKS if make is None else make.quirks)
        self.model = OLDER_MODEL if is_older else MODEL
        self.manufacturer = MANUFACTURER if make is None else make.manufacturer
        self.poll_s = None if make is None else make.poll_s
        self.battery = Battery(home) if has_battery else None
        source = PowerSource.Mains_single_phase
        instances = [identify(self.identify), self.thermostat.instance()]
        if self.battery is not None:
            self.model, source = BATTERY_MODEL, PowerSource.Battery
            instances.append(self.battery.instance())
        if make is not None:
            self.model = make.model
        else:
            instances.append(self.offer_upgrades(IMAGE_TYPE))
        home.parts[f"{label.eui64}/device"] = self._save
        instances.insert(0, basic(self.manufacturer, self.model, source))
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
