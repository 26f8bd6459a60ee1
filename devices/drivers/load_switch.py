"""A load switch: on or off; what it switches it may tell by its device class."""

from typing import Final

from zigpy.zcl.foundation import Status

from devices import codec
from devices.demand_response import DeviceClass, SwitchLoad
from devices.drivers.exchange import (
    OrderFailed,
    Unanswered,
    Wish,
    arrange_reports,
    bind,
    command,
    find_client_cluster,
    read,
    server,
    status_of,
)
from devices.drivers.reporting import ReportingDevice
from devices.messages import DeviceKind, SwitchRead
from devices.se import profile

_WISHES: Final = (Wish(codec.ON_OFF, min_s=0, max_s=60),)
DEVICE_CLASS_VALUE: Final = 0x0003
_KINDS: Final = {
    DeviceClass.WATER_HEATER: DeviceKind.WATER_HEATER,
    DeviceClass.ELECTRIC_VEHICLE: DeviceKind.EV_CHARGER,
}
"""Of one class alone: a switch that says more than one is a load switch."""


class LoadSwitch(ReportingDevice):
    """On or off (ZCL 0x0006)."""

    kind = DeviceKind.LOAD_SWITCH
    poll_s = 10.0
    within_s = 180.0

    async def set_up(self) -> None:
        """Read at once, then have it report."""
        await self.read_switch()
        await self._learn_class()
        cluster = server(self._device, profile.ON_OFF)
        await bind(self._device, cluster, self._coordinator)
        self._is_reporting = await arrange_reports(cluster, _WISHES)
        await self.battery.set_up(self._coordinator)

    async def refresh(self) -> None:
        """Read the state."""
        await self.read_switch()

    async def switch(self, order: SwitchLoad) -> None:
        """On or off, read back, deliver a `SwitchRead`; OrderFailed if it did not switch."""
        cluster = server(self._device, profile.ON_OFF)
        status = status_of(await command(cluster, "on" if order.is_on else "off"))
        read_back = await self._read()
        if read_back.is_on is not order.is_on:
            why = "" if status in (None, Status.SUCCESS) else f": {status.name}"
            raise OrderFailed(f"the switch stays {'on' if read_back.is_on else 'off'}{why}")

    async def read_switch(self) -> None:
        """Deliver a `SwitchRead`."""
        await self._read()

    async def _learn_class(self) -> None:
        """A device that carries events out by itself tells for which loads (DRLC client, DeviceClassValue)."""
        cluster = find_client_cluster(self._device, profile.DRLC)
        if cluster is None:
            return
        try:
            records = await read(cluster, (DEVICE_CLASS_VALUE,))
        except Unanswered:
            raise
        except OrderFailed:
            return  # it does not say: a load switch
        told = records.get(DEVICE_CLASS_VALUE)
        if isinstance(told, int) and told in list(_KINDS):
            self.kind = _KINDS[DeviceClass(told)]

    async def _read(self) -> SwitchRead:
        records = await read(server(self._device, profile.ON_OFF), (codec.ON_OFF,))
        message = codec.switch_read(self._name, records)
        if message is None:
            raise OrderFailed("the switch did not say whether it is on")
        self._deliver(message)
        return message
