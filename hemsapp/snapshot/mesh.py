"""The network as a map: who hears whom, and which way a device's word takes to the display."""

from dataclasses import dataclass
from datetime import datetime

from devices.messages import Eui64
from devices.neighbours import Neighbour, Relation, Route

LONGEST_WAY = 8


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a device told of its neighbours and routes at `read`."""

    device: Eui64
    read: datetime
    neighbours: tuple[Neighbour, ...]
    routes: tuple[Route, ...] = ()


@dataclass(frozen=True, slots=True)
class Mesh:
    """What is kept of the network, from `own`, our radio, outwards; `is_reading`: it is being read anew.

    `read` is when the oldest part of it was told, None: nothing was told yet.
    """

    own: Eui64 | None = None
    parts: tuple[Surroundings, ...] = ()
    is_reading: bool = False

    @property
    def read(self) -> datetime | None:
        """When the oldest part was told."""
        return min((part.read for part in self.parts), default=None)

    def part(self, device: Eui64 | None) -> Surroundings | None:
        """What that device told, None: nothing."""
        return next((part for part in self.parts if part.device == device), None)

    def parent(self, device: Eui64) -> Eui64 | None:
        """Through whom that device is reached; `own` where it is heard directly, None: nobody told."""
        told = self.part(device)
        if told is not None:
            ways = [each.through for each in told.routes if each.to == self.own and each.through != device]
            above = [each.device for each in told.neighbours if each.relation is Relation.PARENT]
            if ways or above:
                return (ways or above)[0]
        ours = self.part(self.own)
        if ours is not None and any(each.to == device and each.through != device for each in ours.routes):
            return next(each.through for each in ours.routes if each.to == device)
        if ours is not None and any(each.device == device for each in ours.neighbours):
            return self.own
        holders = (part for part in self.parts if part.device != self.own)
        return next((part.device for part in holders if _is_child(part, device)), None)

    def way(self, device: Eui64) -> tuple[Eui64, ...]:
        """From that device to `own`, both included; shorter, and without `own`, where nobody told the rest."""
        found = [device]
        while found[-1] != self.own and len(found) < LONGEST_WAY:
            above = self.parent(found[-1])
            if above is None or above in found:
                break
            found.append(above)
        return tuple(found)

    def lqi(self, hearer: Eui64 | None, heard: Eui64 | None) -> int | None:
        """How well one hears the other, by its own table; None: it did not tell."""
        part = self.part(hearer)
        rows = () if part is None else part.neighbours
        return next((each.lqi for each in rows if each.device == heard), None)


def _is_child(part: Surroundings, device: Eui64) -> bool:
    return any(each.device == device and each.relation is Relation.CHILD for each in part.neighbours)


NO_MESH = Mesh()
