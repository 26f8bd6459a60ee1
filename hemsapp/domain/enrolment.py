"""One device, one commander: thermostats that carry events out themselves are enrolled at the meter (F69, X-ENROL)."""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.names import Eui64

AGAIN_S = 30.0


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The meter is to send events to that client itself, or no longer."""

    client: Eui64
    is_enrolled: bool


class Enrolments:
    """What the meter was told of each client; told anew whenever the meter is back."""

    def __init__(self) -> None:
        self._told: dict[Eui64, bool] = {}
        self._due_s: dict[Eui64, float] = {}

    def begin(self) -> None:
        """The meter is there (again), and may have forgotten."""
        self._told.clear()
        self._due_s.clear()

    def due(self, wanted: Mapping[Eui64, bool], now_s: float) -> list[Enrolled]:
        """What is to be told now; until it is delivered, again after half a minute."""
        found = []
        for client, is_enrolled in wanted.items():
            if self._told.get(client) is is_enrolled:
                self._due_s.pop(client, None)
            elif now_s >= self._due_s.get(client, 0.0):
                self._due_s[client] = now_s + AGAIN_S
                found.append(Enrolled(client, is_enrolled))
        self._due_s = {client: due_s for client, due_s in self._due_s.items() if client in wanted}
        return found

    def delivered(self, enrolled: Enrolled) -> None:
        """The meter has it."""
        self._told[enrolled.client] = enrolled.is_enrolled

    @property
    def next_s(self) -> float | None:
        """When something is due that was told in vain."""
        return min(self._due_s.values(), default=None)
