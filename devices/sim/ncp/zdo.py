"""Zigbee device objects: how a node on the air answers questions about itself (Zigbee specification 2.4)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from struct import error as struct_error
from struct import pack, unpack_from
from typing import Protocol

from devices.sim.node import Endpoint

PROFILE_ID = 0x0000
DEVICE_ANNCE, BIND, UNBIND, MGMT_PERMIT_JOINING = 0x0013, 0x0021, 0x0022, 0x0036
MATCH_ANY_PROFILE = 0xFFFF
COORDINATOR_ID = 0x0000
_STACK_REVISION = 22
_UNICAST_BINDING = 3


class ZdoStatus(IntEnum):
    """ZDP enumerations."""

    SUCCESS = 0x00
    INVALID_REQUEST_TYPE = 0x80
    DEVICE_NOT_FOUND = 0x81
    INVALID_ENDPOINT = 0x82
    NOT_ACTIVE = 0x83
    NOT_SUPPORTED = 0x84
    NO_ENTRY = 0x88


class LogicalType(IntEnum):
    """What a node is to the network."""

    COORDINATOR = 0
    ROUTER = 1
    END_DEVICE = 2


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One row of Mgmt_Lqi_rsp."""

    eui64: bytes
    node_id: int
    logical_type: LogicalType
    lqi: int
    is_child: bool
    is_parent: bool = False


@dataclass(frozen=True, slots=True)
class RouteRow:
    """One active row of Mgmt_Rtg_rsp."""

    destination_id: int
    next_hop_id: int


@dataclass(frozen=True, slots=True)
class Binding:
    """One row of a binding table whose target is an endpoint."""

    source_endpoint: int
    cluster_id: int
    target: bytes
    target_endpoint: int


class Described(Protocol):
    """A node as ZDO sees it."""

    @property
    def eui64(self) -> bytes:
        """In the wire's order."""

    @property
    def node_id(self) -> int:
        """The network address."""

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Its simple descriptors."""

    @property
    def logical_type(self) -> LogicalType:
        """For the node descriptor."""

    @property
    def manufacturer_code(self) -> int:
        """For the node descriptor."""

    @property
    def bindings(self) -> list[Binding]:
        """Its binding table."""

    def bind(self, binding: Binding, *, is_bound: bool) -> bool:
        """Change the binding table; False when there is no such entry."""

    def neighbours(self, network: tuple[int, bytes]) -> list[Neighbour]:
        """What it hears; `network` is PAN id and extended PAN id."""

    def routes(self) -> list[RouteRow]:
        """Its routing table."""

    def leave(self) -> None:
        """It was told to leave."""


@dataclass(frozen=True, slots=True)
class Question:
    """A ZDO request that reached `node`."""

    node: Described
    body: bytes
    network: tuple[int, bytes]
    is_broadcast: bool

    def describes_me(self) -> bool:
        """Whether the address of interest is this node's."""
        return int(unpack_from("<H", self.body)[0]) == self.node.node_id


def announcement(node: Described) -> bytes:
    """The payload of Device_annce after its sequence number."""
    return pack("<H8sB", node.node_id, node.eui64, mac_capability(node.logical_type, is_sleepy=_sleeps(node)))


def _sleeps(node: Described) -> bool:
    return getattr(node, "poll_s", None) is not None


def mac_capability(kind: LogicalType, *, is_sleepy: bool = False) -> int:
    """Mains-powered, always listening, allocates an address; one that sleeps only the last."""
    if is_sleepy:
        return 0x80
    return 0x8C if kind is LogicalType.END_DEVICE else 0x8F if kind is LogicalType.COORDINATOR else 0x8E


def answer(
    node: Described, cluster_id: int, payload: bytes, network: tuple[int, bytes], *, is_broadcast: bool
) -> bytes | None:
    """The payload of the response (cluster 0x8000 | request), or None when there is nothing to say."""
    if not payload or cluster_id & 0x8000 or cluster_id == DEVICE_ANNCE:
        return None
    question = Question(node, payload[1:], network, is_broadcast)
    responder = _RESPONDERS.get(cluster_id)
    if responder is None:
        return None if is_broadcast else payload[:1] + bytes((ZdoStatus.NOT_SUPPORTED,))
    try:
        body = responder(question)
    except (IndexError, ValueError, struct_error):
        body = bytes((ZdoStatus.INVALID_REQUEST_TYPE,))
    return None if body is None else payload[:1] + body


def _nwk_addr(q: Question) -> bytes | None:
    if q.body[:8] != q.node.eui64:
        return None if q.is_broadcast else bytes((ZdoStatus.DEVICE_NOT_FOUND,)) + q.body[:8] + b"\xff\xff"
    return _addresses(q)


def _ieee_addr(q: Question) -> bytes | None:
    if not q.describes_me():
        return None if q.is_broadcast else bytes((ZdoStatus.DEVICE_NOT_FOUND,)) + bytes(8) + q.body[:2]
    return _addresses(q)


def _addresses(q: Question) -> bytes:
    return pack("<B8sH", ZdoStatus.SUCCESS, q.node.eui64, q.node.node_id)


def _about_me(q: Question, found: Callable[[], bytes], *, empty: bytes = b"") -> bytes | None:
    if q.describes_me():
        return pack("<BH", ZdoStatus.SUCCESS, q.node.node_id) + found()
    return None if q.is_broadcast else bytes((ZdoStatus.DEVICE_NOT_FOUND,)) + q.body[:2] + empty


