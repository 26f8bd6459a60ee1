"""Weak links in the home of objects: so many of a hundred exchanges are lost, evenly, without chance."""

from dataclasses import dataclass, field

from devices.names import Eui64

_WHOLE = 100


@dataclass(slots=True)
class Losses:
    """Which devices are heard badly: percent, and how much of a loss is owed so far."""

    _percent: dict[Eui64, int] = field(default_factory=dict)
    _owed: dict[Eui64, int] = field(default_factory=dict)

    def weaken(self, device: Eui64, percent: int) -> None:
        """Of what is said to and by it so many of a hundred are lost from now on; 0: none."""
        self._percent[device] = percent
        self._owed[device] = 0

    def strikes(self, device: Eui64) -> bool:
        """Is this exchange with it lost?"""
        owed = self._owed.get(device, 0) + self._percent.get(device, 0)
        self._owed[device] = owed % _WHOLE
        return owed >= _WHOLE
