"""What is usual in this home: the same weekdays so far, and the usual range of power at this time of day."""

from datetime import date, timedelta

from hemsapp.domain.days import HomeZone
from hemsapp.domain.ledger import Ledger
from hemsapp.units import QUARTER_S, quarter_of

WEEKS = 4
_FEWEST_WEEKDAYS = 2
_FEWEST_DAYS = 5
_FEWEST_QUARTERS = 4
_COVERED = 0.95
_HOUR_S = 3600


def usual_percent(ledger: Ledger, zone: HomeZone, now_s: int) -> int | None:
    """How much more (+) or less (-) than the mean of up to four same weekdays by this time of the local day.

    Only whole quarter-hours are compared; None before an hour of the day has passed, or with fewer than two such days.
    """
    today = zone.date_of(now_s)
    until_s = quarter_of(now_s)
    start_s = zone.midnight(today)
    if until_s - start_s < _FEWEST_QUARTERS * QUARTER_S:
        return None
    so_far = used_wh(ledger, start_s, until_s)
    minute = zone.minute_of(until_s)
    usual = [
        used
        for week in range(1, WEEKS + 1)
        if (used := _used_by(ledger, zone, today - timedelta(weeks=week), minute)) is not None
    ]
    if so_far is None or len(usual) < _FEWEST_WEEKDAYS or not sum(usual):
        return None
    mean = sum(usual) / len(usual)
    return round((so_far - mean) * 100 / mean)


def _used_by(ledger: Ledger, zone: HomeZone, day: date, minute: int) -> int | None:
    return used_wh(ledger, zone.midnight(day), zone.at_minute(day, minute))


def used_wh(ledger: Ledger, from_s: int, until_s: int) -> int | None:
    """Energy of a span, or None where too much of it is unknown."""
    covered_s, used = -ledger.left_out_s(from_s, until_s), 0
    for row in ledger.rows(from_s, until_s):
        covered_s += row.length_s
        used += row.delivered_wh
    if ledger.has_gap(from_s, until_s) or covered_s < _COVERED * (until_s - from_s):
        return None
    return used


def usual_w(ledger: Ledger, zone: HomeZone, now_s: int) -> tuple[int, int] | None:
    """The middle half of this home's power within half an hour of this time of day, over up to four weeks.

    None with fewer than five days of it. Rows that are cut, corrected, running or part of a gap are left out.
    """
    today = zone.date_of(now_s)
    minute = zone.minute_of(now_s)
    means: list[int] = []
    days = 0
    for back in range(1, WEEKS * 7 + 1):
        centre_s = quarter_of(zone.at_minute(today - timedelta(days=back), minute))
        found = [
            row.delivered_wh * _HOUR_S // QUARTER_S
            for row in ledger.rows(centre_s - 2 * QUARTER_S, centre_s + 3 * QUARTER_S)
            if row.length_s == QUARTER_S and row.amended is None
        ]
        if found and not ledger.has_gap(centre_s - 2 * QUARTER_S, centre_s + 3 * QUARTER_S):
            days += 1
            means += found
    if days < _FEWEST_DAYS:
        return None
    means.sort()
    return means[len(means) // 4], means[(3 * len(means) - 1) // 4]
