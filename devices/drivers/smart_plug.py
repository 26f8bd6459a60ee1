"""A plug that is on or off and tells what flows through it: by its meter (0x0702) or by measurement (0x0B04).

Its register is its own and stays in it; what it tells is a part of what the house's meter counts, never added to it.
"""

import logging
from collections.abc import Callable
from typing import Any, Final

import zigpy.types as t
from zigpy.device import ZigbeeDevice
from zigpy.zcl import Cluster

from devices import codec
from devices.codec import MeterScale, plugs
from devices.drivers.exchange import OrderFailed, Unanswered, Wish, arrange_reports, bind, find_server, read
from devices.drivers.load_switch import LoadSwitch
from devices.messages import DeviceKind, Eui64, LoadMeasured, Message
from devices.se import metering, profile

LOGGER = logging.getLogger(__name__)

_REPORT_S: Final = (5, 60)
_RESOLUTION_W, _RESOLUTION_WH = 5, 10


class SmartPlug(LoadSwitch):
    """On or off, power and energy."""

    kind = DeviceKind.SMART_PLUG
    poll_s = 30.0

    def __init__(
        self, device: ZigbeeDevice, name: Eui64, coordinator: t.EUI64, deliver: Callable[[Message], None]
    ) -> None:
        super().__init__(device, name, coordinator, deliver)
        self._meter = find_server(device, profile.METERING)
        self._electrical = find_server(device, profile.ELECTRICAL_MEASUREMENT)
        self._scale: MeterScale | None = None
        self._electrical_scale: tuple[int, int] | None = None
        for cluster in (self._meter, self._electrical):
            if cluster is not None and cluster.endpoint.profile_id != profile.PROFILE_ID:
                cluster.aps_encryption = False  # of home automation: it holds no link key for its readings

    async def set_up(self) -> None:
        """Set the switch up, learn how it counts, then have both report."""
        await super().set_up()
        is_switch_reporting, self._is_reporting = self._is_reporting, False
        are_reporting = [is_switch_reporting, *[await self._arrange(each) for each in self._sources]]
        await self.read_load()
        self._is_reporting = all(are_reporting)

    async def refresh(self) -> None:
        """Read state and load."""
        await self.read_switch()
        await self.read_load()

    async def read_load(self) -> None:
        """Deliver a `LoadMeasured` of each source; Raises OrderFailed."""
        for cluster in self._sources:
            asked = plugs.METERED if cluster is self._meter else (plugs.ACTIVE_POWER,)
            message = self._understood(cluster.cluster_id, await read(cluster, asked))
            if message is not None:
                self._deliver(message)

    def hear(self, cluster_id: int, data: bytes) -> tuple[Message, ...]:
        """Its own reports of load, beside what every device tells."""
        if cluster_id not in (profile.METERING, profile.ELECTRICAL_MEASUREMENT):
            return super().hear(cluster_id, data)
        if not codec.is_report(data):
            return ()
        try:
            message = self._understood(cluster_id, codec.records_reported(data))
        except (ValueError, KeyError) as why:
            return (codec.malformed(self._name, cluster_id, data, why),)
        return () if message is None else (message,)

    @property
    def _sources(self) -> list[Cluster]:
        """A meter tells power too; only one that does not is asked for the measured one beside it."""
        return [each for each in (self._meter, self._electrical) if each is not None]

    async def _arrange(self, cluster: Cluster) -> bool:
        """Learn how it counts, bind it and have it report; whether it does."""
        wishes = await (self._learn_meter(cluster) if cluster is self._meter else self._learn_electrical(cluster))
        try:
            await bind(self._device, cluster, self._coordinator)
            return await arrange_reports(cluster, wishes)
        except Unanswered:
            raise
        except OrderFailed as why:
            LOGGER.info("a plug does not report its load: %s", why, extra={"device": self._name})
            return False

    async def _learn_meter(self, cluster: Cluster) -> tuple[Wish, ...]:
        description = await read(cluster, codec.METER_DESCRIPTION)
        try:
            scale = self._scale = codec.meter_scale(description)
        except ValueError as why:
            raise OrderFailed(str(why)) from why
        raw_w, raw_wh = (
            max(1, each * scale.divisor // (1000 * scale.multiplier)) for each in (_RESOLUTION_W, _RESOLUTION_WH)
        )
        return (
            Wish(metering.INSTANTANEOUS_DEMAND, *_REPORT_S, raw_w, is_required=self._electrical is None),
            Wish(metering.CURRENT_SUMMATION_DELIVERED, *_REPORT_S, raw_wh),
        )

    async def _learn_electrical(self, cluster: Cluster) -> tuple[Wish, ...]:
        try:
            self._electrical_scale = plugs.electrical_scale(await read(cluster, plugs.ELECTRICAL_SCALE))
        except ValueError as why:
            raise OrderFailed(str(why)) from why
        multiplier, divisor = self._electrical_scale
        return (Wish(plugs.ACTIVE_POWER, *_REPORT_S, max(1, _RESOLUTION_W * divisor // multiplier)),)

    def _understood(self, cluster_id: int, records: dict[int, Any]) -> LoadMeasured | None:
        if cluster_id == profile.METERING and self._scale is not None:
            return plugs.load_metered(self._name, records, self._scale)
        if cluster_id == profile.ELECTRICAL_MEASUREMENT and self._electrical_scale is not None:
            return plugs.load_measured(self._name, records, self._electrical_scale)
        return None
