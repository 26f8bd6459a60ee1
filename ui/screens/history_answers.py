"""What the store would tell of the sample house's days: made by rule from one drawn day, the same each time."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hemsapp.questions import (
    Answer,
    Bar,
    EventMark,
    EventWorth,
    FilePlace,
    HistoryShown,
    HistoryWanted,
    PlacesShown,
    PlacesWanted,
    PriceStretch,
    Scale,
    StretchShown,
    StretchWanted,
    UtilityDayShown,
    UtilityDayWanted,
    WorthShown,
    WorthStep,
    WorthWanted,
)
from hemsapp.snapshot import PriceLevel

ZONE = ZoneInfo("America/Los_Angeles")
EVENT_ID, EVENT_DAY = 4711, date(2026, 7, 14)
KEPT_FROM, KEPT_TO = date(2024, 7, 20), date(2026, 7, 15)
FIXED_DAY = date(2026, 7, 12)
SILENT_DAY = date(2026, 7, 10)
_SILENT_QUARTERS = range(52, 60)
QUARTER = timedelta(minutes=15)
_TODAYS = (datetime(2026, 7, 13, 20, tzinfo=UTC), datetime(2026, 7, 15, 15, 15, tzinfo=UTC))
_EVENT_HOURS = range(14, 18)
_LOW, _NORMAL, _HIGH, _EVENT = (Decimal(each) for each in ("0.15600", "0.24600", "0.34000", "0.62000"))
_HOURS_W = (
    *(400, 390, 370, 360, 360, 480, 660, 620, 600, 720, 800, 760, 1700, 1800),
    *(820, 800, 760, 800, 2350, 1650, 1380, 1320, 760, 660),
)
_USUAL_W = (
    *(400, 400, 400, 400, 400, 530, 670, 670, 830, 830, 830, 830, 960, 1090),
    *(1400, 1400, 1400, 1400, 2100, 2100, 1450, 1450, 800, 800),
)
_RIPPLE = (0, 3, -2, 5, -4, 2, 6, -3)
_SEASONS = (82, 80, 78, 84, 90, 108, 122, 124, 110, 92, 82, 86)  # percent of the drawn day, January first


def midnight(day: date) -> datetime:
    """The local start of the day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)


def price_at(at: datetime, *, is_event_day: bool) -> tuple[Decimal, PriceLevel]:
    """The sample's price and what it means."""
    hour = at.astimezone(ZONE).hour
    if is_event_day and hour in _EVENT_HOURS:
        return _EVENT, PriceLevel.CRITICAL
    if hour < 8 or hour >= 22:
        return _LOW, PriceLevel.LOW
    return (_HIGH, PriceLevel.HIGH) if 14 <= hour < 20 else (_NORMAL, PriceLevel.NORMAL)


def day_bars(day: date, *, gap: range = range(0), lumped: range = range(0)) -> Iterator[Bar]:
    """A bar a quarter; `gap` quarters are not known, of `lumped` ones only the sum is."""
    at, end, count = midnight(day), midnight(day + timedelta(days=1)), 0
    while at < end:
        hour, quarter = at.astimezone(ZONE).hour, at.astimezone(ZONE).minute // 15
        price, level = price_at(at, is_event_day=day == EVENT_DAY)
        ripple = 100 + _RIPPLE[(hour * 3 + quarter + day.day) % len(_RIPPLE)]
        wanted_w = _USUAL_W[hour] if hour in _EVENT_HOURS and day != EVENT_DAY else _HOURS_W[hour]
        wh = wanted_w * ripple * _scale(day) // 100 // 100 // 4
        is_fixed = day == FIXED_DAY and hour == 3
        known = None if count in gap else wh
        yield Bar(
            at,
            at + QUARTER,
            known,
            0,
            None if known is None else price * wh / 1000,
            price,
            level,
            ((level, wh),) if known is not None and count not in lumped else (),
            not_itemised_wh=wh if count in lumped else 0,
            is_event=day == EVENT_DAY and hour in _EVENT_HOURS,
            is_corrected=is_fixed,
            usual_wh=_USUAL_W[hour] // 4,
            counted_wh=13_250 if is_fixed else None,
        )
        at, count = at + QUARTER, count + 1


def _scale(day: date) -> int:
    """How much of the drawn day that day used, percent: by its season and its weekday."""
    return _SEASONS[day.month - 1] * (100 + 6 * (day.weekday() >= 5) + 3 * (day.day % 4) - 4) // 122


