"""Firmware where there are no bytes: the same client and the same server, one question each half second."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from zigpy.zcl.foundation import CommandSchema

from devices.firmware.giving import Giving
from devices.firmware.words import FirmwareMessage, FirmwareOrder
from devices.moment import Moment
from devices.names import Eui64
from devices.sim.device import HomeNode
from devices.sim.upgrading import AGAIN_S, RESTART_S, UpgradeSide

BLOCK_S: Final = 0.5
"""What a block takes on real air, its acknowledgements included."""


@dataclass(slots=True)
class _Asking:
    """What a device asks next, and when."""

    request: CommandSchema
    due_s: float


class DirectUpgrading:
    """Carries what devices and the kiosk say of firmware; `is_heard` tells whether a device is on the air."""

    def __init__(
        self,
        nodes: Mapping[Eui64, HomeNode],
        post: Callable[[FirmwareMessage], None],
        is_heard: Callable[[Eui64], bool],
    ) -> None:
        self._nodes, self._is_heard = nodes, is_heard
        self._giving = Giving(post)
        self._asking: dict[Eui64, _Asking] = {}

    def order(self, order: FirmwareOrder, at: Moment) -> None:
        """Carry it out; ValueError says why not."""
        side = self._side(order.device)
        if side is None:
            raise ValueError("the device takes no firmware over the air")
        said = self._giving.order(order, at)
        if said is not None:
            self._say(order.device, side, said, at.monotonic_s, at)
            self.live(at)

    def ask(self, device: Eui64, at: Moment) -> None:
        """Have a device that was set up say what it runs."""
        side = self._side(device)
        if side is not None:
            self._ask(device, side, side.client.query(), at.monotonic_s, at)

    def live(self, at: Moment) -> None:
        """What is asked up to then is answered."""
        for device in list(self._asking):
            side = self._side(device)
            while side is not None and (asking := self._asking.get(device)) and asking.due_s <= at.monotonic_s:
                if self._is_heard(device):
                    self._ask(device, side, asking.request, asking.due_s, at)
                else:
                    asking.due_s += AGAIN_S
        self._giving.wake(at)

    def _ask(self, device: Eui64, side: UpgradeSide, request: CommandSchema, now_s: float, at: Moment) -> None:
        self._asking.pop(device, None)
        answer = self._giving.receive(device, request, Moment(at.utc, now_s))
        if answer is not None:
            self._say(device, side, answer, now_s + BLOCK_S, at)

    def _say(self, device: Eui64, side: UpgradeSide, said: CommandSchema, now_s: float, at: Moment) -> None:
        client = side.client
        restarts = client.restarts
        request = client.hear(said)
        if client.restarts != restarts:
            self._nodes[device].reset(at)
            request, now_s = client.query(), now_s + RESTART_S
        elif client.waits_s:
            request, now_s = client.asked_again(), now_s + client.waits_s
        if request is not None:
            self._asking[device] = _Asking(request, now_s)

    def _side(self, device: Eui64) -> UpgradeSide | None:
        node = self._nodes.get(device)
        return None if node is None else node.upgrading
