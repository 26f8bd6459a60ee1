"""A bill, line by line: each line is rounded half up to the cent, and the total is exactly their sum.

Documented rules. The order is that of `LineKind`. A charge for each day holds on the days of its version, that for each
month once a bill, by the version that holds on its first day. The minimum is for the whole bill: what its days' minimum
is above its energy lines (baseline credit included), at least nothing. A tax is for the kWh delivered and in percent of
all lines before taxes of its version, at least nothing. A use belongs to the bill in which it starts. A running bill
has the daily charges of the days so far; its baseline is that of all its days.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from hemsapp.domain.billing.calendar import Calendar
from hemsapp.domain.billing.charges import Charges, Use
from hemsapp.domain.billing.lines import lines_of
from hemsapp.domain.billing.tally import Tally
from hemsapp.domain.days import HomeZone
from hemsapp.rates import NO_MONEY, TariffVersion
from hemsapp.statement import Statement


def statement(
    zone: HomeZone,
    versions: Iterable[TariffVersion],
    start: date,
    end: date,
    uses: Iterable[Use],
    *,
    through: date | None = None,
    not_itemised_wh: int = 0,
    first_unknown: date | None = None,
) -> Statement:
    """The bill of the local dates [`start`, `end`); `uses` in the order of time, those that start outside not counted.

    `through`: the last local date that is charged, if the bill still runs. The rest is handed on as the caller knows.
    """
    tally = Tally(Charges(Calendar(zone, versions), start, end))
    start_s, end_s = zone.midnight(start), zone.midnight(end)
    for use in uses:
        if start_s <= use.start_s < end_s:
            tally.add(use)
    return bill_of(tally, through=through, not_itemised_wh=not_itemised_wh, first_unknown=first_unknown)


def bill_of(
    tally: Tally, *, through: date | None = None, not_itemised_wh: int = 0, first_unknown: date | None = None
) -> Statement:
    """The bill of what was counted."""
    charges = tally.charges
    lines = tuple(lines_of(tally, _days(charges, through)))
    last = charges.calendar.plan_on(min(through or charges.end, charges.end - timedelta(days=1)))
    has_baseline = charges.calendar.versions[last].baseline is not None
    return Statement(
        start=charges.start,
        end=charges.end,
        lines=lines,
        total=sum((line.amount for line in lines), NO_MONEY),
        delivered_wh=sum(counted.delivered_wh for counted in tally.plans.values()),
        received_wh=sum(counted.received_wh for counted in tally.plans.values()),
        not_itemised_wh=not_itemised_wh,
        baseline_wh=charges.limits(last).baseline_wh if has_baseline else None,
        first_unknown=first_unknown,
    )


def _days(charges: Charges, through: date | None) -> dict[int, int]:
    """How many days of the bill are charged by each version, in the order of the calendar."""
    end = charges.end if through is None else min(charges.end, through + timedelta(days=1))
    counts: dict[int, int] = {}
    for each in range((end - charges.start).days):
        plan = charges.calendar.plan_on(charges.start + timedelta(days=each))
        counts[plan] = counts.get(plan, 0) + 1
    return counts
