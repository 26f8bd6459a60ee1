"""A load control device (0x0504): a plain ZCL switch in the wire of the house's pool pump."""

from typing import Final

from zigpy.zcl.clusters.general import OnOff
from zigpy.zcl.foundation import Status

from devices.se.drlc import Drlc
from devices.se.profile import LINK_KEY_CLUSTERS, PROFILE_ID, DeviceId
from devices.se.time import Time
from devices.sim.cluster import ClusterInstance, CommandTable, attributes
from devices.sim.common_clusters import basic, identify
from devices.sim.device import HomeNode, Label
from devices.sim.house.appliances import Switch
from devices.sim.house.home import Home
from devices.sim.zcl import EndpointInstance

ENDPOINT: Final = 1
MANUFACTURER: Final = "Sierra Control"
MODEL: Final = "LCD-10"
APPLIANCE: Final = "pool pump"


class LoadSwitchNode(HomeNode):
    """The switch's face: on lets the appliance follow its day, off keeps it off."""

    def __init__(self, label: Label, home: Home, profile_id: int) -> None:
        super().__init__(label, home, [], LINK_KEY_CLUSTERS if profile_id == PROFILE_ID else frozenset())
        instances = [
            basic(MANUFACTURER, MODEL),
            identify(self.identify),
            self._on_off(),
            ClusterInstance(Drlc, is_server=False),
            ClusterInstance(Time, is_server=False),
        ]
        device_id = DeviceId.LOAD_CONTROL_DEVICE
        self.server.endpoints[ENDPOINT] = EndpointInstance.of(ENDPOINT, profile_id, device_id, instances)

    @property
    def is_on(self) -> bool:
        """Does the switch let current through?"""
        return self.home.house.settings.held.get(APPLIANCE) is not Switch.OFF

    def switch(self, *, is_on: bool) -> Status:
        """Close or open the contact."""
        self.home.house.settings.held[APPLIANCE] = Switch.AUTO if is_on else Switch.OFF
        self.home.house.refresh()
        self.home.save()
        return Status.SUCCESS

    def _on_off(self) -> ClusterInstance:
        commands: CommandTable = {
            0x00: lambda _request, _at: self.switch(is_on=False),
            0x01: lambda _request, _at: self.switch(is_on=True),
            0x02: lambda _request, _at: self.switch(is_on=not self.is_on),
        }
        readers = {"on_off": lambda: self.is_on}
        return ClusterInstance(OnOff, attributes=attributes(OnOff, readers), commands=commands)
