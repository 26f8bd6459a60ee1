"""A node's radio: its place on the network, its keys and its counters, around a sans-I/O `Node`."""

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from zigpy.util import convert_install_code

from devices.sim.join_trouble import WEAK_LOSS, WEAK_LQI, WEAK_RSSI_DBM, JoinTrouble, told_endpoints
from devices.sim.ncp.flash import Counters, octets_of, spelling_of
from devices.sim.ncp.zdo import Binding, LogicalType, Neighbour, RouteRow
from devices.sim.node import Endpoint, Node

if TYPE_CHECKING:
    from devices.sim.ncp.mesh import Mesh

UNASSIGNED = 0xFFFE
_ROUTING_DEVICES = frozenset({0x0008, 0x0500, 0x0501, 0x0504, 0x0051})  # extender, interface, meter, load switch, plug


class Membership(Enum):
    """Where a station stands with the network."""

    OUTSIDE = "outside"
    JOINING = "joining"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class Network:
    """What a station must know of a network to speak on it."""

    pan_id: int
    extended_pan_id: bytes
    channel: int
    key: bytes
    key_sequence: int


@dataclass(slots=True)
class Station:
    """One device in the neighbourhood; `note` says in a sentence what last happened to its membership.

    `loss` is the share of messages, in each direction, that the air loses with all of the radio's own retries;
    `trouble` is what a tester made the matter with it.
    """

    node: Node
    link_key: bytes = b""
    node_id: int = UNASSIGNED
    membership: Membership = Membership.OUTSIDE
    note: str = "never joined"
    network: Network | None = None
    next_key: tuple[bytes, int] | None = None
    counters: Counters = field(default_factory=Counters)
    heard_frame_counter: int = -1
    bindings: list[Binding] = field(default_factory=list)
    partner_keys: dict[str, bytes] = field(default_factory=dict)
    is_silent: bool = False
    loss: float = 0.0
    trouble: JoinTrouble = JoinTrouble.NONE
    lqi: int = 255
    rssi_dbm: int = -42
    is_leaving: bool = False
    parent: Neighbour | None = None
    partial: dict[int, dict[int, bytes]] = field(default_factory=dict)
    zdo_sequence: int = 0
    mesh: "Mesh | None" = None
    awake_until_s: float = 0.0

    def __post_init__(self) -> None:
        if not self.link_key:
            self.link_key = preconfigured_key(self.node)

    @property
    def eui64(self) -> bytes:
        """In the wire's order."""
        return octets_of(self.node.eui64)

    @property
    def poll_s(self) -> float | None:
        """How often it asks its parent for frames; None: it always listens."""
        poll_s: float | None = getattr(self.node, "poll_s", None)
        return poll_s

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """The node's simple descriptors, as it tells them."""
        return told_endpoints(self.node.endpoints, self.trouble)

    @property
    def manufacturer_code(self) -> int:
        """For the node descriptor."""
        return self.node.manufacturer_code

    @property
    def logical_type(self) -> LogicalType:
        """What hangs on the mains for good routes: meters, gateways, load switches, plugs; what they serve does not."""
        routes = any(endpoint.device_id in _ROUTING_DEVICES for endpoint in self.node.endpoints)
        return LogicalType.ROUTER if routes else LogicalType.END_DEVICE

    @property
    def is_on_air(self) -> bool:
        """Joined, and not made silent."""
        return self.membership is Membership.JOINED and not self.is_silent

    def bind(self, binding: Binding, *, is_bound: bool) -> bool:
        """Change the binding table and tell the node."""
        if is_bound == (binding in self.bindings):
            return is_bound
        if is_bound:
            self.bindings.append(binding)
        else:
            self.bindings.remove(binding)
        is_coordinator = self.parent is not None and binding.target == self.parent.eui64
        peer = None if is_coordinator else spelling_of(binding.target)
        self.node.bind(binding.source_endpoint, binding.cluster_id, binding.target_endpoint, is_bound, peer)
        return True

    def neighbours(self, network: tuple[int, bytes]) -> list[Neighbour]:
        """Whom it hears (`mesh.py`); alone, it hears the coordinator."""
        del network
        if self.mesh is not None:
            return self.mesh.neighbours(self)
        return [self.parent] if self.parent else []

    def routes(self) -> list[RouteRow]:
        """Its routing table (`mesh.py`)."""
        return [] if self.mesh is None else self.mesh.routes(self)

    def leave(self) -> None:
        """Leave the network, once the answer is on its way."""
        self.is_leaving = True

    def forget_network(self, note: str) -> None:
        """Back to the factory's keys."""
        for binding in list(self.bindings):
            self.bind(binding, is_bound=False)
        self.membership, self.network, self.note = Membership.OUTSIDE, None, note
        self.is_leaving = False
        self.link_key = preconfigured_key(self.node)
        self.partner_keys.clear()
        self.heard_frame_counter = -1

    def state(self) -> dict[str, Any]:
        """What the device keeps over a restart, as JSON values."""
        network = self.network
        return {
            "node_id": self.node_id,
            "membership": self.membership.value,
            "link_key": self.link_key.hex(),
            "network": network
            and {
                "pan_id": network.pan_id,
                "extended_pan_id": network.extended_pan_id.hex(),
                "channel": network.channel,
                "key": network.key.hex(),
                "key_sequence": network.key_sequence,
            },
            "frame_counters": [self.counters.nwk_frame, self.counters.aps_frame],
            "heard_frame_counter": self.heard_frame_counter,
            "partner_keys": {eui64: key.hex() for eui64, key in self.partner_keys.items()},
            "bindings": [
                [row.source_endpoint, row.cluster_id, row.target.hex(), row.target_endpoint] for row in self.bindings
            ],
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what `state` gave."""
        self.node_id = state["node_id"]
        self.membership = Membership(state["membership"])
        if self.membership is not Membership.JOINED:
            self.membership = Membership.OUTSIDE
        self.note = "restored from flash"
        self.link_key = bytes.fromhex(state["link_key"])
        if state["network"]:
            stored = dict(state["network"])
            stored["extended_pan_id"] = bytes.fromhex(stored["extended_pan_id"])
            stored["key"] = bytes.fromhex(stored["key"])
            self.network = Network(**stored)
        self.counters.nwk_frame, self.counters.aps_frame = state["frame_counters"]
        self.heard_frame_counter = state["heard_frame_counter"]
        self.partner_keys = {eui64: bytes.fromhex(key) for eui64, key in state.get("partner_keys", {}).items()}
        for source_endpoint, cluster_id, target, target_endpoint in state["bindings"]:
            self.bind(Binding(source_endpoint, cluster_id, bytes.fromhex(target), target_endpoint), is_bound=True)


def afflict(station: Station, word: object) -> None:
    """Something is the matter with it from now on ("none": nothing any more); ValueError for an unknown word."""
    known = {trouble.value: trouble for trouble in JoinTrouble}
    if word not in known:
        raise ValueError(f"there is no trouble {word!r}; there are {', '.join(known)}")
    was_weak, station.trouble = station.trouble is JoinTrouble.WEAK, known[str(word)]
    if station.trouble is JoinTrouble.WEAK:
        station.loss, station.lqi, station.rssi_dbm = WEAK_LOSS, WEAK_LQI, WEAK_RSSI_DBM
    elif was_weak:
        station.loss, station.lqi, station.rssi_dbm = 0.0, 255, -42


def preconfigured_key(node: Node) -> bytes:
    """The link key that follows from the install code on the label."""
    key = convert_install_code(node.install_code)
    if key is None:
        raise ValueError(f"the install code of {node.eui64} has the wrong length or check digits")
    return bytes(key.serialize())
