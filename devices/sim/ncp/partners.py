"""Frames from station to station, and the link key that the trust centre gives two of them for each other."""

from typing import TYPE_CHECKING, Final

from devices.moment import Moment
from devices.sim.ncp import security
from devices.sim.ncp.aps import MAX_PAYLOAD, MIC_AND_AUX, AirFrame
from devices.sim.ncp.joining import hear_key_command, say_key_command
from devices.sim.ncp.station import Station
from devices.sim.node import ApsFrame

if TYPE_CHECKING:
    from devices.sim.air import Air

_REQUEST, _TRANSPORT, _APPLICATION_KEY, _APPLICATION_LINK_KEY = 0x08, 0x05, 0x02, 0x03
_LOAD_KEY_KIND: Final = 3


def send_to_station(air: "Air", station: Station, target: Station, frame: ApsFrame, at: Moment, hop_s: float) -> None:
    """Send one frame to another station of the network; what does not fit one APS frame is a mistake."""
    room = MAX_PAYLOAD - (MIC_AND_AUX if frame.is_encrypted else 0)
    if len(frame.payload) > room:
        raise ValueError(f"{len(frame.payload)} octets do not fit a frame from station to station")
    air.statistics.between_devices += 1
    key = partner_key(air, station, target, at) if frame.is_encrypted else None
    if frame.is_encrypted and key is None:
        air.statistics.dropped_without_link_key += 1
        return
    station.counters.next_nwk_frame()
    sequence = station.counters.next_aps()
    if air.tap and station.network:
        sent = AirFrame(
            source_id=station.node_id,
            source_eui64=station.eui64,
            destination=target.node_id,
            network=station.network,
            counters=station.counters,
            frame=frame,
            sequence=sequence,
            key=key,
            wants_ack=False,
            rssi_dbm=station.rssi_dbm,
        )
        air.tap.write(sent, at)
    air.schedule(at.monotonic_s + hop_s, lambda now: _arrive(air, station, target, frame, key, now))


def _arrive(air: "Air", station: Station, target: Station, frame: ApsFrame, key: bytes | None, at: Moment) -> None:
    if not target.is_on_air or target.network != station.network:
        air.statistics.not_acknowledged += 1
    elif frame.is_encrypted and target.partner_keys.get(station.node.eui64) != key:
        air.statistics.dropped_wrong_key += 1
    else:
        route = (frame.profile_id, frame.cluster_id, frame.source_endpoint, frame.destination_endpoint)
        air.give(target, ApsFrame(*route, frame.payload, frame.is_encrypted, peer=station.node.eui64), at)


def partner_key(air: "Air", station: Station, target: Station, at: Moment) -> bytes | None:
    """The link key between two stations, asked of the trust centre if one of them has none; None if it gives none."""
    key = station.partner_keys.get(target.node.eui64)
    if key is not None and target.partner_keys.get(station.node.eui64) == key:
        return key
    coordinator = air.coordinator
    if coordinator is None or not target.is_on_air or coordinator.network != station.network:
        return None
    request = bytes((_REQUEST, _APPLICATION_KEY)) + target.eui64
    say_key_command(air, station, request, at, key=station.link_key)
    key = coordinator.partner_key(station.eui64, target.eui64, at)
    if key is None:
        return None
    for one, other, is_initiator in ((station, target, True), (target, station, False)):
        body = bytes((_TRANSPORT, _APPLICATION_LINK_KEY)) + key + other.eui64 + bytes((is_initiator,))
        hear_key_command(air, one, body, at, key=security.load_key(one.link_key), kind=_LOAD_KEY_KIND)
        one.partner_keys[other.node.eui64] = key
    return key
