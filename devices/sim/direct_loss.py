"""A weak link in the home of objects: so many of a hundred exchanges are lost, evenly, without chance."""

from dataclasses import dataclass

_WHOLE = 100


@dataclass(slots=True)
class Loss:
    """Loses `percent` of what it is asked about; 100 loses all."""

    percent: int
    _owed: int = 0

    def strikes(self) -> bool:
        """Is this one lost?"""
        self._owed += self.percent
        if self._owed < _WHOLE:
            return False
        self._owed -= _WHOLE
        return True