def _summed(bars: Iterator[Bar] | list[Bar], start: datetime, end: datetime) -> Bar:
    """Many bars as one, by level."""
    levels: dict[PriceLevel, int] = {}
    wh, lumped_wh, cost = 0, 0, Decimal(0)
    known = is_event = False
    for bar in bars:
        if bar.delivered_wh is None or bar.cost is None or bar.level is None:
            continue
        known = True
        wh += bar.delivered_wh
        lumped_wh += bar.not_itemised_wh
        cost += bar.cost
        levels[bar.level] = levels.get(bar.level, 0) + bar.delivered_wh - bar.not_itemised_wh
        is_event = is_event or bar.is_event
    ordered = tuple((level, levels[level]) for level in PriceLevel if levels.get(level))
    used_wh, paid = (wh, cost) if known else (None, None)
    return Bar(start, end, used_wh, 0, paid, None, None, ordered, lumped_wh, is_event=is_event)


def _kept_bars(day: date) -> Iterator[Bar]:
    """The day's bars; of the two hours in which the meter was silent only the sum is known."""
    return day_bars(day, lumped=_SILENT_QUARTERS if day == SILENT_DAY else range(0))


def _stretches(bars: list[Bar]) -> tuple[PriceStretch, ...]:
    found: list[PriceStretch] = []
    for bar in bars:
        assert bar.price is not None
        assert bar.level is not None
        if found and found[-1].price == bar.price:
            found[-1] = PriceStretch(found[-1].start, bar.end, bar.price, bar.level)
        else:
            found.append(PriceStretch(bar.start, bar.end, bar.price, bar.level))
    return tuple(found)


def _events(start: datetime, end: datetime) -> tuple[EventMark, ...]:
    first = midnight(EVENT_DAY) + timedelta(hours=_EVENT_HOURS.start)
    if not start <= first < end:
        return ()
    return (EventMark(EVENT_ID, first, first + timedelta(hours=len(_EVENT_HOURS)), _EVENT),)


def _shown(scale: Scale, start: date, end: date, bars: tuple[Bar, ...], usual: int | None, warmer: int | None,
           prices: tuple[PriceStretch, ...] = ()) -> HistoryShown:  # fmt: skip
    known = [bar for bar in bars if bar.delivered_wh is not None]
    before, after = start - timedelta(days=1), end
    return HistoryShown(
        scale,
        start,
        end,
        bars,
        sum(bar.delivered_wh or 0 for bar in known) if known else None,
        0,
        sum((bar.cost or Decimal(0) for bar in known), Decimal(0)) if known else None,
        usual,
        4 if usual is not None else 0,
        warmer,
        _events(midnight(start), midnight(end)),
        prices,
        before if before >= KEPT_FROM else None,
        after if after <= KEPT_TO else None,
    )


def history(question: HistoryWanted) -> HistoryShown:
    """The sample's day, week, bill or year."""
    match question.scale:
        case Scale.DAY:
            return day_shown(question.day)
        case Scale.WEEK:
            start = question.day - timedelta(days=question.day.weekday())
            return _by_day(question.scale, start, start + timedelta(days=7), 4)
        case Scale.BILL:
            return _bill(question.day)
        case Scale.YEAR:
            return _year(question.day.year)


def day_shown(day: date) -> HistoryShown:
    """A day: with a gap at 10:45 AM on the event's day, until 1 PM on the day that is now."""
    if day < KEPT_FROM:
        empty = tuple(replace(bar, delivered_wh=None, cost=None, levels=(), usual_wh=None) for bar in day_bars(day))
        return replace(_shown(Scale.DAY, day, day + timedelta(days=1), empty, None, None), previous=None, next=None)
    if day == EVENT_DAY:
        bars = tuple(day_bars(day, gap=range(43, 46)))
        return _shown(Scale.DAY, day, day + timedelta(days=1), bars, -12, 333, _stretches(list(bars)))
    bars = tuple(_so_far(bar) for bar in _kept_bars(day))
    usual = 9 if day.day % 2 == 0 else -12
    return _shown(Scale.DAY, day, day + timedelta(days=1), bars, usual, None, _stretches(list(bars)))


def _so_far(bar: Bar) -> Bar:
    """On the two days that are today in some state, nothing is known of what is not over."""
    is_ahead = any(at <= bar.start < midnight(at.astimezone(ZONE).date() + timedelta(days=1)) for at in _TODAYS)
    return replace(bar, delivered_wh=None, cost=None, levels=()) if is_ahead else bar


