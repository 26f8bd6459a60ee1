"""A load switch, as far as reading goes."""

from collections.abc import Callable
from typing import Final

import zigpy.types as t
from zigpy.device import ZigbeeDevice

from devices import codec
from devices.drivers.exchange import OrderFailed, Wish, arrange_reports, bind, read, server
from devices.messages import DeviceKind, Eui64, Message
from devices.se import profile

_WISHES: Final = (Wish(codec.ON_OFF, min_s=0, max_s=60),)
_POLL_S: Final = 10.0
_SILENCE_S: Final = 180.0


class LoadSwitch:
    """On or off (ZCL 0x0006)."""

    kind = DeviceKind.LOAD_SWITCH

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
        await self.read_switch()
        cluster = server(self._device, profile.ON_OFF)
        await bind(self._device, cluster, self._coordinator)
        self._is_reporting = await arrange_reports(cluster, _WISHES)

    async def refresh(self) -> None:
        """Read the state."""
        await self.read_switch()

    @property
    def is_understood(self) -> bool:
        """Its numbers need no scale."""
        return True

    def hear(self, cluster_id: int, data: bytes) -> tuple[Message, ...]:
        """Messages of a report."""
        return codec.decode_frame(self._name, cluster_id, data, None)

    async def read_switch(self) -> None:
        """Deliver a `SwitchRead`."""
        records = await read(server(self._device, profile.ON_OFF), (codec.ON_OFF,))
        message = codec.switch_read(self._name, records)
        if message is None:
            raise OrderFailed("the switch did not say whether it is on")
        self._deliver(message)
