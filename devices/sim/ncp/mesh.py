"""Who hears whom in the neighbourhood, and which way a frame would take: tables that tell of a believable mesh.

Frames themselves still take one hop. A station that the coordinator hears well is its own neighbour; one that it hears
poorly goes through the router that gives it the best way. How well two stations hear each other follows from their
places in the house, which follow from their addresses.
"""

from collections.abc import Collection
from dataclasses import dataclass
from math import dist
from typing import TYPE_CHECKING, Final

from devices.sim.chance import seeded
from devices.sim.join_trouble import JoinTrouble
from devices.sim.ncp.zdo import COORDINATOR_ID, LogicalType, Neighbour, RouteRow

if TYPE_CHECKING:
    from devices.sim.air import Air
    from devices.sim.ncp.station import Station

HOUSE_M: Final = (26.0, 18.0)
HUB: Final = (8.0, 6.0)
NEAR_M, LQI_A_METRE, BEST_LQI, LEAST_LQI = 3.0, 16, 250, 12
GOOD_LQI: Final = 100
HEARD_LQI: Final = 40
_DBM_AT_BEST, _LQI_A_DB = -42, 5


def place_of(eui64: bytes) -> tuple[float, float]:
    """Where a station stands in the house, metres."""
    chance = seeded("place", eui64.hex())
    return chance.uniform(0, HOUSE_M[0]), chance.uniform(0, HOUSE_M[1])


def lqi_between(one: tuple[float, float], other: tuple[float, float]) -> int:
    """How well two places hear each other, 12 to 250."""
    return max(LEAST_LQI, min(BEST_LQI, round(BEST_LQI - LQI_A_METRE * (dist(one, other) - NEAR_M))))


@dataclass(frozen=True, slots=True)
class Mesh:
    """The tables of every station of one air."""

    air: "Air"

    def spread(self) -> None:
        """Let every station stand where its address puts it: the coordinator hears it as well as that distance lets."""
        for station in self.air.stations.values():
            station.lqi = lqi_between(place_of(station.eui64), HUB)
            station.rssi_dbm = _dbm(station.lqi)
            self.air.meet_coordinator(station)

    def rssi_dbm(self, station: "Station", sender: "Station | None") -> int:
        """How strongly a station hears another one, or (None) the coordinator; a weak radio is weak everywhere."""
        if sender is None:
            return station.rssi_dbm
        weak = [each.rssi_dbm for each in (station, sender) if each.trouble is JoinTrouble.WEAK]
        return min([_dbm(self._between(station, sender)), *weak])

    def uplink(self, station: "Station") -> "Station | None":
        """The router through which it reaches the coordinator; None: it reaches it itself."""
        if station.lqi >= GOOD_LQI:
            return None
        best, through = station.lqi, None
        for router in self._routers():
            quality = min(router.lqi, self._between(station, router))
            if router is not station and router.lqi > station.lqi and quality > best:
                best, through = quality, router
        return through

    def neighbours(self, station: "Station") -> list[Neighbour]:
        """The neighbour table of a station: whoever is its parent, its children, and the routers that it hears."""
        if station.parent is None:
            return []
        through, is_router = self.uplink(station), station.logical_type is LogicalType.ROUTER
        rows = []
        if through is None or station.lqi >= HEARD_LQI:
            hub = station.parent
            rows.append(
                Neighbour(hub.eui64, hub.node_id, hub.logical_type, station.lqi, is_child=False, is_parent=not through)
            )
        for other in self.air.joined():
            is_child = is_router and self.uplink(other) is station and other.logical_type is LogicalType.END_DEVICE
            is_heard = is_router and other.logical_type is LogicalType.ROUTER
            lqi = self._between(station, other)
            if other is not station and (other is through or is_child or (is_heard and lqi >= HEARD_LQI)):
                rows.append(_row(other, lqi, is_child=is_child, is_parent=other is through))
        return rows

    def routes(self, station: "Station") -> list[RouteRow]:
        """The routing table of a router: the way to the coordinator, and to whoever goes through it."""
        if station.logical_type is not LogicalType.ROUTER:
            return []
        through = self.uplink(station)
        rows = [RouteRow(COORDINATOR_ID, COORDINATOR_ID if through is None else through.node_id)]
        return rows + [RouteRow(each.node_id, each.node_id) for each in self._below(station)]

    def of_coordinator(self, children: Collection[bytes]) -> list[Neighbour]:
        """The neighbour table of the coordinator: whom it reaches itself, and the routers that it hears at all."""
        return [
            _row(each, each.lqi, is_child=each.eui64 in children)
            for each in self.air.joined()
            if self.uplink(each) is None or (each.logical_type is LogicalType.ROUTER and each.lqi >= HEARD_LQI)
        ]

    def routes_of_coordinator(self) -> list[RouteRow]:
        """Its ways to whoever it does not reach itself."""
        found = []
        for each in self.air.joined():
            hop = first = self.uplink(each)
            while hop is not None:
                first, hop = hop, self.uplink(hop)
            if first is not None:
                found.append(RouteRow(each.node_id, first.node_id))
        return found

    def _routers(self) -> "list[Station]":
        return [each for each in self.air.joined() if each.logical_type is LogicalType.ROUTER and not each.is_silent]

    def _below(self, router: "Station") -> "list[Station]":
        return [each for each in self.air.joined() if self.uplink(each) is router]

    @staticmethod
    def _between(one: "Station", other: "Station") -> int:
        return lqi_between(place_of(one.eui64), place_of(other.eui64))


def _dbm(lqi: int) -> int:
    return _DBM_AT_BEST - (BEST_LQI - lqi) // _LQI_A_DB


def _row(station: "Station", lqi: int, *, is_child: bool, is_parent: bool = False) -> Neighbour:
    return Neighbour(station.eui64, station.node_id, station.logical_type, lqi, is_child, is_parent)
