"""Where the dots of the network map stand: the display in the middle, each hop a ring, each family side by side."""

from dataclasses import dataclass
from math import cos, pi, sin

_TURN = -pi / 2


@dataclass(frozen=True, slots=True)
class Spot:
    """The middle of a dot, and on which ring it stands; None of the rings is 0 but the display's."""

    x: float
    y: float
    ring: int


def spots(parents: tuple[int, ...], width: float, height: float, margin: float) -> tuple[Spot, ...]:
    """A place for each node by its parent's number (the first is the middle, -1 stands on the outermost ring).

    A family's share of the circle is as wide as its leaves are many, so that lines do not cross.
    """
    children: dict[int, list[int]] = {}
    for index, parent in enumerate(parents):
        if index:
            children.setdefault(parent if 0 <= parent < len(parents) and parent != index else -1, []).append(index)
    rings = [0] * len(parents)
    depth = _rings(children, rings, 0, 0, set())
    lost = children.get(-1, [])
    outermost = depth + bool(lost)
    for index in lost:
        depth = max(depth, _rings(children, rings, index, outermost, set()))
    outermost = max(outermost, max(rings, default=0), 1)
    angles = [0.0] * len(parents)
    roots = [*children.get(0, []), *lost]
    _fan(children, angles, roots, _TURN, _TURN + 2 * pi)
    across, down = (width / 2 - margin) / outermost, (height / 2 - margin) / outermost
    return tuple(
        Spot(width / 2 + across * ring * cos(angle), height / 2 + down * ring * sin(angle), ring)
        for ring, angle in zip(rings, angles, strict=True)
    )


def _rings(children: dict[int, list[int]], rings: list[int], index: int, ring: int, seen: set[int]) -> int:
    """Number the rings below a node; the deepest one."""
    rings[index] = ring
    seen.add(index)
    below = (_rings(children, rings, each, ring + 1, seen) for each in children.get(index, []) if each not in seen)
    return max(below, default=ring)


def _leaves(children: dict[int, list[int]], index: int) -> int:
    return sum(_leaves(children, each) for each in children.get(index, [])) or 1


def _fan(children: dict[int, list[int]], angles: list[float], nodes: list[int], begin: float, end: float) -> None:
    """Share the stretch of the circle among families by their leaves."""
    whole = sum(_leaves(children, each) for each in nodes)
    at = begin
    for each in nodes:
        share = (end - begin) * _leaves(children, each) / whole
        angles[each] = at + share / 2
        _fan(children, angles, children.get(each, []), at, at + share)
        at += share
