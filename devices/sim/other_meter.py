"""Gas and water meters: battery devices that turn their register each half hour, or mirrors of such on a gateway."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from zigpy.zcl.clusters.general import PowerSource

from devices.messages import Commodity, VolumeUnit
from devices.se.metering import Metering, MeteringDeviceType, MeteringUnitofMeasure
from devices.se.profile import LINK_KEY_CLUSTERS, METERING, PROFILE_ID, DeviceId
from devices.sim.arguments import Arguments
from devices.sim.battery import Battery
from devices.sim.chance import seeded
from devices.sim.cluster import ClusterInstance, attributes
from devices.sim.common_clusters import basic, identify
from devices.sim.device import DeviceVerb, HomeNode, Label
from devices.sim.house.home import Home
from devices.sim.house.house import SECOND_US
from devices.sim.zcl import EndpointInstance

ENDPOINT: Final = 1
MANUFACTURER: Final = "Sierra Flow"
HALF_HOUR_US: Final = 1_800 * SECOND_US
DAY_US: Final = 86_400 * SECOND_US
LEAK: Final = 0x20


@dataclass(frozen=True, slots=True)
class Make:
    """One maker's meter: in what it counts, how its raw numbers are scaled, and what a home uses in a day."""

    commodity: Commodity
    model: str
    unit: VolumeUnit
    raw_unit: MeteringUnitofMeasure
    divisor: int
    milli_units_per_day: int
    own_type: MeteringDeviceType
    mirrored_type: MeteringDeviceType


GAS: Final = Make(
    Commodity.GAS,
    "G-4",
    VolumeUnit.HUNDRED_CUBIC_FEET,
    MeteringUnitofMeasure.Ccf_and_Ccf_per_Hour_binary,
    1000,
    1_150,
    MeteringDeviceType.Gas_Metering,
    MeteringDeviceType.Mirrored_Gas_Metering,
)
WATER: Final = Make(
    Commodity.WATER,
    "W-1",
    VolumeUnit.US_GALLON,
    MeteringUnitofMeasure.US_Gallons_and_US_Gallons_per_Hour_binary,
    10,
    190_000,
    MeteringDeviceType.Water_Metering,
    MeteringDeviceType.Mirrored_Water_Metering,
)


class Register:
    """What one meter shows: it follows the house's time alone, so it is the same after any restart."""

    def __init__(self, home: Home, make: Make, seed: int, name: str) -> None:
        self._house, self.make = home.house, make
        self._base_milli = seeded(seed, "volume", name).randrange(100_000, 900_000)
        self._since_us = 0
        self.status = 0

    @property
    def raw(self) -> int:
        """CurrentSummationDelivered, in the meter's own steps."""
        return self._milli * self.make.divisor // 1000

    @property
    def milli_units(self) -> int:
        """As its raw number says it, in thousandths of its unit."""
        return self.raw * 1000 // self.make.divisor

    @property
    def _milli(self) -> int:
        turned_us = self._house.at_us // HALF_HOUR_US * HALF_HOUR_US
        return self._base_milli + turned_us * self.make.milli_units_per_day // DAY_US

    def metering(self, kind: MeteringDeviceType) -> ClusterInstance:
        """Metering (0x0702), server."""
        readers = {
            "current_summ_delivered": lambda: self.raw,
            "status": lambda: self.status,
            "unit_of_measure": self.make.raw_unit,
            "multiplier": 1,
            "divisor": self.make.divisor,
            "metering_device_type": kind,
        }
        return ClusterInstance(Metering, attributes=attributes(Metering, readers))

    def leak(self, arguments: Arguments) -> None:
        """It finds a leak, or none: {on}."""
        arguments.refuse_others("on")
        self.status = LEAK if arguments.flag("on") else 0


class OtherMeterNode(HomeNode):
    """A gas or water meter of its own: it sleeps, and asks its parent for frames each few seconds."""

    poll_s = 5.0

    def __init__(self, label: Label, home: Home, seed: int, profile_id: int, make: Make) -> None:
        super().__init__(label, home, [], LINK_KEY_CLUSTERS if profile_id == PROFILE_ID else frozenset())
        self.register = Register(home, make, seed, label.eui64)
        self.battery = Battery(home)
        self.model = make.model
        home.parts[f"{label.eui64}/device"] = lambda: {"battery": self.battery.save(), "status": self.register.status}
        instances = [
            basic(MANUFACTURER, make.model, PowerSource.Battery),
            identify(self.identify),
            self.register.metering(make.own_type),
            self.battery.instance(),
        ]
        device_id = int(DeviceId.METERING_DEVICE)
        self.server.endpoints[ENDPOINT] = EndpointInstance.of(ENDPOINT, profile_id, device_id, instances)

    @property
    def verbs(self) -> Mapping[str, DeviceVerb]:
        """Verbs of such a meter."""
        return {"leak": self.register.leak, **self.battery.verbs}

    def load_device(self, saved: Mapping[str, Any]) -> None:
        """Take up what the device keeps."""
        self.battery.load(saved["battery"])
        self.register.status = saved["status"]


def mirror(node: HomeNode, home: Home, seed: int, profile_id: int) -> dict[int, Register]:
    """Give a gateway mirrors of a gas and a water meter, on the endpoints behind its own; the registers by endpoint."""
    registers = {}
    for make in (GAS, WATER):
        number = max(node.server.endpoints) + 1
        register = registers[number] = Register(home, make, seed, f"{node.eui64}/{number}")
        instance = register.metering(make.mirrored_type)
        assert instance.cluster_id == METERING
        node.server.endpoints[number] = EndpointInstance.of(
            number, profile_id, int(DeviceId.METERING_DEVICE), [instance]
        )
    return registers
