"""A thermostat's own schedule: set points from certain times of the local day on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

NEVER_S: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class Period:
    """From `at` on, local time, these set points hold."""

    at: time
    cooling_centi_c: int
    heating_centi_c: int


class Programme:
    """Periods in the order of the day; without any, nothing is scheduled."""

    def __init__(self, zone: ZoneInfo, periods: Iterable[Period] = ()) -> None:
        self._zone = zone
        self.periods = sorted(periods, key=lambda period: period.at)

    def at(self, now_s: int) -> Period | None:
        """The period that runs now; None without a schedule."""
        local = datetime.fromtimestamp(now_s, self._zone).time()
        past = [period for period in self.periods if period.at <= local]
        return (past or self.periods)[-1] if self.periods else None

    def next_s(self, now_s: int) -> int:
        """When the next period begins."""
        today = datetime.fromtimestamp(now_s, self._zone).date()
        starts = [
            int(datetime.combine(today + timedelta(days=days), period.at, self._zone).astimezone(UTC).timestamp())
            for days in (0, 1, 2)
            for period in self.periods
        ]
        return min((start for start in starts if start > now_s), default=NEVER_S)

    def save(self) -> list[list[object]]:
        """In JSON's values."""
        return [[one.at.isoformat(), one.cooling_centi_c, one.heating_centi_c] for one in self.periods]

    def load(self, saved: Sequence[Sequence[Any]]) -> None:
        """Take up what `save` wrote."""
        self.periods = [Period(time.fromisoformat(at), cooling, heating) for at, cooling, heating in saved]
