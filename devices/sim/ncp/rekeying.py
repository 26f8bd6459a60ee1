"""A new network key on the air: announced to all, then switched to; and a device that missed it asks for it anew.

Transport-Key carries the next key to everyone under the current one, Switch-Key has them speak under it (Zigbee PRO
specification 4.4.3, 4.4.7). Who did not listen is not heard any more: it rejoins, and the trust centre sends it the
network key under its own link key, if its policy says so (4.6.3.3).
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from devices.moment import Moment
from devices.sim.ncp import security
from devices.sim.ncp.aps import COORDINATOR_ID, KeyCommand
from devices.sim.ncp.joining import RETRY_S, hear_key_command
from devices.sim.ncp.station import Membership, Network, Station

if TYPE_CHECKING:
    from devices.sim.air import Air

EVERYBODY = 0xFFFF
REJOINS_FOR_S = 600.0
_TRANSPORT, _SWITCH, _NETWORK_KEY = 0x05, 0x09, 0x01
_ANNOUNCE_S = 0.004


def announce_key(air: "Air", key: bytes, sequence: int, at: Moment) -> None:
    """Transport-Key, broadcast: whoever listens keeps the key for later."""
    coordinator = air.coordinator
    assert coordinator is not None
    _say_to_all(air, bytes((_TRANSPORT, _NETWORK_KEY)) + key + bytes((sequence,)) + bytes(8) + coordinator.eui64, at)
    for station in _listening(air):
        station.next_key = key, sequence


def switch_key(air: "Air", network: Network, at: Moment) -> None:
    """Switch-Key, broadcast under the old key: whoever keeps the key of that number speaks under it from now on."""
    _say_to_all(air, bytes((_SWITCH, network.key_sequence)), at)
    for station in _listening(air):
        if station.network is not None and station.next_key == (network.key, network.key_sequence):
            station.network = replace(station.network, key=network.key, key_sequence=network.key_sequence)
        station.next_key = None


def _listening(air: "Air") -> list[Station]:
    return [station for station in air.joined() if station.is_on_air]


def _say_to_all(air: "Air", body: bytes, at: Moment) -> None:
    coordinator = air.coordinator
    if air.tap and coordinator and coordinator.network:
        sent = KeyCommand(
            COORDINATOR_ID, coordinator.eui64, EVERYBODY, coordinator.network, coordinator.counters, body, None
        )
        air.tap.command(sent, at)


@dataclass(slots=True)
class Rejoining:
    """One station asks for the network key that it missed, every second until it has it or time is up."""

    air: "Air"
    station: Station
    until_s: float

    def attempt(self, at: Moment) -> None:
        """Ask now."""
        coordinator, station = self.air.coordinator, self.station
        if not station.is_on_air or coordinator is None or station.network == coordinator.network:
            return
        key = None if coordinator.network is None else coordinator.readmit(station, at)
        if key is None or coordinator.network is None:
            station.note = "missed the network key, and the trust centre does not give it"
            if at.monotonic_s + RETRY_S <= self.until_s:
                self.air.schedule(at.monotonic_s + RETRY_S, self.attempt)
            return
        body = bytes((_TRANSPORT, _NETWORK_KEY)) + coordinator.network.key
        body += bytes((coordinator.network.key_sequence,)) + station.eui64 + coordinator.eui64
        derived = security.transport_key(key)
        hear_key_command(self.air, station, body, at, key=derived, kind=2, is_network_encrypted=False)
        if key != station.link_key:
            station.note = "could not decrypt the network key: the trust centre holds another link key"
            return
        station.network, station.note = coordinator.network, "rejoined"
        station.heard_frame_counter = -1
        self.air.schedule(at.monotonic_s + _ANNOUNCE_S, lambda now: self.air.announce(station, now))


def ask_for_key(air: "Air", station: Station, at: Moment) -> None:
    """The station listens again: if it missed the network's key, it asks for it."""
    coordinator = air.coordinator
    is_behind = (
        station.membership is Membership.JOINED
        and coordinator is not None
        and coordinator.network is not None
        and station in air.joined()
        and station.network != coordinator.network
    )
    if is_behind and station.is_on_air:
        Rejoining(air, station, at.monotonic_s + REJOINS_FOR_S).attempt(at)
