"""How a station joins: it looks for an open network, gets the network key, and asks for its own link key."""

from dataclasses import dataclass
from struct import pack
from typing import TYPE_CHECKING

from devices.moment import Moment
from devices.sim.ncp import security
from devices.sim.ncp.aps import COORDINATOR_ID, KeyCommand
from devices.sim.ncp.station import UNASSIGNED, Membership, Network, Station

if TYPE_CHECKING:
    from devices.sim.air import Air

RETRY_S = 1.0
DEFAULT_SECONDS = 180.0
_ANNOUNCE_S, _ASK_KEY_S = 0.004, 0.05
_TRANSPORT, _REQUEST, _VERIFY, _CONFIRM = 0x05, 0x08, 0x0F, 0x10
_NETWORK_KEY, _TC_LINK_KEY = 0x01, 0x04


@dataclass(slots=True)
class Joining:
    """One station's attempt to join; it tries every second until it succeeds, is denied, or time is up.

    One that insists heard of the network from a router whose beacon still says that it is open.
    """

    air: "Air"
    station: Station
    until_s: float
    is_insisting: bool = False

    def begin(self, at: Moment) -> None:
        """Start looking for a network, with the keys that the factory gave."""
        self.station.forget_network("looking for an open network")
        self.station.membership = Membership.JOINING
        self._attempt(at)

    def _attempt(self, at: Moment) -> None:
        coordinator, station = self.air.coordinator, self.station
        if station.membership is not Membership.JOINING:
            return
        if coordinator is None or coordinator.network is None or not (self.is_insisting or coordinator.is_open(at)):
            self._again(at, "no network permits joining")
            return
        if station.node_id == UNASSIGNED or self.air.by_node_id(station.node_id):
            station.node_id = self._new_address()
        key = coordinator.admit(station, at)
        if key is None:
            self._again(at, "the trust centre refused: it holds no link key for this device")
        elif key != station.link_key:
            self._transport(key, coordinator.network, at)
            station.membership = Membership.OUTSIDE
            station.note = "could not decrypt the network key: the trust centre holds another link key"
        else:
            self._transport(key, coordinator.network, at)
            self._enter(coordinator.network, at)

    def _again(self, at: Moment, note: str) -> None:
        self.station.note = note
        if at.monotonic_s + RETRY_S > self.until_s:
            self.station.membership = Membership.OUTSIDE
        else:
            self.air.schedule(at.monotonic_s + RETRY_S, self._attempt)

    def _new_address(self) -> int:
        taken = {station.node_id for station in self.air.stations.values()}
        while True:
            node_id = self.air.rng.randrange(0x0001, 0xFFF0)
            if node_id not in taken:
                return node_id

    def _enter(self, network: Network, at: Moment) -> None:
        station = self.station
        station.network, station.membership = network, Membership.JOINED
        station.note = "joined"
        station.heard_frame_counter = -1
        self.air.meet_coordinator(station)
        self.air.schedule(at.monotonic_s + _ANNOUNCE_S, lambda now: self.air.announce(station, now))
        self.air.schedule(at.monotonic_s + _ASK_KEY_S, self._ask_key)

    def _ask_key(self, at: Moment) -> None:
        coordinator, station = self.air.coordinator, self.station
        if coordinator is None or not station.is_on_air or coordinator.network != station.network:
            return
        say_key_command(self.air, station, bytes((_REQUEST, _TC_LINK_KEY)), at, key=station.link_key)
        key = coordinator.answer_key_request(station.eui64, at)
        if key is None:
            return
        body = bytes((_TRANSPORT, _TC_LINK_KEY)) + key + station.eui64 + coordinator.eui64
        hear_key_command(self.air, self.station, body, at, key=security.load_key(station.link_key), kind=3)
        station.link_key = key
        proof = security.keyed_hash(key, bytes((security.KEY_VERIFY,)))
        say_key_command(self.air, station, bytes((_VERIFY, _TC_LINK_KEY)) + station.eui64 + proof, at, key=None)
        coordinator.confirm_key(station.eui64, at)
        hear_key_command(self.air, self.station, bytes((_CONFIRM, 0, _TC_LINK_KEY)) + station.eui64, at, key=key)

    def _transport(self, key: bytes, network: Network, at: Moment) -> None:
        coordinator = self.air.coordinator
        assert coordinator is not None
        body = pack("<BB", _TRANSPORT, _NETWORK_KEY) + network.key + bytes((network.key_sequence,))
        body += self.station.eui64 + coordinator.eui64
        hear_key_command(
            self.air, self.station, body, at, key=security.transport_key(key), kind=2, is_network_encrypted=False
        )


def say_key_command(air: "Air", station: Station, body: bytes, at: Moment, *, key: bytes | None) -> None:
    """Show the tap what a station sends to the trust centre about a key."""
    if air.tap and station.network:
        sent = KeyCommand(station.node_id, station.eui64, COORDINATOR_ID, station.network, station.counters, body, key)
        air.tap.command(sent, at)


def hear_key_command(
    air: "Air",
    station: Station,
    body: bytes,
    at: Moment,
    *,
    key: bytes,
    kind: int = 0,
    is_network_encrypted: bool = True,
) -> None:
    """Show the tap what the trust centre sends to a station about a key."""
    coordinator = air.coordinator
    if air.tap and coordinator and coordinator.network:
        sent = KeyCommand(
            COORDINATOR_ID,
            coordinator.eui64,
            station.node_id,
            coordinator.network,
            coordinator.counters,
            body,
            key,
            kind,
            is_network_encrypted,
        )
        air.tap.command(sent, at)


def start_joining(
    air: "Air", station: Station, at: Moment, seconds: float = DEFAULT_SECONDS, *, is_insisting: bool = False
) -> None:
    """Make a station look for a network for that long."""
    Joining(air, station, at.monotonic_s + seconds, is_insisting).begin(at)
