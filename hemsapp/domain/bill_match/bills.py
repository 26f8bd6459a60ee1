"""Our bill by many plans and for many dates, fast: what one rate charges alike on a day is one use."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from hemsapp.domain.billing.calendar import Calendar, Rate
from hemsapp.domain.billing.charges import Use
from hemsapp.domain.billing.statement import statement
from hemsapp.domain.days import HomeZone
from hemsapp.rates import TariffVersion
from hemsapp.statement import Statement
from hemsapp.units import QUARTER_S


class Bills:
    """Makes bills of `uses`, which are in the order of time; the times of use of every plan are those of `versions`."""

    def __init__(self, zone: HomeZone, versions: Iterable[TariffVersion], uses: Iterable[Use]) -> None:
        self.zone = zone
        self.versions = tuple(versions)
        self._uses = list(_merged(Calendar(zone, self.versions), uses))

    def bill(self, start: date, end: date) -> Statement:
        """Ours, of those local dates."""
        return statement(self.zone, self.versions, start, end, self._uses)

    def total(self, start: date, end: date, old: TariffVersion, new: TariffVersion) -> Decimal:
        """What the bill would come to with another plan in the place of one."""
        versions = [new if version is old else version for version in self.versions]
        return statement(self.zone, versions, start, end, self._uses).total

    def versions_in(self, start: date, end: date) -> list[TariffVersion]:
        """The plans by which days of these dates are charged."""
        calendar = Calendar(self.zone, self.versions)
        plans = {calendar.plan_on(date.fromordinal(day)) for day in range(start.toordinal(), end.toordinal())}
        return [calendar.versions[plan] for plan in sorted(plans)]

    def delivered_wh(self, start: date, end: date) -> int:
        """The energy of those local dates."""
        start_s, end_s = self.zone.midnight(start), self.zone.midnight(end)
        return sum(use.delivered_wh for use in self._uses if start_s <= use.start_s < end_s)


def _merged(calendar: Calendar, uses: Iterable[Use]) -> Iterator[Use]:
    """One use, in the quarter-hour of the first, for those that follow each other on a day by one rate and one event.

    What is charged for them is the same: tiers are climbed in order, whatever the lengths.
    """
    last: Use | None = None
    held: tuple[Rate, int, Decimal | None, bool] | None = None
    for use in uses:
        key = _key(calendar, use)
        if last is not None and key is not None and key == held:
            last = last._replace(
                delivered_wh=last.delivered_wh + use.delivered_wh, received_wh=last.received_wh + use.received_wh
            )
            continue
        if last is not None:
            yield last
        held = key
        last = use if key is None else use._replace(length_s=min(use.length_s, QUARTER_S - use.start_s % QUARTER_S))
    if last is not None:
        yield last


def _key(calendar: Calendar, use: Use) -> tuple[Rate, int, Decimal | None, bool] | None:
    """What uses share that are charged alike: rate, day, event; None for one that is charged by itself."""
    day = calendar.day_of(use.start_s)
    rate = calendar.rate_at(use.start_s)
    is_published = use.published_price is not None or use.published_cost is not None
    last_s = use.start_s + use.length_s - 1
    if is_published or last_s >= day.end_s or (use.length_s > QUARTER_S and not _is_even(calendar, use)):
        return None
    if calendar.rate_at(last_s) is not rate:
        return None
    return rate, day.start_s, use.event_price, use.is_event


def _is_even(calendar: Calendar, use: Use) -> bool:
    """Does one rate hold in all of a long use?"""
    quarters = range(use.start_s, use.start_s + use.length_s, QUARTER_S)
    return len({id(calendar.rate_at(at_s)) for at_s in quarters}) == 1
