"""Local days in the home's zone; inside the domain an instant is whole Unix seconds, a day 92, 96 or 100 quarters."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_MOST_REMEMBERED = 4096


def seconds(utc: datetime) -> int:
    """Whole Unix seconds of an aware instant."""
    return (utc - _EPOCH) // _SECOND


def instant(at_s: int) -> datetime:
    """The aware UTC instant of Unix seconds."""
    return _EPOCH + timedelta(seconds=at_s)


class HomeZone:
    """The zone of the home, in which days, bills and times of use are meant."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._zone = ZoneInfo(name)
        self._minutes: dict[tuple[date, int], int] = {}
        self._today = (0, 0, date.min)

    def local(self, at_s: int) -> datetime:
        """Local time, aware."""
        return datetime.fromtimestamp(at_s, self._zone)

    def date_of(self, at_s: int) -> date:
        """The local date."""
        start_s, end_s, day = self._today
        if not start_s <= at_s < end_s:
            day = self.local(at_s).date()
            self._today = (self.midnight(day), self.midnight(day + timedelta(days=1)), day)
        return day

    def minute_of(self, at_s: int) -> int:
        """The minute of the local day as its clock shows it, 0 to 1439."""
        local = self.local(at_s)
        return local.hour * 60 + local.minute

    def midnight(self, day: date) -> int:
        """The first instant of a local date."""
        return self.at_minute(day, 0)

    def at_minute(self, day: date, minute: int) -> int:
        """The first instant at which the local clock shows that minute of that date."""
        found = self._minutes.get((day, minute))
        if found is None:
            if len(self._minutes) >= _MOST_REMEMBERED:
                self._minutes.clear()
            local = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=self._zone)
            found = self._minutes[day, minute] = seconds(local)
        return found
