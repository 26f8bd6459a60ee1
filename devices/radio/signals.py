"""How strongly devices are heard, told at most every ten seconds for each."""

from collections.abc import Callable
from typing import Final

import zigpy.types as t

from devices.messages import Eui64, Message, SignalHeard

SIGNAL_EVERY_S: Final = 10.0


class Signals:
    """Delivers a `SignalHeard` for a frame of a device from which none was told lately."""

    def __init__(self, deliver: Callable[[Message], None]) -> None:
        self._deliver = deliver
        self._told_s: dict[Eui64, float] = {}

    def hear(self, name: Eui64, packet: t.ZigbeePacket, now_s: float) -> None:
        """A frame of that device came."""
        if now_s - self._told_s.get(name, float("-inf")) >= SIGNAL_EVERY_S:
            self._told_s[name] = now_s
            lqi = None if packet.lqi is None else int(packet.lqi)
            rssi = None if packet.rssi is None else int(packet.rssi)
            self._deliver(SignalHeard(name, lqi, rssi))
