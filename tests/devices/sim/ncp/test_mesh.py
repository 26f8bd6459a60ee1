"""The mesh that the simulated tables tell of: fifty devices in a house, and each finds its way."""

import random

from devices.sim.air import Air
from devices.sim.ncp.mesh import GOOD_LQI, HEARD_LQI
from devices.sim.ncp.station import Membership, Station, afflict
from devices.sim.ncp.zdo import LogicalType, Neighbour
from tests.devices.sim.ncp.plain_node import PlainNode

HUB = bytes(range(8))


def house(count: int) -> Air:
    air = Air(random.Random(1))
    for number in range(1, count + 1):
        station = air.add(PlainNode(number))
        station.node_id, station.membership = number, Membership.JOINED
        station.parent = Neighbour(HUB, 0, LogicalType.COORDINATOR, 255, is_child=False)
    air.mesh.spread()
    return air


def by_id(air: Air, node_id: int) -> Station:
    station = air.by_node_id(node_id)
    assert station is not None
    return station


def test_each_of_fifty_devices_finds_its_way_to_the_display() -> None:
    """X-NETWORK-MGMT: the neighbourhood in which the map is tried."""
    air = house(50)
    for station in air.joined():
        hops, here = 0, station
        while (above := air.mesh.uplink(here)) is not None:
            hops, here = hops + 1, above
            assert hops < 5
        assert here.lqi >= min(HEARD_LQI, station.lqi)
    assert sum(air.mesh.uplink(each) is not None for each in air.joined()) >= 5


def test_a_station_that_is_heard_well_needs_nobody() -> None:
    air = house(10)
    for station in air.joined():
        if station.lqi >= GOOD_LQI:
            assert air.mesh.uplink(station) is None
            assert any(row.eui64 == HUB and row.is_parent for row in air.mesh.neighbours(station))


def test_the_tables_agree_with_each_other() -> None:
    air = house(50)
    ways = {row.destination_id: row.next_hop_id for row in air.mesh.routes_of_coordinator()}
    near = {row.node_id for row in air.mesh.of_coordinator(set())}
    for station in air.joined():
        through = air.mesh.uplink(station)
        if through is None:
            assert station.node_id in near
            continue
        assert ways[station.node_id] in near
        assert any(row.node_id == through.node_id and row.is_parent for row in air.mesh.neighbours(station))
        assert any(row.destination_id == station.node_id for row in air.mesh.routes(through))
        assert air.mesh.routes(station)[0].next_hop_id == through.node_id
        assert by_id(air, through.node_id) is through


def test_two_stations_hear_each_other_alike_and_a_weak_radio_is_weak_to_everybody() -> None:
    """X-NETWORK-MGMT: the signal that a meter tells of each device."""
    air = house(12)
    meter, others = by_id(air, 1), air.joined()[1:]
    heard = [air.mesh.rssi_dbm(meter, other) for other in others]
    assert heard == [air.mesh.rssi_dbm(other, meter) for other in others]
    assert len(set(heard)) > 3
    assert air.mesh.rssi_dbm(meter, None) == meter.rssi_dbm
    strongest = others[heard.index(max(heard))]
    afflict(strongest, "too weak")
    assert air.mesh.rssi_dbm(meter, strongest) == strongest.rssi_dbm < max(heard)
