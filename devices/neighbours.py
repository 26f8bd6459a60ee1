"""Who hears whom on the home's network, as a device's own tables tell it (Zigbee Mgmt_Lqi_rsp, Mgmt_Rtg_rsp)."""

from dataclasses import dataclass
from enum import Enum

from devices.names import Eui64


class Relation(Enum):
    """What a neighbour is to the device whose table names it."""

    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One row of a neighbour table: whom it hears, and how well, `lqi` 0 to 255."""

    device: Eui64
    lqi: int
    relation: Relation
    is_router: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """One row of a routing table: what is for `to` goes `through` that neighbour."""

    to: Eui64
    through: Eui64


@dataclass(frozen=True, slots=True)
class NeighboursRead:
    """What a device told of its neighbours and routes; `device` may be the display's own radio."""

    device: Eui64
    neighbours: tuple[Neighbour, ...]
    routes: tuple[Route, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadNeighbours:
    """Ask a device, or the display's own radio, for its neighbours and routes; the answer is a `NeighboursRead`.

    A device is asked for its bindings as well; a `BindingsRead` comes behind it if it tells.
    """

    device: Eui64
