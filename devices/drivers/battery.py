"""A device's battery, where it has one: read at set-up, reported when it moves, else read each hour."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

import zigpy.types as t
from zigpy.device import ZigbeeDevice

from devices import codec
from devices.drivers.exchange import OrderFailed, Unanswered, Wish, arrange_reports, bind, find_server, read
from devices.messages import Eui64, Message
from devices.se import profile

LOGGER = logging.getLogger(__name__)

REPORT_S: Final = 3600
_WISHES: Final = (
    Wish(codec.BATTERY_PERCENTAGE_REMAINING, min_s=10, max_s=REPORT_S, change=2, is_required=False),
    Wish(codec.BATTERY_VOLTAGE, min_s=10, max_s=REPORT_S, change=1, is_required=False),
    Wish(codec.BATTERY_ALARM_STATE, min_s=1, max_s=REPORT_S, is_required=False),
)


class Battery:
    """The Power Configuration cluster of one device; `due_s` is when it is to be read, None: it has none, or reports.

    Half a percent or a tenth of a volt is told when it moved, an alarm at once (C1NFR13.4).
    """

    def __init__(self, device: ZigbeeDevice, name: Eui64, deliver: Callable[[Message], None]) -> None:
        self._device, self._name, self._deliver = device, name, deliver
        self.due_s: float | None = None

    async def set_up(self, coordinator: t.EUI64) -> None:
        """Read it, have it report what it has; a device that refuses that is asked now and then. Raises Unanswered."""
        cluster = find_server(self._device, profile.POWER_CONFIGURATION)
        if cluster is None:
            return
        try:
            told = await self.read()
            await bind(self._device, cluster, coordinator)
            wishes = [wish for wish in _WISHES if wish.attribute_id in told]
            is_reporting = bool(wishes) and await arrange_reports(cluster, [_required(wish) for wish in wishes])
        except Unanswered:
            raise
        except OrderFailed as why:
            LOGGER.info("a battery does not report: %s", why, extra={"device": self._name})
            is_reporting = False
        self.due_s = None if is_reporting else _now_s() + REPORT_S

    async def read(self) -> frozenset[int]:
        """Deliver a `BatteryRead`; which attributes it has. Raises OrderFailed."""
        self.due_s = _now_s() + REPORT_S
        cluster = find_server(self._device, profile.POWER_CONFIGURATION)
        records = {} if cluster is None else await read(cluster, codec.BATTERY_STATE)
        message = codec.battery_read(self._name, records)
        if message is not None:
            self._deliver(message)
        return frozenset(records)


def _required(wish: Wish) -> Wish:
    return Wish(wish.attribute_id, wish.min_s, wish.max_s, wish.change)


def _now_s() -> float:
    return asyncio.get_running_loop().time()
