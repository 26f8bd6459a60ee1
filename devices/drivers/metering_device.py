"""A metering device that is no gateway: an electric meter, or the gas or water meter that it turns out to be."""

from typing import Final

from devices.drivers.exchange import OrderFailed, Wish, arrange_reports, bind
from devices.drivers.meter_gateway import MeterGateway
from devices.messages import Commodity, DeviceKind, Message
from devices.se import metering, profile

_KINDS: Final = {Commodity.GAS: DeviceKind.GAS_METER, Commodity.WATER: DeviceKind.WATER_METER}
_WISHES: Final = (
    Wish(metering.CURRENT_SUMMATION_DELIVERED, min_s=60, max_s=3600, change=1),
    Wish(metering.STATUS, min_s=60, max_s=3600, is_required=False),
)
_POLL_S: Final = 900.0
_WITHIN_S: Final = 3 * 3600.0


class MeteringDevice(MeterGateway):
    """What it counts is asked first; its `kind` is known when it is set up."""

    async def set_up(self) -> None:
        """Ask what it counts; set an electric one up as a meter, another one as what it is."""
        await self.others.tell_apart()
        commodity = self.others.commodity
        if self.others.electric is not None or commodity is None:
            self.kind = DeviceKind.METER_GATEWAY
            await super().set_up()
            return
        self.kind = _KINDS[commodity]
        for cluster in self.others.clusters:
            await bind(self._device, cluster, self._coordinator)
            self._is_reporting = await arrange_reports(cluster, _WISHES)
        await self.battery.set_up(self._coordinator)

    @property
    def _is_electric(self) -> bool:
        return self.kind is DeviceKind.METER_GATEWAY

    async def refresh(self) -> None:
        """Read it."""
        await (super().refresh() if self._is_electric else self.others.read())

    async def read_meter(self) -> None:
        """An electric meter's registers; another's are not electricity."""
        if not self._is_electric:
            raise OrderFailed(f"a {self.kind.value} counts no electricity")
        await super().read_meter()

    @property
    def refresh_s(self) -> float | None:
        """A battery meter is not asked often."""
        if self._is_electric:
            return super().refresh_s
        return None if self._is_reporting else _POLL_S

    @property
    def silence_s(self) -> float:
        """Three reports that did not come."""
        return super().silence_s if self._is_electric else _WITHIN_S

    @property
    def is_understood(self) -> bool:
        """What is no electricity needs no scale of it."""
        return super().is_understood if self._is_electric else True

    @property
    def errand_at_s(self) -> float | None:
        """Its battery, where it is to be read."""
        return super().errand_at_s if self._is_electric else self.battery.due_s

    async def run_errand(self) -> None:
        """Read the battery."""
        await (super().run_errand() if self._is_electric else self.battery.read())

    def hear(self, cluster_id: int, data: bytes) -> tuple[Message, ...]:
        """Only an electric meter's frames are a meter's."""
        if self._is_electric or cluster_id != profile.METERING:
            return super().hear(cluster_id, data)
        return ()