def _by_day(scale: Scale, start: date, end: date, usual: int | None) -> HistoryShown:
    days = [start + timedelta(days=index) for index in range((end - start).days)]
    bars = tuple(
        _summed(_kept_bars(day), midnight(day), midnight(day + timedelta(days=1)))
        if day <= KEPT_TO
        else Bar(midnight(day), midnight(day + timedelta(days=1)), None, 0, None, None, None)
        for day in days
    )
    return _shown(scale, start, end, bars, usual, None)


def _bill(day: date) -> HistoryShown:
    """The bills of the sample begin on the 24th."""
    first = day.replace(day=24) if day.day >= 24 else (day.replace(day=1) - timedelta(days=1)).replace(day=24)
    after = (first.replace(day=28) + timedelta(days=8)).replace(day=24)
    return _by_day(Scale.BILL, first, after, -6)


def _year(year: int) -> HistoryShown:
    bars = []
    for month in range(1, 13):
        first = date(year, month, 1)
        after = (first + timedelta(days=32)).replace(day=1)
        days = [first + timedelta(days=index) for index in range((after - first).days)]
        kept = [bar for day in days if KEPT_FROM <= day <= KEPT_TO for bar in _kept_bars(day)]
        bars.append(_summed(kept, midnight(first), midnight(after)))
    return _shown(Scale.YEAR, date(year, 1, 1), date(year + 1, 1, 1), tuple(bars), 3, None)


def stretch(question: StretchWanted) -> StretchShown:
    """The sum of the quarters of that stretch."""
    day = question.start.astimezone(ZONE).date()
    bars = [bar for bar in day_bars(day) if question.start <= bar.start and bar.end <= question.end]
    one = _summed(bars, question.start, question.end)
    levels = {bar.level for bar in bars}
    return StretchShown(
        question.start, question.end, one.delivered_wh, one.cost, levels.pop() if len(levels) == 1 else None
    )


def places(_question: PlacesWanted) -> PlacesShown:
    """A stick with two files, and the folder of the display."""
    files = (
        ("hemsapp-2026-07-12.backup", "backup"),
        ("electricity-2025.xml", "green button"),
        ("e-tou-c.toml", "rates"),
    )
    return PlacesShown(
        (
            FilePlace("/media/KINGSTON", "KINGSTON", is_stick=True, free_bytes=12_340_000_000, files=files),
            FilePlace("/var/lib/hemsapp/files", "This display", is_stick=False, free_bytes=412_000_000),
        )
    )


_LIKE_DAYS_WH = (5_420, 5_610, 5_300, 5_890, 5_150, 5_720, 5_480, 5_960, 5_330, 5_640)


def worth(question: WorthWanted) -> WorthShown:
    """Ten business days before an event, one of them with a gap, one with an event; the day began a little high."""
    is_past = question.issuer_event_id == EVENT_ID
    start = midnight(EVENT_DAY if is_past else date(2026, 7, 13)) + timedelta(hours=14 if is_past else 11)
    day = start.astimezone(ZONE).date()
    steps: list[WorthStep] = []
    while (taken := sum(step.is_taken for step in steps)) < len(_LIKE_DAYS_WH):
        day -= timedelta(days=1)
        if day.weekday() >= 5:
            steps.append(WorthStep(day, None, is_taken=False, reason="another kind of day"))
        elif day.day in {7, 2}:
            steps.append(WorthStep(day, None, False, "an event day" if day.day == 7 else "energy not known"))
        else:
            steps.append(WorthStep(day, _LIKE_DAYS_WH[taken], is_taken=True))
    raw = sum(_LIKE_DAYS_WH) // len(_LIKE_DAYS_WH)
    baseline, used = 5_600, 3_100
    event = EventWorth(
        question.issuer_event_id or EVENT_ID, start, start + timedelta(hours=4), used, raw, baseline,
        1, _EVENT, _EVENT * (baseline - used) / 1000, tuple(steps), adjustment="applied",
    )  # fmt: skip
    return WorthShown((event,), date(2026, 6, 1), 5, 4, 8_900, Decimal("5.62"))


def utility_day(question: UtilityDayWanted) -> UtilityDayShown:
    """The utility's website has a little less than the home measured."""
    measured_wh = day_shown(question.day).delivered_wh
    at = midnight(question.day) + timedelta(hours=32, minutes=12)
    return UtilityDayShown(question.day, at, None if measured_wh is None else measured_wh - 130, 96, 96)


TABLE: dict[type[Any], Callable[[Any], Answer]] = {
    HistoryWanted: history,
    StretchWanted: stretch,
    PlacesWanted: places,
    WorthWanted: worth,
    UtilityDayWanted: utility_day,
}
