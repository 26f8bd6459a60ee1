"""A home area network of objects: the simulated nodes in virtual time, no bytes on a wire.

Whole days pass in milliseconds. Readings come each `report_s` of virtual time and at once after a verb; what the
meter sends by itself comes when it would. The words are those that the byte path makes of the same meter's frames.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from devices.demand_response import EnrolDevice
from devices.errors import JoinFault, JoinRefused, RadioFault, RadioGone
from devices.firmware.words import FirmwareOrder
from devices.han import IdentifyDevice, Order, SetUpAgain
from devices.messages import (
    AirScanned,
    Delivered,
    DeviceLeft,
    DeviceReady,
    Eui64,
    Exchanged,
    JoinFailed,
    Message,
    NetworkKeyRenewed,
    RadioChanged,
    RadioState,
    Undelivered,
)
from devices.moment import Moment
from devices.neighbours import ReadNeighbours
from devices.se.profile import DRLC, PRICE
from devices.sim.device import HomeNode
from devices.sim.direct_joining import DirectJoining
from devices.sim.direct_loss import Losses
from devices.sim.direct_meter import Sign, event_due_us, to_event_clients
from devices.sim.direct_orders import (
    EVENT_CLIENTS,
    battery_of,
    bound,
    carry_out,
    checked,
    counted_by,
    is_event_client,
    kind_of,
    label_of,
    state_of,
    surroundings,
)
from devices.sim.direct_upgrading import DirectUpgrading
from devices.sim.display import DisplayNode
from devices.sim.house.house import microseconds
from devices.sim.meter import words
from devices.sim.meter.event_words import COORDINATOR
from devices.sim.meter.meter import Rescaled
from devices.sim.meter.node import ENDPOINT as METER_ENDPOINT
from devices.sim.meter.node import MeterNode
from devices.sim.node import ApsFrame, Node
from devices.wan.tunnel import StatusWanted

PORT: Final = "direct"
KIOSK: Final = Eui64("00:0d:6f:00:0a:00:00:01")
COUNTED_S: Final = 60.0
NO_ANSWER: Final = "no answer in time"
MILLION: Final = 1_000_000
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class DirectHan:
    """A `devices.han.Han` over the nodes of `make_nodes`, moved on by `advance`.

    `now` is the instant of whatever is being delivered. Nodes begin on the network unless `is_joined` is false. `sign`
    makes the kiosk's signed receipts; `own` is who the kiosk is.
    """

    def __init__(
        self,
        nodes: Sequence[Node],
        start: Moment,
        *,
        report_s: float = 10.0,
        is_joined: bool = True,
        sign: Sign | None = None,
        own: Eui64 = KIOSK,
    ) -> None:
        self.now = start
        self._own = own
        self.nodes = {Eui64(node.eui64): checked(node) for node in nodes}
        self._sign = sign
        self._report_us = round(report_s * MILLION)
        self.joining = DirectJoining(self.nodes, set(self.nodes) if is_joined else set())
        self._joined = self.joining.joined
        self.noise = dict.fromkeys(range(11, 27), 30)
        self._silent: set[Eui64] = set()
        self.losses = Losses()
        self._firmware = DirectUpgrading(self.nodes, self._post, self._is_heard)
        self._is_plugged_in = True
        self._deliver: Callable[[Message], None] | None = None
        self._queue: deque[Message] = deque()
        self._is_flushing = False
        self._next_report_us = microseconds(start.utc) + self._report_us
        self._told: dict[tuple[Eui64, type, int], Message] = {}
        self._next_count_s = start.monotonic_s
        self._key_sequence = 0
        self._without_key: set[Eui64] = set()
        self._is_rejoin_awaited = False

    # The port

    async def run(self, deliver: Callable[[Message], None]) -> None:
        """Serve until cancelled; time moves with `advance` alone."""
        self.connect(deliver)
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self._deliver = None

    def connect(self, deliver: Callable[[Message], None]) -> None:
        """Begin to deliver, as `run` does, without a loop."""
        self._deliver = deliver
        self._post(RadioChanged(RadioState.CONNECTING, PORT))
        if self._is_plugged_in:
            self._come_up()
        self._flush()

    def send(self, order_id: int, order: Order) -> None:
        """Carry an order out at once; answers come before `Delivered`, as on the air."""
        why = self._refusal(order) or (NO_ANSWER if self.losses.strikes(order.device) else None)
        if why is None:
            try:
                for message in self._carry_out(order):
                    self._post(message)
            except ValueError as error:
                why = str(error)
        if self._is_plugged_in and order.device in self._joined:
            self._post(Exchanged(order.device, is_answered=why != NO_ANSWER))
        self._post(Delivered(order_id) if why is None else Undelivered(order_id, why))
        self._publish()
        self._exchange()
        self._flush()

    async def permit(self, device: Eui64, install_code: bytes, seconds: int) -> None:
        """Let a device of the neighbourhood, which stands waiting, join at once with the code on its label.

        An absent one fails when the permit ends, one with another code after a silence; `seconds` 0 ends the permit.
        """
        if seconds and not self._is_plugged_in:
            raise JoinRefused("the radio is not ready")
        for message in self.joining.permit(
            device, install_code, microseconds(self.now.utc), seconds, is_heard=self._is_heard(device)
        ):
            self._post(message)
        if seconds and self._is_heard(device) and self.joining.is_whole(device):
            self._set_up(device)
        self._flush()

    async def scan_air(self) -> None:
        """What `noise` says of each channel, at once."""
        self._post(AirScanned(tuple(sorted(self.noise.items()))))
        self._flush()

    def knock(self, device: Eui64) -> None:
        """It looks for the network while nobody may join."""
        self._post(JoinFailed(device, JoinFault.CLOSED))
        self._flush()

    async def remove(self, device: Eui64) -> None:
        """The device leaves; a silent one stands where it stood, and is of this network no more."""
        if not self._is_plugged_in:
            raise RadioGone(RadioFault.UNPLUGGED, PORT)
        if device in self._joined:
            self._joined.discard(device)
            self._without_key.discard(device)
            self.joining.ends.pop(device, None)
            self._post(DeviceLeft(device))
        self._flush()

    async def renew_network_key(self) -> None:
        """Everyone who is not silent follows to a new network key."""
        if not self._is_plugged_in:
            raise RadioGone(RadioFault.UNPLUGGED, PORT)
        self._key_sequence = (self._key_sequence + 1) % 256
        self._without_key = self._silent & self._joined
        self._post(NetworkKeyRenewed(self._key_sequence))
        self._flush()

    async def await_rejoins(self, *, is_awaited: bool) -> None:
        """Whoever missed the key and is heard again asks for it, and gets it."""
        self._is_rejoin_awaited = is_awaited
        for device in sorted(self._without_key - self._silent if is_awaited else ()):
            self._come_back(device)
        self._flush()

    # Driving it

    def advance(self, to: Moment) -> None:
        """Let virtual time pass to `to`; everything that happens on the way is delivered at its instant."""
        start, start_us, to_us = self.now, microseconds(self.now.utc), microseconds(to.utc)
        span_us = max(1, to_us - start_us)
        pace = to.seconds_since(start) / span_us
        while microseconds(self.now.utc) < to_us:
            stop_us = min(to_us, self._next_report_us, *self._cuts_us())
            utc = EPOCH + timedelta(microseconds=stop_us)
            self.now = Moment(utc, start.monotonic_s + (stop_us - start_us) * pace)
            self._pass(stop_us)
        self.now = to
        self._flush()

    def drive(self, device: Eui64, command: str, arguments: Mapping[str, object]) -> object:
        """A verb for a node; what it changes is told at once. ValueError with a sentence."""
        result = self.nodes[device].drive(command, arguments, self.now)
        self._publish()
        self._exchange()
        self._report()
        self._flush()
        return result

    def silence(self, device: Eui64, *, is_silent: bool) -> None:
        """The device falls silent, or is heard again (and then set up anew)."""
        if is_silent:
            self._silent.add(device)
            return
        self._silent.discard(device)
        self._come_back(device)
        self._flush()

    def unplug(self) -> None:
        """The dongle's cable is pulled."""
        self._is_plugged_in = False
        self.joining.ends.clear()
        self._post(RadioChanged(RadioState.LOST, PORT, RadioFault.UNPLUGGED, 1.0))
        self._flush()

    def plug_in(self) -> None:
        """The cable is back."""
        self._is_plugged_in = True
        self._post(RadioChanged(RadioState.CONNECTING, PORT))
        self._come_up()
        self._flush()

    # Inside

    def _cuts_us(self) -> list[int]:
        cuts = [node.meter.next_cut_us for node in self.nodes.values() if isinstance(node, MeterNode)]
        now_us = microseconds(self.now.utc)
        cuts += [
            due_us for node in self.nodes.values() if (due_us := event_due_us(node)) is not None and due_us > now_us
        ]
        cuts += [node.drlc.next_due_us for node in self.nodes.values() if isinstance(node, EVENT_CLIENTS)]
        return [*cuts, *(end_us for end_us, _ in self.joining.ends.values())]

    def _pass(self, stop_us: int) -> None:
        for node in self.nodes.values():
            node.catch_up(self.now)
        self._publish()
        self._exchange()
        self._firmware.live(self.now)
        for failed in self.joining.due(stop_us):
            self._post(failed)
        if stop_us >= self._next_report_us:
            self._next_report_us += self._report_us
            self._report()
        self._flush()

    def _come_up(self) -> None:
        self._post(RadioChanged(RadioState.READY, PORT, own=self._own))
        for device in self.nodes:
            self._drop_announcements(device)
            if self._is_heard(device):
                self._set_up(device)

    def _drop_announcements(self, device: Eui64) -> None:
        node = self.nodes[device]
        if isinstance(node, MeterNode):
            node.meter.announcements.clear()

    def _is_heard(self, device: Eui64) -> bool:
        is_there = self._is_plugged_in and device in self._joined and not self._is_mute(device)
        return is_there and self.joining.is_whole(device)

    def _come_back(self, device: Eui64) -> None:
        """It is heard again, unless it missed the network's key and may not ask for it."""
        if self._is_rejoin_awaited:
            self._without_key.discard(device)
        self._drop_announcements(device)
        if self._is_heard(device):
            self._set_up(device)

    def _is_mute(self, device: Eui64) -> bool:
        node = self.nodes.get(device)
        is_hung = isinstance(node, MeterNode) and node.duties.home.radio.is_silent
        return is_hung or device in self._silent or device in self._without_key

    def _set_up(self, device: Eui64) -> None:
        """Interview, recognise, read: what a driver does with a device that came (back)."""
        node = self.nodes[device]
        self._told = {key: told for key, told in self._told.items() if key[0] != device}
        if isinstance(node, MeterNode):
            self._describe(node, device)
            node.duties.hear(COORDINATOR, StatusWanted())  # as a meter takes the opening of a tunnel
        else:
            self._tell_state(node, device)
        manufacturer, model = label_of(node)
        self._post(DeviceReady(device, kind_of(node), manufacturer, model, is_event_client(node)))
        self._firmware.ask(device, self.now)

    def _describe(self, node: MeterNode, device: Eui64) -> None:
        if node.meter.scale.told_divisor == 0:
            return  # the driver believes nothing of a meter that divides by zero (F82)
        self._post(words.described(node.meter, device))
        self._post(words.read(node.meter, device))
        self._tell_mirrors(node, device)

    def _publish(self) -> None:
        for device, node in self.nodes.items():
            if not isinstance(node, MeterNode):
                continue
            while node.meter.announcements:
                announcement = node.meter.announcements.popleft()
                for frame in to_event_clients(node, announcement):
                    self._carry(device, frame)
                if not self._is_heard(device):
                    continue
                if isinstance(announcement, Rescaled):
                    self._set_up(device)  # a driver reads a meter anew that counts in other units
                for message in words.announced(node.meter, device, announcement):
                    self._post(message)
                node.was_said(announcement)

    def _count(self) -> None:
        """Now and then a report came, or did not: what an outbox counts."""
        if not self._is_plugged_in or self.now.monotonic_s < self._next_count_s:
            return
        self._next_count_s = self.now.monotonic_s + COUNTED_S
        for device in self.nodes:
            if device in self._joined:
                is_answered = not self._is_mute(device) and not self.losses.strikes(device)
                self._post(Exchanged(device, is_answered))

    def _report(self) -> None:
        self._count()
        for device, node in self.nodes.items():
            if not self._is_heard(device):
                continue
            if not isinstance(node, MeterNode):
                self._tell_state(node, device)
            elif node.meter.scale.told_divisor:
                self._post(words.reported(node.meter, device))
                self._tell_mirrors(node, device)

    def _tell_state(self, node: HomeNode, device: Eui64) -> None:
        for message in (state_of(node, device), *counted_by(node, device), battery_of(node, device)):
            if message is not None:
                self._tell(device, message)

    def _tell_mirrors(self, node: MeterNode, device: Eui64) -> None:
        for message in counted_by(node, device):
            self._tell(device, message)

    def _tell(self, device: Eui64, message: Message) -> None:
        """Tell a value that changed."""
        of_what = device, type(message), getattr(message, "endpoint", 0)
        if self._told.get(of_what) != message:
            self._told[of_what] = message
            self._post(message)

    def _refusal(self, order: Order) -> str | None:
        if not self._is_plugged_in:
            return "the radio is lost"
        if isinstance(order, ReadNeighbours) and order.device == self._own:
            return None
        is_driven = not isinstance(self.nodes.get(order.device), DisplayNode)
        if order.device not in self._joined or not (is_driven or isinstance(order, IdentifyDevice | SetUpAgain)):
            return "no such device is ready on this network"
        is_there = isinstance(order, SetUpAgain) or self.joining.is_whole(order.device)
        return None if is_there and not self._is_mute(order.device) else NO_ANSWER

    def _carry_out(self, order: Order) -> Iterable[Message]:
        if isinstance(order, ReadNeighbours):
            return [surroundings(self._own, self._joined, order.device), *bound(self.nodes, self._own, order.device)]
        node = self.nodes[order.device]
        node.catch_up(self.now)
        if isinstance(order, FirmwareOrder):
            self._firmware.order(order, self.now)
            return []
        if isinstance(order, EnrolDevice) and isinstance(node, MeterNode):
            return self._enrol(node, order)
        if isinstance(order, SetUpAgain):
            self._set_up_again(order.device)
            return []
        if isinstance(order, IdentifyDevice):
            node.identify.begin(order.seconds)
            return []
        return carry_out(node, order, self._sign)

    def _set_up_again(self, device: Eui64) -> None:
        for message in self.joining.interview(device, microseconds(self.now.utc)):
            self._post(message)
        if self.joining.is_whole(device):
            self._set_up(device)

    def _enrol(self, node: MeterNode, order: EnrolDevice) -> list[Message]:
        client = self.nodes.get(order.client)
        is_there = order.client in self._joined or not order.is_enrolled
        if client is None or not is_there or not is_event_client(client):
            raise ValueError("that device is no event client on this network")
        for cluster_id in (DRLC, PRICE):
            for endpoint in client.endpoints:
                if cluster_id in endpoint.client_clusters:
                    node.bind(METER_ENDPOINT, cluster_id, endpoint.number, order.is_enrolled, order.client)
        return []

    # From device to device

    def _exchange(self) -> None:
        """Carry what devices send to each other by themselves."""
        for device, node in self.nodes.items():
            if not isinstance(node, MeterNode):
                for frame in node.publications(self.now):
                    self._carry(device, frame)

    def _carry(self, source: Eui64, frame: ApsFrame) -> None:
        target = None if frame.peer is None else Eui64(frame.peer)
        if target not in self.nodes or not (self._is_on_air(source) and self._is_on_air(target)):
            return
        for answer in self.nodes[target].receive(replace(frame, peer=source), self.now):
            self._carry(target, answer)

    def _is_on_air(self, device: Eui64) -> bool:
        return device in self._joined and not self._is_mute(device)

    def _post(self, message: Message) -> None:
        self._queue.append(message)

    def _flush(self) -> None:
        """Deliver in order; what a delivery causes is delivered after it, never inside it."""
        if self._is_flushing or self._deliver is None:
            return
        self._is_flushing = True
        try:
            while self._queue:
                self._deliver(self._queue.popleft())
        finally:
            self._is_flushing = False
