"""A smart plug of home automation in the wire of the washer: on or off, its own register, and the power of now."""

from collections.abc import Mapping
from typing import Any, Final

from zigpy.profiles import zha
from zigpy.zcl.clusters.homeautomation import ElectricalMeasurement

from devices.moment import Moment
from devices.se.metering import Metering, MeteringDeviceType, MeteringUnitofMeasure
from devices.sim.chance import seeded
from devices.sim.cluster import ClusterInstance, attributes
from devices.sim.common_clusters import basic, identify
from devices.sim.device import Label
from devices.sim.house.appliances import Switch, appliance_by_minute
from devices.sim.house.home import Home
from devices.sim.house.house import SECOND_US
from devices.sim.load_switch import ENDPOINT, MANUFACTURER, SwitchNode
from devices.sim.zcl import EndpointInstance

MODEL: Final = "SP-20"
APPLIANCE: Final = "washer"
POWER_DIVISOR: Final = 10
WH_US: Final = 3_600 * SECOND_US
NEVER_US: Final = 2**63


class PlugMeter:
    """Counts what one appliance draws, from when the plug was put in; a house's `Counter`."""

    def __init__(self, home: Home, appliance: str, base_wh: int) -> None:
        self._house, self._appliance = home.house, appliance
        self.base_wh = base_wh
        self._watt_us = 0
        self._day = -1
        self._watts: tuple[int, ...] = ()

    @property
    def wh(self) -> int:
        """CurrentSummationDelivered, in watt-hours."""
        return self.base_wh + self._watt_us // WH_US

    @property
    def power_w(self) -> int:
        """What it draws now."""
        held = self._house.settings.held.get(self._appliance, Switch.AUTO)
        ordinal, minute = self._house.local_minute
        if held is not Switch.AUTO:
            return appliance_by_minute(0, ordinal, self._appliance, held)[0]
        if ordinal != self._day:
            self._day = ordinal
            self._watts = appliance_by_minute(self._house.seed, ordinal, self._appliance, held)
        return self._watts[minute]

    @property
    def next_cut_us(self) -> int:
        """Nothing of its own is due."""
        return NEVER_US

    def flow(self, duration_us: int, watts: int) -> None:
        """The house drew so much; of that the appliance."""
        del watts
        self._watt_us += duration_us * self.power_w

    def cut(self, at_us: int) -> None:
        """Nothing is due."""

    def save(self) -> dict[str, object]:
        """For the state file."""
        return {"base_wh": self.base_wh, "watt_us": self._watt_us}

    def load(self, saved: Mapping[str, Any]) -> None:
        """Take up what `save` wrote."""
        self.base_wh, self._watt_us = saved["base_wh"], saved["watt_us"]


class SmartPlugNode(SwitchNode):
    """The plug's face. Its readings travel without a link key, as those of home automation do."""

    model = MODEL

    def __init__(self, label: Label, home: Home, seed: int) -> None:
        super().__init__(label, home, frozenset(), APPLIANCE)
        self.meter = PlugMeter(home, APPLIANCE, seeded(seed, "plug", label.eui64).randrange(5_000, 90_000))
        home.parts[f"{label.eui64}/device"] = lambda: {"journal": self.journal.save(), "meter": self.meter.save()}
        instances = [
            basic(MANUFACTURER, MODEL),
            identify(self.identify),
            self.on_off(),
            self._metering(),
            self._electrical(),
        ]
        device_id = int(zha.DeviceType.SMART_PLUG)
        self.server.endpoints[ENDPOINT] = EndpointInstance.of(ENDPOINT, zha.PROFILE_ID, device_id, instances)

    def _metering(self) -> ClusterInstance:
        meter = self.meter
        readers = {
            "current_summ_delivered": lambda: meter.wh,
            "instantaneous_demand": lambda: meter.power_w,
            "unit_of_measure": MeteringUnitofMeasure.Kwh_and_Kwh_binary,
            "multiplier": 1,
            "divisor": 1000,
            "metering_device_type": MeteringDeviceType.Electric_Metering,
        }
        return ClusterInstance(Metering, attributes=attributes(Metering, readers))

    def _electrical(self) -> ClusterInstance:
        readers = {
            "active_power": lambda: self.meter.power_w * POWER_DIVISOR,
            "ac_power_multiplier": 1,
            "ac_power_divisor": POWER_DIVISOR,
        }
        return ClusterInstance(ElectricalMeasurement, attributes=attributes(ElectricalMeasurement, readers))

    def load_device(self, saved: Mapping[str, Any]) -> None:
        """Take up what the device keeps."""
        self.journal.load(saved["journal"])
        self.meter.load(saved["meter"])

    def load(self, saved: Mapping[str, Any], at: Moment) -> None:
        """Begin to count: what the house drew before the plug was put in is not its."""
        super().load(saved, at)
        self.home.house.counters.append(self.meter)