def _node_descriptor(q: Question) -> bytes | None:
    kind = q.node.logical_type
    server_mask = _STACK_REVISION << 9 | (kind is LogicalType.COORDINATOR)

    def descriptor() -> bytes:
        capability = mac_capability(kind, is_sleepy=_sleeps(q.node))
        return pack("<BBBHBHHHB", kind, 0x40, capability, q.node.manufacturer_code, 82, 128, server_mask, 128, 0)

    return _about_me(q, descriptor)


def _power_descriptor(q: Question) -> bytes | None:
    return _about_me(q, lambda: pack("<H", 0xC110))


def _simple_descriptor(q: Question) -> bytes | None:
    number = q.body[2]
    endpoint = next((endpoint for endpoint in q.node.endpoints if endpoint.number == number), None)
    if q.describes_me() and endpoint is None:
        status = ZdoStatus.NOT_ACTIVE if 1 <= number <= 0xFE else ZdoStatus.INVALID_ENDPOINT
        return pack("<BHB", status, q.node.node_id, 0)
    return _about_me(q, lambda: _simple(endpoint), empty=b"\x00")


def _simple(endpoint: Endpoint | None) -> bytes:
    assert endpoint is not None
    body = pack("<BHHB", endpoint.number, endpoint.profile_id, endpoint.device_id, 0)
    for clusters in (endpoint.server_clusters, endpoint.client_clusters):
        body += bytes((len(clusters),)) + pack(f"<{len(clusters)}H", *clusters)
    return bytes((len(body),)) + body


def _active_endpoints(q: Question) -> bytes | None:
    numbers = bytes(endpoint.number for endpoint in q.node.endpoints)
    return _about_me(q, lambda: bytes((len(numbers),)) + numbers, empty=b"\x00")


def _match_descriptor(q: Question) -> bytes | None:
    profile_id, count = unpack_from("<HB", q.body, 2)
    wanted = unpack_from(f"<{count}H", q.body, 5)
    offered_count = q.body[5 + 2 * count]
    offered = unpack_from(f"<{offered_count}H", q.body, 6 + 2 * count)

    def matches(endpoint: Endpoint) -> bool:
        is_profile = profile_id in (endpoint.profile_id, MATCH_ANY_PROFILE)
        serves = set(wanted) & set(endpoint.server_clusters) or set(offered) & set(endpoint.client_clusters)
        return is_profile and bool(serves)

    numbers = bytes(endpoint.number for endpoint in q.node.endpoints if matches(endpoint))
    if q.is_broadcast and not numbers:
        return None
    return pack("<BHB", ZdoStatus.SUCCESS, q.node.node_id, len(numbers)) + numbers


def _bind(q: Question, *, is_bound: bool) -> bytes:
    source, endpoint, cluster_id, mode = unpack_from("<8sBHB", q.body)
    if source != q.node.eui64 or mode != _UNICAST_BINDING:
        return bytes((ZdoStatus.NOT_SUPPORTED,))
    if endpoint not in {known.number for known in q.node.endpoints}:
        return bytes((ZdoStatus.INVALID_ENDPOINT,))
    target, target_endpoint = unpack_from("<8sB", q.body, 12)
    done = q.node.bind(Binding(endpoint, cluster_id, target, target_endpoint), is_bound=is_bound)
    return bytes((ZdoStatus.SUCCESS if done else ZdoStatus.NO_ENTRY,))


def _page(q: Question, rows: list[bytes], size: int) -> bytes:
    start = q.body[0]
    page = rows[start : start + size]
    return pack("<BBBB", ZdoStatus.SUCCESS, len(rows), start, len(page)) + b"".join(page)


def _mgmt_lqi(q: Question) -> bytes:
    rows = []
    for other in q.node.neighbours(q.network):
        is_above = other.is_parent or other.logical_type is LogicalType.COORDINATOR
        relationship = 1 if other.is_child else 0 if is_above else 2
        kind = other.logical_type | 1 << 2 | relationship << 4
        depth = 0 if other.logical_type is LogicalType.COORDINATOR else 1
        rows.append(pack("<8s8sHBBBB", q.network[1], other.eui64, other.node_id, kind, 2, depth, other.lqi))
    return _page(q, rows, 3)


def _mgmt_rtg(q: Question) -> bytes:
    return _page(q, [pack("<HBH", row.destination_id, 0, row.next_hop_id) for row in q.node.routes()], 10)


def _mgmt_bind(q: Question) -> bytes:
    rows = [
        pack(
            "<8sBHB8sB",
            q.node.eui64,
            row.source_endpoint,
            row.cluster_id,
            _UNICAST_BINDING,
            row.target,
            row.target_endpoint,
        )
        for row in q.node.bindings
    ]
    return _page(q, rows, 3)


def _mgmt_leave(q: Question) -> bytes:
    target = q.body[:8]
    if target not in (q.node.eui64, bytes(8)):
        return bytes((ZdoStatus.NOT_SUPPORTED,))
    q.node.leave()
    return bytes((ZdoStatus.SUCCESS,))


def _mgmt_permit(q: Question) -> bytes | None:
    return None if q.is_broadcast else bytes((ZdoStatus.SUCCESS,))


_RESPONDERS: dict[int, Callable[[Question], bytes | None]] = {
    0x0000: _nwk_addr,
    0x0001: _ieee_addr,
    0x0002: _node_descriptor,
    0x0003: _power_descriptor,
    0x0004: _simple_descriptor,
    0x0005: _active_endpoints,
    0x0006: _match_descriptor,
    BIND: lambda q: _bind(q, is_bound=True),
    UNBIND: lambda q: _bind(q, is_bound=False),
    0x0031: _mgmt_lqi,
    0x0032: _mgmt_rtg,
    0x0033: _mgmt_bind,
    0x0034: _mgmt_leave,
    MGMT_PERMIT_JOINING: _mgmt_permit,
}
