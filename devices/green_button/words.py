"""The words of ESPI 4.0 (NAESB REQ.21), the data of a Green Button file, as far as a home's energy needs them."""

from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum
from zoneinfo import ZoneInfo

ATOM = "http://www.w3.org/2005/Atom"
ESPI = "http://naesb.org/espi"

WATT_HOURS = 72
ENERGY = 12
DELTA_DATA = 4
ELECTRICITY = 1
NORMAL = 12
SPLIT_PHASE = 769
US_DOLLAR = 840
_MONEY_UNIT = Decimal("0.00001")


class Flow(IntEnum):
    """FlowDirectionKind: to the home, both ways in one number, from the home."""

    DELIVERED = 1
    NET = 4
    RECEIVED = 19


class ReadingQuality(IntEnum):
    """QualityOfReading: as the meter said it, or as a person replaced it. We validate nothing, and claim nothing."""

    EDITED = 7
    RAW = 14


class ItemKind(IntEnum):
    """The kinds of LineItem that a bill of ours has."""

    USAGE_FEE = 3
    ADMINISTRATIVE_FEE = 4
    TAX = 5
    GENERATION_CREDIT = 6
    DELIVERY_CREDIT = 7
    OTHER_FEE = 9


def money(amount: Decimal) -> int:
    """Dollars in the 1/100,000 of ESPI, rounded half up."""
    return int((amount / _MONEY_UNIT).quantize(Decimal(1), ROUND_HALF_UP))


def dollars(hundred_thousandths: int) -> Decimal:
    """Dollars of an ESPI amount."""
    return hundred_thousandths * _MONEY_UNIT


NO_RULE = "FFFFFFFF"
_LAST = 7
_FIRST = 2
_YEARS = 7
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


def clock_rules(zone: ZoneInfo, year: int) -> tuple[int, int, str, str]:
    """(standard offset, shift of summer time, its first and its last rule) as LocalTimeParameters have them."""
    turns = [_turns(zone, each) for each in range(year, year + _YEARS)]
    standard = min(_offset(zone, date(year, month, 1)) for month in (1, 7))
    if any(len(each) != 2 for each in turns):
        return int(_offset(zone, date(year, 1, 1)).total_seconds()), 0, NO_RULE, NO_RULE
    begins = [next(turn for turn in each if turn[1] > timedelta()) for each in turns]
    ends = [next(turn for turn in each if turn[1] < timedelta()) for each in turns]
    shift = int(begins[0][1].total_seconds())
    return int(standard.total_seconds()), shift, _rule([at for at, _ in begins]), _rule([at for at, _ in ends])


def _offset(zone: ZoneInfo, day: date) -> timedelta:
    return _offset_at(zone, datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def _offset_at(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _turns(zone: ZoneInfo, year: int) -> list[tuple[datetime, timedelta]]:
    """When the clock is turned in that year, by the clock before it, and by how much."""
    noon = datetime(year, 1, 1, 12, tzinfo=UTC)
    found = []
    for _ in range(365):
        before, after = _offset_at(zone, noon), _offset_at(zone, noon + _DAY)
        if before != after:
            found.append(((_turn_after(zone, noon) + before).replace(tzinfo=None), after - before))
        noon += _DAY
    return found


def _turn_after(zone: ZoneInfo, since: datetime) -> datetime:
    """The minute within a day from `since` at which the offset changes."""
    before = _offset_at(zone, since)

    def is_after(minute: int) -> bool:
        return _offset_at(zone, since + minute * _MINUTE) != before

    return since + bisect_left(range(24 * 60), 1, key=is_after) * _MINUTE


def _rule(turns: list[datetime]) -> str:
    """The turns of several years as one DstRuleType: the nth weekday of a month, at that hour."""
    at = turns[0]
    is_last = all((each + timedelta(days=7)).month != each.month for each in turns)
    operator = _LAST if is_last else _FIRST + (at.day - 1) // 7
    seconds = at.minute * 60 + at.second
    return f"{at.month << 28 | operator << 25 | at.isoweekday() << 17 | at.hour << 12 | seconds:08X}"
