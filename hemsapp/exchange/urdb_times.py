"""The schedules of an OpenEI record, 12 months of 24 hours on weekdays and weekends, as seasons and times of use."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from hemsapp.rates import NO_MONEY, DayType, Season, TimeOfUse

Prices = tuple[Decimal, ...]
Hours = tuple[int, ...]
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_JULY = 6
_WEEKDAY, _WEEKEND = 5, 2


@dataclass(frozen=True, slots=True)
class Span:
    """A season: its name, its months (0 is January, in their order), the hours of its weekdays and weekends."""

    name: str
    months: tuple[int, ...]
    weekday: Hours
    weekend: Hours

    @property
    def periods(self) -> set[int]:
        """The periods that hold in it."""
        return {*self.weekday, *self.weekend}

    @property
    def season(self) -> Season:
        """The season as a rate plan has it."""
        return Season(self.name, self.months[0] + 1)


def spans(weekday: tuple[Hours, ...], weekend: tuple[Hours, ...]) -> list[Span]:
    """The stretches of months with the same hours, over the turn of the year as well; one alone has no name."""
    days = list(zip(weekday, weekend, strict=True))
    starts = [month for month in range(12) if days[month] != days[month - 1]]
    if not starts:
        return [Span("", tuple(range(12)), *days[0])]
    stretches = [tuple(month % 12 for month in range(start, end)) for start, end in pairwise([*starts, starts[0] + 12])]
    return [Span(_name(months, len(stretches)), months, *days[months[0]]) for months in stretches]


def _name(months: tuple[int, ...], count: int) -> str:
    if count == len(("summer", "winter")):
        return "summer" if _JULY in months else "winter"
    return MONTHS[months[0]] if len(months) == 1 else f"{MONTHS[months[0]]}-{MONTHS[months[-1]]}"


def times_of_use(found: list[Span], prices: dict[int, Prices]) -> tuple[TimeOfUse, ...]:
    """The times of use, with whole prices by tier; none where no season has more than one price a tier."""
    if all(len({prices[period] for period in span.periods}) == 1 for span in found):
        return ()
    times = [time for span in found for time in _times_of(span, prices)]
    return tuple(sorted(times, key=lambda time: time.start_minute))


def _times_of(span: Span, prices: dict[int, Prices]) -> list[TimeOfUse]:
    names = _names({prices[period] for period in span.periods})
    weekday, weekend = (_runs([prices[period] for period in hours]) for hours in (span.weekday, span.weekend))
    kinds = [(DayType.WORKING_DAY, weekday), (DayType.WEEKEND, weekend)]
    if weekday == weekend:
        kinds = [(DayType.EVERY_DAY, weekday)]
    return [
        TimeOfUse(hour * 60, NO_MONEY, names[each], span.name, kind, each)
        for kind, runs in kinds
        for hour, each in runs
    ]


def _runs(hours: list[Prices]) -> list[tuple[int, Prices]]:
    """(hour, prices) where they change; what holds at midnight is what the day ends with, or starts at 0."""
    changes = [(hour, each) for hour, each in enumerate(hours) if each != hours[hour - 1]]
    return changes or [(0, hours[0])]


def _names(of: set[Prices]) -> dict[Prices, str]:
    """What people call them, by how dear they are."""
    rising = sorted(of)
    usual = {1: ("all day",), 2: ("off-peak", "peak"), 3: ("off-peak", "mid-peak", "peak")}
    names = usual.get(len(rising)) or tuple(f"price {number}" for number in range(1, len(rising) + 1))
    return dict(zip(rising, names, strict=True))


def commonest(found: list[Span]) -> int:
    """The period of most hours of a year."""
    hours: Counter[int] = Counter()
    for span in found:
        for days, shown in ((_WEEKDAY, span.weekday), (_WEEKEND, span.weekend)):
            for period in shown:
                hours[period] += days * len(span.months)
    return min(hours, key=lambda period: (-hours[period], period))
