"""Times and dates as a person reads them: moments are aware UTC, shown in the home's zone."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from ui.locales import is_twelve_hours, locale, whole, words

EXACT_COUNTDOWN_S = 600


def local(utc: datetime, zone: str) -> datetime:
    """The moment on the home's wall clock; `ZoneInfoNotFoundError` for a zone that does not exist."""
    assert utc.tzinfo is not None, "a moment is aware"
    return utc.astimezone(ZoneInfo(zone))


def clock_time(utc: datetime, zone: str) -> str:
    """`2:00 PM`, or `14:00`."""
    return _clock(local(utc, zone))


def second_time(utc: datetime, zone: str) -> str:
    """`2:00:02`, or `14:00:02`, for receipts."""
    at = local(utc, zone)
    return words("time.second", hour=_hour(at), minute=f"{at.minute:02}", second=f"{at.second:02}")


def time_of_day(at: time) -> str:
    """`2 PM` on the hour, else `2:30 PM`; or `14:00`, `14:30`: a time of every day."""
    return _short(at)


def hour_time(utc: datetime, zone: str) -> str:
    """`2 PM` on the hour, else `2:30 PM`; or `14:00`, `14:30`."""
    return _short(local(utc, zone))


def time_range(start: datetime, end: datetime, zone: str) -> str:
    """`2–6 PM`, `11 AM–1 PM`, `2:30–6 PM`, or `14:00–18:00`."""  # noqa: RUF002 - the dashes are the contract
    first, last = local(start, zone), local(end, zone)
    is_one_half = (first.hour < 12) == (last.hour < 12) and first.date() == last.date()
    return _range(first.time(), last.time(), is_one_half=is_one_half)


def times_range(start: time, end: time) -> str:
    """`4 PM` to `8 PM` as `time_range` writes it: hours of every day; an end at or before the start is a day later."""
    return _range(start, end, is_one_half=(start.hour < 12) == (end.hour < 12) and start < end)


def _range(first: time, last: time, *, is_one_half: bool) -> str:
    if not is_twelve_hours() and first.minute == last.minute == 0:
        return words("time.range_24", first=_hour(first), last=_hour(last))
    if is_twelve_hours() and is_one_half:
        return words("time.range_half", first=_bare(first), last=_bare(last), half=_half(last))
    return words("time.range", first=_short(first), last=_short(last))


def _clock(at: datetime | time) -> str:
    key = "time.clock" if is_twelve_hours() else "time.clock_24"
    return words(key, hour=_hour(at), minute=f"{at.minute:02}", half=_half(at))


def _short(at: datetime | time) -> str:
    if at.minute:
        return _clock(at)
    return words("time.hour" if is_twelve_hours() else "time.hour_24", hour=_hour(at), half=_half(at))


def _bare(at: time) -> str:
    return words("time.bare", hour=_hour(at), minute=f"{at.minute:02}") if at.minute else str(_hour(at))


def _hour(at: datetime | time) -> int:
    return (at.hour % 12 or 12) if is_twelve_hours() else at.hour


def _half(at: datetime | time) -> str:
    return words("time.am") if at.hour < 12 else words("time.pm")


def countdown(seconds: float) -> str:
    """`2 h 14 m left`, under ten minutes `9:42`, past the end `ending…`."""
    if seconds < 0:
        return words("time.ending")
    minutes, rest = divmod(int(seconds), 60)
    if seconds < EXACT_COUNTDOWN_S:
        return f"{minutes}:{rest:02}"
    hours, minutes = divmod(minutes, 60)
    return words("time.left", hours=hours, minutes=minutes) if hours else words("time.minutes_left", minutes=minutes)


def time_left(seconds: float) -> str:
    """`2 h 14 m left` to the minute, for a screen that rests."""
    hours, minutes = divmod(max(0, int(seconds)) // 60, 60)
    return words("time.left", hours=hours, minutes=minutes) if hours else words("time.minutes_left", minutes=minutes)


def wait(seconds: float) -> str:
    """`1 h 48 m`, under an hour `48 m`: the begun minute counts."""
    hours, minutes = divmod(max(0, -int(-seconds // 60)), 60)
    if hours:
        return words("time.hours_short", hours=hours, minutes=minutes)
    return words("time.minutes_short", minutes=minutes)


def age(seconds: float | None) -> str:
    """`42 s ago`; `never heard` when there was none. A negative age, of a clock that was set back, counts as none."""
    if seconds is None:
        return words("time.never_heard")
    return words("time.seconds_ago", seconds=whole(max(0, int(seconds))))


def silence(seconds: float) -> str:
    """`3 min 04 s`, from an hour on `2 h 05 min`."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    if minutes < 60:
        return words("time.minutes_seconds", minutes=minutes, seconds=f"{rest:02}")
    hours, minutes = divmod(minutes, 60)
    return words("time.hours_minutes", hours=whole(hours), minutes=f"{minutes:02}")


def long_date(day: date) -> str:
    """`Monday 13 July`."""
    return words("date.long", weekday=weekday(day), day=_day(day), month=words(f"month.{day.month}"))


def short_date(day: date) -> str:
    """`Mon 13 Jul`."""
    weekday_short = words(f"weekday_short.{day.isoweekday()}")
    return words("date.short", weekday=weekday_short, day=_day(day), month=words(f"month_short.{day.month}"))


def year_date(day: date) -> str:
    """`Sat 1 Aug 2026`."""
    return words("date.year", date=short_date(day), year=day.year)


def day_month(day: date) -> str:
    """`24 Jun`."""
    return words("date.day_month", day=_day(day), month=words(f"month_short.{day.month}"))


def spoken_date(day: date) -> str:
    """`24 June`, within a sentence."""
    return words("date.spoken", day=_day(day), month=words(f"month.{day.month}"))


def date_range(start: date, end: date) -> str:
    """`24 Jun – 24 Jul`."""  # noqa: RUF002 - the dashes are the contract
    return words("date.range", first=day_month(start), last=day_month(end))


def weekday(day: date) -> str:
    """`Monday`."""
    return words(f"weekday.{day.isoweekday()}")


def ordinal(day: int) -> str:
    """A day of the month as it is spoken of: `24th`."""
    return words(f"ordinal.{locale().ordinal_form(day)}", day=day)


def _day(day: date) -> str:
    return words("date.first") if day.day == 1 else str(day.day)
