"""A thermostat, as far as reading goes."""

from typing import Final

from devices import codec
from devices.drivers.exchange import Wish, arrange_reports, bind, read, server
from devices.drivers.reporting import ReportingDevice
from devices.messages import DeviceKind
from devices.se import profile

_READ: Final = (codec.LOCAL_TEMPERATURE, codec.OCCUPIED_COOLING_SETPOINT, codec.OCCUPIED_HEATING_SETPOINT)
_WISHES: Final = (
    Wish(codec.LOCAL_TEMPERATURE, min_s=5, max_s=60, change=10),
    Wish(codec.OCCUPIED_COOLING_SETPOINT, min_s=1, max_s=60, is_required=False),
    Wish(codec.OCCUPIED_HEATING_SETPOINT, min_s=1, max_s=60, is_required=False),
)


class Thermostat(ReportingDevice):
    """Temperature and set points (ZCL 0x0201)."""

    kind = DeviceKind.THERMOSTAT
    poll_s = 30.0
    within_s = 180.0

    async def set_up(self) -> None:
        """Read at once, then have it report."""
        await self.read_temperature()
        cluster = server(self._device, profile.THERMOSTAT)
        await bind(self._device, cluster, self._coordinator)
        self._is_reporting = await arrange_reports(cluster, _WISHES)

    async def refresh(self) -> None:
        """Read temperature and set points."""
        await self.read_temperature()

    async def read_temperature(self) -> None:
        """Deliver a `TemperatureRead`."""
        records = await read(server(self._device, profile.THERMOSTAT), _READ)
        self._deliver(codec.temperature_read(self._name, records))
