"""What every driver has in common: a device that reports by itself, and is polled where it refuses to."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar

import zigpy.types as t
from zigpy.device import ZigbeeDevice

from devices import codec
from devices.drivers.battery import Battery
from devices.messages import DeviceKind, Eui64, Message
from devices.se.profile import LINK_KEY_CLUSTERS


class ReportingDevice(ABC):
    """The common part of a `Driver`; `poll_s` and `within_s` (three reports that did not come) are its kind's."""

    kind: DeviceKind
    poll_s: ClassVar[float]
    within_s: ClassVar[float]

    def __init__(
        self, device: ZigbeeDevice, name: Eui64, coordinator: t.EUI64, deliver: Callable[[Message], None]
    ) -> None:
        self._device = device
        self._name = name
        self._coordinator = coordinator
        self._deliver = deliver
        self._is_reporting = False
        self.battery = Battery(device, name, deliver)

    @abstractmethod
    async def set_up(self) -> None:
        """Read, bind, configure reporting and read it back; may be called again at any time."""

    @abstractmethod
    async def refresh(self) -> None:
        """Read what changes, now."""

    @property
    def refresh_s(self) -> float | None:
        """Polling stands in where the device refuses to report."""
        return None if self._is_reporting else self.poll_s

    @property
    def silence_s(self) -> float:
        """After how long without a word the device has forgotten its reporting, and is set up again."""
        return self.within_s

    @property
    def is_understood(self) -> bool:
        """Whether all is known that its reports need; plain ZCL values need nothing."""
        return True

    @property
    def errand_at_s(self) -> float | None:
        """When `run_errand` is due, by the loop's clock; None: what was heard needs nothing more."""
        return self.battery.due_s

    async def run_errand(self) -> None:
        """Do what something that was heard made necessary."""
        await self.battery.read()

    def keeps(self, cluster_id: int, data: bytes) -> bool:
        """Whether the frame is the driver's alone, and certainly no answer to a request."""
        del cluster_id, data
        return False

    def hear(self, cluster_id: int, data: bytes) -> tuple[Message, ...]:
        """Messages of a frame that nobody asked for; prices and events are the meter's to tell, whoever holds a key."""
        if cluster_id in LINK_KEY_CLUSTERS:
            return ()
        return codec.decode_frame(self._name, cluster_id, data, None)
