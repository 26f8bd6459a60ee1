"""A thermostat, as far as reading goes."""

from collections.abc import Callable
from typing import Final

import zigpy.types as t
from zigpy.device import ZigbeeDevice

from devices import codec
from devices.drivers.exchange import Wish, arrange_reports, bind, read, server
from devices.messages import DeviceKind, Eui64, Message
from devices.se import profile

_READ: Final = (codec.LOCAL_TEMPERATURE, codec.OCCUPIED_COOLING_SETPOINT, codec.OCCUPIED_HEATING_SETPOINT)
_WISHES: Final = (
    Wish(codec.LOCAL_TEMPERATURE, min_s=5, max_s=60, change=10),
    Wish(codec.OCCUPIED_COOLING_SETPOINT, min_s=1, max_s=60, is_required=False),
    Wish(codec.OCCUPIED_HEATING_SETPOINT, min_s=1, max_s=60, is_required=False),
)
_POLL_S: Final = 30.0
_SILENCE_S: Final = 180.0


class Thermostat:
    """Temperature and set points (ZCL 0x0201)."""

    kind = DeviceKind.THERMOSTAT

    def __init__(
        self, device: ZigbeeDevice, name: Eui64, coordinator: t.EUI64, deliver: Callable[[Message], None]
    ) -> None:
        self._device = device
        self._name = name
        self._coordinator = coordinator
        self._deliver = deliver
        self._is_reporting = False

    @property
    def refresh_s(self) -> float | None:
        """Polling stands in where it refuses to report."""
        return None if self._is_reporting else _POLL_S

    @property
    def silence_s(self) -> float:
        """Three reports that did not come."""
        return _SILENCE_S

    async def set_up(self) -> None:
        """Read at once, then have it report."""
        await self.read_temperature()
        cluster = server(self._device, profile.THERMOSTAT)
        await bind(self._device, cluster, self._coordinator)
        self._is_reporting = await arrange_reports(cluster, _WISHES)

    async def refresh(self) -> None:
        """Read temperature and set points."""
        await self.read_temperature()

    @property
    def is_understood(self) -> bool:
        """Its numbers need no scale."""
        return True

    def hear(self, cluster_id: int, data: bytes) -> tuple[Message, ...]:
        """Messages of a report."""
        return codec.decode_frame(self._name, cluster_id, data, None)

    async def read_temperature(self) -> None:
        """Deliver a `TemperatureRead`."""
        records = await read(server(self._device, profile.THERMOSTAT), _READ)
        self._deliver(codec.temperature_read(self._name, records))
