"""A load switch: on or off."""

from typing import Final

from zigpy.zcl.foundation import Status

from devices import codec
from devices.demand_response import SwitchLoad
from devices.drivers.exchange import OrderFailed, Wish, arrange_reports, bind, command, read, server, status_of
from devices.drivers.reporting import ReportingDevice
from devices.messages import DeviceKind, SwitchRead
from devices.se import profile

_WISHES: Final = (Wish(codec.ON_OFF, min_s=0, max_s=60),)


class LoadSwitch(ReportingDevice):
    """On or off (ZCL 0x0006)."""

    kind = DeviceKind.LOAD_SWITCH
    poll_s = 10.0
    within_s = 180.0

    async def set_up(self) -> None:
        """Read at once, then have it report."""
        await self.read_switch()
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

    async def _read(self) -> SwitchRead:
        records = await read(server(self._device, profile.ON_OFF), (codec.ON_OFF,))
        message = codec.switch_read(self._name, records)
        if message is None:
            raise OrderFailed("the switch did not say whether it is on")
        self._deliver(message)
        return message
