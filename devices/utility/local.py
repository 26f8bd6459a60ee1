"""Systems together on a bus in this process, in virtual time: days in milliseconds, and the same every time."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from devices.utility.audit.heads import Heads
from devices.utility.bus import Faults, LocalBus
from devices.utility.station import Station
from devices.wan.keys import Keys
from devices.wan.system import System

_MOST_TURNS = 10_000  # at one instant


class LocalNet:
    """A world's clock, a bus, and stations by name; each station's own clock may go wrong by `clock_errors`."""

    def __init__(self, start: datetime, seed: int = 0, faults: Faults | None = None) -> None:
        self.now = start
        self.bus = LocalBus(lambda: self.now, seed, faults)
        self.stations: dict[str, Station] = {}
        self.clock_errors: dict[str, timedelta] = {}

    def add(self, system: System, keys: Keys, heads: Heads | None = None) -> Station:
        """Start a station; one of the same name takes the place of the earlier one, which hears no more."""
        name = system.name
        if name in self.stations:
            self.stations[name].end()
        clock = lambda: self.now + self.clock_errors.get(name, timedelta(0))  # noqa: E731 as short as it is
        station = Station(system, keys, self.bus, clock, heads)
        self.stations[name] = station
        station.start()
        return station

    def remove(self, name: str) -> None:
        """End a station as a crash does: what it committed stays with its store."""
        self.stations.pop(name).end()

    @property
    def next_wake(self) -> datetime | None:
        """When something happens next, by the world's clock."""
        return min(self._wakes(), default=None)

    def _wakes(self) -> Iterator[datetime]:
        if self.bus.next_wake:
            yield max(self.bus.next_wake, self.now)
        for name, station in self.stations.items():
            if (wake := station.next_wake) is not None:
                yield max(wake - self.clock_errors.get(name, timedelta(0)), self.now)

    def advance(self, until: datetime) -> None:
        """Let happen in order what is due up to `until`, and make it that time."""
        turns = 0
        while (next_wake := self.next_wake) is not None and next_wake <= until:
            turns = turns + 1 if next_wake == self.now else 0
            assert turns < _MOST_TURNS, f"{list(self.stations)}: one wants to be woken for ever"
            self.now = next_wake
            self.bus.deliver()
            for name, station in tuple(self.stations.items()):
                due = station.next_wake
                if due and due <= self.now + self.clock_errors.get(name, timedelta(0)):
                    station.wake()
        self.now = max(self.now, until)
