"""The radio neighbourhood: it carries frames between the coordinator and the stations, and lets time pass.

Sans-I/O: every call takes the instant, `run` does what is due and `next_due_s` says when to come back.
One hop takes two milliseconds; a frame that nobody acknowledges is given up after `GIVE_UP_S`.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from typing import Protocol

from devices.moment import Moment
from devices.sim.join_trouble import SILENT_TROUBLES, takes
from devices.sim.ncp import zdo
from devices.sim.ncp.aps import COORDINATOR_ID, MAX_PAYLOAD, MIC_AND_AUX, AirFrame, Fragment, Tap
from devices.sim.ncp.flash import Counters, spelling_of
from devices.sim.ncp.indirect import HELD_S, INTERVIEWED_S, asks_after_s, stay_awake
from devices.sim.ncp.mesh import Mesh
from devices.sim.ncp.partners import send_to_station
from devices.sim.ncp.station import Membership, Network, Station
from devices.sim.ncp.zdo import LogicalType, Neighbour
from devices.sim.node import ApsFrame, Node

HOP_S = 0.002
GIVE_UP_S = 1.6
BROADCAST_FIRST = 0xFFF8
BROADCAST_ALL_LISTENING = 0xFFFD
EVERY_ENDPOINT = 0xFF
ANY_PROFILE = 0xFFFF

Event = Callable[[Moment], None]


@dataclass(frozen=True, slots=True)
class Message:
    """A frame from the coordinator; `key` is the link key that it is APS-encrypted with."""

    destination: int
    frame: ApsFrame
    sequence: int
    key: bytes | None = None
    wants_ack: bool = False
    group_id: int | None = None
    fragment: Fragment | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """A frame that reached the coordinator."""

    station: Station
    source_id: int
    frame: ApsFrame
    sequence: int
    is_broadcast: bool = False
    fragment: Fragment | None = None


class Coordinator(Protocol):
    """The co-processor as the air knows it."""

    @property
    def eui64(self) -> bytes:
        """In the wire's order."""

    @property
    def counters(self) -> Counters:
        """Its sequence numbers and frame counters."""

    @property
    def network(self) -> Network | None:
        """The network that it runs now, or None."""

    def is_open(self, at: Moment) -> bool:
        """Whether beacons say that joining is permitted."""

    def admit(self, station: Station, at: Moment) -> bytes | None:
        """A station associated: the link key under which it gets the network key; None denies."""

    def readmit(self, station: Station, at: Moment) -> bytes | None:
        """A station that missed the network key rejoins: the link key under which it gets it; None denies."""

    def link_key(self, eui64: bytes, at: Moment) -> bytes | None:
        """The key of APS-encrypted frames to and from a device."""

    def answer_key_request(self, eui64: bytes, at: Moment) -> bytes | None:
        """The new trust-centre link key, or None when the policy denies."""

    def partner_key(self, eui64: bytes, partner: bytes, at: Moment) -> bytes | None:
        """A new link key for two devices to speak with each other, or None when the policy denies."""

    def confirm_key(self, eui64: bytes, at: Moment) -> None:
        """The device proved its new link key."""

    def left(self, station: Station, at: Moment) -> None:
        """The device said that it leaves."""

    def hear(self, heard: Heard, at: Moment) -> None:
        """A frame arrived."""


@dataclass(slots=True)
class Statistics:
    """What happened on the air."""

    to_devices: int = 0
    from_devices: int = 0
    between_devices: int = 0
    not_acknowledged: int = 0
    dropped_without_link_key: int = 0
    dropped_wrong_key: int = 0
    dropped_replayed: int = 0
    dropped_no_endpoint: int = 0
    lost_without_coordinator: int = 0
    lost_on_the_air: int = 0


