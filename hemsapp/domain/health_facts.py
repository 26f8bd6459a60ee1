"""What is kept of the network's health: who hears whom, and what we told the utility of ourselves."""

from dataclasses import dataclass, replace
from datetime import datetime

from devices.bindings import Bound, Reported
from devices.names import Eui64
from devices.neighbours import Neighbour, Route
from devices.self_report import SelfReport


@dataclass(frozen=True, slots=True)
class KeptNeighbours:
    """What a device, or our own radio, told of its neighbours, and when. Key: `device`."""

    device: Eui64
    read: datetime
    neighbours: tuple[Neighbour, ...]
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class KeptReport:
    """What we tell the utility of ourselves, owed until the meter has it (`logged`); then how far it came.

    `ordered` is when the utility asked for it, by its own time. Key: `sequence`.
    """

    sequence: int
    report: SelfReport
    owed: datetime
    ordered: datetime | None = None
    logged: datetime | None = None
    ms: datetime | None = None
    mdms: datetime | None = None

    def came_to(self, stage: str, at: datetime) -> "KeptReport":
        """The same, as it stands once it reached "meter", "MS" or "MDMS"."""
        match stage:
            case "MS":
                return replace(self, ms=at)
            case "MDMS":
                return replace(self, mdms=at)
        return replace(self, logged=at)


@dataclass(frozen=True, slots=True)
class KeptBindings:
    """To whom a device sends what it sends by itself, and how often, as it told when. Key: `device`."""

    device: Eui64
    read: datetime
    bindings: tuple[Bound, ...]
    reports: tuple[Reported, ...]


HealthFact = KeptNeighbours | KeptReport | KeptBindings
