"""How much warmer it was outdoors than usual, hour by hour against the same hours of the same weekdays before."""

from datetime import timedelta
from typing import Final

from hemsapp.archive.kept import Archive
from hemsapp.archive.spans import Span
from hemsapp.domain.comparison import WEEKS
from hemsapp.domain.days import seconds
from hemsapp.domain.facts import OutdoorHour
from hemsapp.questions import Scale
from hemsapp.units import DAY_S

_HOUR_S: Final = 3600
_FEWEST_WEEKS: Final = 2


def warmer_centi_c(archive: Archive, span: Span) -> int | None:
    """The mean difference of a day's or a week's hours that are over, in 0.01 degrees Celsius.

    An hour counts that is known, and of two weeks before at least. None unless most hours count; of bills and years.
    """
    now_s = seconds(archive.now)
    hours = range(span.from_s, min(now_s - now_s % _HOUR_S, span.until_s), _HOUR_S)
    if span.scale not in {Scale.DAY, Scale.WEEK} or not hours:
        return None
    known = _known(archive, hours)
    differences = [
        known[start_s] - sum(usual) / len(usual)
        for start_s in hours
        if start_s in known and len(usual := _usual(archive, known, start_s)) >= _FEWEST_WEEKS
    ]
    return round(sum(differences) / len(differences)) if len(differences) * 2 > len(hours) else None


def _known(archive: Archive, hours: range) -> dict[int, float]:
    """The mean of every hour that is kept, from the weeks before on, by its first second."""
    from_s = hours[0] - (WEEKS * 7 + 1) * DAY_S  # a day more, for the clocks may have been changed
    kept = archive.select(OutdoorHour, "WHERE start >= ? AND start < ?", from_s * 1000, hours.stop * 1000)
    return {seconds(hour.start): hour.sum_centi_c / hour.count for hour in kept}


def _usual(archive: Archive, known: dict[int, float], start_s: int) -> list[float]:
    """The same hour of the local clock in the weeks before, where it is known."""
    zone = archive.zone
    day, minute = zone.date_of(start_s), zone.minute_of(start_s)
    same = (zone.at_minute(day - timedelta(weeks=week), minute) for week in range(1, WEEKS + 1))
    return [known[each] for each in same if each in known]
