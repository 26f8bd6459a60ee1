"""Which season, day type and time of use of a rate plan hold when, in the home's zone.

Documented rules. A season holds from its day of the year until the next one begins, the last one over the turn of the
year. Saturdays, Sundays and the plan's holidays are weekend, all else working days. The times of use of a day are those
of its season and type; one holds until the next begins, and before the first one of a day its last one holds. They are
looked up by the quarter-hour on the local clock: an hour that a day has twice has its time of use twice. A version
holds by local date. Clocks are taken to change on quarter-hours (St John's did at a minute past midnight until 2011).
"""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from hemsapp.domain.billing.holidays import holidays
from hemsapp.domain.days import HomeZone
from hemsapp.rates import NO_MONEY, DayType, TariffTier, TariffVersion, TimeOfUse
from hemsapp.units import QUARTER_S

_SATURDAY = 5
_QUARTER_MINUTES = 15
_PLAIN_DAY = 96
_MOST_REMEMBERED = 4096


def season_index(version: TariffVersion, day: date) -> int:
    """The index of the season of a local date in `seasons`; 0 if the plan has none."""
    found, begun = -1, (0, 0)
    last, latest = 0, (0, 0)
    today = (day.month, day.day)
    for index, season in enumerate(version.seasons):
        start = (season.start_month, season.start_day)
        if begun <= start <= today:
            found, begun = index, start
        if start >= latest:
            last, latest = index, start
    return last if found < 0 else found


def season_name(version: TariffVersion, index: int) -> str:
    """Its name, "" if the plan has none."""
    return version.seasons[index].name if version.seasons else ""


def day_type(version: TariffVersion, day: date) -> DayType:
    """Working day or weekend."""
    if day.weekday() >= _SATURDAY or (version.holidays and day in holidays(day.year, version.holidays)):
        return DayType.WEEKEND
    return DayType.WORKING_DAY


def times_on(version: TariffVersion, season: int, kind: DayType) -> list[TimeOfUse]:
    """The times of use of such a day, by rising start."""
    name = season_name(version, season)
    fitting = (
        time for time in version.times_of_use if time.season in {"", name} and time.days in {DayType.EVERY_DAY, kind}
    )
    return sorted(fitting, key=lambda time: time.start_minute)


def time_of_use_at(version: TariffVersion, day: date, minute: int) -> TimeOfUse | None:
    """The time of use at that minute (0 to 1439) of the local clock on a date; None if such days have none."""
    times = times_on(version, season_index(version, day), day_type(version, day))
    if not times:
        return None
    return times[bisect_right(times, minute, key=lambda time: time.start_minute) - 1]


def tier_price(tier: TariffTier, season: int) -> Decimal:
    """Dollars for each kWh of a tier in a season."""
    return tier.season_prices[season] if tier.season_prices else tier.price


class Rate:
    """What a kWh costs in one season and time of use of a version: one object for each, compared by identity.

    `prices` are the usual whole prices by tier, `energy_prices` what of them stands in the bill's energy lines, `adder`
    the rest; `credit` is off each kWh outside of events. `plan` is the place of the version in the calendar, `place`
    that of the rate in the version.
    """

    __slots__ = (
        "adder", "credit", "energy_period", "energy_prices", "energy_season", "place", "plan", "prices", "season",
        "time", "version",
    )  # fmt: skip

    def __init__(self, version: TariffVersion, plan: int, season: int, time: TimeOfUse | None) -> None:
        name = season_name(version, season)
        is_whole = time is not None and bool(time.prices)
        self.version = version
        self.plan = plan
        self.season = season
        self.time = time
        self.place = (season, -1 if time is None else version.times_of_use.index(time))
        self.adder = NO_MONEY if time is None or is_whole else time.adder
        self.energy_prices = (
            time.prices if time is not None and is_whole else tuple(tier_price(tier, season) for tier in version.tiers)
        )
        self.prices = tuple(price + self.adder for price in self.energy_prices)
        self.energy_period = time.name if time is not None and is_whole else ""
        is_seasonal = time is not None and is_whole and time.season
        self.energy_season = name if is_seasonal or any(tier.season_prices for tier in version.tiers) else ""
        peak = version.critical_peak
        self.credit = peak.credit if peak is not None and peak.credit_season in {"", name} else NO_MONEY

    def number_of(self, tier: int) -> int | None:
        """The tier at that index as a bill names it: from 1, None if the plan has but one."""
        return tier + 1 if len(self.prices) > 1 else None


