"""What an event was worth: what was used in its hours beside what is usual then, at the price of those hours."""

from datetime import timedelta
from decimal import Decimal

from hemsapp.domain.comparison import used_wh
from hemsapp.domain.days import HomeZone
from hemsapp.domain.ledger import Ledger
from hemsapp.snapshot.events import Outcome
from hemsapp.units import cost_of

LIKE_DAYS = 10
_DAYS_BACK = 28
_FEWEST = 3
_FRIDAY = 4


def outcome(
    ledger: Ledger, zone: HomeZone, from_s: int, until_s: int, price: Decimal | None, other_events: set[int]
) -> Outcome:
    """The energy of [`from_s`, `until_s`), the mean of up to ten like days before, and the difference in dollars.

    Like days are working days, or weekends, without an event (`other_events`: their local dates as ordinals).
    """
    day = zone.date_of(from_s)
    is_working = day.weekday() <= _FRIDAY
    usual: list[int] = []
    for back in range(1, _DAYS_BACK + 1):
        other = day - timedelta(days=back)
        if (
            len(usual) == LIKE_DAYS
            or (other.weekday() <= _FRIDAY) is not is_working
            or other.toordinal() in other_events
        ):
            continue
        start_s = zone.at_minute(other, zone.minute_of(from_s))
        used = used_wh(ledger, start_s, start_s + until_s - from_s)
        if used is not None:
            usual.append(used)
    used = used_wh(ledger, from_s, until_s)
    mean = sum(usual) // len(usual) if len(usual) >= _FEWEST else None
    saved = None if used is None or mean is None or price is None else cost_of(price, mean - used)
    return Outcome(used, mean, len(usual), saved)
