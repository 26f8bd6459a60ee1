"""Gas and water meters beside the electric one: each on an endpoint of its own, read and never added (X-GATEWAY).

A gateway shows them as mirrors: copies of what a battery meter told it last, which changes each half hour or so. They
are read now and then; what comes of itself is taken too.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Final

from zigpy.device import ZigbeeDevice
from zigpy.zcl import Cluster

from devices import codec
from devices.codec import volumes
from devices.drivers.exchange import OrderFailed, read
from devices.messages import Commodity, Eui64, Message
from devices.se import profile

LOGGER = logging.getLogger(__name__)
READ_EACH_S: Final = 300.0


class OtherMeters:
    """The metering endpoints of one device, told apart; `due_s` (the loop's time) says when to read, None: never."""

    def __init__(self, device: ZigbeeDevice, name: Eui64, deliver: Callable[[Message], None]) -> None:
        self._name, self._deliver = name, deliver
        found = (endpoint.in_clusters.get(profile.METERING) for endpoint in device.non_zdo_endpoints)
        self._clusters = [cluster for cluster in found if cluster is not None]
        self._described: dict[int, dict[int, Any]] = {}
        self.electric: Cluster | None = self._clusters[0] if len(self._clusters) == 1 else None
        self.due_s: float | None = None

    @property
    def clusters(self) -> list[Cluster]:
        """The servers of gas and water."""
        return [cluster for cluster in self._clusters if cluster.endpoint.endpoint_id in self._described]

    @property
    def commodity(self) -> Commodity | None:
        """What the first of them counts; None: there is none."""
        return next(map(volumes.commodity_of, self._described.values()), None)

    async def tell_apart(self) -> None:
        """Ask each endpoint what it counts, and read those of gas and water. Raises OrderFailed."""
        self._described, self.electric = {}, None
        for cluster in self._clusters:
            description = await read(cluster, codec.METER_DESCRIPTION)
            if volumes.is_electric(description):
                self.electric = self.electric or cluster
            elif volumes.commodity_of(description) is not None:
                self._described[int(cluster.endpoint.endpoint_id)] = description
        await self.read()

    async def read(self) -> None:
        """Deliver a `VolumeRead` of each; raises OrderFailed if none of them answers."""
        self.due_s = asyncio.get_running_loop().time() + READ_EACH_S if self._described else None
        failures = []
        for cluster in self.clusters:
            try:
                self._tell(int(cluster.endpoint.endpoint_id), await read(cluster, volumes.VOLUME_STATE))
            except OrderFailed as why:
                failures.append(why)
        if failures and len(failures) == len(self.clusters):
            raise failures[0]

    def hear(self, endpoint: int, data: bytes) -> tuple[Message, ...]:
        """Messages of a frame from one of their endpoints; none of one that is not known yet."""
        description = self._described.get(endpoint)
        if description is None or not codec.is_report(data):
            return ()
        try:
            records = codec.records_reported(data)
            message = volumes.volume_read(self._name, endpoint, description, records)
        except (ValueError, KeyError) as why:
            return (codec.malformed(self._name, profile.METERING, data, why),)
        return () if message is None else (message,)

    def _tell(self, endpoint: int, records: dict[int, Any]) -> None:
        try:
            message = volumes.volume_read(self._name, endpoint, self._described[endpoint], records)
        except (ValueError, KeyError) as why:
            raise OrderFailed(str(why)) from why
        if message is not None:
            self._deliver(message)
