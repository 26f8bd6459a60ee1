"""What was used, or generated, in local days: of a meter, and of an account over all its meters (C1FR19, UC96.4.1)."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from devices.utility.mdms.accounts import Account, Fitted
from devices.utility.mdms.availability import Terms
from devices.utility.mdms.marks import MISSING, STATE, TO_COME, VALID, in_words
from devices.utility.mdms.meter_days import MeterDays
from devices.utility.mdms.series import Series, added, placed, read

MOST_DAYS = 800
ALL = Terms()
Span = tuple[datetime, datetime]


class Usage:
    """Questions only. A day is local to the account's zone, of a meter to the utility's."""

    def __init__(self, store: MeterDays, zone: ZoneInfo) -> None:
        self._store = store
        self._zone = zone

    def of_meter(
        self,
        meter_id: str,
        first: date,
        last: date,
        at: datetime,
        *,
        channel: int = 0,
        minutes: int = 0,
        terms: Terms = ALL,
    ) -> dict[str, Any]:
        """A meter's local days, as far as they are available on these terms. Raises ValueError for too many days."""
        span = _span(first, last, self._zone)
        series = read(self._store, self._zone, meter_id, channel, span, minutes)
        told = {"meter": meter_id, "zone": self._zone.key, "channel": channel}
        return told | _days(series.within(*terms.window(at)), first, last, self._zone, at)

    def of_account(
        self,
        account: Account,
        first: date,
        last: date,
        at: datetime,
        *,
        channel: int = 0,
        minutes: int = 0,
        terms: Terms = ALL,
    ) -> dict[str, Any]:
        """An account's local days, over the meters that were its own then. Raises ValueError as above."""
        zone = ZoneInfo(account.zone)
        span = _span(first, last, zone)
        fitted = [one for one in account.meters if one.since < span[1] and (one.until is None or one.until > span[0])]
        parts = [self._of_fitted(one, channel, span, minutes) for one in fitted]
        series = _only_fitted(added(parts), fitted) if parts else placed([], span, minutes)
        meters = [{"meter": one.meter_id, "since": one.since, "until": one.until} for one in fitted]
        told = {"account": account.account, "meters": meters, "zone": zone.key, "channel": channel}
        return told | _days(series.within(*terms.window(at)), first, last, zone, at)

    def _of_fitted(self, fitted: Fitted, channel: int, span: Span, minutes: int) -> Series:
        """A meter's part in an account: outside its time it adds nothing, and nothing is missing from it."""
        series = read(self._store, self._zone, fitted.meter_id, channel, span, minutes)
        is_there = _is_there(series, fitted)
        wh, marks = np.where(is_there, series.wh, 0), np.where(is_there, series.marks, np.uint8(VALID))
        return Series(series.start, series.interval_minutes, wh, marks)


def _is_there(series: Series, fitted: Fitted) -> NDArray[np.bool_]:
    """The intervals that the meter's time in the account touches."""
    step = timedelta(minutes=series.interval_minutes)
    is_there = np.zeros(len(series.wh), np.bool_)
    end = None if fitted.until is None else max(0, -((series.start - fitted.until) // step))
    is_there[max(0, (fitted.since - series.start) // step) : end] = True
    return is_there


def _only_fitted(series: Series, fitted: Sequence[Fitted]) -> Series:
    """Nothing is known of times in which there was no meter at all."""
    is_there = np.logical_or.reduce([_is_there(series, one) for one in fitted])
    marks = np.where(is_there, series.marks, np.uint8(MISSING))
    return Series(series.start, series.interval_minutes, np.where(is_there, series.wh, 0), marks)


def _span(first: date, last: date, zone: ZoneInfo) -> Span:
    if not 0 <= (last - first).days < MOST_DAYS:
        raise ValueError(f"from the first day to the last are 1 to {MOST_DAYS} days")
    if first.year < 2000 or last.year >= 2100:
        raise ValueError("a day is one of the years 2000 to 2099")
    return _midnight(first, zone), _midnight(last + timedelta(days=1), zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _days(series: Series, first: date, last: date, zone: ZoneInfo, at: datetime) -> dict[str, Any]:
    days = list(_each_day(series, first, last, zone, at))
    known = sum(day["known"] for day in days)
    return {
        "days": days,
        "total_wh": sum(day["total_wh"] for day in days) if known else None,
        "known": known,
        "intervals": sum(day["intervals"] for day in days),
    }


def _each_day(series: Series, first: date, last: date, zone: ZoneInfo, at: datetime) -> Iterator[dict[str, Any]]:
    step = timedelta(minutes=series.interval_minutes)
    values, marks = series.values_wh(), series.marks.tolist()
    words = {mark: in_words(mark) for mark in set(marks)}
    place = 0
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        start, end = _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
        count = (end - start) // step
        ended = min(count, max(0, (at - start) // step))
        those = marks[place : place + count]
        is_to_come = [slot >= ended and mark & STATE == MISSING for slot, mark in enumerate(those)]
        own = values[place : place + count]
        known = [value for value in own if value is not None]
        yield {
            "day": day.isoformat(),
            "start": start,
            "end": end,
            "interval_minutes": series.interval_minutes,
            "values_wh": own,
            "marks": [TO_COME if yet else words[mark] for mark, yet in zip(those, is_to_come, strict=True)],
            "total_wh": sum(known),
            "known": len(known),
            "intervals": count,
        }
        place += count
