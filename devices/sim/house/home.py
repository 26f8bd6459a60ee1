"""A house with its meters and what they keep: the one way through time that all nodes of a home share."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from devices.moment import Moment
from devices.sim.house.house import House, microseconds
from devices.sim.house.state_file import StateFile
from devices.sim.meter.meter import Meter

Save = Callable[[], Mapping[str, object]]
"""How a part of the home that survives a restart tells its state, in JSON's values."""


class Home:
    """Moves the house (and so its meters) on, and writes the state file when an interval is finished or asked to."""

    def __init__(self, house: House, state: StateFile) -> None:
        self.house = house
        self.meters: dict[str, Meter] = {}
        self.parts: dict[str, Save] = {"house": house.save}
        self._state = state

    def file_of(self, name: str) -> Path | None:
        """Where a part of the home keeps a file of its own: beside the state file; None if nothing is kept."""
        return self._state.beside(name)

    def add_meter(self, name: str, meter: Meter) -> None:
        """A meter counts this house."""
        self.meters[name] = meter
        self.parts[f"{name}/meter"] = meter.save

    def advance(self, at: Moment) -> None:
        """Live on to a moment; finished intervals are on disk when this returns."""
        self.house.advance(microseconds(at.utc))
        if any(meter.recorder.fresh for meter in self.meters.values()):
            self.save()

    def save(self, *, is_anew: bool = False) -> None:
        """Put everything in the state file, as of now."""
        if not self._state.is_kept:
            self._forget_fresh()
            return
        fresh = {name: meter.recorder.fresh for name, meter in self.meters.items()}
        kept_since_s = min((meter.kept_since_s for meter in self.meters.values()), default=0)
        parts: dict[str, Any] = {name: save() for name, save in self.parts.items()}
        self._state.write(parts, fresh, kept_since_s, is_anew=is_anew)
        self._forget_fresh()

    def _forget_fresh(self) -> None:
        for meter in self.meters.values():
            meter.recorder.fresh = []