class Day:
    """A local day [`start_s`, `end_s`) of the calendar: its version, its season, and the rate of each quarter-hour."""

    __slots__ = ("date", "end_s", "plan", "rates", "season", "start_s", "version")

    def __init__(
        self, day: date, start_s: int, end_s: int, plan: int, version: TariffVersion, season: int,
        rates: tuple[Rate, ...],
    ) -> None:  # fmt: skip
        self.date = day
        self.start_s = start_s
        self.end_s = end_s
        self.plan = plan
        self.version = version
        self.season = season
        self.rates = rates


class Calendar:
    """All versions in the home's zone; what a day looks like is made once and remembered."""

    def __init__(self, zone: HomeZone, versions: Iterable[TariffVersion]) -> None:
        self.zone = zone
        self.versions = tuple(sorted(versions, key=lambda version: (version.starts, version.version)))
        self._starts = [version.starts for version in self.versions]
        self._days: dict[date, Day] = {}
        self._rates: dict[tuple[int, int, int], Rate] = {}
        self._plain_days: dict[tuple[int, int, DayType], tuple[Rate, ...]] = {}

    def plan_on(self, day: date) -> int:
        """The place in `versions` of the one in force on a local date; before the first one, the first."""
        return max(bisect_right(self._starts, day) - 1, 0)

    def version_on(self, day: date) -> TariffVersion:
        """The version in force on a local date."""
        return self.versions[self.plan_on(day)]

    def day(self, day: date) -> Day:
        """A local date."""
        found = self._days.get(day)
        if found is None:
            if len(self._days) >= _MOST_REMEMBERED:
                self._days.clear()
            found = self._days[day] = self._made(day)
        return found

    def day_of(self, at_s: int) -> Day:
        """The local day in which an instant lies."""
        return self.day(self.zone.date_of(at_s))

    def rate_at(self, at_s: int) -> Rate:
        """The rate of the local quarter-hour in which an instant lies."""
        day = self.day_of(at_s)
        return day.rates[(at_s - day.start_s) // QUARTER_S]

    def _made(self, date_: date) -> Day:
        start_s, end_s = self.zone.midnight(date_), self.zone.midnight(date_ + timedelta(days=1))
        plan = self.plan_on(date_)
        version = self.versions[plan]
        season, kind = season_index(version, date_), day_type(version, date_)
        quarters = (end_s - start_s) // QUARTER_S
        if quarters == _PLAIN_DAY:
            key = (plan, season, kind)
            rates = self._plain_days.get(key)
            if rates is None:
                rates = self._plain_days[key] = self._rates_at(
                    plan, season, kind, range(0, _PLAIN_DAY * _QUARTER_MINUTES, _QUARTER_MINUTES)
                )
        else:
            minutes = (self.zone.minute_of(start_s + QUARTER_S * quarter) for quarter in range(quarters))
            rates = self._rates_at(plan, season, kind, minutes)
        return Day(date_, start_s, end_s, plan, version, season, rates)

    def _rates_at(self, plan: int, season: int, kind: DayType, minutes: Iterable[int]) -> tuple[Rate, ...]:
        times = times_on(self.versions[plan], season, kind)
        if not times:
            return (self._rate(plan, season, None),) * len(list(minutes))
        starts = [time.start_minute for time in times]
        return tuple(self._rate(plan, season, times[bisect_right(starts, minute) - 1]) for minute in minutes)

    def _rate(self, plan: int, season: int, time: TimeOfUse | None) -> Rate:
        version = self.versions[plan]
        key = (plan, season, -1 if time is None else version.times_of_use.index(time))
        found = self._rates.get(key)
        if found is None:
            found = self._rates[key] = Rate(version, plan, season, time)
        return found
