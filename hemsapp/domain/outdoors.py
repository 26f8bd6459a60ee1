"""How warm it is outdoors, as the home's thermostats tell it: the sum and the count of what was told, hour by hour."""

from hemsapp.domain.days import instant, seconds
from hemsapp.domain.facts import OutdoorHour

_HOUR_S = 3600
_REMEMBERED = 3  # the running one, and those into which the clock may yet be set back


class Outdoors:
    """Takes temperatures; `changed` hands the hours over that are to be kept."""

    def __init__(self, restored: tuple[OutdoorHour, ...]) -> None:
        self._hours = {seconds(hour.start): hour for hour in restored}
        self._changed: set[int] = set()

    def hear(self, centi_c: int, at_s: int) -> None:
        """A thermostat told it at Unix second `at_s`."""
        start_s = at_s - at_s % _HOUR_S
        known = self._hours.get(start_s) or OutdoorHour(instant(start_s), 0, 0)
        self._hours[start_s] = OutdoorHour(known.start, known.sum_centi_c + centi_c, known.count + 1)
        self._changed.add(start_s)

    def changed(self) -> list[OutdoorHour]:
        """The hours that changed since the last call, oldest first."""
        facts = [self._hours[start_s] for start_s in sorted(self._changed)]
        self._changed.clear()
        self._hours = dict(sorted(self._hours.items())[-_REMEMBERED:])
        return facts
