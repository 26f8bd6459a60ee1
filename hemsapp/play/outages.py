"""One process of the loop dies and comes back: what it had not committed is gone, and what was on its way to it."""

from collections.abc import Callable
from datetime import timedelta
from enum import Enum

from devices.names import Eui64
from devices.sim.direct import DirectHan
from devices.sim.meter.node import MeterNode
from hemsapp.play.kiosk import Kiosk
from hemsapp.play.utility import ObjectUtility

AWAY = timedelta(seconds=30)
After = Callable[[float | None, Callable[[], None]], None]


class Part(Enum):
    """What can be killed by itself."""

    KIOSK = "kiosk"
    DONGLE = "dongle"
    METER = "meter"
    HEAD_END = "head end"
    BROKER = "broker"


class Outages:
    """Kills a part of the loop, and starts it again; `after` lets virtual time pass in between."""

    def __init__(self, kiosk: Kiosk, han: DirectHan, utility: ObjectUtility, meter: Eui64, after: After) -> None:
        self._kiosk = kiosk
        self._han = han
        self._utility = utility
        self._meter = meter
        self._after = after

    def strike(self, part: Part, away: timedelta = AWAY) -> None:
        """Kill it now; so much later it is there again."""
        kill, start = {
            Part.KIOSK: (self._kiosk.kill, lambda: self._kiosk.start(self._han)),
            Part.DONGLE: (self._han.unplug, self._han.plug_in),
            Part.METER: (self._cut_power, self._restore_power),
            Part.HEAD_END: (self._utility.kill_head_end, self._utility.start_head_end),
            Part.BROKER: (self._utility.kill_broker, self._utility.start_broker),
        }[part]
        kill()
        self._after(away.total_seconds(), start)

    def _cut_power(self) -> None:
        self._node.cut_power()
        self._utility.cut_meter()
        self._han.silence(self._meter, is_silent=True)

    def _restore_power(self) -> None:
        self._node.reset(self._han.now)
        self._han.silence(self._meter, is_silent=False)
        self._utility.restart_meter(self._node.duties)

    @property
    def _node(self) -> MeterNode:
        node = self._han.nodes[self._meter]
        assert isinstance(node, MeterNode)
        return node