@dataclass(slots=True)
class Air:
    """All stations, one coordinator, and what is on its way between them; `noise_dbm` of a channel, else chance."""

    rng: random.Random
    coordinator: Coordinator | None = None
    tap: Tap | None = None
    stations: dict[str, Station] = field(default_factory=dict)
    statistics: Statistics = field(default_factory=Statistics)
    mesh: Mesh = field(init=False)
    noise_dbm: dict[int, int] = field(default_factory=dict)
    _events: list[tuple[float, int, Event]] = field(default_factory=list)
    _count: int = 0

    def __post_init__(self) -> None:
        self.mesh = Mesh(self)

    def add(self, node: Node) -> Station:
        """Bring a device into the neighbourhood; it does not join by itself."""
        station = Station(node, mesh=self.mesh)
        self.stations[node.eui64] = station
        return station

    def joined(self) -> list[Station]:
        """The stations on the coordinator's network."""
        network = self.coordinator.network if self.coordinator else None
        joined = [station for station in self.stations.values() if station.membership is Membership.JOINED]
        if network is None:
            return joined
        return [it for it in joined if it.network and it.network.extended_pan_id == network.extended_pan_id]

    def by_node_id(self, node_id: int) -> Station | None:
        """The joined station at a network address."""
        return next((station for station in self.joined() if station.node_id == node_id), None)

    def by_eui64(self, eui64: bytes) -> Station | None:
        """The station of that address, joined or not."""
        return self.stations.get(spelling_of(eui64))

    def schedule(self, due_s: float, event: Event) -> None:
        """Do `event` at a monotonic instant; events of one instant keep their order."""
        self._count += 1
        heappush(self._events, (due_s, self._count, event))

    @property
    def next_due_s(self) -> float | None:
        """When `run` should be called again."""
        wakes = [station.node.next_wake_s for station in self.stations.values()]
        due = [wake for wake in wakes if wake is not None]
        if self._events:
            due.append(self._events[0][0])
        return min(due, default=None)

    def run(self, at: Moment) -> None:
        """Do everything that is due at this instant."""
        while self._events and self._events[0][0] <= at.monotonic_s:
            heappop(self._events)[2](at)
        for station in self.stations.values():
            wake_s = station.node.next_wake_s
            if wake_s is not None and wake_s <= at.monotonic_s:
                for frame in station.node.wake(at):
                    if station.trouble not in SILENT_TROUBLES:
                        self.transmit(station, frame, at)

    def unicast(self, message: Message, at: Moment, done: Callable[[bool, Moment], None]) -> None:
        """Send to one station; `done` says later whether it was acknowledged."""
        self.statistics.to_devices += 1
        frame_counter = self._tap_from_coordinator(message, at)
        station = self.by_node_id(message.destination)
        held_s = 0.0 if station is None else asks_after_s(station, at.monotonic_s)
        if held_s is None:
            self.statistics.not_acknowledged += 1
            self.schedule(at.monotonic_s + HELD_S, lambda now: done(False, now))
            return
        due_s = at.monotonic_s + held_s + HOP_S
        self.schedule(due_s, lambda now: self._arrive(message, frame_counter, now, done))

    def broadcast(self, message: Message, at: Moment) -> None:
        """Send to every listening station."""
        frame_counter = self._tap_from_coordinator(message, at)

        def arrive(now: Moment) -> None:
            for station in self.joined():
                if self._hears(station, frame_counter):
                    self._take(station, message, now, is_broadcast=True)

        self.schedule(at.monotonic_s + HOP_S, arrive)

    def transmit(self, station: Station, frame: ApsFrame, at: Moment) -> None:
        """A station sends to another one, or to the coordinator, then in fragments if it must."""
        if not station.is_on_air:
            return
        stay_awake(station, at.monotonic_s)
        target = None if frame.peer is None else self.stations.get(frame.peer)
        if target is not None:
            send_to_station(self, station, target, frame, at, HOP_S)
            return
        room = MAX_PAYLOAD - (MIC_AND_AUX if frame.is_encrypted else 0)
        sequence = station.counters.next_aps()
        if len(frame.payload) <= room:
            self._to_coordinator(Heard(station, station.node_id, frame, sequence), at)
            return
        parts = [frame.payload[start : start + room] for start in range(0, len(frame.payload), room)]
        for index, part in enumerate(parts):
            piece = ApsFrame(*_route(frame), payload=part, is_encrypted=frame.is_encrypted)
            heard = Heard(station, station.node_id, piece, sequence, fragment=Fragment(index, len(parts)))
            delayed = Moment(at.utc, at.monotonic_s + index * HOP_S)
            self._to_coordinator(heard, delayed)

    def announce(self, station: Station, at: Moment, *, eui64: bytes | None = None) -> None:
        """Device_annce, as a station says after joining and after power came back."""
        stay_awake(station, at.monotonic_s, INTERVIEWED_S)
        station.zdo_sequence = (station.zdo_sequence + 1) % 256
        payload = bytes((station.zdo_sequence,)) + zdo.announcement(station)
        if eui64 is not None:
            payload = payload[:3] + eui64 + payload[11:]
        frame = ApsFrame(zdo.PROFILE_ID, zdo.DEVICE_ANNCE, 0, 0, payload)
        if station.is_on_air:
            sequence = station.counters.next_aps()
            self._to_coordinator(Heard(station, station.node_id, frame, sequence, is_broadcast=True), at)

    def leave(self, station: Station, at: Moment, note: str = "left") -> None:
        """The station says that it leaves, and forgets the network and its keys."""
        coordinator = self.coordinator
        if station.is_on_air and coordinator and station.network == coordinator.network:
            coordinator.left(station, at)
        station.forget_network(note)

    def follow_coordinator(self) -> None:
        """The network's channel changed: whoever listens under its key follows, whoever is silent is left behind."""
        network = self.coordinator.network if self.coordinator else None
        for station in self.joined():
            if network and station.is_on_air and station.network and station.network.key == network.key:
                station.network = network

    def meet_coordinator(self, station: Station) -> None:
        """Note the coordinator in the station's neighbour table."""
        if self.coordinator:
            station.parent = Neighbour(
                self.coordinator.eui64, COORDINATOR_ID, LogicalType.COORDINATOR, station.lqi, is_child=False
            )

    def _to_coordinator(self, heard: Heard, at: Moment) -> None:
        self.statistics.from_devices += 1
        station = heard.station
        station.counters.next_nwk_frame()
        if not heard.is_broadcast and self._is_lost(station):  # a broadcast is said again by whoever heard it
            return
        if self.tap and station.network:
            key = station.link_key if heard.frame.is_encrypted else None
            destination = BROADCAST_ALL_LISTENING if heard.is_broadcast else COORDINATOR_ID
            self.tap.write(
                AirFrame(
                    source_id=heard.source_id,
                    source_eui64=station.eui64,
                    destination=destination,
                    network=station.network,
                    counters=station.counters,
                    frame=heard.frame,
                    sequence=heard.sequence,
                    key=key,
                    wants_ack=not heard.is_broadcast,
                    fragment=heard.fragment,
                    rssi_dbm=station.rssi_dbm,
                ),
                at,
            )
        self.schedule(at.monotonic_s + HOP_S, lambda now: self._reach_coordinator(heard, now))

    def _reach_coordinator(self, heard: Heard, at: Moment) -> None:
        coordinator, station = self.coordinator, heard.station
        if coordinator is None or coordinator.network is None or coordinator.network != station.network:
            self.statistics.lost_without_coordinator += 1
        elif heard.frame.is_encrypted and coordinator.link_key(station.eui64, at) != station.link_key:
            self.statistics.dropped_wrong_key += 1
        else:
            coordinator.hear(heard, at)

    def _tap_from_coordinator(self, message: Message, at: Moment) -> int:
        coordinator = self.coordinator
        assert coordinator is not None
        frame_counter = coordinator.counters.next_nwk_frame()
        if self.tap and coordinator.network:
            self.tap.write(
                AirFrame(
                    source_id=COORDINATOR_ID,
                    source_eui64=coordinator.eui64,
                    destination=message.destination,
                    network=coordinator.network,
                    counters=coordinator.counters,
                    frame=message.frame,
                    sequence=message.sequence,
                    key=message.key,
                    wants_ack=message.wants_ack,
                    group_id=message.group_id,
                    fragment=message.fragment,
                ),
                at,
            )
        return frame_counter

    def _hears(self, station: Station, frame_counter: int) -> bool:
        assert self.coordinator is not None
        if not station.is_on_air or station.network != self.coordinator.network:
            return False
        if frame_counter <= station.heard_frame_counter:
            self.statistics.dropped_replayed += 1
            return False
        station.heard_frame_counter = frame_counter
        return True

    def _is_lost(self, station: Station) -> bool:
        is_lost = station.loss > 0 and self.rng.random() < station.loss
        self.statistics.lost_on_the_air += is_lost
        return is_lost

    def _arrive(self, message: Message, frame_counter: int, at: Moment, done: Callable[[bool, Moment], None]) -> None:
        station = self.by_node_id(message.destination)
        is_heard = station is not None and self._hears(station, frame_counter) and not self._is_lost(station)
        if is_heard and station is not None and message.key is not None and message.key != station.link_key:
            self.statistics.dropped_wrong_key += 1
            is_heard = False
        if not is_heard or station is None:
            self.statistics.not_acknowledged += 1
            self.schedule(at.monotonic_s + GIVE_UP_S, lambda now: done(False, now))
            return
        if self.tap and message.wants_ack and station.network:
            self.tap.acknowledge(station.eui64, station.node_id, station.network, station.counters, message, at)
        self.schedule(at.monotonic_s + HOP_S, lambda now: done(True, now))
        stay_awake(station, at.monotonic_s)
        self._take(station, message, at, is_broadcast=False)

    def _take(self, station: Station, message: Message, at: Moment, *, is_broadcast: bool) -> None:
        frame = self._whole(station, message)
        if frame is None or not takes(station.trouble, frame):
            return
        if frame.profile_id == zdo.PROFILE_ID:
            self._answer_zdo(station, frame, at, is_broadcast=is_broadcast)
            return
        self.give(station, frame, at)

    def give(self, station: Station, frame: ApsFrame, at: Moment) -> None:
        """Hand an application frame that arrived to the station's node, and send what it answers."""
        for endpoint in station.endpoints:
            if frame.destination_endpoint not in (endpoint.number, EVERY_ENDPOINT):
                continue
            if frame.profile_id not in (endpoint.profile_id, ANY_PROFILE):
                continue
            if frame.cluster_id in station.node.link_key_clusters and not frame.is_encrypted:
                self.statistics.dropped_without_link_key += 1
                return
            sender = None if frame.peer is None else self.stations.get(frame.peer)
            heard = replace(frame, rssi_dbm=self.mesh.rssi_dbm(station, sender))
            for reply in station.node.receive(heard, at):
                self.transmit(station, reply, at)
            station.link_key = station.node.take_link_key() or station.link_key
            return
        self.statistics.dropped_no_endpoint += 1

    def _whole(self, station: Station, message: Message) -> ApsFrame | None:
        if message.fragment is None:
            return message.frame
        parts = station.partial.setdefault(message.sequence, {})
        parts[message.fragment.index] = message.frame.payload
        if len(parts) < message.fragment.count:
            return None
        del station.partial[message.sequence]
        payload = b"".join(parts[index] for index in sorted(parts))
        return ApsFrame(*_route(message.frame), payload=payload, is_encrypted=message.frame.is_encrypted)

    def _answer_zdo(self, station: Station, frame: ApsFrame, at: Moment, *, is_broadcast: bool) -> None:
        assert station.network is not None
        network = (station.network.pan_id, station.network.extended_pan_id)
        body = zdo.answer(station, frame.cluster_id, frame.payload, network, is_broadcast=is_broadcast)
        if body is not None:
            self.transmit(station, ApsFrame(zdo.PROFILE_ID, frame.cluster_id | 0x8000, 0, 0, body), at)
        if station.is_leaving:
            self.schedule(at.monotonic_s + 5 * HOP_S, lambda now: self.leave(station, now, "was told to leave"))


def _route(frame: ApsFrame) -> tuple[int, int, int, int]:
    return frame.profile_id, frame.cluster_id, frame.source_endpoint, frame.destination_endpoint
